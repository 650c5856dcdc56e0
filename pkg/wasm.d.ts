/** What a bundler makes of an imported `.wasm`, each as it does: its URL, its bytes or the compiled module. `init` takes all. */
import type { ModuleSource } from "./index.js";

declare const module: ModuleSource;
export default module;

// workerd and Cloudflare Workers: compiling bytes is forbidden there; an imported .wasm is a compiled WebAssembly.Module.
import module from "../dist/scorer_bg.wasm";
import { from } from "./module.js";

from(() => module);

export * from "./api.js";

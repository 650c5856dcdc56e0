// workerd and Cloudflare Workers: compiling bytes is forbidden there; an imported .wasm is a compiled WebAssembly.Module.
import { initSync } from "../dist/advice.js";
import module from "../dist/advice_bg.wasm";

initSync({ module });

export * from "./api.js";

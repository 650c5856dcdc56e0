// workerd and Cloudflare Workers: compiling bytes is forbidden there; an imported .wasm is a compiled WebAssembly.Module.
import { initSync } from "./dist/innopoints.js";
import module from "./dist/innopoints_bg.wasm";

initSync({ module });

export * from "./api.js";

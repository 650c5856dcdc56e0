// workerd and Cloudflare Workers: compiling bytes is forbidden there; an imported .wasm is a compiled WebAssembly.Module.

import { initSync } from "./dist/innopoints.js";
import wasm from "./dist/innopoints_bg.wasm";

initSync({ module: wasm });

export * from "./api.js";

// workerd and Cloudflare Workers: compiling bytes is forbidden there; an imported .wasm is a compiled WebAssembly.Module.
import { initSync } from "./dist/innopoints.js";
import { initSync as initTools } from "./dist/tools.js";
import engineModule from "./dist/innopoints_bg.wasm";
import toolsModule from "./dist/tools_bg.wasm";
import * as tools from "./tools.js";
import { provide } from "./provide.js";

initSync({ module: engineModule });
initTools({ module: toolsModule });
provide(tools);

export * from "./api.js";

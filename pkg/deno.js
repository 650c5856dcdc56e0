// Deno: needs read access to these two files (`--allow-read`), nothing else.
import { initSync } from "./dist/innopoints.js";
import { initSync as initTools } from "./dist/tools.js";
import * as tools from "./tools.js";
import { provide } from "./provide.js";

initSync({ module: Deno.readFileSync(new URL("./dist/innopoints_bg.wasm", import.meta.url)) });
initTools({ module: Deno.readFileSync(new URL("./dist/tools_bg.wasm", import.meta.url)) });
provide(tools);

export * from "./api.js";

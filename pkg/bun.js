// Bun: the `file` imports let `bun build` carry the wasm along, also into a single executable.
import { readFileSync } from "node:fs";
import { initSync } from "./dist/innopoints.js";
import { initSync as initTools } from "./dist/tools.js";
import engineFile from "./dist/innopoints_bg.wasm" with { type: "file" };
import toolsFile from "./dist/tools_bg.wasm" with { type: "file" };
import * as tools from "./tools.js";
import { provide } from "./provide.js";

initSync({ module: readFileSync(new URL(engineFile, import.meta.url)) });
initTools({ module: readFileSync(new URL(toolsFile, import.meta.url)) });
provide(tools);

export * from "./api.js";

// Node: the files' bytes, synchronously, so that the module has no top-level await and can also be `require`d.
import { readFileSync } from "node:fs";
import { initSync } from "./dist/innopoints.js";
import { initSync as initTools } from "./dist/tools.js";
import * as tools from "./tools.js";
import { provide } from "./provide.js";

const bytes = (file) => readFileSync(new URL(file, import.meta.url));
initSync({ module: bytes("./dist/innopoints_bg.wasm") });
initTools({ module: bytes("./dist/tools_bg.wasm") });
provide(tools);

export * from "./api.js";

// Bun: the `file` import lets `bun build` carry the wasm along, also into a single executable.
import { readFileSync } from "node:fs";
import file from "./dist/innopoints_bg.wasm" with { type: "file" };
import { from } from "./engine.js";

from(() => readFileSync(new URL(file, import.meta.url)));

export * from "./api.js";

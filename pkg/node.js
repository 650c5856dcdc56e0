// Node: the file's bytes, read when they are first needed.
import { readFileSync } from "node:fs";
import { from } from "./engine.js";

from(() => readFileSync(new URL("./dist/innopoints_bg.wasm", import.meta.url)));

export * from "./api.js";

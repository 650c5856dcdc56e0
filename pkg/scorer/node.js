// Node: the file's bytes, read when they are first needed.
import { readFileSync } from "node:fs";
import { from } from "./module.js";

from(() => readFileSync(new URL("../dist/scorer_bg.wasm", import.meta.url)));

export * from "./api.js";

// Bun: the `file` import lets `bun build` carry the wasm along, also into a single executable.
import { readFileSync } from "node:fs";
import { initSync } from "../dist/advice.js";
import file from "../dist/advice_bg.wasm" with { type: "file" };

initSync({ module: readFileSync(new URL(file, import.meta.url)) });

export * from "./api.js";

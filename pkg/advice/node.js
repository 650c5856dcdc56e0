// Node: the file's bytes, synchronously, so that the module has no top-level await and can also be `require`d.
import { readFileSync } from "node:fs";
import { initSync } from "../dist/advice.js";

initSync({ module: readFileSync(new URL("../dist/advice_bg.wasm", import.meta.url)) });

export * from "./api.js";

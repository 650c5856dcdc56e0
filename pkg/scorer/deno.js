// Deno: needs read access to this one file (`--allow-read`), nothing else.
import { initSync } from "../dist/scorer.js";

initSync({ module: Deno.readFileSync(new URL("../dist/scorer_bg.wasm", import.meta.url)) });

export * from "./api.js";

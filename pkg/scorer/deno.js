// Deno: needs read access to this one file (`--allow-read`), nothing else.
import { from } from "./module.js";

from(() => Deno.readFileSync(new URL("../dist/scorer_bg.wasm", import.meta.url)));

export * from "./api.js";

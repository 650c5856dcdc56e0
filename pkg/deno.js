// Deno: needs read access to this one file (`--allow-read`), nothing else.
import { from } from "./engine.js";

from(() => Deno.readFileSync(new URL("./dist/innopoints_bg.wasm", import.meta.url)));

export * from "./api.js";

// Deno: needs read access to this one file (`--allow-read`), nothing else.
import { initSync } from "./dist/innopoints.js";

initSync({ module: Deno.readFileSync(new URL("./dist/innopoints_bg.wasm", import.meta.url)) });

export * from "./api.js";

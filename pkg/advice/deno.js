// Deno: needs read access to this one file (`--allow-read`), nothing else.
import { initSync } from "../dist/advice.js";

initSync({ module: Deno.readFileSync(new URL("../dist/advice_bg.wasm", import.meta.url)) });

export * from "./api.js";

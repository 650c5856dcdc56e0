// Browsers, and bundlers for them: the literal `new URL` is what makes Vite, webpack and Rollup emit the wasm as an asset,
// and a fetched response is compiled while it arrives.
import init from "../dist/advice.js";

await init({ module_or_path: new URL("../dist/advice_bg.wasm", import.meta.url) });

export * from "./api.js";

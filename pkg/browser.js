// Browsers, and bundlers for them: the literal `new URL` is what makes Vite, webpack and Rollup emit the wasm as an asset.
import { from } from "./engine.js";

from(() => new URL("./dist/innopoints_bg.wasm", import.meta.url));

export * from "./api.js";

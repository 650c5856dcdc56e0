// Browsers, and bundlers for them: the literal `new URL` is what makes Vite, webpack and Rollup emit the wasm as an asset,
// and a fetched response is compiled while it arrives. The tools stay where they are until they are asked for.
import init from "./dist/innopoints.js";
import { provide } from "./provide.js";

provide(async () => {
  const tools = await import("./tools.js");
  await tools.init({ module_or_path: new URL("./dist/tools_bg.wasm", import.meta.url) });
  return tools;
});
await init({ module_or_path: new URL("./dist/innopoints_bg.wasm", import.meta.url) });

export * from "./api.js";

import resolve from "@rollup/plugin-node-resolve";
import url from "@rollup/plugin-url";

export default {
  input: "page.js",
  output: { dir: "dist", format: "es" },
  plugins: [resolve({ browser: true }), url({ include: ["**/*.wasm"], limit: 0 })],
};

import { defineConfig, type Plugin } from "vite";
import { csp, cspDevelopment } from "./csp.js";

/** Writes the policy into the built page, and lets the wasm load beside the script that uses it. */
function page(): Plugin {
  return {
    name: "innopoints-page",
    apply: "build",
    transformIndexHtml: {
      order: "post",
      handler(_html, { bundle }) {
        const wasm = Object.keys(bundle ?? {}).find((name) => name.endsWith(".wasm"));
        if (!wasm) throw new Error("the page has no wasm: is the innopoints package built?");
        const preload = { rel: "preload", as: "fetch", type: "application/wasm", crossorigin: "", href: `./${wasm}` };
        return [
          { tag: "meta", attrs: { "http-equiv": "Content-Security-Policy", content: csp }, injectTo: "head-prepend" },
          { tag: "link", attrs: preload, injectTo: "head" },
        ];
      },
    },
  };
}

export default defineConfig({
  base: "./",
  plugins: [page()],
  // The package brings its own wasm by `new URL`, which pre-bundling would break.
  optimizeDeps: { exclude: ["innopoints"] },
  server: { headers: { "Content-Security-Policy": cspDevelopment } },
  build: {
    target: "es2022",
    modulePreload: { polyfill: false },
    assetsInlineLimit: 0,
    rolldownOptions: {
      // One script: nothing is left to fetch once the page has loaded.
      output: { codeSplitting: false },
    },
  },
});

import { defineConfig, type Plugin } from "vite";
import { csp } from "./csp.js";

/** Writes the policy into the built page, and lets the wasm and the engine's script load beside the page's own script. */
function page(): Plugin {
  return {
    name: "innopoints-page",
    apply: "build",
    transformIndexHtml: {
      order: "post",
      handler(_html, { bundle }) {
        const files = Object.values(bundle ?? {});
        const wasm = files.find((file) => file.fileName.endsWith(".wasm"));
        const engine = files.find((file) => file.type === "chunk" && file.name === "engine");
        return [
          {
            tag: "meta",
            attrs: { "http-equiv": "Content-Security-Policy", content: csp },
            injectTo: "head-prepend",
          },
          ...(engine
            ? [{ tag: "link", attrs: { rel: "modulepreload", crossorigin: "", href: `./${engine.fileName}` } }]
            : []),
          ...(wasm
            ? [
                {
                  tag: "link",
                  attrs: {
                    rel: "preload",
                    as: "fetch",
                    type: "application/wasm",
                    crossorigin: "",
                    href: `./${wasm.fileName}`,
                  },
                },
              ]
            : []),
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
  build: {
    target: "es2022",
    modulePreload: { polyfill: false },
    assetsInlineLimit: 0,
    rolldownOptions: {
      output: {
        // Everything the engine needs in one file: nothing is left to fetch once the page has loaded.
        codeSplitting: { groups: [{ name: "engine", test: /[\\/]pkg[\\/]|[\\/]engine\.ts$/ }] },
      },
    },
  },
});

import { basename } from "node:path";
import { dictionary } from "innopoints/dictionary";
import { defineConfig, type Plugin } from "vite";
import { csp, cspDevelopment } from "./csp.js";
import { asked, titles } from "./src/overview/first.ts";

/** The scheme that is scored first, catalogue.ts: it comes packed, with the small module. */
const FIRST = "cn-innovative-sme-2022";
const TEXTS = "scheme-texts";

/**
 * Puts the texts of all schemes into one file: they share most of their words, and one request brings them. The engine reads
 * schemes, so the others do not come packed as well. The first has its sources apart: it is explained without the texts.
 */
function schemes(): Plugin {
  const name = (id: string) => id.replaceAll("-", "_");
  const files: string[] = [];
  return {
    name: "innopoints-schemes",
    enforce: "pre",
    resolveId: (id) => (id === TEXTS ? `\0${TEXTS}` : undefined),
    load(id) {
      if (id !== `\0${TEXTS}`) return undefined;
      return files.map((file) => `export * as ${name(basename(file, ".js"))} from ${JSON.stringify(file)};`).join("\n");
    },
    transform(code, id) {
      if (!/[\\/]pkg[\\/]dist[\\/]schemes\.js$/.test(id)) return undefined;
      const folder = id.slice(0, -".js".length - "schemes".length);
      const lazy = code
        .replace(/^.*import\("\.\/schemes\/([^"]+)\.js"\),?\n/gm, (_all, scheme: string) =>
          scheme === FIRST ? `"${FIRST}": () => Promise.resolve(first),\n` : "",
        )
        .replace(/^.*import\("\.\/sources\/([^"]+)\.js"\),?\n/gm, (own: string, scheme: string) =>
          scheme === FIRST ? own : "",
        )
        .replace(/import\("\.\/texts\/([^"]+)\.js"\)/g, (_all, scheme: string) => {
          files.push(`${folder}texts/${scheme}.js`);
          return `import("${TEXTS}").then((all) => all.${name(scheme)})`;
        });
      return `import * as first from "./schemes/${FIRST}.js";\n${lazy}`;
    },
  };
}

/** The dictionary in two parts, src/dictionary.d.ts: most of it is for other schemes than the first, and not asked first. */
function fields(): Plugin {
  const parts = /^dictionary:(first|rest)$/;
  return {
    name: "innopoints-fields",
    resolveId: (id) => (parts.test(id) ? `\0${id}` : undefined),
    async load(id) {
      if (!parts.test(id.slice(1))) return undefined;
      const { info } = await import(import.meta.resolve(`../pkg/dist/schemes/${FIRST}.js`));
      const ofFirst = ({ id }: { id: string }) =>
        [...info.fields, ...(info.beside ?? []), ...asked, ...titles].includes(id);
      const part = id.endsWith("first")
        ? dictionary.fields.filter(ofFirst).map(({ known_by, forms, ...field }) => field)
        : dictionary.fields.map((field) => {
            const { id, known_by, forms } = field;
            return ofFirst(field) ? { id, known_by, forms } : field;
          });
      return `export default ${JSON.stringify(part)};`;
    },
  };
}

/** Writes the policy into the built page, and lets all scripts of the first score load at once. */
function page(): Plugin {
  return {
    name: "innopoints-page",
    apply: "build",
    transformIndexHtml: {
      order: "post",
      handler(_html, { bundle }) {
        // What the first score needs; the engine with its reasons and the other schemes come after it.
        const first = Object.keys(bundle ?? {}).filter((name) =>
          /(page|worker|scorer|start|rolldown-runtime)-[^/]*\.js$/.test(name),
        );
        if (first.length < 2) throw new Error("the page has no worker: is the innopoints package built?");
        return [
          { tag: "meta", attrs: { "http-equiv": "Content-Security-Policy", content: csp }, injectTo: "head-prepend" },
          ...first.map((name) => ({
            tag: "link",
            attrs: { rel: "modulepreload", crossorigin: "", href: `./${name}` },
            injectTo: "head" as const,
          })),
        ];
      },
    },
  };
}

export default defineConfig({
  base: "./",
  plugins: [fields(), page()],
  worker: {
    format: "es",
    plugins: () => [schemes()],
    rolldownOptions: {
      output: {
        // The two modules of the package have entries of one name.
        chunkFileNames: ({ name, facadeModuleId }) =>
          `assets/${name === "browser" ? (/scorer/.test(facadeModuleId ?? "") ? "scorer" : "engine") : "[name]"}-[hash].js`,
      },
    },
  },
  // The package brings its own wasm by `new URL`, which pre-bundling would break.
  optimizeDeps: { exclude: ["innopoints"] },
  server: { headers: { "Content-Security-Policy": cspDevelopment } },
  build: {
    target: "es2022",
    // What is needed next is named in the page itself; no script need work it out.
    modulePreload: false,
    rolldownOptions: {
      output: {
        // What the frame and the later parts share stays in the one file that comes first: together it compresses best.
        codeSplitting: {
          groups: [
            {
              name: "page",
              test: /www[\\/]src[\\/](?!advice|handover|intake|overview[\\/]all-questions|styles|worker|main|engine|catalogue)|node_modules[\\/](lit|@lit)/,
            },
          ],
        },
      },
    },
    assetsInlineLimit: 0,
  },
});

// The house: arrows run one way between crates and within them, and each crate keeps to what is its own (docs/architecture.md).
import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { existsSync, readdirSync, readFileSync } from "node:fs";
import { dirname, join, relative } from "node:path";
import { test } from "node:test";
import { fileURLToPath } from "node:url";

const root = fileURLToPath(new URL("../../", import.meta.url));

/** Every file below a folder with one of these endings. */
function files(folder, endings) {
  return readdirSync(join(root, folder), { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile() && endings.some((ending) => entry.name.endsWith(ending)))
    .map((entry) => relative(root, join(entry.parentPath, entry.name)))
    .filter((path) => !/(^|\/)(dist|node_modules|target)\//.test(path));
}

/** Source text without comments, strings and unit tests. */
function code(path) {
  const text = readFileSync(join(root, path), "utf8");
  const body = path.endsWith(".rs") ? text.split("#[cfg(test)]")[0] : text;
  return body.replace(/\/\*[\s\S]*?\*\//g, "").replace(/(^|[^:"'])\/\/[^\n]*/g, "$1");
}

/** The first circle in a graph of name -> set of names, as a list of names; null where there is none. */
export function circle(graph) {
  const state = new Map();
  const path = [];
  const visit = (node) => {
    if (state.get(node) === "done") return null;
    if (state.get(node) === "open") return [...path.slice(path.indexOf(node)), node];
    state.set(node, "open");
    path.push(node);
    for (const next of graph.get(node) ?? []) {
      const found = visit(next);
      if (found) return found;
    }
    path.pop();
    state.set(node, "done");
    return null;
  };
  for (const node of graph.keys()) {
    const found = visit(node);
    if (found) return found;
  }
  return null;
}

/** Splits `a::{b, c::{d, e}}` into `a::b`, `a::c::d`, `a::c::e`. */
function expand(path) {
  const open = path.indexOf("{");
  if (open < 0) return [path.trim().replace(/\s+as\s+\w+$/, "")];
  let depth = 0;
  let from = open + 1;
  const parts = [];
  for (let at = open; at < path.length; at++) {
    if (path[at] === "{") depth++;
    if (path[at] === "}") depth--;
    if ((path[at] === "," && depth === 1) || (path[at] === "}" && depth === 0)) {
      parts.push(path.slice(from, at));
      from = at + 1;
      if (depth === 0) break;
    }
  }
  return parts.filter((part) => part.trim()).flatMap((part) => expand(path.slice(0, open).trim() + part.trim()));
}

/** Which file of a crate takes names from which other. A parent that only declares or re-exports its children takes nothing. */
function rustGraph(source) {
  const graph = new Map();
  const fileOf = (modules) => {
    for (let n = modules.length; n > 0; n--) {
      const base = join(source, ...modules.slice(0, n));
      for (const path of [`${base}.rs`, join(base, "mod.rs")]) if (existsSync(join(root, path))) return path;
    }
    return ["main.rs", "lib.rs"].map((name) => join(source, name)).find((path) => existsSync(join(root, path)));
  };
  for (const path of files(source, [".rs"])) {
    // The front page of a library re-exports what it has; nothing within takes names from it.
    if (path.endsWith("/lib.rs")) continue;
    const own = relative(source, path)
      .replace(/(^main|\/mod)?\.rs$/, "")
      .split("/")
      .filter(Boolean);
    const text = code(path)
      .replace(/pub(\([a-z ]+\))? use (self::)?\w+::[^;]*;/g, "")
      .replace(/pub(\([a-z ]+\))? use (self|super)[^;]*;/g, "");
    const takes = new Set();
    const add = (full) => {
      const parts = full.split("::").map((part) => part.trim());
      let modules;
      if (parts[0] === "crate") modules = parts.slice(1);
      else {
        let base = [...own];
        let rest = parts;
        if (rest[0] === "self") rest = rest.slice(1);
        for (; rest[0] === "super"; rest = rest.slice(1)) base = base.slice(0, -1);
        modules = [...base, ...rest];
      }
      const target = fileOf(modules);
      if (target !== path && !target.endsWith("lib.rs")) takes.add(target);
    };
    for (const [, use] of text.matchAll(/\buse ((?:crate|super|self)::[^;]+);/g)) expand(use).forEach(add);
    const children = [...text.matchAll(/\bmod (\w+);/g)].map(([, name]) => name);
    for (const name of children)
      for (const [inline] of text.matchAll(new RegExp(`(?<![\\w:])${name}::\\w+`, "g"))) add(`self::${inline}`);
    for (const [, inline] of text.replace(/\buse [^;]+;/g, "").matchAll(/\b((?:crate|super|self)(?:::\w+)+)/g))
      add(inline);
    graph.set(path, takes);
  }
  return graph;
}

/** Which TypeScript or JavaScript file imports which other; types alone count too. */
function scriptGraph(folder) {
  const graph = new Map();
  for (const path of files(folder, [".ts", ".js", ".mjs"])) {
    const takes = new Set();
    for (const [, from] of code(path).matchAll(/(?:from|import)\s*\(?\s*["'](\.[^"']+)["']/g)) {
      const target = join(dirname(path), from);
      for (const candidate of [target, target.replace(/\.js$/, ".ts")])
        if (candidate !== path && existsSync(join(root, candidate))) takes.add(candidate);
    }
    graph.set(path, takes);
  }
  return graph;
}

const crates = [
  "src",
  "crates/core/src",
  "crates/cli/src",
  ...readdirSync(join(root, "crates/wasm")).map((name) => `crates/wasm/${name}/src`),
];

test("a circle is found where there is one", () => {
  assert.deepEqual(
    circle(
      new Map([
        ["a", ["b"]],
        ["b", ["c"]],
        ["c", ["b"]],
      ]),
    ),
    ["b", "c", "b"],
  );
  assert.equal(
    circle(
      new Map([
        ["a", ["b", "c"]],
        ["b", ["c"]],
        ["c", []],
      ]),
    ),
    null,
  );
  assert.deepEqual(expand("crate::{a::{B, C as D}, e}"), ["crate::a::B", "crate::a::C", "crate::e"]);
});

for (const source of crates)
  test(`no circle among the files of ${source}`, () => {
    const graph = rustGraph(source);
    assert.ok(graph.size > 0 || /(scorer|common|oracle)/.test(source), "nothing was read");
    assert.equal(circle(graph)?.join(" → ") ?? null, null);
  });

/** The same graph among the folders and files at the top of a crate: a folder is one thing to those outside it. */
function folderGraph(source) {
  const top = (path) => relative(source, path).split("/")[0].replace(/\.rs$/, "");
  const graph = new Map();
  for (const [path, takes] of rustGraph(source))
    for (const target of takes)
      if (top(path) !== top(target)) graph.set(top(path), (graph.get(top(path)) ?? new Set()).add(top(target)));
  return graph;
}

for (const source of crates)
  test(`no circle among the folders of ${source}`, () => {
    assert.equal(circle(folderGraph(source))?.join(" → ") ?? null, null);
  });

for (const folder of ["www/src", "pkg", "edge/src"])
  test(`no circle among the files of ${folder}`, () => {
    const graph = scriptGraph(folder);
    assert.ok(
      [...graph.values()].some((takes) => takes.size > 0),
      "nothing was read",
    );
    assert.equal(circle(graph)?.join(" → ") ?? null, null);
  });

test("crates depend on each other one way, as docs/architecture.md draws it", () => {
  const allowed = {
    "innopoints-core": [],
    innopoints: ["innopoints-core"],
    "innopoints-cli": ["innopoints", "innopoints-core"],
    "innopoints-wasm": ["innopoints-core"],
    "innopoints-scorer": ["innopoints-core", "innopoints-wasm"],
    "innopoints-engine": ["innopoints", "innopoints-core", "innopoints-wasm"],
    "innopoints-oracle": [],
  };
  const metadata = execFileSync("cargo", ["metadata", "--no-deps", "--format-version", "1", "--locked"], {
    cwd: root,
    encoding: "utf8",
    maxBuffer: 1 << 26,
  });
  const { packages } = JSON.parse(metadata);
  assert.deepEqual(packages.map(({ name }) => name).sort(), Object.keys(allowed).sort());
  for (const { name, dependencies } of packages) {
    const own = dependencies.filter((d) => d.kind !== "dev" && d.path).map((d) => d.name);
    assert.deepEqual(
      own.filter((d) => !allowed[name].includes(d)),
      [],
      `${name} depends on more than it may`,
    );
  }
});

test("only the command touches files, clocks and terminals; only the bindings know JavaScript", () => {
  const machine = /\bstd::(fs|time|net|process|thread)\b|\bstd::io::(stdin|stdout|stderr)\b|\be?print(ln)?!/;
  const javascript = /\b(wasm_bindgen|js_sys|web_sys|serde_wasm_bindgen)\b/;
  for (const path of files("src", [".rs"]).concat(files("crates", [".rs"]))) {
    if (/(^|\/)(build\.rs|tests\/)/.test(path)) continue;
    if (!path.startsWith("crates/cli/") && !path.startsWith("crates/oracle/"))
      assert.doesNotMatch(code(path), machine, path);
    if (!path.startsWith("crates/wasm/")) assert.doesNotMatch(code(path), javascript, path);
  }
});

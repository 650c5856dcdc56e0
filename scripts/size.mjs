// Prints what a visitor downloads, compressed as a web server would (brotli, quality 11), and fails above the budget.
// 1 kB is 1,000 bytes.
import { readdirSync, readFileSync } from "node:fs";
import { basename, join, relative } from "node:path";
import { brotliCompressSync, constants } from "node:zlib";
import { budgets } from "./budgets.mjs";

const root = join(import.meta.dirname, "..");
const brotli = (file) =>
  brotliCompressSync(readFileSync(file), {
    params: { [constants.BROTLI_PARAM_QUALITY]: constants.BROTLI_MAX_QUALITY },
  }).length;
const kB = (bytes) => `${(bytes / 1000).toFixed(1)} kB`;
const walk = (folder) =>
  readdirSync(folder, { withFileTypes: true, recursive: true })
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name));

let over = 0;
function check(title, files, budget) {
  const sizes = files.map((file) => [relative(root, file), brotli(file)]).sort((a, b) => b[1] - a[1]);
  const total = sizes.reduce((sum, [, bytes]) => sum + bytes, 0);
  const holds = total <= budget.limit;
  if (!holds) over += 1;
  const missed = total > budget.aim ? " (not reached)" : "";
  const verdict = holds ? "" : "  TOO LARGE";
  console.log(`${title}: ${kB(total)} brotli, limit ${kB(budget.limit)}, aim ${kB(budget.aim)}${missed}${verdict}`);
  for (const [file, bytes] of sizes) console.log(`  ${kB(bytes).padStart(9)}  ${file}`);
}

const pkg = join(root, "pkg");
const schemes = walk(join(pkg, "dist/schemes"));
if (schemes.length === 0) throw new Error("pkg/dist/schemes is empty");
const largest = schemes.reduce((a, b) => (brotli(a) >= brotli(b) ? a : b));
const sources = join(pkg, "dist/sources", basename(largest));
const glue = ["common.js", "start.js", "dist/schemes.js"];
const inPackage = (files, ...scheme) => files.map((file) => join(pkg, file)).concat(scheme);
check(
  "wasm + glue + one scheme (the largest): total and verdict",
  inPackage(
    ["dist/scorer_bg.wasm", "dist/scorer.js", "scorer/api.js", "scorer/browser.js", "scorer/module.js", ...glue],
    largest,
  ),
  budgets.scorer,
);
check(
  "the same with reasons, tight bounds, the reading of schemes, plans, finance and verifying",
  inPackage(
    [
      "dist/innopoints_bg.wasm",
      "dist/innopoints.js",
      "dist/fields.js",
      "api.js",
      "annex.js",
      "catalogue.js",
      "engine.js",
      "later.js",
      "figures.js",
      "finance.js",
      "verify.js",
      "scheme.js",
      "texts.js",
      "report.js",
      "plain.js",
      "browser.js",
      ...glue,
    ],
    largest,
    sources,
  ),
  budgets.engine,
);

// The schema of scheme files is for editors.
const page = walk(join(root, "www/dist")).filter((file) => !/\.map$|scheme\.schema\.json$/.test(file));
if (!page.some((file) => file.endsWith("index.html"))) throw new Error("www/dist has no index.html");
// The first scheme comes packed in common; the file of its name is its sources.
const isLater = (file) =>
  /(adopt|adviser|intake|cn-|dictionary_rest|engine|finance|innopoints|scheme-texts)[^/]*$/.test(file);
check(
  "the page up to the first score",
  page.filter((file) => !isLater(file)),
  budgets.first,
);
check("the page, all of it", page, budgets.page);

console.log(`${4 - over} passed, ${over} failed`);
process.exitCode = over ? 1 : 0;

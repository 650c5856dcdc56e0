// Speed and correctness of this module beside other scorers of the same scheme, in one process:
//   node benches/node.mjs
// Rounds are interleaved and medians printed, so that what else the machine does falls on all of them alike.
import { execFileSync } from "node:child_process";
import { readFileSync } from "node:fs";
import { performance } from "node:perf_hooks";
import { fileURLToPath } from "node:url";
import { Scheme } from "innopoints";
import { companies } from "./companies.mjs";
import { plain } from "./plain.mjs";
import { rules } from "./rules.mjs";

const ID = "cn-innovative-sme-2022";
const ON = { on: "2026-11-01" };
const ROUNDS = 9;
const MILLISECONDS = 150; // a row in a round

const file = fileURLToPath(new URL(`../schemes/${ID}.json`, import.meta.url));
const text = readFileSync(file, "utf8");
const scheme = await Scheme.parse(text, `${ID}.json`);
const script = plain(JSON.parse(text));
const engine = rules(JSON.parse(text));
const sample = companies(4096);

// -- How many totals are wrong ---------------------------------------------------------------------------------------

// The oracle of the tests: fractions of big integers, none of the engine's code.
const oracle = ["run", "--quiet", "--release", "--package", "innopoints-oracle", "--example", "totals", "--", file];
const input = sample.map((company) => JSON.stringify(company)).join("\n");
const cwd = fileURLToPath(new URL("..", import.meta.url));
const right = execFileSync("cargo", oracle, { cwd, input, encoding: "utf8" }).trimEnd().split("\n").map(Number);
const wrong = { module: 0, report: 0, script: 0, rules: 0 };
for (const [n, company] of sample.entries()) {
  if (scheme.total(company, ON) !== right[n]) wrong.module++;
  if (Number(scheme.score(company, ON).total) !== right[n]) wrong.report++;
  if (script.total(company) !== right[n]) wrong.script++;
  if ((await engine.report(company)).total !== right[n]) wrong.rules++;
}

console.log(
  `${ID}, ${sample.length} companies whose ratios stand on or beside the edges of bands; node ${process.version}`,
);
console.log("错误总分 wrong totals, against exact fractions:");
console.log(
  `  innopoints ${wrong.module} (reports ${wrong.report}), JavaScript over doubles ${wrong.script}, json-rules-engine ${wrong.rules}\n`,
);

// -- Speed -------------------------------------------------------------------------------------------------------------

let sink = 0; // what is computed is used, so that nothing is optimised away
const rows = {
  "totals: innopoints": (c) => {
    sink += scheme.total(c, ON);
  },
  "totals: JavaScript over doubles": (c) => {
    sink += script.total(c);
  },
  "reports, every reason readable: innopoints": (c) => {
    sink += scheme.score(c, ON).total.length;
  },
  "reports, numbers and bands without words: JavaScript over doubles": (c) => {
    sink += script.report(c).items.length;
  },
  "reports read out in full (JSON): innopoints": (c) => {
    sink += JSON.stringify(scheme.score(c, ON)).length;
  },
  [`reports, what fired: json-rules-engine, ${engine.count} rules`]: async (c) => {
    sink += (await engine.report(c)).total;
  },
};

/** Calls a second over about MILLISECONDS, in chunks so that the clock costs nothing. */
async function measure(row) {
  const waits = row.constructor.name === "AsyncFunction";
  const chunk = waits ? 32 : 1024;
  let calls = 0;
  const start = performance.now();
  let elapsed = 0;
  for (let at = 0; elapsed < MILLISECONDS; at = (at + chunk) % sample.length) {
    for (let n = at; n < at + chunk; n++) {
      if (waits) await row(sample[n]);
      else row(sample[n]);
    }
    calls += chunk;
    elapsed = performance.now() - start;
  }
  return (calls * 1000) / elapsed;
}

const median = (list) => [...list].sort((a, b) => a - b)[Math.floor(list.length / 2)];
const results = Object.fromEntries(Object.keys(rows).map((name) => [name, []]));
for (let round = -1; round < ROUNDS; round++) {
  for (const [name, row] of Object.entries(rows)) {
    const rate = await measure(row);
    if (round >= 0) results[name].push(rate); // the first round only warms up
  }
}

const speed = Object.fromEntries(Object.entries(results).map(([name, list]) => [name, median(list)]));
console.log(`每秒 per second, median of ${ROUNDS} interleaved rounds:`);
for (const [name, rate] of Object.entries(speed))
  console.log(`  ${Math.round(rate).toLocaleString("en").padStart(11)}  ${name}`);

/** The median over the rounds of a ratio within a round. */
const ratio = (a, b) => median(results[a].map((rate, round) => rate / results[b][round]));
const names = Object.keys(rows);
console.log("\n倍数 ratios:");
console.log(`  totals: ${ratio(names[0], names[1]).toFixed(2)}x JavaScript over doubles (target 1x)`);
console.log(
  `  reports, every reason readable: ${ratio(names[2], names[5]).toFixed(0)}x json-rules-engine (target 50x)`,
);
console.log(`  reports read out in full: ${ratio(names[4], names[5]).toFixed(1)}x json-rules-engine`);

// -- Cold start ----------------------------------------------------------------------------------------------------------

const bytes = readFileSync(new URL("../pkg/dist/innopoints_bg.wasm", import.meta.url));
const { packed } = await import(`../pkg/dist/schemes/${ID}.js`);
const { sources } = await import(`../pkg/dist/sources/${ID}.js`);
const times = { compile: [], instantiate: [], scheme: [], score: [] };
for (let n = 0; n < 21; n++) {
  // A fresh copy of the glue each time, since it keeps its instance.
  const { Company, Engine, initSync } = await import(`../pkg/dist/innopoints.js?${n}`);
  const marks = [performance.now()];
  const mark = () => marks.push(performance.now());
  const module = new WebAssembly.Module(bytes);
  mark();
  initSync({ module });
  mark();
  const cold = Engine.unpack(packed + sources);
  mark();
  cold.report(Company.read(JSON.stringify(sample[n])), ON.on);
  mark();
  Object.values(times).forEach((list, k) => list.push(marks[k + 1] - marks[k]));
}
const cold = Object.entries(times).map(([name, list]) => [name, median(list)]);
const sum = cold.reduce((all, [, time]) => all + time, 0);
console.log(
  `\n冷启动 cold start ${sum.toFixed(2)} ms: ${cold.map(([name, time]) => `${name} ${time.toFixed(2)}`).join(", ")}`,
);
if (!Number.isFinite(sink)) throw new Error("a scorer gave no number");

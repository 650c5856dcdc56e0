// Random schemes and companies by the package in Node: what the oracle (crates/oracle), which shares no code with it, says.
import assert from "node:assert/strict";
import { test } from "node:test";
import { Scheme } from "innopoints";
import { root, run } from "./runtimes.js";

const COUNT = process.env.INNOPOINTS_SCHEMES ?? "1000";
const { stdout } = await run([
  "cargo",
  "run",
  "--quiet",
  "--release",
  "--manifest-path",
  `${root}Cargo.toml`,
  "--package",
  "innopoints-oracle",
  "--example",
  "answers",
  "--",
  COUNT,
]);
const cases = stdout
  .trimEnd()
  .split("\n")
  .map((line) => JSON.parse(line));

/** Exact decimals as whole numbers of millionths. */
function millionths(text) {
  const [whole, fraction = ""] = text.replace("-", "").split(".");
  const n = BigInt(whole + fraction.padEnd(6, "0"));
  return text.startsWith("-") ? -n : n;
}

test("wasm gives what the oracle says of random schemes", async () => {
  const refused = [];
  let compared = 0;
  for (const { scheme: file, company, on, right, totals } of cases) {
    const shown = `${JSON.stringify(file)}\n${JSON.stringify(company)}`;
    let scheme;
    let report;
    try {
      scheme = await Scheme.parse(JSON.stringify(file));
      report = scheme.score(company, { on }).toJSON();
    } catch (error) {
      assert.equal(error.name, "InnopointsError", shown);
      refused.push(error.problems[0].code);
      continue;
    }
    const [low, high] = report.bounds.map(millionths);
    for (const [a, b] of totals)
      assert.ok(low <= millionths(a) && millionths(b) <= high, `${report.bounds} without ${a}–${b}\n${shown}`);
    const total = scheme.total(company, { on });
    // A bare number could not say that it is no official score.
    const alone = scheme.official && report.total !== null ? Number(report.total) : null;
    assert.equal(total, alone, shown);
    if (right) {
      compared += 1;
      assert.deepEqual([report.total, report.passed], [right.total, right.passed], shown);
      assert.deepEqual(
        report.items.map(({ points }) => points),
        right.items,
        shown,
      );
    }
    scheme.free?.();
  }
  assert.ok(
    refused.length * 20 <= cases.length,
    `${refused.length} of ${cases.length} were refused: ${refused.slice(0, 9)}`,
  );
  assert.ok(compared * 5 >= cases.length, `${compared} of ${cases.length} were compared`);
});

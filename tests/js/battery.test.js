// Every case of schemes/cases on the wasm in Node, workerd, Deno and Bun: each report the same, field by field, as the one
// that the native command prints.
import assert from "node:assert/strict";
import { createHash } from "node:crypto";
import { mkdirSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { after, before, test } from "node:test";
import { fileURLToPath } from "node:url";
import { Scheme } from "innopoints";
import { alter } from "./battery.js";
import { bundleForWorkerd, commands, root, run, serveWorkerd } from "./runtimes.js";

const here = fileURLToPath(new URL(".", import.meta.url));
const folder = `${root}schemes/cases/`;

const cases = readdirSync(folder)
  .filter((name) => name.endsWith(".json"))
  .flatMap((name) => {
    const { scheme, on, base, cases } = JSON.parse(readFileSync(folder + name, "utf8"));
    return cases.map((one) => {
      const enterprise = { ...base, ...one.with };
      // null takes a field of the base away.
      for (const [field, value] of Object.entries(one.with ?? {})) if (value === null) delete enterprise[field];
      return {
        name: `${name}: ${one.name}`,
        scheme,
        on: one.on ?? on,
        enterprise,
        error: one.error,
        expect: one.expect,
      };
    });
  });

/** The cases of finance instruments, each with what all of them say. */
const desk = readdirSync(`${root}finance/cases/`)
  .filter((name) => name.endsWith(".json"))
  .flatMap((name) => {
    const { on, instruments } = JSON.parse(readFileSync(`${root}finance/cases/${name}`, "utf8"));
    return instruments.flatMap(({ base, cases }) =>
      cases.map((one) => {
        const enterprise = { ...base, ...one.with };
        for (const [field, value] of Object.entries(one.with ?? {})) if (value === null) delete enterprise[field];
        return { name: `${name}: ${one.name}`, on: one.on ?? on, enterprise };
      }),
    );
  });
const offered = [];

/** To pass, and to reach a total by terms of one's own; with other figures, also of the next year. */
const asks = [
  { changes: { rd_expense: "1,000 万元" }, nextYear: false },
  {
    target: "70",
    terms: { fix: ["class1_ip"], limit: { rd_expense: "+50%", staff_total: "+10%" }, cost: { staff_total: 3 } },
    changes: { rd_expense: 1000, staff_total: 120 },
    nextYear: true,
  },
];

/** What of the terms a scheme can be asked; of one in three asks all, which it may have to refuse. */
function termsFor({ fields }, { fix, limit, cost }, n) {
  if (n % 3 === 0) return { fix, limit, cost };
  const used = (said) => Object.fromEntries(Object.entries(said).filter(([field]) => fields.includes(field)));
  return { fix: fix.filter((field) => fields.includes(field)), limit: used(limit), cost: used(cost) };
}

/** A few companies of each scheme. */
const plans = [];
for (const scheme of new Set(cases.map(({ scheme }) => scheme))) {
  const loaded = await Scheme.load(scheme);
  const some = cases.filter((one) => one.scheme === scheme && one.expect).slice(0, 6);
  for (const [n, { on, enterprise }] of some.entries())
    for (const { terms, ...ask } of asks)
      plans.push({ scheme, on, enterprise, ...ask, terms: terms && termsFor(loaded, terms, n) });
}
const planned = [];

/** The scheme and the product of docs/own-fields.md, which define fields of their own; the last company has wrong figures. */
const page = readFileSync(`${root}docs/own-fields.md`, "utf8");
const shown = (name) => page.match(new RegExp(`<!-- file: ${name} -->\\n\\n\`\`\`json\\n(.*?)\\n\`\`\``, "s"))[1];
const { name: _, ...company } = JSON.parse(shown("company.json"));
const own = {
  scheme: shown("example-seed-2026.json"),
  product: shown("example-bank-own.json"),
  on: "2026-06-01",
  companies: [
    company,
    { ...company, ...JSON.parse(shown("client.json")), example_seed_2026__joint_lab: true },
    { ...company, example_seed_2026__workshop: "?", example_bank_own__average_deposit: "3 人" },
  ],
};
const ownNative = [];

/** What the command says of every case: one run per scheme and day, one line per case. */
const native = [];
/** What it says of the full reports. */
const full = [];
before(async () => {
  const batches = new Map();
  cases.forEach((one, index) => {
    const key = `${one.scheme} ${one.on}`;
    batches.set(key, [...(batches.get(key) ?? []), index]);
  });
  /** What `score` says of some cases, a line each. */
  const scored = async (key, indices, ...more) => {
    const [scheme, on] = key.split(" ");
    const input = indices.map((index) => JSON.stringify(cases[index].enterprise)).join("\n");
    const by = ["--scheme", scheme, "--on", on, "--json", "--format", "ndjson", ...more, "-"];
    const { stdout } = await run([`${root}target/release/innopoints`, "score", ...by], { input }).catch((failure) => {
      // 1: some rows were refused, as they should be.
      if (failure.code === 1) return failure;
      throw failure;
    });
    const lines = stdout.trimEnd().split("\n");
    assert.equal(lines.length, indices.length, `${lines.length} lines for ${indices.length} companies`);
    return lines;
  };
  /** The full reports, as text. */
  const texts = [];
  for (const [key, indices] of batches) {
    const [reports, fulls] = await Promise.all([scored(key, indices, "--reasons"), scored(key, indices, "--full")]);
    for (const [n, index] of indices.entries()) {
      native[index] = JSON.parse(reports[n]);
      texts[index] = fulls[n];
    }
  }
  const asked = async (command, enterprise) => {
    const { stdout, stderr } = await run([`${root}target/release/innopoints`, ...command, "--json", "-"], {
      input: JSON.stringify(enterprise),
    }).catch((failure) => {
      // 1: bad input; 2: terms that the scheme cannot be asked.
      if (failure.code === 1 || failure.code === 2) return failure;
      throw failure;
    });
    return stdout ? JSON.parse(stdout) : { refused: stderr };
  };
  const files = ["example-seed-2026", "example-bank-own"].map((name) => `${here}dist/${name}.json`);
  mkdirSync(`${here}dist`, { recursive: true });
  for (const [n, text] of [own.scheme, own.product].entries()) writeFileSync(files[n], text);
  const by = ["--scheme", files[0], "--on", own.on];
  for (const enterprise of own.companies)
    ownNative.push({
      score: await asked(["score", ...by], enterprise),
      improve: await asked(["improve", ...by, "--target", "60"], enterprise),
      finance: await asked(["finance", "--on", own.on, "--with", files[1]], enterprise),
      full: await asked(["score", ...by, "--full", "--with", files[1]], enterprise),
    });
  for (const { on, enterprise } of desk) offered.push(await asked(["finance", "--on", on], enterprise));
  // The full report of each case, and for some what is said of it, intact and altered.
  const ask = async (n) => {
    if (native[n].errors) return;
    const text = texts[n];
    full[n] = { sha256: createHash("sha256").update(text).digest("hex") };
    if (n % 10 !== 0) return;
    const verified = (report) => asked(["verify"], report);
    full[n].intact = await verified(JSON.parse(text));
    full[n].altered = await verified(JSON.parse(alter(text, n)));
  };
  // Two at a time.
  const rest = cases.keys();
  const work = async () => {
    for (const n of rest) await ask(n);
  };
  await Promise.all([work(), work()]);
  const flags = (flag, said) => Object.entries(said ?? {}).flatMap(([field, value]) => [flag, `${field}=${value}`]);
  for (const { scheme, on, target, terms, changes, nextYear, enterprise } of plans) {
    const by = ["--scheme", scheme, "--on", on];
    const goal = target === undefined ? ["--pass"] : ["--target", target];
    const fixed = (terms?.fix ?? []).flatMap((field) => ["--fix", field]);
    const limits = [...fixed, ...flags("--limit", terms?.limit), ...flags("--cost", terms?.cost)];
    const year = nextYear ? ["--next-year"] : [];
    planned.push({
      improve: await asked(["improve", ...by, ...goal, ...limits], enterprise),
      whatIf: await asked(["what-if", ...by, ...flags("--set", changes), ...year], enterprise),
      sensitivity: await asked(["sensitivity", ...by], enterprise),
    });
  }
});

const input = (turn) => JSON.stringify({ cases, desk, plans, own, turn });

const drivers = {
  node: (turn) => overStdio("node", turn),
  deno: (turn) => overStdio("deno", turn),
  bun: (turn) => overStdio("bun", turn),
  async workerd(turn) {
    await bundleForWorkerd(`${here}drivers/workerd.js`, `${here}dist/workerd.js`);
    const server = await serveWorkerd(`${here}drivers/workerd.capnp`);
    try {
      const response = await fetch(server.url, { method: "POST", body: input(turn) });
      return await response.json();
    } finally {
      await server.stop();
    }
  },
};

async function overStdio(runtime, turn) {
  const { stdout } = await run(commands[runtime](`${here}drivers/stdio.js`), {
    input: input(turn),
    timeout: 600_000,
  });
  return JSON.parse(stdout);
}

const counts = [];
for (const [which, [runtime, drive]] of Object.entries(drivers).entries()) {
  test(`the battery in ${runtime}`, async () => {
    assert.ok(cases.length > 0 && desk.length > 0, "no cases");
    const {
      entry,
      results,
      offers,
      planned: found,
      full: fulls,
      local,
    } = await drive([which, Object.keys(drivers).length]);
    const own = new RegExp(`/${runtime}\\.js \\S*/scorer/${runtime}\\.js$`);
    assert.match(entry, own, "the package's entries for this runtime");
    assert.equal(results.length, cases.length);
    let reports = 0;
    let problems = 0;
    cases.forEach((one, index) => {
      const { given, text, total, outcome } = results[index];
      const { errors } = native[index];
      if (errors) {
        assert.deepEqual(placeless(given.problems ?? given), placeless(errors), one.name);
        assert.deepEqual(placeless(outcome.problems ?? outcome), placeless(errors), one.name);
        assert.ok(one.error, `${one.name}: ${JSON.stringify(errors)}`);
        problems++;
      } else {
        assert.deepEqual(given.report, native[index], one.name);
        assert.deepEqual(given.first, { total: native[index].total, passed: native[index].passed }, one.name);
        assert.deepEqual(
          total,
          {
            total: native[index].total === null || !native[index].official ? null : Number(native[index].total),
          },
          one.name,
        );
        agrees(outcome, native[index], one.name);
        assert.ok(one.expect, one.name);
        // The native tests hold the command to all that is expected; this is to see that the right case was run.
        // Of an estimated scheme they hold the case to it without its panel, whose total is told to nobody.
        const told = given.report.estimate ? ["passed"] : ["total", "passed"];
        for (const key of told) if (key in one.expect) assert.equal(given.report[key], one.expect[key], one.name);
        reports++;
      }
      assert.deepEqual(text.report ?? placeless(text.problems), given.report ?? placeless(given.problems), one.name);
      if (errors) assert.deepEqual(placeless(total.problems ?? total), placeless(errors), one.name);
    });
    assert.equal(offers.length, desk.length);
    desk.forEach(({ name }, index) => {
      const { errors } = offered[index];
      if (errors) assert.deepEqual(placeless(offers[index].problems), placeless(errors), name);
      else assert.deepEqual(offers[index], offered[index], name);
    });
    assert.equal(found.length, plans.length);
    plans.forEach(({ scheme, target }, index) => {
      for (const ask of ["improve", "whatIf", "sensitivity"]) {
        const [mine, native] = [found[index][ask], planned[index][ask]];
        const about = `${ask} ${scheme} ${target}`;
        if (!native.refused) assert.deepEqual(mine, native, about);
        else for (const { zh } of mine.problems) assert.ok(native.refused.includes(zh), `${about}: ${native.refused}`);
      }
    });
    assert.equal(local.fields.length, 6);
    for (const [n, answers] of ownNative.entries())
      for (const [ask, native] of Object.entries(answers)) {
        const mine = local.results[n][ask];
        if (native.errors) assert.deepEqual(placeless(mine.problems), placeless(native.errors), `own fields: ${ask}`);
        else if (native.refused)
          for (const { zh } of mine.problems) assert.ok(native.refused.includes(zh), `own fields: ${ask}`);
        else assert.deepEqual(mine, native, `own fields: ${ask}`);
      }
    assert.equal(fulls.length, cases.length);
    let verified = 0;
    cases.forEach(({ name }, index) => {
      if (fulls[index] === null) return;
      const { sha256, intact, altered, problems, crash } = fulls[index];
      if (native[index].errors) {
        assert.deepEqual(placeless(problems ?? crash), placeless(native[index].errors), name);
        return;
      }
      assert.equal(sha256, full[index].sha256, `${name}: the full report is not the command's; ${crash}`);
      assert.equal(intact.holds, true, `${name}: ${JSON.stringify(intact)}`);
      assert.equal(altered.holds, false, `${name}: ${JSON.stringify(altered)}`);
      assert.equal(altered.crash, undefined, name);
      verified += 1;
      if (!full[index].intact) return;
      assert.deepEqual(intact, full[index].intact, name);
      const { refused } = full[index].altered;
      if (!refused) assert.deepEqual(altered, full[index].altered, name);
      else for (const { zh } of altered.problems) assert.ok(refused.includes(zh), `${name}: ${refused}`);
    });
    assert.ok(verified > 0);
    counts.push(
      `${runtime}: ${reports} reports, ${problems} refusals and ${desk.length} answers on finance and ${plans.length} on plans, ${verified} full reports verified, the same as the command's`,
    );
  });
}

after(() => {
  for (const line of counts) console.log(line);
});

/** The small module's outcome beside the report: the same, but that its bounds may be wider and what they decide open. */
function agrees({ total, typical, bounds, official, passed }, report, name) {
  // Where a panel is no bounds are given, and the small module draws none.
  if (report.bounds === null || bounds === null) {
    assert.deepEqual(
      [bounds, typical, official, total],
      [report.bounds, report.typical, report.official, report.total],
      name,
    );
    return;
  }
  const [low, high] = bounds.map(Number);
  const [least, most] = report.bounds.map(Number);
  assert.ok(low <= least && most <= high, `${name}: bounds ${bounds}, tight ones ${report.bounds}`);
  assert.deepEqual([typical, official], [report.typical, report.official], name);
  assert.equal(total, low === high ? report.total : null, name);
  if (passed !== report.passed) assert.equal(passed, null, name);
}

/** Problems without their place in a file, which only text has. */
function placeless(problems) {
  return Array.isArray(problems) ? problems.map(({ file, line, column, ...rest }) => rest) : problems;
}

// The panel of plausible tables, drawn and scored again from the scheme files by a program that shares nothing with the engine:
// its own random numbers, its own fractions, its own reader of formulas.
import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { test } from "node:test";
import { Scheme, dataSheet } from "innopoints";
import { root } from "./runtimes.js";

const file = (path) => JSON.parse(readFileSync(`${root}${path}`, "utf8"));
const on = "2026-11-01";

// Fractions: [numerator, denominator above 0].
const gcd = (a, b) => (b ? gcd(b, a % b) : a < 0n ? -a : a);
const fraction = (n, d = 1n) => {
  if (d < 0n) [n, d] = [-n, -d];
  const by = gcd(n, d) || 1n;
  return [n / by, d / by];
};
const add = ([a, b], [c, d]) => fraction(a * d + c * b, b * d);
const subtract = (x, [c, d]) => add(x, [-c, d]);
const times = ([a, b], [c, d]) => fraction(a * c, b * d);
const divide = ([a, b], [c, d]) => fraction(a * d, b * c);
const compare = ([a, b], [c, d]) => (a * d < c * b ? -1 : a * d > c * b ? 1 : 0);
const units = { 万元: fraction(10_000n), 元: fraction(1n), "%": fraction(1n, 100n) };

/** A number with its unit as the file writes it, in base units. */
function quantity(text) {
  const [, digits, unit] = String(text).match(/^(-?[\d.]+)(.*)$/);
  const [whole, decimals = ""] = digits.split(".");
  const number = fraction(BigInt(whole + decimals), 10n ** BigInt(decimals.length));
  return times(number, units[unit] ?? fraction(1n));
}

/** The value of a formula: `if … then … else …`, comparisons, sums, products, `growth`. */
function evaluate(formula, fields) {
  const tokens = formula.match(/\d[\d.]*[^\s\d()+\-*/,<>=]*|[a-z_]\w*|>=|<=|[-+*/()<>=,]/g);
  let at = 0;
  const take = (token) => {
    assert.equal(tokens[at++], token);
  };
  const primary = () => {
    const token = tokens[at++];
    if (token === "(") {
      const inner = sum();
      take(")");
      return inner;
    }
    if (token === "growth") {
      take("(");
      const now = sum();
      take(",");
      const before = sum();
      take(")");
      return subtract(divide(now, before), fraction(1n));
    }
    if (/^\d/.test(token)) return quantity(token);
    assert.ok(token in fields, `${token} is known`);
    return fields[token];
  };
  const product = () => {
    let value = primary();
    while (tokens[at] === "*" || tokens[at] === "/") {
      const operator = tokens[at++];
      value = (operator === "*" ? times : divide)(value, primary());
    }
    return value;
  };
  const sum = () => {
    let value = product();
    while (tokens[at] === "+" || tokens[at] === "-") {
      const operator = tokens[at++];
      value = (operator === "+" ? add : subtract)(value, product());
    }
    return value;
  };
  const condition = () => {
    const left = sum();
    const operator = tokens[at++];
    const order = compare(left, sum());
    return { ">": order > 0, ">=": order >= 0, "<": order < 0, "<=": order <= 0, "=": order === 0 }[operator];
  };
  const whole = () => {
    if (tokens[at] !== "if") return sum();
    at++;
    // The branch that is not taken may divide by 0.
    const holds = condition();
    const from = at;
    take("then");
    if (holds) return sum();
    at = tokens.indexOf("else", from) + 1;
    return whole();
  };
  return whole();
}

const MASK = (1n << 64n) - 1n;

/** SplitMix64. */
class Random {
  constructor(seed, draw) {
    this.state = (BigInt(seed) << 32n) | BigInt(draw);
  }
  next() {
    this.state = (this.state + 0x9e3779b97f4a7c15n) & MASK;
    let z = this.state;
    z = ((z ^ (z >> 30n)) * 0xbf58476d1ce4e5b9n) & MASK;
    z = ((z ^ (z >> 27n)) * 0x94d049bb133111ebn) & MASK;
    return z ^ (z >> 31n);
  }
  below(end) {
    const n = BigInt(end);
    const rounds = MASK - (MASK % n);
    for (;;) {
      const next = this.next();
      if (next < rounds) return Number(next % n);
    }
  }
  /** A sum in parts of at least 1, each way as likely. */
  composition(sum, parts) {
    if (parts > sum) return null;
    const cuts = new Set();
    for (let top = sum - parts; top < sum - 1; top++) {
      const cut = this.below(top + 1);
      cuts.add(cuts.has(cut) ? top : cut);
    }
    const ends = [...cuts].map((cut) => cut + 1).sort((a, b) => a - b);
    return [...ends, sum].map((end, index) => end - (ends[index - 1] ?? 0));
  }
}

/** The 1,000 tables of a scheme file: of each the picks and the weights in each stage. */
function draw(scheme) {
  const { panel, groups, ties, stages = [{}] } = scheme;
  const steps = Math.round(1 / panel.grid);
  const tables = [];
  for (let n = 0; n < 1000; n++) {
    const random = new Random(panel.seed, n);
    const picks = Object.fromEntries(panel.lists.map(({ of, values }) => [of, values[random.below(values.length)]]));
    const weigh = () => {
      const own = {};
      for (const { groups: ids, sum } of ties) {
        const open = ids
          .map((id) => groups.find((group) => group.id === id))
          .map((group) => ({ id: group.id, open: group.indicators.filter(({ max }) => typeof max === "object") }));
        for (const id of ids)
          for (const { id: item, max } of groups.find((group) => group.id === id).indicators)
            if (typeof max === "number") own[item] = max * steps;
        const drawn = open.filter(({ open }) => open.length > 0);
        if (drawn.length === 0) continue;
        const shares = random.composition(sum * steps, drawn.length);
        for (const order of panel.orders ?? []) {
          const places = order.map((id) => drawn.findIndex((group) => group.id === id)).filter((place) => place >= 0);
          const sorted = places.map((place) => shares[place]).sort((a, b) => b - a);
          places.forEach((place, index) => (shares[place] = sorted[index]));
        }
        for (const [place, { open }] of drawn.entries()) {
          const parts = random.composition(shares[place], open.length);
          if (parts === null) return null;
          open.forEach(({ id }, index) => (own[id] = parts[index]));
        }
      }
      return own;
    };
    const weights = stages.map(() => {
      for (;;) {
        const own = weigh();
        if (own !== null) return own;
      }
    });
    tables.push({ picks, weights });
  }
  return { tables, steps };
}

/** A company's total by a table. */
function total(scheme, { tables: _, steps }, table, fields) {
  const known = { ...fields };
  for (const { id } of scheme.parameters ?? []) known[id] = quantity(table.picks[id]);
  const holds = (when) => {
    const [, left, right] = when.match(/^(.+?) < (.+)$/);
    return compare(evaluate(left, known), evaluate(right, known)) < 0;
  };
  const stage = (scheme.stages ?? [{}]).findIndex(({ when }) => when === undefined || holds(when));
  let sum = fraction(0n);
  for (const { indicators } of scheme.groups)
    for (const { id, value, judged } of indicators) {
      let share = quantity(table.picks[id]);
      if (!judged) {
        const found = evaluate(value, known);
        const earned = compare(found, fraction(0n)) > 0 ? divide(found, share) : fraction(0n);
        share = compare(earned, fraction(1n)) > 0 ? fraction(1n) : earned;
      }
      sum = add(sum, times(share, fraction(BigInt(table.weights[stage][id]))));
    }
  return divide(sum, fraction(BigInt(steps)));
}

/** Half up, to so many decimals, as a whole number of the last. */
const round = ([n, d], decimals) => (2n * n * 10n ** BigInt(decimals) + d) / (2n * d);

for (const id of ["cn-innovation-points-2024", "cn-innovation-points-2025"])
  test(`the panel of ${id}, drawn and scored again`, async () => {
    const scheme = file(`schemes/${id}.json`);
    const panel = draw(scheme);
    const engine = await Scheme.load(id);
    const { enterprise } = file("examples/sample-complete.json");
    const dictionary = Object.fromEntries(file("dictionary.json").fields.map((field) => [field.id, field]));
    const smaller = { ...enterprise, tech_contract_value: 0, awards_provincial: 0, venture_capital: 40 };
    const all = [];
    for (const company of [enterprise, smaller]) {
      const fields = {};
      for (const [field, value] of Object.entries(company))
        if (typeof value === "number") fields[field] = quantity(`${value}${dictionary[field].unit}`);
      const totals = panel.tables.map((table) => total(scheme, panel, table, fields));
      all.push(totals);
      const whole = totals.map((one) => Number(round(one, 0))).sort((a, b) => a - b);
      for (const asked of [40, 62.5, 70]) {
        const found = engine.estimate(company, { on, total: asked });
        assert.deepEqual([found.low, found.median, found.high], [whole[49], whole[499], whole[949]]);
        const reached = totals.filter((one) => round(one, 2) >= BigInt(asked * 100)).length;
        assert.equal(found.acceptability.least, Math.round(reached / 10));
        assert.equal(found.acceptability.most, found.acceptability.least);
      }
    }
    // From the smaller company to the other, table by table.
    const [after, before] = all;
    const by = after.map((one, n) => subtract(one, before[n]));
    const percent = (is) => Math.round(by.filter(([n]) => is(n)).length / 10);
    const tenths = by.map((one) => Number(round(one, 1))).sort((a, b) => a - b);
    const shift = engine.shift(smaller, enterprise, { on });
    assert.deepEqual([shift.higher, shift.no_lower], [percent((n) => n > 0n), percent((n) => n >= 0n)]);
    assert.deepEqual(
      [shift.low, shift.median, shift.high].map((text) => Math.round(Number(text) * 10)),
      [tenths[49], tenths[499], tenths[949]],
    );
  });

test("what has no panel says so, and a total that is none is refused in words", async () => {
  const scheme = await Scheme.load("cn-innovative-sme-2022");
  assert.equal(scheme.estimate({}, { on }), null);
  const national = await Scheme.load("cn-innovation-points-2024");
  assert.throws(() => national.estimate({}, { on, total: "many" }), { name: "InnopointsError" });
  const { low, median, high, notice } = national.estimate({}, { on });
  assert.deepEqual([low, median, high], [0, null, 100]);
  assert.match(notice.zh, /不是官方分数/);
});

test("of a scheme with a panel no end of an assumed range is given, and no typical value", async () => {
  const { enterprise } = file("examples/sample-complete.json");
  const gap = { ...enterprise, rd_expense: null, revenue: { between: [5000, 20000] } };
  for (const id of [
    "cn-innovation-points-2024",
    "cn-innovation-points-2025",
    "cn-changsha-innovation-points-2020",
    "cn-sichuan-innovation-points-2025",
    "cn-hubei-innovation-points-2024",
    "cn-chengdu-innovation-points-2024",
  ]) {
    const scheme = await Scheme.load(id);
    for (const company of [enterprise, gap]) {
      const report = scheme.score(company, { on }).toJSON();
      const outcome = scheme.outcome(company, { on });
      const { low, median, high, tables } = scheme.estimate(company, { on });
      for (const one of [report, outcome]) {
        assert.deepEqual([one.total, one.typical, one.bounds], [null, null, null]);
        assert.deepEqual(one.estimate, { low, median, high, tables });
      }
      for (const { points, typical, bounds, estimate } of [...report.items, ...report.groups]) {
        assert.equal(typical ?? null, null);
        // What is exact in spite of the ranges may be shown.
        assert.equal(bounds === null, points === null);
        assert.ok(Number(estimate.low) <= Number(estimate.high));
      }
      assert.match(report.summary.zh, new RegExp(`估算 ${low}–${high} 分.*宽 ${high - low} 分.*不是官方分数`));
      assert.ok(!/典型|typical/.test(JSON.stringify([report.summary, report.items.map(({ reason }) => reason)])));
      const { before, after, shift } = scheme.whatIf(company, { venture_capital: 5000 }, { on });
      for (const side of [before, after]) assert.deepEqual([side.typical, side.bounds], [null, null]);
      assert.ok(shift.no_lower >= shift.higher);
      const { plans, share, now } = scheme.improve(company, { on, target: "90" });
      assert.deepEqual([now.typical, now.bounds], [null, null]);
      assert.equal(share, scheme.estimate(company, { on, total: 90 }).acceptability.least);
      for (const plan of plans) {
        assert.deepEqual([plan.points, plan.then.typical, plan.then.bounds], [null, null, null]);
        assert.ok(plan.share >= share && plan.shift.no_lower >= plan.shift.higher);
      }
    }
  }
});

test("a data sheet says what is missing and where values stand among published edges, by the schemes' own files", async () => {
  const scheme = await Scheme.load("cn-innovation-points-2024");
  const { enterprise } = file("examples/sample-complete.json");
  const { rows, placed } = await dataSheet(scheme, { ...enterprise, scientific_staff: null }, { on });
  assert.equal(rows.length, 18);
  assert.deepEqual(rows.find(({ id }) => id === "scientific_staff_share").missing, ["scientific_staff"]);
  const of = (item, other) => placed.find((one) => one.item === item && one.scheme === other);
  // The edges as the file of the other scheme has them.
  const card = file("schemes/cn-innovative-sme-2022.json");
  const first = card.groups.flatMap(({ indicators }) => indicators).find(({ id }) => id === "rd_intensity");
  const intensity = of("rd_intensity", "cn-innovative-sme-2022");
  assert.deepEqual(
    intensity.edges.map(({ edge, points }) => [edge.zh.replace(/[≥\s]/g, ""), Number(points)]),
    first.bands.map(({ from, points }) => [from, points]),
  );
  const value = enterprise.rd_expense / enterprise.revenue;
  for (const { edge, met } of intensity.edges) assert.equal(met, value * 100 >= Number.parseFloat(edge.zh.slice(1)));
  // With a figure missing nothing is reached or not.
  assert.ok(of("scientific_staff_share", "cn-tech-sme-2017").edges.every(({ met }) => met === null));
  assert.ok(placed.every(({ scheme }) => !scheme.includes("innovation-points")));
  // R&D expense of another accounting scope is another quantity.
  assert.equal(of("rd_intensity", "cn-tech-sme-2017"), undefined);
});

// What the JavaScript layer adds over the engine: the fast path and its limits, reports that are put into words when read,
// and the names by which plans, finance and full reports are asked for.
import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { test } from "node:test";
import { inspect } from "node:util";
import {
  adopt,
  assess,
  Company,
  figureIn,
  finance,
  fullReport,
  InnopointsError,
  readFigure,
  Scheme,
  schemes,
  template,
  verify,
} from "innopoints";
import { Scorer } from "innopoints/scorer";
import { dictionary } from "innopoints/dictionary";
import { companies } from "../../benches/companies.mjs";
import { root } from "./runtimes.js";

const on = "2026-11-01";
const scheme = await Scheme.load("cn-innovative-sme-2022");
const [company] = companies(1);
/** By the general path, which text always takes. */
const general = (enterprise) => scheme.score(JSON.stringify(enterprise), { on }).toJSON();

test("the fast path gives what the general path gives", () => {
  for (const one of companies(2000, 7)) {
    const report = scheme.score(one, { on });
    const { total, passed } = report;
    const expected = general(one);
    assert.deepEqual({ total, passed }, { total: expected.total, passed: expected.passed }, JSON.stringify(one));
    assert.equal(scheme.total(one, { on }), Number(expected.total));
    assert.deepEqual(report.toJSON(), expected);
  }
});

test("companies of other shapes in between change nothing", () => {
  const { industry, ...less } = company;
  const turned = Object.fromEntries(Object.entries(company).reverse());
  const shapes = [
    company,
    turned,
    less,
    { ...company, hnte: undefined },
    { ...company, hnte: null },
    {},
    turned,
    company,
  ];
  for (const one of [...shapes, { ...company, revenue: `${company.revenue} 万元` }, ...shapes]) {
    const { total, passed } = general(one);
    const report = scheme.score(one, { on });
    assert.deepEqual([report.total, report.passed], [total, passed], JSON.stringify(one));
    assert.equal(scheme.total(one, { on }), total === null ? null : Number(total), JSON.stringify(one));
  }
});

test("what is not plain is refused as the general path refuses it", () => {
  for (const change of [
    { turnover: 1 },
    { revenue: Number.NaN },
    { revenue: Number.POSITIVE_INFINITY },
    { revenue: -1 },
    { revenue: true },
    { hnte: 2 },
    { industry: "none" },
    { industry: 0 },
    { class1_ip: 1, class1_ip_own: 2 },
    { revenue: [1] },
    { revenue: {} },
  ]) {
    const bad = { ...company, ...change };
    for (const way of ["score", "total"]) {
      assert.throws(
        () => scheme[way](bad, { on }),
        (error) => error instanceof InnopointsError && error.problems.length > 0 && error.message.length > 0,
        `${way} ${inspect(change)}`,
      );
    }
  }
  for (const bad of [null, undefined, 1, true, [], "", "text"]) {
    assert.throws(() => scheme.score(bad, { on }), InnopointsError, inspect(bad));
    assert.throws(() => scheme.total(bad, { on }), InnopointsError, inspect(bad));
  }
  for (const day of ["", "2026-02-30", "2001-01-01"]) {
    assert.throws(() => scheme.total(company, { on: day }), InnopointsError, day);
    assert.throws(() => scheme.score(company, { on: day }), InnopointsError, day);
  }
  assert.equal(typeof scheme.total(company, { on }), "number");
});

test("a divisor of 0 is a fact about the company: nobody is refused for it", () => {
  const none = { ...company, revenue: 0, main_revenue: 0 };
  const report = scheme.score(none, { on });
  assert.equal(report.total, null);
  assert.equal(scheme.total(none, { on }), null);
  const item = report.items.find(({ id }) => id === "rd_intensity" || id === "rd_to_revenue") ?? report.items[1];
  assert.match(item.reason.zh, /为 0，.*无法计算，本项得分 .* 未定/);
});

test("a report keeps to the company it was made of", () => {
  const changing = { ...company };
  const expected = general(changing);
  const report = scheme.score(changing, { on });
  changing.rd_expense = 0;
  changing.revenue = 1e6;
  scheme.score(changing, { on });
  assert.deepEqual(JSON.parse(JSON.stringify(report)), expected);
  for (const key of Object.keys(expected)) assert.deepEqual(report[key], expected[key], key);
});

test("the memory may grow under the fast path", () => {
  const before = scheme.total(company, { on });
  const text = `{"revenue": 1${" ".repeat(8_000_000)}}`;
  assert.equal(scheme.score(text, { on }).total, null);
  assert.equal(scheme.total(company, { on }), before);
});

test("schemes and their fields", async () => {
  assert.ok(schemes.length >= 2);
  for (const { id, ...info } of schemes) {
    const one = await Scheme.load(id);
    assert.equal(one, await Scheme.load(id));
    assert.deepEqual({ ...info }, Object.fromEntries(Object.keys(info).map((key) => [key, one[key]])));
    assert.match(one.digest, /^[0-9a-f]{64}$/);
    assert.ok(one.fields.length >= 4);
    const known = [...dictionary.fields, ...(one.own_fields ?? [])].map(({ id }) => id);
    assert.deepEqual(
      one.fields,
      known.filter((id) => one.fields.includes(id)),
    );
  }
  for (const id of ["none", "constructor", "__proto__", ""]) await assert.rejects(Scheme.load(id), InnopointsError);
  await assert.rejects(Scheme.parse({}), InnopointsError);
  await assert.rejects(Scheme.parse("{"), InnopointsError);
});

test("today is taken when no day is given, and printing a report shows it", () => {
  const report = scheme.score(company);
  assert.match(report.on, /^\d{4}-\d\d-\d\d$/);
  assert.match(inspect(report), /summary/);
});

test("nothing inherited, and no Map or Date, passes for a company", () => {
  class Company {
    revenue = 8600;
    rd_expense = 412;
  }
  assert.deepEqual(
    scheme.score(new Company(), { on }).toJSON(),
    scheme.score({ revenue: 8600, rd_expense: 412 }, { on }).toJSON(),
  );
  const strange = [Object.create(company), new (class Hidden {})(), new Map(Object.entries(company)), new Date()];
  for (const odd of [...strange, new Set(), /x/, [], () => 1, null, undefined, 5]) {
    assert.throws(
      () => scheme.score(odd, { on }),
      (error) => error instanceof InnopointsError && error.problems[0].code === "wrong_type",
      String(odd),
    );
  }
});

test("a day or a scheme of another type is refused in words", async () => {
  for (const day of [new Date(), 20261101, {}, true, 10n, Symbol("day"), ["2026-11-01"]]) {
    for (const call of [() => scheme.score(company, { on: day }), () => scheme.total(company, { on: day })]) {
      assert.throws(call, (error) => error instanceof InnopointsError && error.problems[0].code === "bad_date");
    }
  }
  const cyclic = {};
  cyclic.self = cyclic;
  for (const json of [undefined, () => 1, Symbol("scheme"), 10n, cyclic]) {
    await assert.rejects(
      Scheme.parse(json),
      (error) => error instanceof InnopointsError && error.problems[0].code === "bad_json",
    );
  }
});

test("the default day is that of China, as in the command", () => {
  const china = new Intl.DateTimeFormat("sv-SE", { timeZone: "Asia/Shanghai" });
  const before = china.format();
  const { on: day } = scheme.score({});
  assert.ok([before, china.format()].includes(day));
});

test("plans of a scheme of one's own are those of the shipped one it is a copy of", async () => {
  const shipped = await Scheme.load("cn-tech-sme-2017");
  const copy = await Scheme.parse(readFileSync(`${root}schemes/cn-tech-sme-2017.json`, "utf8"));
  for (const ask of ["improve", "sensitivity"]) {
    assert.deepEqual(copy[ask](company, { on, target: 90 }), shipped[ask](company, { on, target: 90 }));
  }
  assert.deepEqual(copy.whatIf(company, { rd_expense: 9 }, { on }), shipped.whatIf(company, { rd_expense: 9 }, { on }));
});

test("asking for plans leaves a report as it was", () => {
  const expected = general(company);
  const report = scheme.score(JSON.stringify(company), { on });
  scheme.improve({ ...company, rd_expense: 0 }, { on, target: 90 });
  scheme.whatIf({}, { rd_expense: 5 }, { on });
  assert.deepEqual(report.toJSON(), expected);
});

test("what is wrong with what plans are asked is said in words", () => {
  const codes = (ask) => {
    try {
      ask();
    } catch (error) {
      assert.ok(error instanceof InnopointsError, String(error.stack));
      return error.problems.map(({ code }) => code);
    }
    return [];
  };
  assert.deepEqual(
    codes(() => scheme.improve(company, { on, target: "many" })),
    ["bad_target"],
  );
  assert.deepEqual(
    codes(() => scheme.improve(company, { on: 1 })),
    ["bad_date"],
  );
  assert.deepEqual(codes(() => scheme.improve(company, { on, fix: ["turnover"], cost: { revenue: "?" } })).length, 2);
  assert.deepEqual(
    codes(() => scheme.whatIf(company, { turnover: 1 }, { on })),
    ["unknown_field"],
  );
  assert.deepEqual(
    codes(() => scheme.sensitivity({ turnover: 1 }, { on })),
    ["unknown_field"],
  );
});

test("finance takes products and schemes of one's own", async () => {
  const file = `${root}finance/cn-patent-pledge.json`;
  const product = JSON.parse(readFileSync(file, "utf8"));
  const usual = await finance(company, { on });
  const same = await finance(company, { on, products: [readFileSync(file, "utf8")], schemes: [scheme] });
  const sorted = ({ offers }) => offers.toSorted((a, b) => (a.id < b.id ? -1 : 1));
  assert.deepEqual(sorted(same), sorted(usual));

  const own = {
    ...product,
    id: "own",
    instruments: product.instruments.map((one) => ({ ...one, id: `own-${one.id}` })),
  };
  const more = await finance(company, { on, products: [own] });
  assert.equal(more.offers.length, usual.offers.length + product.instruments.length);

  const refused = async (options, code, about) =>
    assert.rejects(
      finance(company, options),
      (error) => error instanceof InnopointsError && error.problems[0].code === code,
      about,
    );
  await refused({ on, products: ["{"] }, "bad_json", "a product that is no JSON");
  await refused({ on, products: [undefined] }, "bad_json", "no product");
  await refused({ on, schemes: ["cn-tech-sme-2017"] }, "unknown_scheme", "an id in place of a Scheme");
  await refused({ on: "soon" }, "bad_date", "no day");
});

test("a full report by a scheme and products of one's own is verified with these", async () => {
  const text = readFileSync(`${root}schemes/cn-tech-sme-2017.json`, "utf8");
  const own = await Scheme.parse({ ...JSON.parse(text), id: "own-scheme" });
  const family = JSON.parse(readFileSync(`${root}finance/cn-patent-pledge.json`, "utf8"));
  const products = [
    { ...family, id: "own", instruments: family.instruments.map((one) => ({ ...one, id: `own-${one.id}` })) },
  ];
  const report = await fullReport(own, company, { on, products });
  assert.deepEqual(report.total, own.score(company, { on }).total);
  assert.deepEqual(report.finance, await finance(company, { on, products }));

  const known = await verify(report, { scheme: own, products });
  assert.deepEqual([known.holds, known.verdict, known.shipped], [true, "holds", false]);
  const without = await verify(JSON.stringify(report), { scheme: own });
  assert.deepEqual([without.holds, without.verdict], [false, "other_rules"]);
  await assert.rejects(verify(report, { products }), (error) => error.problems[0].code === "no_scheme");

  const usual = await fullReport("cn-tech-sme-2017", company, { on });
  assert.deepEqual(await fullReport(await Scheme.load("cn-tech-sme-2017"), JSON.stringify(company), { on }), usual);
  assert.deepEqual((await verify(usual)).shipped, true);
});

test("what is no full report, and no scheme for one, is refused in words", async () => {
  const refused = async (promise, code) =>
    assert.rejects(promise, (error) => error instanceof InnopointsError && error.problems[0].code === code, code);
  await refused(verify("{"), "bad_json");
  await refused(verify(undefined), "bad_json");
  await refused(verify({}), "no_report");
  await refused(verify(scheme.score(company, { on })), "no_report");
  await refused(verify({}, { scheme: "cn-tech-sme-2017" }), "unknown_scheme");
  await refused(fullReport("none", company, { on }), "unknown_scheme");
  await refused(fullReport({}, company, { on }), "unknown_scheme");
  await refused(fullReport(scheme, { turnover: 1 }, { on }), "unknown_field");
  await refused(fullReport(scheme, company, { on: "2001-01-01" }), "not_in_force");
});

/** A company whose figures are read by code of its owner: getters, a proxy, or both; `meanwhile` runs at each of them. */
function watched(enterprise, meanwhile) {
  const getters = Object.defineProperties(
    {},
    Object.fromEntries(
      Object.entries(enterprise).map(([key, value]) => [
        key,
        {
          enumerable: true,
          configurable: true,
          get() {
            meanwhile();
            return value;
          },
        },
      ]),
    ),
  );
  const proxy = (target) =>
    new Proxy(target, {
      get(...of) {
        meanwhile();
        return Reflect.get(...of);
      },
      ownKeys(...of) {
        meanwhile();
        return Reflect.ownKeys(...of);
      },
      getOwnPropertyDescriptor(...of) {
        meanwhile();
        return Reflect.getOwnPropertyDescriptor(...of);
      },
    });
  return [getters, proxy({ ...enterprise }), proxy(getters)];
}

test("another company may be scored while one is read", async () => {
  const scorer = await Scorer.load("cn-innovative-sme-2022");
  const many = companies(6, 11);
  const others = companies(5, 12);
  const text = `${" ".repeat(300_000)}${JSON.stringify(others[0])}`;
  let depth = 0;
  let n = 0;
  const meanwhile = () => {
    if (depth > 0) return;
    depth += 1;
    const other = others[n++ % others.length];
    // By the fast path and by the general one, of other shapes, on other days; and with memory that grows.
    scheme.total(other, { on });
    scheme.score({ ...other, hnte: true }, { on });
    scheme.total({ ...other, hnte: true }, { on: "2025-03-01" });
    scheme.outcome(JSON.stringify(other), { on });
    scorer.outcome(other, { on });
    if (n % 50 === 0) scheme.outcome(text, { on });
    depth -= 1;
  };
  for (const one of many) {
    const { total, passed } = general(one);
    for (const strange of watched(one, meanwhile)) {
      assert.equal(scheme.total(strange, { on }), Number(total));
      const report = scheme.score(strange, { on });
      assert.deepEqual([report.total, report.passed], [total, passed]);
      assert.equal(scheme.outcome(strange, { on }).total, total);
      assert.equal(scorer.outcome(strange, { on }).total, total);
    }
  }
  const [strange] = watched(company, meanwhile);
  assert.deepEqual(scheme.improve(strange, { on, target: 90 }), scheme.improve(company, { on, target: 90 }));
  // A getter that throws is its owner's business, and leaves nothing behind.
  const bad = Object.defineProperty({ ...company }, "revenue", {
    enumerable: true,
    get() {
      throw new Error("mine");
    },
  });
  assert.throws(() => scheme.total(bad, { on }));
  assert.equal(scheme.total(company, { on }), Number(general(company).total));
});

test("a company that is read once is taken wherever an object is", async () => {
  const partly = { ...company, total_liabilities: undefined };
  for (const enterprise of [company, partly]) {
    const once = await Company.of(enterprise);
    assert.deepEqual(scheme.score(once, { on }).toJSON(), general(enterprise));
    assert.deepEqual(scheme.outcome(once, { on }), scheme.outcome(enterprise, { on }));
    assert.equal(scheme.total(once, { on }), scheme.total(enterprise, { on }));
    assert.deepEqual(scheme.improve(once, { on, target: 90 }), scheme.improve(enterprise, { on, target: 90 }));
    assert.deepEqual(
      scheme.whatIf(once, { rd_expense: 9 }, { on }),
      scheme.whatIf(enterprise, { rd_expense: 9 }, { on }),
    );
    assert.deepEqual(scheme.sensitivity(once, { on }), scheme.sensitivity(enterprise, { on }));
    assert.deepEqual(await finance(once, { on }), await finance(enterprise, { on }));
    assert.deepEqual(await fullReport(scheme, once, { on }), await fullReport(scheme, enterprise, { on }));
    once.free();
    once.free();
    assert.throws(
      () => scheme.score(once, { on }),
      (error) => error instanceof InnopointsError && error.problems[0].code === "freed",
    );
  }
  await assert.rejects(Company.of({ turnover: 1 }), (error) => error.problems[0].code === "unknown_field");
  // That of another module, or written as JSON, would be an empty company.
  const scorer = await Scorer.load("cn-innovative-sme-2022");
  const once = await Company.of(company);
  assert.throws(() => scorer.outcome(once, { on }), InnopointsError);
  assert.throws(() => JSON.stringify({ once }), InnopointsError);
  once.free();
});

test("an outcome is the report in numbers and ids", async () => {
  for (const { id } of schemes) {
    const one = await Scheme.load(id);
    const day = one.effective.to ?? (one.effective.from > on ? one.effective.from : on);
    for (const enterprise of [company, {}]) {
      const report = one.score(enterprise, { on: day });
      const outcome = one.outcome(enterprise, { on: day });
      for (const key of [
        "scheme",
        "digest",
        "on",
        "stage",
        "total",
        "typical",
        "bounds",
        "estimate",
        "tight",
        "official",
        "passed",
        "missing",
      ])
        assert.deepEqual(outcome[key], report[key], `${id} ${key}`);
      assert.deepEqual(
        outcome.items,
        report.items.map(({ bounds }) => bounds),
      );
      assert.deepEqual(
        outcome.groups,
        report.groups.map(({ points }) => points),
      );
      assert.deepEqual(
        outcome.gates,
        report.gates.map(({ met }) => met),
      );
      assert.deepEqual(
        outcome.routes,
        report.routes.map(({ met }) => met),
      );
      assert.deepEqual(outcome.deciding, [...new Set(report.deciding.map(({ id }) => id))]);
      assert.equal(outcome.class, report.class?.id ?? null);
    }
  }
});

test("reasons come in one language or in both", () => {
  for (const enterprise of [company, {}]) {
    const both = scheme.score(enterprise, { on });
    const zh = scheme.score(enterprise, { on, language: "zh" });
    const en = scheme.score(enterprise, { on, language: "en" });
    assert.deepEqual(zh.summary, { zh: both.summary.zh, en: "" });
    assert.deepEqual(
      en.items.map(({ reason }) => reason),
      both.items.map(({ reason }) => ({ zh: "", en: reason.en })),
    );
    assert.deepEqual(zh.bounds, both.bounds);
  }
  assert.throws(() => scheme.score(company, { on, language: "fr" }), InnopointsError);
});

test("a report reads like the plain object that it is", () => {
  const report = scheme.score(company, { on });
  const json = general(company);
  assert.deepEqual({ ...report }, json);
  assert.deepEqual(Object.keys(report), Object.keys(json));
  assert.ok("summary" in report && !("none" in report));
  assert.throws(() => {
    report.total = "100";
  }, TypeError);
});

test("assess gives the outcome by every scheme in force, from one reading", async () => {
  for (const day of [on, "2024-01-01"]) {
    let reads = 0;
    const once = { ...company };
    Object.defineProperty(once, "revenue", { enumerable: true, get: () => (reads++, company.revenue) });
    const all = await assess(once, { on: day });
    const ofAll = reads;
    scheme.outcome(once, { on });
    assert.equal(ofAll, reads - ofAll, "as often as for one scheme");
    const inForce = schemes.filter(({ effective: { from, to } }) => from <= day && (to === undefined || day <= to));
    assert.deepEqual(
      all.map(({ scheme: id }) => id),
      inForce.map(({ id }) => id),
    );
    assert.ok(inForce.length > 0 && inForce.length < schemes.length);
    for (const one of all) assert.deepEqual(one, (await Scheme.load(one.scheme)).outcome(company, { on: day }));
  }
  await assert.rejects(assess({ turnover: 1 }, { on }), InnopointsError);
  await assert.rejects(assess(company, { on: "2026-02-30" }), InnopointsError);
  const held = await Company.of(company);
  assert.equal((await assess(held, { on })).length, (await assess(company, { on })).length);
  held.free();
});

test("an argument that is no text is refused in words, however often, and nothing else suffers", async () => {
  const odd = [5, {}, [1, 2], null, true, Symbol.iterator, 5n, { length: 3, charCodeAt: () => 53, slice: () => "5" }];
  for (const value of odd) {
    const refused = { name: "InnopointsError" };
    assert.throws(() => readFigure("revenue", value), refused);
    assert.throws(() => readFigure(value, "5"), refused);
    assert.throws(() => readFigure("revenue", "5", value), refused);
    assert.throws(() => figureIn("revenue", value, "万元", "亿元"), refused);
    assert.throws(() => figureIn("revenue", "5", value, "亿元"), refused);
    assert.throws(() => figureIn("revenue", "5", "万元", value), refused);
    await assert.rejects(template(value), refused);
    await assert.rejects(adopt(value, ""), refused);
    await assert.rejects(adopt("cn-innovation-points-2024", value), refused);
    await assert.rejects(Scheme.parse("{}", value), refused);
    await assert.rejects(Scheme.load(value), refused);
    if (typeof value !== "symbol")
      assert.throws(() => scheme.improve(company, { target: 70, on, fix: [value] }), refused);
  }
  for (let n = 0; n < 5000; n++) assert.throws(() => readFigure("revenue", n));
  assert.equal(readFigure("revenue", "3.2 亿元").value, "32000");
  assert.equal(scheme.outcome(company, { on }).total, general(company).total);
});

// How the module starts: by itself, from a source, at once; and what the objects of the package are through proxies.
import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { createServer } from "node:http";
import { describe, test } from "node:test";
import { pathToFileURL } from "node:url";
import { runInNewContext } from "node:vm";
import { readFigure, Company, Scheme } from "innopoints";
import { Scorer } from "innopoints/scorer";
import { root } from "./runtimes.js";

const on = "2026-11-01";
const id = "cn-tech-sme-2017";
const company = {
  class1_ip: 1,
  staff_total: 60,
  scientific_staff: 14,
  revenue: 8600,
  rd_expense: 412,
  total_costs: 7900,
};
const path = `${root}pkg/dist/innopoints_bg.wasm`;
const bytes = readFileSync(path);

let copies = 0;
/** A package that nothing has been asked of yet, as browsers have it: where its own module is, Node's `fetch` reads nothing. */
async function fresh() {
  const { starter } = await import(`../../pkg/start.js?copy=${(copies += 1)}`);
  const calls = [];
  const load = async ({ module_or_path }) => {
    await undefined;
    calls.push(module_or_path);
  };
  const now = ({ module }) => calls.push(module);
  return { ...starter(load, now), calls };
}

const code = (expected) => (error) => error.name === "InnopointsError" && error.problems[0].code === expected;

describe("the start", () => {
  test("is one, however often it is asked for", async () => {
    const { init, initSync, from, calls } = await fresh();
    from(() => pathToFileURL(path));
    await Promise.all([init(), init(), init(bytes)]);
    await init();
    initSync();
    initSync(bytes);
    assert.equal(calls.length, 1);
  });

  test("takes every kind of source", async () => {
    const module = new WebAssembly.Module(bytes);
    const headers = { "Content-Type": "application/wasm" };
    const server = createServer((_request, response) => response.writeHead(200, headers).end(bytes));
    await new Promise((resolve) => server.listen(0, "127.0.0.1", resolve));
    const url = `http://127.0.0.1:${server.address().port}/engine.wasm`;
    try {
      for (const source of [
        url,
        new URL(url),
        fetch(url),
        await fetch(url),
        new Response(bytes),
        pathToFileURL(path),
        bytes,
        new Uint8Array(bytes).buffer,
        module,
        Promise.resolve(module),
      ]) {
        const { init, calls } = await fresh();
        await init(source);
        const [given] = calls;
        const started = given instanceof WebAssembly.Module ? given : new WebAssembly.Module(given);
        assert.ok(WebAssembly.Module.exports(started).length > 0, String(source));
      }
    } finally {
      server.close();
    }
  });

  test("may be made again, with a source, where it failed; also while it is failing", async () => {
    const { init, from, calls } = await fresh();
    from(() => new URL("file:///none/engine.wasm"));
    await assert.rejects(init());
    const first = init();
    const second = init(bytes);
    await assert.rejects(first);
    await second;
    assert.deepEqual(calls, [bytes]);
  });

  test("is refused in words where the module is not at hand, is no module, or is not found", async () => {
    const { init, initSync, from } = await fresh();
    assert.throws(() => initSync(), code("not_started"));
    from(() => new URL("file:///none/engine.wasm"));
    assert.throws(() => initSync(), code("not_started"));
    await assert.rejects(init(7), code("bad_module"));
    await assert.rejects(init({}), code("bad_module"));
    await assert.rejects(init(new Response("", { status: 404 })), code("no_module"));
  });

  test("is not made twice at the same time", async () => {
    const { init, initSync, calls } = await fresh();
    const starting = init(bytes);
    await undefined;
    for (let n = 0; n < 5; n += 1) {
      try {
        initSync(bytes);
      } catch (error) {
        assert.ok(code("not_started")(error));
      }
      await undefined;
    }
    await starting;
    assert.equal(calls.length, 1);
  });

  test("takes a compiled module of another realm, at once and later", async () => {
    const { starter } = await import("../../pkg/start.js");
    for (const way of ["init", "initSync"]) {
      const glue = await import(`../../pkg/dist/innopoints.js?${way}`);
      const module = runInNewContext("new WebAssembly.Module(bytes)", { bytes });
      assert.ok(!(module instanceof WebAssembly.Module), "this one is of our realm");
      await starter(glue.default, glue.initSync)[way](module);
      assert.match(glue.read_figure("revenue", "1.2 亿元", ""), /12000/);
    }
  });

  test("needs no word in Node: what is asked first starts it", () => {
    assert.equal(readFigure("revenue", "1.2 亿元").value, "12000");
  });
});

describe("objects of the package", async () => {
  const scheme = await Scheme.load(id);
  const report = scheme.score(company, { on });

  /** Hands out proxies of all that it finds, as reactive libraries do. */
  function reactive(target) {
    return new Proxy(target, {
      get(of, name, receiver) {
        const value = Reflect.get(of, name, receiver);
        return typeof value === "object" && value !== null ? reactive(value) : value;
      },
    });
  }

  test("work through proxies", async () => {
    const seen = reactive(scheme);
    assert.equal(seen.title.zh, scheme.title.zh);
    assert.deepEqual(seen.score(reactive(company), { on }).toJSON(), report.toJSON());
    assert.deepEqual(seen.outcome(reactive(company), { on }), scheme.outcome(company, { on }));
    assert.equal(seen.total(reactive(company), { on }), scheme.total(company, { on }));
    assert.deepEqual(seen.improve(company, { on, target: 90 }), scheme.improve(company, { on, target: 90 }));
    const once = reactive(await Company.of(company));
    assert.deepEqual(seen.outcome(once, { on }), scheme.outcome(company, { on }));
    once.free();
    assert.throws(() => scheme.outcome(once, { on }), code("freed"));
    const scorer = reactive(await Scorer.load(id));
    assert.equal(scorer.outcome(reactive(company), { on }).total, report.total);
    const shown = reactive(report);
    assert.equal(shown.items[0].reason.zh, report.items[0].reason.zh);
    assert.deepEqual(JSON.parse(JSON.stringify(shown)), report.toJSON());
  });

  test("their JSON can be cloned and is equal to them", () => {
    assert.deepEqual(structuredClone(report.toJSON()), report.toJSON());
    assert.deepEqual({ ...report }, report.toJSON());
    assert.deepEqual(structuredClone({ ...scheme }), { ...scheme });
  });

  test("a company may be an instance of a class: what its getters give is read, and it is never empty", () => {
    class Hidden {
      #figures = company;
      get revenue() {
        return this.#figures.revenue;
      }
      get rd_expense() {
        return this.#figures.rd_expense;
      }
    }
    class More extends Hidden {
      staff_total = 60;
      get scientific_staff() {
        return 14;
      }
      words() {
        return "not a figure";
      }
    }
    const { revenue, rd_expense, staff_total, scientific_staff } = company;
    const outcome = (enterprise) => scheme.outcome(enterprise, { on });
    assert.deepEqual(outcome(new Hidden()), outcome({ revenue, rd_expense }));
    assert.deepEqual(outcome(new More()), outcome({ revenue, rd_expense, staff_total, scientific_staff }));
    assert.deepEqual(outcome({ toJSON: () => ({ revenue }) }), outcome({ revenue }));
    class Secret {
      #revenue = 1;
      amount() {
        return this.#revenue;
      }
    }
    class Other {
      get turnover() {
        return 1;
      }
    }
    for (const way of ["outcome", "score", "total"]) {
      assert.throws(() => scheme[way](new Secret(), { on }), code("wrong_type"), way);
      assert.throws(() => scheme[way](new Other(), { on }), code("unknown_field"), way);
    }
  });
});

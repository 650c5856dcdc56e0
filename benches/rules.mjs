// The same scheme on json-rules-engine: one rule a band, its event carrying the points. The measured quantities are handed in
// as facts, computed beforehand, which is the fastest way to use it.
import { Engine } from "json-rules-engine";
import { parse } from "./formula.mjs";
import { closure, number } from "./plain.mjs";

export function rules(scheme) {
  const engine = new Engine([], { allowUndefinedFacts: true });
  const measures = [];
  let count = 0;

  const add = (item, points, all) => {
    engine.addRule({ conditions: { all }, event: { type: "points", params: { item, points } } });
    count++;
  };
  const measure = (formula) => {
    const fact = `measure-${measures.length}`;
    measures.push([fact, closure(parse(formula))]);
    return fact;
  };
  const rule = (item, it) => {
    if (it.best_of) {
      for (const way of it.best_of) rule(item, way);
    } else if (it.bands) {
      const fact = measure(it.value);
      const [from, below] = it.bands[0].from
        ? ["greaterThanInclusive", "lessThan"]
        : ["lessThanInclusive", "greaterThan"];
      it.bands.forEach((band, n) => {
        const edge = (b) => number(b.from ?? b.to);
        const all = [{ fact, operator: from, value: edge(band) }];
        if (n > 0) all.push({ fact, operator: below, value: edge(it.bands[n - 1]) });
        add(item, band.points, all);
      });
      if (it.otherwise) throw new Error("a band rule with points otherwise is not written for this engine");
    } else if (it.flag) {
      const fact = measure(it.flag);
      add(item, it.points, [{ fact, operator: "equal", value: true }]);
      if (it.otherwise) add(item, it.otherwise, [{ fact, operator: "equal", value: false }]);
    } else {
      throw new Error("this kind of rule is not written for this engine");
    }
  };
  for (const group of scheme.groups) for (const it of group.indicators) rule(it.id, it);

  return {
    count,
    /** The total and what fired, which is all the explanation this engine gives. */
    async report(company) {
      const facts = {};
      for (const [fact, f] of measures) facts[fact] = f(company);
      const { events, results } = await engine.run(facts);
      const best = new Map();
      for (const { params } of events) best.set(params.item, Math.max(best.get(params.item) ?? 0, params.points));
      let total = 0;
      for (const points of best.values()) total += points;
      return { total, results };
    },
  };
}

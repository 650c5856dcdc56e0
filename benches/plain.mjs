// The scorer one would write first: data-driven JavaScript over doubles. The scheme is read once, formulas become closures,
// bands become arrays; a company costs some calls and comparisons.
import { parse, parseNumber } from "./formula.mjs";

const value = ([, digits, exponent]) => Number(`${digits}e${exponent}`);
export const number = (text) => value(parseNumber(text));

const BINARY = {
  "+": (a, b) => (c) => a(c) + b(c),
  "-": (a, b) => (c) => a(c) - b(c),
  "*": (a, b) => (c) => a(c) * b(c),
  "/": (a, b) => (c) => a(c) / b(c),
  "=": (a, b) => (c) => a(c) === b(c),
  "!=": (a, b) => (c) => a(c) !== b(c),
  "<": (a, b) => (c) => a(c) < b(c),
  "<=": (a, b) => (c) => a(c) <= b(c),
  ">": (a, b) => (c) => a(c) > b(c),
  ">=": (a, b) => (c) => a(c) >= b(c),
  and: (a, b) => (c) => a(c) && b(c),
  or: (a, b) => (c) => a(c) || b(c),
};

const CALLS = {
  growth: (x, prior) => (c) => (x(c) - prior(c)) / prior(c),
  min:
    (...args) =>
    (c) =>
      Math.min(...args.map((f) => f(c))),
  max:
    (...args) =>
    (c) =>
      Math.max(...args.map((f) => f(c))),
  sum:
    (...args) =>
    (c) =>
      args.reduce((total, f) => total + f(c), 0),
};

export function closure(node) {
  const [kind, ...args] = node;
  switch (kind) {
    case "num": {
      const n = value(node);
      return () => n;
    }
    case "str":
      return () => args[0];
    case "field": {
      const [id] = args;
      return (c) => c[id];
    }
    case "not": {
      const a = closure(args[0]);
      return (c) => !a(c);
    }
    case "neg": {
      const a = closure(args[0]);
      return (c) => -a(c);
    }
    case "if": {
      const [test, yes, no] = args.map(closure);
      return (c) => (test(c) ? yes(c) : no(c));
    }
    case "call":
      return CALLS[args[0]](...args.slice(1).map(closure));
    default:
      return BINARY[kind](...args.map(closure));
  }
}

/** A rule as a function from a company to `{ value, points, band }`, and as one to the points alone. */
function rule(it) {
  if (it.best_of) {
    const rules = it.best_of.map(rule);
    return {
      points: (c) => {
        let best = 0;
        for (const r of rules) best = Math.max(best, r.points(c));
        return best;
      },
      explain: (c) => rules.map((r) => r.explain(c)).reduce((a, b) => (b.points > a.points ? b : a)),
    };
  }
  if (it.bands) {
    const measure = closure(parse(it.value));
    const otherwise = it.otherwise ?? 0;
    const bands = it.bands.map((band) => ({
      points: band.points,
      low: band.from ? number(band.from) : band.above ? number(band.above) : -Infinity,
      high: band.to ? number(band.to) : band.below ? number(band.below) : Infinity,
      openLow: band.above !== undefined,
      openHigh: band.below !== undefined,
      text: band,
    }));
    const hit = (v) => {
      for (const band of bands) {
        if ((band.openLow ? v > band.low : v >= band.low) && (band.openHigh ? v < band.high : v <= band.high))
          return band;
      }
      return null;
    };
    return {
      points: (c) => hit(measure(c))?.points ?? otherwise,
      explain: (c) => {
        const v = measure(c);
        const band = hit(v);
        return { value: v, points: band ? band.points : otherwise, band: band ? band.text : null };
      },
    };
  }
  let points;
  if (it.curve) {
    const measure = closure(parse(it.value));
    const curve = it.curve.map(({ at, points }) => [number(at), points]);
    points = (c) => {
      const v = measure(c);
      if (v <= curve[0][0]) return curve[0][1];
      for (let i = 1; i < curve.length; i++) {
        const [x0, y0] = curve[i - 1];
        const [x1, y1] = curve[i];
        if (v <= x1) return y0 + ((y1 - y0) * (v - x0)) / (x1 - x0);
      }
      return curve.at(-1)[1];
    };
  } else if (it.per_unit) {
    const measure = closure(parse(it.value));
    const per = number(it.per_unit.per);
    points = (c) => {
      const units = measure(c) / per;
      return it.per_unit.points * (it.per_unit.whole ? Math.floor(units) : units);
    };
  } else if (it.choice) {
    points = (c) => it.points[c[it.choice]] ?? it.otherwise ?? 0;
  } else {
    const test = closure(parse(it.flag));
    points = (c) => (test(c) ? it.points : (it.otherwise ?? 0));
  }
  return { points, explain: (c) => ({ value: null, points: points(c), band: null }) };
}

const cents = (n) => Math.round(n * 100) / 100;

export function plain(scheme) {
  const groups = scheme.groups.map(({ id, max, floor = 0, indicators }) => ({
    id,
    max,
    floor,
    indicators: indicators.map((it) => ({ id: it.id, max: it.max, ...rule(it) })),
  }));
  return {
    total(company) {
      let total = 0;
      for (const group of groups) {
        let points = 0;
        for (const it of group.indicators) points += Math.min(it.points(company), it.max);
        total += Math.min(points, group.max);
      }
      return cents(total);
    },
    /** Numbers and bands of every item, without words. */
    report(company) {
      const items = [];
      let total = 0;
      let floors = true;
      const sums = groups.map((group) => {
        let points = 0;
        for (const it of group.indicators) {
          const found = it.explain(company);
          const earned = Math.min(found.points, it.max);
          points += earned;
          items.push({ id: it.id, value: found.value, points: earned, band: found.band });
        }
        points = Math.min(points, group.max);
        floors &&= points >= group.floor;
        total += points;
        return { id: group.id, points: cents(points) };
      });
      return { total: cents(total), passed: total >= 60 && floors, groups: sums, items };
    },
  };
}

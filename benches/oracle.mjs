// The truth for this bench: totals by exact fractions of BigInt, slow and independent of the engine's code and of doubles.
// A number counts as the shortest decimal that JavaScript prints for it, as it does for the engine.
import { parse, parseNumber } from "./formula.mjs";

const fraction = (n, d) => (d < 0n ? [-n, -d] : [n, d]);
const ops = {
  "+": ([a, b], [c, d]) => [a * d + c * b, b * d],
  "-": ([a, b], [c, d]) => [a * d - c * b, b * d],
  "*": ([a, b], [c, d]) => [a * c, b * d],
  "/": ([a, b], [c, d]) => fraction(a * d, b * c),
};
const compare = ([a, b], [c, d]) => {
  const difference = a * d - c * b;
  return difference < 0n ? -1 : difference > 0n ? 1 : 0;
};
const test = {
  "=": (s) => s === 0,
  "!=": (s) => s !== 0,
  "<": (s) => s < 0,
  "<=": (s) => s <= 0,
  ">": (s) => s > 0,
  ">=": (s) => s >= 0,
};

/** "12.5", "1e-7" with a power of ten, as a fraction. */
function decimal(text, shift = 0) {
  const [, sign, whole, part = "", e = "0"] = /^(-?)(\d+)(?:\.(\d+))?(?:e([+-]?\d+))?$/.exec(text);
  const exponent = Number(e) + shift - part.length;
  const digits = BigInt(sign + whole + part);
  return exponent >= 0 ? [digits * 10n ** BigInt(exponent), 1n] : [digits, 10n ** BigInt(-exponent)];
}

function evaluate([kind, ...args], company) {
  switch (kind) {
    case "num":
      return decimal(args[0], args[1]);
    case "field": {
      const given = company[args[0]];
      return typeof given === "number" ? decimal(String(given)) : given;
    }
    case "neg":
      return ops["-"]([0n, 1n], evaluate(args[0], company));
    case "not":
      return !evaluate(args[0], company);
    case "and":
      return evaluate(args[0], company) && evaluate(args[1], company);
    case "or":
      return evaluate(args[0], company) || evaluate(args[1], company);
    case "call": {
      const [x, prior] = args.slice(1).map((arg) => evaluate(arg, company));
      if (args[0] === "growth") return ops["/"](ops["-"](x, prior), prior);
      throw new Error(`${args[0]} is not written for the oracle`);
    }
    default: {
      const [a, b] = args.map((arg) => evaluate(arg, company));
      return ops[kind] ? ops[kind](a, b) : test[kind](compare(a, b));
    }
  }
}

const amount = (text) => evaluate(parseNumber(text), {});
const least = (a, b) => (compare(a, b) <= 0 ? a : b);
const most = (a, b) => (compare(a, b) >= 0 ? a : b);

function points(it, company) {
  if (it.best_of) return it.best_of.map((way) => points(way, company)).reduce(most);
  if (it.flag) return decimal(String(evaluate(parse(it.flag), company) ? it.points : (it.otherwise ?? 0)));
  if (!it.bands) throw new Error("this kind of rule is not written for the oracle");
  const v = evaluate(parse(it.value), company);
  const edges = { from: ">=", above: ">", to: "<=", below: "<" };
  const hit = it.bands.find((band) =>
    Object.entries(edges).every(([key, sign]) => band[key] === undefined || test[sign](compare(v, amount(band[key])))),
  );
  return decimal(String(hit ? hit.points : (it.otherwise ?? 0)));
}

/** The exact total, rounded once half away from zero to two decimals, as a number. */
export function truth(scheme, company) {
  let total = [0n, 1n];
  for (const group of scheme.groups) {
    let sum = [0n, 1n];
    for (const it of group.indicators) sum = ops["+"](sum, least(points(it, company), decimal(String(it.max))));
    total = ops["+"](total, least(sum, decimal(String(group.max))));
  }
  const [n, d] = total; // points are never negative here
  return Number((n * 200n + d) / (2n * d)) / 100;
}

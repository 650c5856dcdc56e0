// What every runtime does with the cases; the drivers beside it only bring the cases in and the results out.

import { finance, fullReport, Scheme, verify } from "innopoints";
import { Scorer } from "innopoints/scorer";

/**
 * Scores each case and gives, per case, `{ report }` or `{ problems }` as plain JSON.
 * @param {{ scheme: string, on: string, enterprise: object }[]} cases
 */
export async function run(cases) {
  const results = [];
  const scorers = new Map();
  for (const { scheme: id, on, enterprise } of cases) {
    const scheme = await Scheme.load(id);
    const given = attempt(() => {
      // What a report knows before it is put into words, and then its words.
      const report = scheme.score(enterprise, { on });
      const { total, passed } = report;
      return { first: { total, passed }, report: report.toJSON() };
    });
    // The same company as JSON text, its total alone, and by the small module: four ways in, one answer.
    const text = attempt(() => ({
      report: scheme.score(JSON.stringify(enterprise), { on }).toJSON(),
    }));
    const total = attempt(() => ({ total: scheme.total(enterprise, { on }) }));
    if (!scorers.has(id)) scorers.set(id, await Scorer.load(id));
    const outcome = attempt(() => scorers.get(id).outcome(enterprise, { on }));
    results.push({ given, text, total, outcome });
  }
  return results;
}

/** Plans, other figures, and what counts most. */
export async function runPlans(plans) {
  const results = [];
  for (const { scheme: id, on, target, terms, changes, nextYear, enterprise } of plans) {
    const scheme = await Scheme.load(id);
    results.push({
      improve: attempt(() => scheme.improve(enterprise, { on, target, ...terms })),
      whatIf: attempt(() => scheme.whatIf(enterprise, changes, { on, nextYear })),
      sensitivity: attempt(() => scheme.sensitivity(enterprise, { on })),
    });
  }
  return results;
}

/** What the finance instruments say in each case. */
export async function runFinance(cases) {
  const results = [];
  for (const { on, enterprise } of cases) {
    results.push(await finance(enterprise, { on }).catch(refusal));
  }
  return results;
}

/** Companies by a scheme and with a product file that define fields of their own. */
export async function runOwn({ scheme: text, product, on, companies }) {
  const scheme = await Scheme.parse(text);
  const results = [];
  for (const enterprise of companies) {
    results.push({
      score: attempt(() => scheme.score(enterprise, { on }).toJSON()),
      improve: attempt(() => scheme.improve(enterprise, { on, target: "60" })),
      finance: await finance(enterprise, { on, products: [product] }).catch(refusal),
      full: await fullReport(scheme, enterprise, { on, products: [product] }).catch(refusal),
    });
  }
  return { fields: scheme.own_fields.map(({ id }) => id), results };
}

/**
 * The full report of each case, by the SHA-256 of its JSON text, for it is long; whether it holds; and whether it still does
 * with one digit altered. They are long: of four runtimes each takes its turn, `[which, of how many]`; null for the others.
 */
export async function runFull(cases, [which, of]) {
  const results = [];
  for (const [n, { scheme, on, enterprise }] of cases.entries()) {
    if (n % of !== which) {
      results.push(null);
      continue;
    }
    try {
      const text = JSON.stringify(await fullReport(scheme, enterprise, { on }));
      const altered = verify(alter(text, n)).catch((error) => ({ holds: false, ...refusal(error) }));
      results.push({ sha256: await sha256(text), intact: await verify(text), altered: await altered });
    } catch (error) {
      results.push(refusal(error));
    }
  }
  return results;
}

/** Adds one to a digit, another one for each `n`; never of the version that wrote it: of another version words are not compared. */
export function alter(text, n) {
  const [written] = text.match(/"product":"([^"]*)"/);
  const from = text.indexOf(written);
  const digits = [...text.matchAll(/\d/g)].filter(({ index }) => index < from || index > from + written.length);
  const { 0: digit, index } = digits[(n * 7919) % digits.length];
  return text.slice(0, index) + ((Number(digit) + 1) % 10) + text.slice(index + 1);
}

async function sha256(text) {
  const digest = await crypto.subtle.digest("SHA-256", new TextEncoder().encode(text));
  return Array.from(new Uint8Array(digest), (byte) => byte.toString(16).padStart(2, "0")).join("");
}

function attempt(call) {
  try {
    return call();
  } catch (error) {
    return refusal(error);
  }
}

function refusal(error) {
  if (error.name !== "InnopointsError") return { crash: String(error.stack ?? error) };
  return { problems: error.problems };
}

// Every scheme in force, from one reading of a company.
import { dayOf, InnopointsError, schemes } from "./common.js";
import { holding } from "./company.js";
import { Scheme } from "./scheme.js";

/** The outcome by one scheme, or what is wrong; nothing where the scheme is not in force. */
function assessment(scheme, company, on) {
  try {
    return [scheme.outcome(company, { on })];
  } catch (error) {
    const problems = error instanceof InnopointsError ? error.problems : [];
    const is = (code) => problems.some((problem) => problem.code === code);
    if (is("not_in_force")) return [];
    // What is wrong with the question is no finding of a scheme.
    if (problems.length === 0 || is("bad_date")) throw error;
    return [{ scheme: scheme.id, errors: problems }];
  }
}

/** The data sheet of a scheme, with the edges that the shipped schemes whose numbers are published have for the same. */
export async function dataSheet(scheme, enterprise, options) {
  const on = dayOf(options);
  return holding(enterprise, async (company) => {
    const published = schemes.filter(({ official }) => official);
    const others = await Promise.all(published.map(({ id }) => Scheme.load(id)));
    const placed = others.flatMap((other) => scheme.placed(company, other, { on }));
    return { ...scheme.sheet(company, { on }), placed };
  });
}

export async function assess(enterprise, options) {
  const on = dayOf(options);
  return holding(enterprise, async (company) => {
    const loaded = await Promise.all(schemes.map(({ id }) => Scheme.load(id)));
    return loaded.flatMap((scheme) => assessment(scheme, company, on));
  });
}

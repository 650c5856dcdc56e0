// What every runtime does with the cases; the drivers beside it only bring the cases in and the results out.

/**
 * Scores each case and gives, per case, `{ report }` or `{ problems }` as plain JSON.
 * @param {typeof import("innopoints").Scheme} Scheme
 * @param {{ scheme: string, on: string, enterprise: object }[]} cases
 */
export async function run(Scheme, cases) {
  const results = [];
  for (const { scheme: id, on, enterprise } of cases) {
    const scheme = await Scheme.load(id);
    const given = attempt(() => {
      // What a report knows before it is put into words, and then its words.
      const report = scheme.score(enterprise, { on });
      const { total, passed } = report;
      return { first: { total, passed }, report: report.toJSON() };
    });
    // The same company as JSON text, and its total alone: three ways in, one answer.
    const text = attempt(() => ({
      report: scheme.score(JSON.stringify(enterprise), { on }).toJSON(),
    }));
    const total = attempt(() => ({ total: scheme.total(enterprise, { on }) }));
    results.push({ given, text, total });
  }
  return results;
}

function attempt(call) {
  try {
    return call();
  } catch (error) {
    if (error.name !== "InnopointsError") return { crash: String(error.stack ?? error) };
    return { problems: error.problems };
  }
}

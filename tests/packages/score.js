// What every project asks of the package: the whole engine, the small module, and what is imported when it is first asked for.
import { assess, finance, InnopointsError, Scheme } from "innopoints";
import { Scorer } from "innopoints/scorer";

const on = "2026-11-01";
const company = {
  class1_ip: 1,
  staff_total: 60,
  scientific_staff: 14,
  revenue: 8600,
  rd_expense: 412,
  total_costs: 7900,
};

export async function score() {
  const scheme = await Scheme.load("cn-tech-sme-2017");
  const report = scheme.score(company, { on });
  const small = (await Scorer.load("cn-tech-sme-2017")).outcome(company, { on });
  const { offers } = await finance(company, { on });
  const all = await assess(company, { on });
  const refused = await Scheme.load("none").catch((error) => error instanceof InnopointsError);
  return [report.total, small.total, report.items[0].points, offers.length > 0, all.length > 9, refused].join(" ");
}

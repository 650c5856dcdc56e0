// Values of an interface, of a class and of a record are companies; what holds something else is none.
import { assess, Company, type Enterprise, finance, fullReport, init, type Report, Scheme } from "innopoints";
import { dictionary } from "innopoints/dictionary";
import { Scorer } from "innopoints/scorer";

interface Firm {
  readonly revenue: number;
  rd_expense?: number;
  staff_total: { between: [number, number] };
}

class Account {
  revenue = 8600;
  get rd_expense() {
    return 412;
  }
}

interface Other {
  revenue: number;
  founded: Date;
}

export async function typed(firm: Firm, record: Record<string, number>, enterprise: Enterprise, other: Other) {
  await init();
  const scheme = await Scheme.load("cn-tech-sme-2017");
  const report: Report = scheme.score(firm, { on: "2026-11-01", language: "zh" });
  const total: string | null = report.total;
  scheme.outcome(new Account());
  scheme.total(record);
  scheme.improve(enterprise);
  scheme.shift(firm, { ...firm, revenue: 9000 });
  scheme.score({ revenue: "1.2 亿元", staff_total: { between: [50, 60] }, hnte: true, rd_expense: undefined });
  scheme.score("{}");
  const company = await Company.of(firm);
  scheme.score(company);
  await Promise.all([assess(firm), finance(firm), fullReport(scheme, firm)]);
  (await Scorer.load("cn-tech-sme-2017")).outcome(firm);
  // @ts-expect-error a Date is no figure
  scheme.score(other);
  // @ts-expect-error
  scheme.score({ revenue: new Date() });
  // @ts-expect-error
  scheme.score([8600]);
  // @ts-expect-error
  scheme.score(8600);
  return [total, dictionary.fields.length];
}

// What has no types is not asked of the compiler.
const path: string = "./score.js";
declare const console: { log(text: string): void };
console.log(await (await import(path)).score());

import { Scheme } from "innopoints";
import { score } from "./score.js";

const company = {
  class1_ip: 1,
  staff_total: 60,
  scientific_staff: 14,
  revenue: 8600,
  rd_expense: 412,
  total_costs: 7900,
};

test("scores", async () => {
  process.stdout.write(`${await score()}\n`);
});

test("toEqual", async () => {
  const scheme = await Scheme.load("cn-tech-sme-2017");
  const report = scheme.score(company, { on: "2026-11-01" });
  expect(report).toEqual(scheme.score(company, { on: "2026-11-01" }));
  expect(report).toEqual(report.toJSON());
  expect(report).not.toEqual(scheme.score({}, { on: "2026-11-01" }));
});

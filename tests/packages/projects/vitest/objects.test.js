// What is kept in reactive state, compared and cloned is what it was.
import { proxy } from "svelte/internal/client";
import { expect, test } from "vitest";
import { reactive, ref } from "vue";
import { Company, Scheme } from "innopoints";

const options = { on: "2026-11-01" };
const company = {
  class1_ip: 1,
  staff_total: 60,
  scientific_staff: 14,
  revenue: 8600,
  rd_expense: 412,
  total_costs: 7900,
};

for (const [name, wrap] of [
  ["Vue reactive", reactive],
  ["Vue ref", (value) => ref(value).value],
  ["Svelte", proxy],
])
  test(name, async () => {
    const scheme = await Scheme.load("cn-tech-sme-2017");
    const report = scheme.score(company, options);
    const kept = wrap({ scheme, report, company, once: await Company.of(company) });
    expect(kept.scheme.score(kept.company, options).toJSON()).toEqual(report.toJSON());
    expect(kept.scheme.score(kept.once, options).toJSON()).toEqual(report.toJSON());
    expect(kept.scheme.title.zh).toBe(scheme.title.zh);
    expect(kept.report.total).toBe("72");
    expect(kept.report.items[0].reason.zh).toBe(report.items[0].reason.zh);
    expect(JSON.parse(JSON.stringify(kept.report))).toEqual(report.toJSON());
    kept.once.free();
    expect(() => scheme.score(kept.once, options)).toThrow();
  });

test("toEqual and structuredClone", async () => {
  const scheme = await Scheme.load("cn-tech-sme-2017");
  const report = scheme.score(company, options);
  expect(report).toEqual(scheme.score(company, options));
  expect(report).toEqual(report.toJSON());
  expect(report.toJSON()).toEqual(report);
  expect(report).not.toEqual(scheme.score({ ...company, revenue: 1 }, options));
  expect(report).toMatchObject({ total: "72", official: true });
  expect(structuredClone(report.toJSON())).toEqual(report.toJSON());
  expect(scheme).toEqual(await Scheme.load("cn-tech-sme-2017"));
});

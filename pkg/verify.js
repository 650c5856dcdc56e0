// Reports that anyone can score again.
import { dayOf, textOf } from "./common.js";
import { holding, withCompany } from "./company.js";
import { withCatalogue } from "./catalogue.js";
import { insideOf, Scheme } from "./scheme.js";

export async function fullReport(scheme, enterprise, options) {
  const on = dayOf(options);
  return holding(enterprise, async (company) => {
    const { engine } = insideOf(typeof scheme === "string" ? await Scheme.load(scheme) : scheme);
    return withCatalogue(options, (catalogue) => withCompany(company, (handle) => catalogue.full(engine, handle, on)));
  });
}

export async function verify(report, options) {
  const text = textOf(report);
  const own = options?.scheme === undefined ? undefined : insideOf(options.scheme).packed;
  return withCatalogue(options, (catalogue) => catalogue.verify(text, own));
}

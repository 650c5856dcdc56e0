// What a score opens.
import { dayOf } from "./common.js";
import { holding, withCompany } from "./company.js";
import { withCatalogue } from "./catalogue.js";

export async function finance(enterprise, options) {
  const on = dayOf(options);
  return holding(enterprise, (company) =>
    withCatalogue(options, (catalogue) => withCompany(company, (handle) => catalogue.answer(handle, on))),
  );
}

// What a score opens.
import { dayOf } from "./common.js";
import { Company, withCompany } from "./company.js";
import { withCatalogue } from "./catalogue.js";

/** The company as it is now, whatever becomes of the object while the catalogue is fetched. */
export async function finance(enterprise, options) {
  const on = dayOf(options);
  const company = Company.is(enterprise) ? enterprise : await Company.of(enterprise);
  try {
    return await withCatalogue(options, (catalogue) => withCompany(company, (handle) => catalogue.answer(handle, on)));
  } finally {
    if (company !== enterprise) company.free();
  }
}

// Companies that are read once, and how all of the package asks about one.
import { Company as Handle } from "./dist/innopoints.js";
import { companiesOf } from "./common.js";
import { init } from "./engine.js";

export const { Company, withCompany } = companiesOf(Handle, init);

/** Asks about the company as it is now, whatever becomes of the object while what is asked is fetched. */
export async function holding(enterprise, ask) {
  if (Company.is(enterprise)) return ask(enterprise);
  const company = await Company.of(enterprise);
  try {
    return await ask(company);
  } finally {
    company.free();
  }
}

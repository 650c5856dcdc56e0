// What a score opens.
import { dayOf } from "./common.js";
import { Company, withCompany } from "./company.js";
import { atDesk } from "./desk.js";

/** The company as it is now, whatever becomes of the object while the desk is fetched. */
export async function finance(enterprise, options) {
  const on = dayOf(options);
  const company = Company.is(enterprise) ? enterprise : await Company.of(enterprise);
  try {
    return await atDesk(options, (desk) => withCompany(company, (handle) => desk.answer(handle, on)));
  } finally {
    if (company !== enterprise) company.free();
  }
}

// Companies that are read once, and how all of the package asks about one.
import { Company as Handle } from "./dist/innopoints.js";
import { companiesOf } from "./common.js";

export const { Company, withCompany } = companiesOf(Handle);

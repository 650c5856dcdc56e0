// Reports that anyone can score again.
import { companyText, dayOf, textOf } from "./common.js";
import { atDesk } from "./desk.js";
import { insideOf, Scheme } from "./scheme.js";

export async function fullReport(scheme, enterprise, options) {
  const on = dayOf(options);
  const text = companyText(enterprise);
  const { engine } = insideOf(typeof scheme === "string" ? await Scheme.load(scheme) : scheme);
  return atDesk(options, (desk) => desk.full(engine, text, on));
}

export async function verify(report, options) {
  const text = textOf(report);
  const own = options?.scheme === undefined ? undefined : insideOf(options.scheme).packed;
  return atDesk(options, (desk) => desk.verify(text, own));
}

// What a score opens.
import { companyText, dayOf } from "./common.js";
import { atDesk } from "./desk.js";

export async function finance(enterprise, options) {
  const on = dayOf(options);
  const text = companyText(enterprise);
  return atDesk(options, (desk) => desk.answer(text, on));
}

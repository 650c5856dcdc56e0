// For a user who holds an annex that is not published. What this takes is in adopt.js, apart, for it holds the text of
// schemes: a page that calls `template` early has it without a request later.
import { refuse, tool } from "./common.js";

const annex = () => import("./adopt.js");

export async function template(id, format = "csv") {
  const text = (await annex()).template(id, format);
  if (text === undefined) refuse("unknown_scheme", `“${id}”没有未公布的数字`, `"${id}" leaves no number open`);
  return text;
}

export async function adopt(id, filled) {
  const { adopt } = await annex();
  return tool(() => adopt(id, filled));
}

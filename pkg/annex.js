// For a user who holds an annex that is not published. What this takes is in adopt.js and in the texts of schemes: a page that
// calls `template` early has them without a request later.
import { refuse, tool, wanted } from "./common.js";
import { textsFrom } from "./texts.js";

const annex = () => import("./adopt.js");

export async function template(id, format = "csv") {
  wanted(id, "id");
  const { template } = await annex();
  const text = template(id, format, await textsFrom(id));
  if (text === undefined) refuse("unknown_scheme", `“${id}”没有未公布的数字`, `"${id}" leaves no number open`);
  return text;
}

export async function adopt(id, filled) {
  wanted(id, "id");
  wanted(filled, "filled");
  const { adopt } = await annex();
  const texts = await textsFrom(id);
  return tool(() => adopt(id, filled, texts));
}

// For a user who holds an annex that is not published. What this takes is in adopt.js and in the texts of schemes: a page that
// calls `template` early has them without a request later.
import { InnopointsError, refuse, tool, wanted } from "./common.js";
import { init } from "./engine.js";
import { later } from "./later.js";
import { cellText } from "./table.js";
import { textsFrom } from "./texts.js";

async function annex() {
  const [tools] = await Promise.all([later.adopt(), init()]);
  return tools;
}

export async function template(id, format = "csv") {
  wanted(id, "id");
  const { template } = await annex();
  const text = template(id, format, await textsFrom(id));
  if (text === undefined) refuse("unknown_scheme", `“${id}”没有未公布的数字`, `"${id}" leaves no number open`);
  return text;
}

/** Rows as text that every cell stays whole in. */
const textOf = (rows) =>
  rows.map((row) => row.map((cell) => `"${cellText(cell).replaceAll('"', '""')}"`).join("\t")).join("\n");

/** Answers as the module takes them; a fact about the document and a limit have one column. */
const said = (answers = {}) =>
  Object.entries(answers).flatMap(([cell, text]) => {
    const at = cell.lastIndexOf(".");
    return at < 0 ? [cell, "value", String(text)] : [cell.slice(0, at), cell.slice(at + 1), String(text)];
  });

export async function readAnnex(id, table, options) {
  wanted(id, "id");
  const rows = Array.isArray(table) && table.every(Array.isArray);
  const text = rows ? textOf(table) : wanted(table, "table");
  const { adoption } = await annex();
  const texts = await textsFrom(id);
  return tool(() => adoption(id, text, said(options?.answers), texts));
}

export async function adopt(id, filled, options) {
  const { scheme, asked } = await readAnnex(id, filled, options);
  if (scheme === undefined) throw new InnopointsError(asked);
  return scheme;
}

// For a user who holds an annex that is not published: a template of the numbers that a scheme leaves open, and the exact
// scheme that a filled one makes, or the annex's own table. The rules of it are the engine's. `texts` are those of the scheme and
// of what it extends.
import { adopt_json, adopt_text, template as tableOf, template_json } from "./dist/innopoints.js";

/** Rows as CSV. Spreadsheets take a CSV for UTF-8 by its first character. */
function csv(rows) {
  const cell = (text) => (/[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text);
  return `\ufeff${rows.map((row) => `${row.map(cell).join(",")}\n`).join("")}`;
}

/** The template as CSV, header and rows, or as JSON. */
export function template(id, format, texts) {
  if (format === "json") return template_json(id, texts);
  const rows = tableOf(id, texts);
  return rows && csv(rows);
}

/** What is asked, with the cell that an answer names, and what its row is called and now assumed to be. */
function placed(problem, [header, ...rows]) {
  const row = rows[problem.line - 1];
  const column = header[problem.column - 1]?.split(" ").at(-1);
  return row && column ? { ...problem, cell: `${row[0]}.${column}`, title: row[1], now: row.at(-1) } : problem;
}

/**
 * What comes of a filled template or of an annex: `scheme`, its JSON text, or what is still `asked`, with the template `filled`
 * as far as it can be; and what was `understood`. Throws an array of problems.
 */
export function adoption(id, table, answers, texts) {
  if (/^\s*\{/.test(table)) return { scheme: adopt_json(id, table, texts), understood: [], asked: [] };
  const { filled, asked, ...made } = adopt_text(id, table.replace(/^\ufeff/, ""), answers, texts);
  return filled ? { ...made, asked: asked.map((one) => placed(one, filled)), filled: csv(filled) } : { ...made, asked };
}

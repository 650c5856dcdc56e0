// For a user who holds an annex that is not published: a template of the numbers that a scheme leaves open, and the exact
// scheme that a filled one makes. The rules of it are the engine's, here is only the reading of tables. `texts` are those of
// the scheme and of what it extends.
import { adopt_json, adopt_table, template as tableOf, template_json } from "./dist/innopoints.js";

/** The template as CSV, header and rows, or as JSON. Spreadsheets take a CSV for UTF-8 by its first character. */
export function template(id, format, texts) {
  if (format === "json") return template_json(id, texts);
  const rows = tableOf(id, texts);
  if (!rows) return undefined;
  const cell = (text) => (/[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text);
  return `\ufeff${rows.map((row) => `${row.map(cell).join(",")}\n`).join("")}`;
}

/** The JSON text of the scheme that a filled template makes. Throws an array of problems. */
export function adopt(id, filled, texts) {
  if (/^\s*\{/.test(filled)) return adopt_json(id, filled, texts);
  const { rows, lines } = readTable(filled);
  const columns = Math.max(1, ...rows.map((row) => row.length));
  const cells = rows.flatMap((row) => [...row, ...Array(columns - row.length).fill("")]);
  try {
    return adopt_table(id, cells, columns, texts);
  } catch (problems) {
    if (!Array.isArray(problems)) throw problems;
    throw problems.map(({ line, ...problem }) => (line === undefined ? problem : { ...problem, line: lines[line] }));
  }
}

/** The rows of a CSV file, or of what was copied out of a spreadsheet, each with the line it begins on. */
function readTable(text) {
  const rest = text.replace(/^\ufeff/, "");
  const [header] = rest.split(/\r?\n/, 1);
  const comma = header.includes("\t") ? "\t" : header.includes(",") ? "," : ";";
  const rows = [];
  const lines = [];
  let row = [];
  let line = 1;
  let begun = 1;
  const part = new RegExp(`(?:"((?:[^"]|"")*)"|([^${comma}\\r\\n]*))(${comma}|\\r?\\n|\\r|$)`, "y");
  while (part.lastIndex < rest.length) {
    const found = part.exec(rest);
    // A quote that is not closed, or closed too early: as it stands.
    if (!found) break;
    const [all, quoted, plain, end] = found;
    row.push(quoted === undefined ? plain : quoted.replaceAll('""', '"'));
    line += all.split(/\r\n|\r|\n/).length - 1;
    if (end === comma) continue;
    if (row.some((cell) => cell.trim() !== "")) {
      rows.push(row);
      lines.push(begun);
    }
    row = [];
    begun = line;
  }
  return { rows, lines };
}

// Tables of companies: text as it was pasted or read from a file, or the cells of a sheet, as any reader of workbooks gives them.
import { read_rows, read_table } from "./dist/innopoints.js";
import { answer, refuse } from "./common.js";
import { initSync } from "./engine.js";
import { insideOf } from "./scheme.js";

/** A cell as text. */
export function cellText(cell) {
  if (cell === null || cell === undefined) return "";
  if (cell instanceof Date)
    return Number.isNaN(cell.getTime()) ? "" : cell.toISOString().replace(/T00:00:00.000Z$/, "");
  if (typeof cell === "boolean") return cell ? "TRUE" : "FALSE";
  return String(cell);
}

/** Reads a table: what its columns hold, and its companies row by row. */
export function readTable(table, options) {
  const { scheme, zero = [] } = options ?? {};
  if (!Array.isArray(zero))
    refuse("bad_argument", "zero 应为数据项标识的数组", "zero is an array of the ids of fields");
  initSync();
  const zeros = zero.map(String);
  const by = scheme === undefined ? { read_rows, read_table } : insideOf(scheme).engine;
  if (typeof table === "string") return answer(by.read_table(table.replace(/^\ufeff/, ""), zeros));
  if (!Array.isArray(table) || !table.every(Array.isArray)) {
    refuse("bad_argument", "表格应为文本，或单元格的二维数组", "a table is text, or an array of arrays of cells");
  }
  const columns = table.reduce((most, row) => Math.max(most, row.length), 1);
  const cells = table.flatMap((row) => Array.from({ length: columns }, (_, at) => cellText(row[at])));
  return answer(by.read_rows(cells, columns, zeros));
}

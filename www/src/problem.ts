// What is wrong with a file, and where.
import type { Problem } from "innopoints";
import type { Words } from "./i18n.ts";

/** The place of a problem in its file: line and column, or the path to the member. */
export function place({ line, column, pointer }: Problem, t: Words): string {
  if (typeof line === "number") return t.line(line, column ?? undefined);
  return pointer ? `${pointer}${t.colon}` : "";
}

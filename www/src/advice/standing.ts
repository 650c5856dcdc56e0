// How a company stands, before and after: points, verdict, and what differs.
import type { ItemDifference, ScoreSummary, SchemeFacts } from "innopoints";
import { points } from "../format.ts";
import { say } from "../i18n.ts";
import type { Verdict } from "../icons.ts";
import type { AdviceView } from "./view.ts";
import type { Words } from "./words.ts";

/** Points as they stand: exact, or typical with their bounds. */
export function pointsOf(
  { total, typical, bounds }: Pick<ScoreSummary, "total" | "typical" | "bounds">,
  t: Words,
): string {
  if (total === null && typical !== null) return `${t.about} ${typical}${t.between(points(null, bounds))}`;
  return points(total, bounds);
}

/** The verdict: none where the score is no official one, or the scheme gives none. */
export function verdictOf(
  passed: boolean | null,
  official: boolean,
  gives: SchemeFacts["gives"],
  t: Words,
): [Verdict, string] {
  if (!official) return ["none", t.unofficial];
  if (gives !== "verdict") return ["none", t.pointsOnly];
  if (passed === null) return ["depends", t.open];
  return passed ? ["pass", t.pass] : ["not", t.fail];
}

/** "研发费用占比 15 → 20". */
export function difference({ title, before, after }: ItemDifference, { language }: AdviceView): string {
  return `${say(title, language)} ${points(null, before)} → ${points(null, after)}`;
}

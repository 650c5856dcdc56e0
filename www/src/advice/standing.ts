// How a company stands, before and after: points, verdict, and what differs.
import type { ItemDifference, ScoreSummary, SchemeFacts } from "innopoints";
import { ends, points } from "../format.ts";
import { say } from "../i18n.ts";
import type { Verdict } from "../icons.ts";
import type { AdviceView } from "./view.ts";
import type { Words } from "./words.ts";

/** Points as they stand: exact, typical with their bounds, or what a panel says. */
export function pointsOf(
  { total, typical, bounds, estimate }: Pick<ScoreSummary, "total" | "typical" | "bounds" | "estimate">,
  t: Words,
): string {
  if (bounds === null && estimate) {
    const median = estimate.median === null ? "" : t.between(`${t.median} ${estimate.median}`);
    return `${t.estimated} ${points(null, ends({ bounds, estimate }))}${median}`;
  }
  if (bounds === null) return total ?? "—";
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
export function difference({ title, before, after, estimate }: ItemDifference, { language, t }: AdviceView): string {
  const side = (bounds: ItemDifference["before"], which: 0 | 1) =>
    `${bounds === null ? `${t.estimated} ` : ""}${points(null, ends({ bounds, estimate: estimate?.[which] ?? null }))}`;
  return `${say(title, language)} ${side(before, 0)} → ${side(after, 1)}`;
}

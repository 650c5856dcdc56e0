// The answer in a few words: what the chip, the phone's bar and the spoken summary say.
import type { Report } from "innopoints";
import { html, type TemplateResult } from "lit";
import { points } from "./format.ts";
import { type Language, say, words } from "./i18n.ts";
import { icon, type Verdict } from "./icons.ts";
import type { Model } from "./model.ts";
import { openConditions, openFields } from "./next.ts";

export interface Answer {
  verdict: Verdict;
  text: string;
  /** The score as text, "—" while nothing is known. */
  score: string;
  summary: string;
  /** A basic condition is known not to be met. */
  gateUnmet: boolean;
  /** It passes by a direct route, which the summary names. */
  routeMet: boolean;
}

/** The unknown fields on which the verdict hangs, the most useful first. */
export function deciding(report: Report, model: Model): string[] {
  const fields = new Set(openConditions(report).flatMap(({ unknown }) => unknown));
  return openFields(report, model).filter((id) => fields.has(id));
}

function judge(model: Model, report: Report, language: Language): [Verdict, string] {
  const t = words[language];
  if (model.empty) return ["none", t.emptyVerdict];
  if (!report.official) return ["none", t.unofficial];
  if (report.passed === true) return ["pass", t.pass];
  if (report.passed === false) return ["not", t.fail];
  const [first, ...more] = deciding(report, model);
  return ["depends", first ? t.dependsOn(model.title(first, language), more.length) : t.open];
}

export function answer(model: Model, language: Language): Answer {
  const t = words[language];
  const { report } = model;
  if (!report) {
    const summary = model.general.map((problem) => problem[language]).join(" ");
    return { verdict: "none", text: t.general, score: "—", summary, gateUnmet: false, routeMet: false };
  }
  const [verdict, text] = judge(model, report, language);
  return {
    verdict,
    text,
    score: model.empty ? "—" : points(report.total, report.bounds),
    summary: model.empty ? t.empty : say(report.summary, language),
    gateUnmet: report.gates.some(({ met }) => met === false),
    routeMet: report.passed === true && report.routes.some(({ met }) => met === true),
  };
}

export const chip = ({ verdict, text }: Pick<Answer, "verdict" | "text">): TemplateResult =>
  html`<span class=${`verdict ${verdict}`}>${icon(verdict)}${text}</span>`;

// The answer in a few words: what the chip, the phone's bar and the spoken summary say.
import type { ReportJSON as Report } from "innopoints";
import { html, type TemplateResult } from "lit";
import { ends, points } from "./format.ts";
import { type Language, say, words } from "./i18n.ts";
import { icon, type Verdict } from "./icons.ts";
import type { Model } from "./model.ts";

export interface Answer {
  verdict: Verdict;
  text: string;
  /** The score as text, "—" while nothing is known. */
  score: string;
  /** What stands small behind the score: of how many, and the bounds where the score is a typical one, or what an estimate is. */
  scale: string;
  /** The score is no official one. */
  estimate: boolean;
  summary: string;
  /** The reasons will not come, as the summary says. */
  lacking: boolean;
  /** The summary names more than fits beside a score; below, each of them stands by itself. Never cuts a notice off. */
  long: boolean;
  /** A basic condition is known not to be met. */
  gateUnmet: boolean;
  /** It passes by a direct route, which the summary names. */
  routeMet: boolean;
}

function judge(model: Model, report: Report, language: Language): [Verdict, string] {
  const t = words[language];
  if (model.empty) return ["none", t.emptyVerdict];
  if (!report.official) return ["none", t.unofficial];
  if (report.passed === true) return ["pass", t.pass];
  if (report.passed === false) return ["not", t.fail];
  if (model.scheme.gives === "points") return ["none", t.pointsOnly];
  if (model.scheme.gives === "class" && report.class) return ["none", t.classed];
  const [first, ...more] = report.deciding.map(({ title }) => say(title, language));
  return ["depends", first ? t.dependsOn(first, more.length, report.deciding_all) : t.open];
}

/** What the scheme comes to for this company: points, a class, or conditions met; and what that is out of. */
function headline(report: Report, model: Model, language: Language): [string, string] {
  const t = words[language];
  if (model.scheme.gives === "class") {
    const none = model.empty ? "—" : t.classOpen;
    return [
      report.class ? say(report.class.title, language) : none,
      report.class ? say(report.class.of, language) : "",
    ];
  }
  if (report.groups.length === 0) {
    const met = report.gates.filter((gate) => gate.met).length;
    return [model.empty ? "—" : `${met} / ${report.gates.length}`, t.conditionsMet];
  }
  const sum = (kind: string) =>
    report.groups.filter((g) => g.kind === kind).reduce((all, { max }) => all + Number(max), 0);
  const bonus = sum("bonus");
  // A bonus comes on top of a known base; what lifts a total above its maximum is no part of the base.
  const max =
    bonus > 0 && Number(report.max) > bonus
      ? t.withBonus(String(Number(report.max) - bonus), String(bonus))
      : t.outOf(report.max);
  if (model.empty) return ["—", max];
  const { total, typical, bounds, estimate } = report;
  if (bounds === null && estimate) return [points(null, ends(report)), `${t.middle(estimate.median)} ${max}`];
  if (total === null && typical !== null) return [typical, `${t.between(points(null, ends(report)))} ${max}`];
  return [points(total, ends(report)), max];
}

/** While there are no reasons: they are on their way, or something is wrong that no field can mend. */
function early({ outcome, empty, general, scheme }: Model, language: Language): Answer {
  const t = words[language];
  const known = outcome && !empty && scheme.gives !== "class" ? outcome : null;
  const verdicts = { true: ["pass", t.pass], false: ["not", t.fail], null: ["depends", t.open] } as const;
  const [verdict, text] =
    known && known.official && scheme.gives === "verdict"
      ? verdicts[`${known.passed}`]
      : (["none", known && !known.official ? t.unofficial : outcome ? t.emptyVerdict : t.general] as const);
  return {
    verdict,
    text,
    // The small module draws no panels.
    score: known?.bounds ? (known.typical ?? points(known.total, known.bounds)) : "—",
    scale: known?.bounds && known.typical ? t.between(points(null, known.bounds)) : "",
    estimate: known !== null && !known.official,
    summary: outcome ? (empty ? t.empty : t.reasonsComing) : general.map((problem) => problem[language]).join(" "),
    lacking: false,
    long: false,
    gateUnmet: false,
    routeMet: false,
  };
}

export function answer(model: Model, language: Language): Answer {
  const t = words[language];
  const { report } = model;
  if (!report) return early(model, language);
  const [verdict, text] = judge(model, report, language);
  const [score, scale] = headline(report, model, language);
  const summary = model.empty ? t.empty : say(report.summary, language);
  return {
    verdict,
    text,
    score,
    scale,
    estimate: !report.official && !model.empty,
    summary,
    lacking: false,
    long: report.official && summary.length > (language === "zh" ? 90 : 220),
    gateUnmet: report.groups.length > 0 && report.gates.some(({ met }) => met === false),
    routeMet: report.passed === true && report.routes.some(({ met }) => met === true),
  };
}

export const chip = ({ verdict, text }: Pick<Answer, "verdict" | "text">): TemplateResult =>
  html`<span class=${`verdict ${verdict}`}>${icon(verdict)}${text}</span>`;

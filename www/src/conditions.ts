// Conditions beside the points: basic conditions, direct routes, and what it takes to pass.
import type { Condition, ReportJSON as Report } from "innopoints";
import { html, nothing, type TemplateResult } from "lit";
import { grouped } from "./format.ts";
import { say, type Words } from "./i18n.ts";
import { icon, markOf } from "./icons.ts";
import { source } from "./source.ts";
import type { View } from "./view.ts";

/** Met, not met, or open, in a word. */
export const metWord = (met: boolean | null, t: Words): string => (met === null ? t.open : met ? t.met : t.unmet);

/** A condition with its reason, where it comes from, and what the source is to be taken with; `here` is the document
 * that the reader is in. */
export function condition(
  { title, met, source: from }: Pick<Condition, "title" | "met" | "source">,
  reason: string,
  here: string,
  { language, t }: View,
  caution: TemplateResult | typeof nothing = nothing,
): TemplateResult {
  return html`<li>
    ${icon(markOf(met))}
    <div>
      <b>${say(title, language)}</b><span class="sr-only">${t.comma}${metWord(met, t)}</span>
      ${reason ? html`<p class="small quiet">${reason}</p>` : nothing} ${source(from, here, language)}${caution}
    </div>
  </li>`;
}

function block(view: View, title: string, note: string, list: readonly Condition[]): TemplateResult | typeof nothing {
  if (list.length === 0) return nothing;
  return html`<div class="block">
    <header><h3>${title}</h3><span class="small quiet">${note}</span></header>
    <ul class="conditions">${list.map((one) => condition(one, grouped(say(one.reason, view.language)), view.model.scheme.document, view))}</ul>
  </div>`;
}

export function conditions(view: View, report: Report): TemplateResult {
  const { t } = view;
  const met = report.routes.filter((route) => route.met).length;
  return html`${block(view, t.requirements, t.requirementsNote, report.requirements)}
    ${block(view, report.groups.length > 0 ? t.gates : t.conditions, t.gatesNote, report.gates)}
    ${block(view, t.routes, t.routesNote(met, report.gates.length > 0), report.routes)}`;
}

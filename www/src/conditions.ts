// Conditions beside the points: basic conditions, direct routes, and what it takes to pass.
import type { Condition, Report } from "innopoints";
import { html, nothing, type TemplateResult } from "lit";
import { grouped } from "./format.ts";
import { say } from "./i18n.ts";
import { icon, markOf } from "./icons.ts";
import { source } from "./source.ts";
import type { View } from "./view.ts";

function condition(one: Condition, { language, model, t }: View): TemplateResult {
  const reason = grouped(say(one.reason, language));
  return html`<li>
    ${icon(markOf(one.met))}
    <div>
      <b>${say(one.title, language)}</b><span class="sr-only">${t.comma}${one.met === null ? t.open : one.met ? t.met : t.unmet}</span>
      ${reason ? html`<p class="small quiet">${reason}</p>` : nothing} ${source(one.source, model.scheme.document, language)}
    </div>
  </li>`;
}

function block(view: View, title: string, note: string, list: readonly Condition[]): TemplateResult | typeof nothing {
  if (list.length === 0) return nothing;
  return html`<div class="block">
    <header><h3>${title}</h3><span class="small quiet">${note}</span></header>
    <ul class="conditions">${list.map((one) => condition(one, view))}</ul>
  </div>`;
}

export function conditions(view: View, report: Report): TemplateResult {
  const { t } = view;
  const met = report.routes.filter((route) => route.met).length;
  return html`${block(view, t.requirements, t.requirementsNote, report.requirements)}
    ${block(view, report.groups.length > 0 ? t.gates : t.conditions, t.gatesNote, report.gates)}
    ${block(view, t.routes, t.routesNote(met, report.gates.length > 0), report.routes)}`;
}

// The fields that are still missing, the most useful first.
import type { ReportJSON as Report } from "innopoints";
import { html, nothing, type TemplateResult } from "lit";
import { ends } from "./format.ts";
import { say } from "./i18n.ts";
import type { Model } from "./model.ts";
import type { View } from "./view.ts";

/**
 * The open fields of a report. What can settle the verdict comes before what only moves points; within each, what leaves the
 * most points open comes first, a share each where several fields hold one indicator open.
 */
export function openFields(report: Report, model: Model): string[] {
  const verdict = new Map<string, number>();
  const spread = new Map<string, number>();
  const add = (to: Map<string, number>, fields: readonly string[], weight: number) => {
    for (const field of fields) to.set(field, (to.get(field) ?? 0) + weight / fields.length);
  };
  for (const item of report.items) {
    const [low, high] = ends(item);
    add(spread, item.unknown, Number(high) - Number(low));
  }
  for (const { kind, id } of report.deciding) if (kind === "field") add(verdict, [id], 1);
  const known = new Set(model.fields.map(({ id }) => id));
  const fields = [...new Set([...verdict.keys(), ...spread.keys(), ...report.missing])].filter((id) => known.has(id));
  const order = new Map(model.fields.map(({ id }, index) => [id, index]));
  const compare = (of: Map<string, number>, a: string, b: string) => (of.get(b) ?? 0) - (of.get(a) ?? 0);
  // A field that settles points as well as the verdict is asked for before one that only settles a condition.
  return fields.sort(
    (a, b) =>
      Number(verdict.has(b)) - Number(verdict.has(a)) ||
      compare(spread, a, b) ||
      compare(verdict, a, b) ||
      (order.get(a) ?? 0) - (order.get(b) ?? 0),
  );
}

/** What a field bears on: indicators first, then conditions. */
function concerns(report: Report, field: string, { language }: View): string[] {
  const parts = [...report.items, ...report.gates, ...report.routes];
  return [...new Set(parts.filter(({ unknown }) => unknown.includes(field)).map(({ title }) => say(title, language)))];
}

/** Leads to where a figure is filled in. */
export const fieldLink = (id: string, { model, language, act }: View): TemplateResult =>
  html`<button type="button" class="link" data-goto=${id} @click=${() => act.goTo(id)}>${model.title(id, language)}</button>`;

export function nextPanel(view: View): TemplateResult | typeof nothing {
  const { model, language, t, act } = view;
  const { report } = model;
  if (!report) return nothing;
  const open = openFields(report, model);
  const [first, ...others] = open.filter((id) => model.state(id) !== "unknown");
  if (!first) {
    const settled = report.passed !== null || model.scheme.gives !== "verdict";
    const judged = report.deciding.some(({ kind }) => kind === "judged");
    const why = open.length > 0 ? t.enoughUnsure : settled ? t.enoughWhy : judged ? t.judgesDecide : "";
    return html`<div class="panel next settled"><h3>${settled ? t.enough : t.open}</h3><p>${why}</p></div>`;
  }
  const titles = concerns(report, first, view);
  const title = model.title(first, language);
  const ranged = model.state(first) === "range";
  return html`<div class="panel next">
    <p class="kicker">${report.passed !== null && !model.empty ? t.enoughVerdict : t.next}</p>
    <h3>${ranged ? t.nextExact(title) : title}</h3>
    <p>${ranged ? t.nextRange : ""}${titles.length > 0 ? t.nextWhy(titles.slice(0, 2), Math.max(0, titles.length - 2)) : ""}</p>
    <button type="button" class="button primary" aria-label=${`${t.fill}${t.comma}${title}`} @click=${() => act.goTo(first)}>
      ${t.fill}
    </button>
    ${
      others.length > 0
        ? html`<details class="others">
            <summary>${t.alsoMissing(others.length)}</summary>
            <ul>
              ${others.map((id) => html`<li>${fieldLink(id, view)}</li>`)}
            </ul>
          </details>`
        : nothing
    }
  </div>`;
}

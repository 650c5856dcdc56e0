// The data sheet: the indicators of a scheme whose points are unpublished, filled in, each with where its figures stand in the
// company's papers, what is missing, and the edges that other scorecards publish for the same quantity.
import { html, nothing, type TemplateResult } from "lit";
import type { DataSheet } from "innopoints";
import { fieldOf } from "../fields.ts";
import { grouped } from "../format.ts";
import { say } from "../i18n.ts";
import { fieldLink } from "../open-fields.ts";
import type { AdviceView } from "./view.ts";

type Row = DataSheet["rows"][number];

export function sheet(view: AdviceView): TemplateResult | typeof nothing {
  const { advice, advise, model, t } = view;
  if (!model.report?.estimate || model.empty) return nothing;
  const toggle = (event: Event) => {
    const { open } = event.target as HTMLDetailsElement;
    advise((advice) => advice.list(open));
  };
  return html`<section class="wrap full" id="data-sheet" aria-labelledby="data-sheet-heading">
    <header>
      <div>
        <h2 id="data-sheet-heading">${t.sheet}</h2>
        <p>${t.sheetLead}</p>
      </div>
    </header>
    <details class="influence panel" @toggle=${toggle}>
      <summary>${t.sheetOpen}</summary>
      ${advice.sheet ? table(advice.sheet, view) : nothing}
    </details>
  </section>`;
}

function table(found: DataSheet, view: AdviceView): TemplateResult {
  const { t } = view;
  return html`<table class="influences">
      <caption class="sr-only">${t.sheet}</caption>
      <thead>
        <tr>
          <th scope="col">${t.indicator}</th>
          <th scope="col">${t.value}</th>
          <th scope="col">${t.evidence}</th>
          <th scope="col">${t.publishedEdges}</th>
        </tr>
      </thead>
      <tbody>
        ${found.rows.map((row) => line(row, found, view))}
      </tbody>
    </table>
    <p class="small quiet after">${t.sheetNote}</p>`;
}

function line(row: Row, { placed }: DataSheet, view: AdviceView): TemplateResult {
  const { language, t } = view;
  const others = placed.filter(({ item }) => item === row.id);
  return html`<tr>
    <th scope="row">${say(row.title, language)}</th>
    <td data-label=${t.value}>
      ${row.value ? grouped(say(row.value, language)) : "—"}
      ${row.working ? html`<span class="sub">${grouped(say(row.working, language))}</span>` : nothing}
      ${row.missing.map((id) => html`<span class="sub">${t.missingFigure}${fieldLink(id, view)}</span>`)}
    </td>
    <td data-label=${t.evidence}>
      ${row.figures.map(({ field, title, value }) => {
        const where = fieldOf(field)?.where;
        return html`<span class="sub">
          ${say(title, language)} ${value ? grouped(say(value, language)) : "—"}${where ? html`${t.colon}${say(where, language)}` : nothing}
        </span>`;
      })}
    </td>
    <td data-label=${t.publishedEdges}>
      ${
        others.length === 0
          ? "—"
          : others.map(
              ({ scheme_title, edges }) => html`<span class="sub">
                ${say(scheme_title, language)}${t.colon}
                ${edges.map(({ edge, met }) => `${say(edge, language)} ${met === null ? "?" : met ? "✓" : "✗"}`).join(t.comma)}
              </span>`,
            )
      }
    </td>
  </tr>`;
}

// What the panel of plausible tables says beside its middle 90 %: in how many of them a total is reached that the visitor names,
// what those tables have in common, and what makes the estimate as wide as it is.
import type { Estimate } from "innopoints";
import { html, nothing, type TemplateResult } from "lit";
import { live } from "lit/directives/live.js";
import { ends, points } from "../format.ts";
import { say } from "../i18n.ts";
import { fieldLink } from "../open-fields.ts";
import type { AdviceView } from "./view.ts";

/** So many indicators account for most of a width. */
const WIDEST = 4;

/** How many tables reach the total: of a company with gaps a range, whose width is the company's own. */
function reached({ acceptability }: Estimate, { t }: AdviceView): TemplateResult | typeof nothing {
  if (!acceptability) return nothing;
  const { total, least, most } = acceptability;
  return html`<p role="status"><b>${t.reachedBy(total, least, most)}</b> ${least === most ? nothing : t.reachedGap}</p>`;
}

function central({ acceptability }: Estimate, { model, language, t }: AdviceView): TemplateResult | typeof nothing {
  const rows = acceptability?.central;
  if (!rows) return nothing;
  const title = (id: string) => model.report?.groups.find((group) => group.id === id)?.title;
  return html`<table class="influences" id="central">
    <caption class="small quiet">${t.centralNote}</caption>
    <thead>
      <tr>
        <th scope="col">${t.category}</th>
        <th scope="col" class="end">${t.inThose}</th>
        <th scope="col" class="end">${t.inAll}</th>
      </tr>
    </thead>
    <tbody>
      ${rows.map(
        ({ group, reached, all }) => html`<tr>
          <th scope="row">${say(title(group) ?? group, language)}</th>
          <td class="end" data-label=${t.inThose}>${reached}</td>
          <td class="end" data-label=${t.inAll}>${all}</td>
        </tr>`,
      )}
    </tbody>
  </table>`;
}

function width(view: AdviceView): TemplateResult | typeof nothing {
  const { model, language, t } = view;
  const items = (model.report?.items ?? [])
    .map((item) => ({ item, wide: Number(ends(item)[1]) - Number(ends(item)[0]) }))
    .filter(({ wide }) => wide > 0)
    .sort((a, b) => b.wide - a.wide)
    .slice(0, WIDEST);
  const missing = model.report?.missing.filter((id) => model.fields.some((field) => field.id === id)) ?? [];
  if (items.length === 0) return nothing;
  return html`<h3>${t.widthOf}</h3>
    <ul>
      ${items.map(({ item }) => html`<li>${say(item.title, language)} <span class="small quiet">${t.itemSpan(points(null, ends(item)))}</span></li>`)}
    </ul>
    ${
      missing.length > 0
        ? html`<p>${t.widthMissing(missing.length)}</p>
            <ul class="links">
              ${missing.map((id) => html`<li>${fieldLink(id, view)}</li>`)}
            </ul>`
        : html`<p class="small quiet">${t.widthAnnex}</p>`
    }`;
}

export function panel(view: AdviceView): TemplateResult | typeof nothing {
  const { advice, advise, model, t } = view;
  if (!model.report?.estimate || model.empty) return nothing;
  const ask = (event: Event) => advise((advice) => advice.count((event.target as HTMLInputElement).value));
  return html`<section class="wrap full" id="panel" aria-labelledby="panel-heading">
    <header>
      <div>
        <h2 id="panel-heading">${t.panel}</h2>
        <p>${t.panelLead}</p>
      </div>
    </header>
    <div class="panel plan">
      <div>
        <label for="panel-total">${t.panelAsk}</label>
        <span class="input"
          ><input id="panel-total" type="text" inputmode="decimal" autocomplete="off" .value=${live(advice.total)} @change=${ask} /><span class="unit">${t.pointsUnit}</span></span
        >
        ${advice.counted ? html`${reached(advice.counted, view)}${central(advice.counted, view)}` : nothing}
        ${advice.countProblems.map((problem) => html`<p class="in-error message" role="alert">${problem[view.language]}</p>`)}
      </div>
      <div>${width(view)}</div>
    </div>
  </section>`;
}

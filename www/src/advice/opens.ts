// What a pass opens once the title is there: instruments with their amounts, and the schemes that ask for the title.
import { html, nothing, type TemplateResult } from "lit";
import { titleOf } from "../catalogue.ts";
import { say } from "../i18n.ts";
import { judges, type Row, settled } from "../overview/row.ts";
import type { Overview } from "../overview/state.ts";
import { amountText } from "./money.ts";
import type { AdviceView } from "./view.ts";

/** So many are named of each kind. */
const NAMED = 4;

function one(row: Row, title: string, view: AdviceView, overview: Overview): TemplateResult {
  const { advice, language, t } = view;
  const { scheme } = row;
  const offers = (advice.finance?.offers ?? []).filter(({ depends_on }) => depends_on.some(({ id }) => id === title));
  const others = overview.open.filter(
    (other) => judges(other) && !settled(other) && other.report.missing.includes(title),
  );
  const more = (count: number) => (count > NAMED ? html`<li class="quiet">${t.andMore(count - NAMED)}</li>` : nothing);
  return html`<div>
    <h3><a href=${`#${scheme.id}`}>${say(scheme.title, language)}</a></h3>
    <p class="small quiet">${t.toApply(scheme.issuer)}</p>
    <ul class="small">
      ${offers.slice(0, NAMED).map((offer) => html`<li>${say(offer.title, language)} <b>${amountText(offer, view)}</b></li>`)}
      ${more(offers.length)}
      ${others.slice(0, NAMED).map((other) => html`<li>${t.oneConditionOf(say(other.scheme.title, language))}</li>`)}
      ${offers.length + others.length === 0 ? html`<li>${t.opensNothing}</li>` : nothing}
    </ul>
  </div>`;
}

export function opens(view: AdviceView, overview: Overview): TemplateResult | typeof nothing {
  const { model, t } = view;
  const passed = overview.open.flatMap((row) => {
    const title = titleOf(row.scheme);
    const held = title !== undefined && model.entry(title).text === "true";
    return row.report.passed === true && title !== undefined && !held ? [[row, title] as const] : [];
  });
  if (passed.length === 0) return nothing;
  return html`<section class="wrap full" id="opens" aria-labelledby="opens-heading">
    <header>
      <div>
        <h2 id="opens-heading">${t.opens}</h2>
        <p>${t.opensLead}</p>
      </div>
    </header>
    <div class="panel opens">${passed.map(([row, title]) => one(row, title, view, overview))}</div>
  </section>`;
}

// Finance in rows: name and at most how much, answer and the one gap; a press opens terms, conditions and sources. What is open
// to this company comes first, then by amount.
import type { Offer } from "innopoints";
import { html, nothing, type TemplateResult } from "lit";
import { repeat } from "lit/directives/repeat.js";
import { guard } from "lit/directives/guard.js";
import { quantity, shifted } from "../format.ts";
import { say } from "../i18n.ts";
import { chip } from "../verdict.ts";
import { details, more, products, verdicts } from "./offers.ts";
import type { AdviceView } from "./view.ts";

/** So many rows stand open; the others are a press away. */
const SHOWN = 4;

/** Terms that say what the company gets, by their ids in the files, the first that an instrument has. */
const HEADLINES = ["subsidy", "most", "headroom", "line", "line_a", "offline", "cap"];

type Term = Offer["terms"][number];

/** The headline amount, in 万元: what a rule caps, at its cap. */
function headline({ terms }: Offer): Term | undefined {
  const amounts = terms.filter(({ unit, bounds: [, high] }) => unit === "万元" && high !== null && Number(high) > 0);
  return HEADLINES.flatMap((id) => amounts.filter((term) => term.id === id))[0];
}

const most = (offer: Offer): number => Number(headline(offer)?.bounds[1] ?? 0);

const elsewhere = ({ conditions }: Offer): boolean => conditions.some(({ id, met }) => id === "place" && met === false);

const met = ({ conditions }: Offer): number => conditions.filter((one) => one.met === true).length;

/** Nothing that is known speaks against it. */
const possible = ({ answer }: Offer): boolean => answer === "applies" || answer === "depends_on";

const ranks: Record<Offer["answer"], number> = { applies: 0, depends_on: 1, not_yet: 2, no_published_test: 3 };

/** What is open first, what has conditions met before what has none, then what lacks least, then the most money. */
function compare(a: Offer, b: Offer): number {
  return (
    ranks[a.answer] - ranks[b.answer] ||
    Number(met(b) > 0) - Number(met(a) > 0) ||
    Number(most(b) > 0) - Number(most(a) > 0) ||
    Math.min(a.depends_on.length, 6) - Math.min(b.depends_on.length, 6) ||
    most(b) - most(a)
  );
}

export function amountText(offer: Offer, { language, t }: AdviceView): string {
  const term = headline(offer);
  const high = term?.bounds[1];
  if (!term || !high) return "";
  const text = high.length > 5 ? `${shifted(high, -4)} 亿元` : `${high} 万元`;
  return t.upTo(quantity(text, language));
}

/** The one thing that is short, or what it waits for. */
export function gap(offer: Offer, { language, t }: AdviceView): string {
  const { answer, conditions, depends_on } = offer;
  if (answer === "no_published_test") return "";
  if (answer === "not_yet") {
    const unmet = conditions.filter((one) => one.met === false);
    return unmet[0] ? t.gapOf(say(unmet[0].title, language), unmet.length - 1) : "";
  }
  if (answer === "applies") return t.checked(conditions.length);
  const names = depends_on.slice(0, 2).map(({ title }) => say(title, language));
  return t.waitsFor(met(offer), names, Math.max(0, depends_on.length - names.length));
}

function row(offer: Offer, view: AdviceView): TemplateResult {
  const { language, t } = view;
  const { id, answer, title } = offer;
  const amount = amountText(offer, view);
  return html`<details class="offer" data-offer=${id} data-answer=${answer}>
    <summary>
      <span class="offer-name">${say(title, language)}</span>
      ${amount ? html`<b class="offer-amount">${amount}</b>` : nothing}
      <span class="offer-state">${chip({ verdict: verdicts[answer], text: t.answers[answer] })} <span>${gap(offer, view)}</span></span>
    </summary>
    ${details(offer, view)}
  </details>`;
}

/** What is opened stays open where the order changes. */
const rows = (some: readonly Offer[], view: AdviceView) =>
  repeat(
    some,
    ({ id }) => id,
    (offer) => row(offer, view),
  );

/** The instruments that are most open to the company and say at most how much. */
export const best = (view: AdviceView, count: number): Offer[] =>
  (view.advice.finance?.offers ?? [])
    .filter((offer) => possible(offer) && most(offer) > 0)
    .sort(compare)
    .slice(0, count);

/** One amount that is open as far as is known. */
export function moneyLine(view: AdviceView): TemplateResult | typeof nothing {
  const { language, t } = view;
  const [first] = best(view, 1);
  if (!first || met(first) === 0) return nothing;
  return html`<p id="money">${t.moneyLine(say(first.title, language), amountText(first, view), first.answer === "applies")}</p>`;
}

export function moneyRows(view: AdviceView): TemplateResult | typeof nothing {
  const { advice, language, model, t } = view;
  const found = advice.finance;
  if (!found) return nothing;
  const here = found.offers.filter((offer) => !elsewhere(offer));
  const tested = here.filter(({ answer }) => answer !== "no_published_test").sort(compare);
  const untested = here.filter(({ answer }) => answer === "no_published_test").sort((a, b) => most(b) - most(a));
  const away = found.offers.filter(elsewhere);
  const fold = (title: string, some: readonly Offer[]) =>
    some.length === 0
      ? nothing
      : html`<details class="rest">
          <summary>${title}</summary>
          ${rows(some, view)}
        </details>`;
  const { text } = model.entry("loan_amount");
  return html`<section class="panel side-panel" id="offers" tabindex="-1" aria-labelledby="offers-heading" aria-busy=${!advice.offered}>
    <header>
      <h2 id="offers-heading">${t.offers}</h2>
      ${text ? html`<span class="small quiet">${t.soughtSum(quantity(/[^\d.,]/.test(text) ? text : `${text} 万元`, language))}</span>` : nothing}
    </header>
    ${guard([found, language, advice.offered], () => [
      rows(tested.slice(0, SHOWN), view),
      fold(t.otherOffers(tested.length - SHOWN), tested.slice(SHOWN)),
      fold(t.untested(untested.length), untested),
      fold(t.offersElsewhere(away.length), away),
    ])}
    ${more(view)} ${products(view)}
    <p class="small quiet offers-note">${t.offersLead}</p>
  </section>`;
}

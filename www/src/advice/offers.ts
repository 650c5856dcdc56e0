// What the figures open: each finance instrument with its answer, its conditions, what is short, and what it comes to.
import type { Offer, Source } from "innopoints";
import { html, nothing, type TemplateResult } from "lit";
import { condition } from "../conditions.ts";
import { question, questions } from "../field.ts";
import { chosen } from "../files.ts";
import { counts, foldable } from "../form.ts";
import { type Language, say } from "../i18n.ts";
import type { Verdict } from "../icons.ts";
import { place } from "../problem.ts";
import { source } from "../source.ts";
import type { AdviceView } from "./view.ts";

/** In the order in which they are shown. */
const answers = ["applies", "depends_on", "not_yet", "no_published_test"] as const satisfies readonly Offer["answer"][];

/** Instruments by whether there is a test, the answered ones in their order. */
export function byTest(offers: readonly Offer[]): { judged: Offer[]; untested: Offer[] } {
  const of = (answer: Offer["answer"]) => offers.filter((offer) => offer.answer === answer);
  return {
    judged: answers.filter((answer) => answer !== "no_published_test").flatMap(of),
    untested: of("no_published_test"),
  };
}

export const verdicts: Record<Offer["answer"], Verdict> = {
  applies: "pass",
  depends_on: "depends",
  not_yet: "not",
  no_published_test: "none",
};

type Term = Offer["terms"][number];

/** Of a term that is open the working would only repeat what is not filled in. */
function term(one: Term, offer: Offer, { language, t }: AdviceView): TemplateResult {
  const { title, value, working, official } = one;
  return html`<dt>${say(title, language)}</dt>
    <dd>${say(one.text, language)}</dd>
    ${official ? nothing : html`<dd class="wide">${t.unofficial}</dd>`}
    ${working && value !== null ? html`<dd class="wide">${say(working, language)}</dd>` : nothing}
    <dd class="wide">${source(one.source, offer.document, language)}${caution(one.source, language)}</dd>`;
}

/** What a source is to be taken with: shown, not only told to whoever opens it. */
const caution = ({ note }: Source, language: Language): TemplateResult | typeof nothing =>
  note ? html`<span class="caution">${say(note, language)}</span>` : nothing;

/** What is to be known first: a figure to go to, a scheme to look at, or what nobody has published. */
function waiting(offer: Offer, { language, t, act, model }: AdviceView): TemplateResult | typeof nothing {
  if (offer.depends_on.length === 0) return nothing;
  const link = (id: string, name: string, press: () => void) =>
    html`<button type="button" class="link" data-goto=${id} @click=${press}>${name}</button>`;
  return html`<div class="waiting">
    <h3>${t.dependsList}</h3>
    <ul class="links">
      ${offer.depends_on.map(({ kind, id, title }) => {
        const name = say(title, language);
        const listed = model.listed.find(({ scheme }) => scheme.id === id);
        if (kind === "field") return html`<li>${link(id, name, () => act.goTo(id))}</li>`;
        if (kind === "scheme" && listed) return html`<li>${link(id, name, () => act.choose(listed.scheme))}</li>`;
        return html`<li>${name}</li>`;
      })}
    </ul>
  </div>`;
}

/** What a row opens: terms with their computation, conditions with what is short, cautions and sources. */
export function details(offer: Offer, view: AdviceView): TemplateResult {
  const { language, t } = view;
  const { kind, provider, answer, conditions, terms, notes, notice } = offer;
  return html`<article class="card">
    <p class="small quiet">${t.instruments[kind]}${t.comma}${say(provider, language)}</p>
    ${answer === "no_published_test" ? html`<p class="small">${say(offer.summary, language)}</p>` : nothing}
    ${
      terms.length > 0
        ? html`<dl class="terms">
            ${terms.map((each) => term(each, offer, view))}
          </dl>`
        : nothing
    }
    ${
      conditions.length > 0
        ? html`<ul class="conditions">${conditions.map((each) =>
            // The reason of a condition that is not met says what is short besides.
            condition(
              each,
              say(each.met === false && each.gap ? each.gap.text : each.reason, language),
              offer.document,
              view,
              caution(each.source, language),
            ),
          )}</ul>`
        : nothing
    }
    ${answer === "depends_on" ? waiting(offer, view) : nothing}
    ${notice ? html`<p class="small quiet">${say(notice, language)}</p>` : nothing}
    ${notes.map((note) => html`<p class="small quiet">${say(note, language)}</p>`)}
    <div class="foot">${source(offer.source, "", language)}${caution(offer.source, language)}</div>
  </article>`;
}

/** What instruments ask for. */
export function more(view: AdviceView): TemplateResult | typeof nothing {
  const { model, t, advice } = view;
  const fields = advice.asked;
  if (fields.length === 0) return nothing;
  const { filled, range, wrong } = counts(model, fields);
  return foldable(view, {
    id: "offers",
    title: t.offersAsk,
    brief: t.sectionState(filled + range, fields.length, wrong, 0, 0),
    wrong: wrong > 0,
    kind: "section",
    // Some forty questions are drawn once they are looked at.
    body: view.open.has("offers")
      ? html`<div class="section-body offers-form">${questions(fields).map((ask) => question(view, ask))}</div>`
      : html``,
  });
}

/** A bank tries its own instruments beside the published ones. */
export function products(view: AdviceView): TemplateResult {
  const { language, t, advice, advise } = view;
  const give = async (event: Event) => {
    const read = await Promise.all(chosen(event).map(async (file) => ({ name: file.name, text: await file.text() })));
    advise((advice) => advice.bring(read));
  };
  return html`<details class="section" id="products">
    <summary>
      <h3>${t.products}</h3>
      <span class="brief">${advice.products.length > 0 ? advice.products.map(({ name }) => name).join(t.comma) : nothing}</span>
      <span class="chevron" aria-hidden="true"></span>
    </summary>
    <div class="section-body">
      <p class="small quiet">${t.productsNote}</p>
      <label class="button compact file">${t.productsOpen}<input class="sr-only" id="products-file" type="file" multiple accept=".json,application/json" @change=${give} /></label>
      ${
        advice.productProblems.length > 0
          ? html`<div class="in-error" role="alert">
              ${advice.productProblems.map(
                (problem) =>
                  html`<p class="message"><span class="sr-only">${t.error}</span>${place(problem, t)}${problem[language]}</p>`,
              )}
            </div>`
          : nothing
      }
      <ul class="links">
        ${advice.products.map(
          (product) =>
            html`<li>
              ${product.name}
              <button type="button" class="link" @click=${() => advise((advice) => advice.withdraw(product))}>${t.withdraw}</button>
            </li>`,
        )}
      </ul>
    </div>
  </details>`;
}

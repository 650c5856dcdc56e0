// The overview: the company in one line, the answer in one sentence, the next question, every scheme, finance and points.
import { html, nothing, type TemplateResult } from "lit";
import { guard } from "lit/directives/guard.js";
import { options } from "../field.ts";
import { fieldOf } from "../fields.ts";
import { quantity } from "../format.ts";
import { say } from "../i18n.ts";
import { icon } from "../icons.ts";
import { fieldLink } from "../open-fields.ts";
import type { View } from "../view.ts";
import { matrix } from "./matrix.ts";
import { whereabouts } from "./points.ts";
import { askTitle, nextQuestion } from "./question.ts";
import { asked, titles } from "./first.ts";
import { judges, settled } from "./row.ts";
import type { Overview } from "./state.ts";
import { words } from "./words.ts";

/** What is known of the company, as it was given: name and value. */
export function known(view: View): (readonly [string, string])[] {
  const { model, language, t: page } = view;
  const t = words[language];
  const figures = [...asked, "rd_expense"].flatMap((id) => {
    const field = fieldOf(id);
    const { mode, text, low, high } = model.entry(id);
    if (!field || model.state(id) === "empty" || mode === "unknown") return [];
    const given = mode === "range" ? `${low}–${high}` : text;
    const level = options(field, language, view).find(([value]) => value === text)?.[1];
    const bare = /[^\d.,–\s]/.test(given) ? given : `${given} ${field.unit ?? ""}`;
    const shown =
      mode === "range" ? `${low.replace(/\s.*$/, "")}–${high.replace(/\s.*$/, "")} ${field.unit ?? ""}` : bare;
    return [[say(field.title, language), level ?? quantity(shown.trim(), language)] as const];
  });
  const held = titles.filter((id) => model.entry(id).text === "true").map((id) => model.title(id, language));
  return [
    ...figures,
    ...(held.length > 0 ? [[t.titles, held.join(page.comma)] as const] : []),
    [page.evaluatedYear, String(model.year)] as const,
  ];
}

function strip(view: View): TemplateResult {
  const t = words[view.language];
  return html`<section class="wrap strip" aria-labelledby="strip-heading">
    <h2 id="strip-heading" class="sr-only">${t.strip}</h2>
    <dl>
      ${known(view).map(([name, value]) => html`<div><dt>${name}</dt><dd>${value}</dd></div>`)}
    </dl>
    <a class="link" href="#start">${t.edit}</a>
  </section>`;
}

/** Figures that are refused count as missing until they are mended: each is told, with the way there. */
function refused(view: View): TemplateResult | typeof nothing {
  const { model, language, t } = view;
  const some = model.refused.flatMap((id) => {
    const problem = model.problem(id);
    return problem ? [[id, problem] as const] : [];
  });
  if (some.length === 0) return nothing;
  return html`<div class="wrap"><div class="in-error" role="alert">
    ${some.map(([id, problem]) => html`<p class="message"><span class="sr-only">${t.error}</span>${problem[language]} ${fieldLink(id, view)}</p>`)}
    <p class="small quiet">${words[language].refused}</p>
  </div></div>`;
}

const NAMED = 2;

/** How many are settled, what passes, and, where questions can be answered, what more would settle. */
export function headline(view: View, overview: Overview, onPaper = false): string {
  const { language } = view;
  const t = words[language];
  const rows = overview.open.filter(judges);
  const done = rows.filter(settled);
  const passed = rows.filter(({ report }) => report.passed === true).map(({ scheme }) => say(scheme.title, language));
  const next = overview.ahead;
  const names = (all: readonly string[]): [string[], number] => [all.slice(0, NAMED), Math.max(0, all.length - NAMED)];
  const parts = [
    ...(passed.length > 0 ? [t.passes(...names(passed))] : []),
    t.settledOf(done.length, rows.length),
    ...(next && !onPaper
      ? [t.more(next.questions, ...names(next.rows.map(({ scheme }) => say(scheme.title, language))))]
      : []),
  ];
  return parts.join(t.semicolon);
}

/** On a phone, once the question is off the screen: how far it has come, and the way back to it. */
function askBar(view: View, overview: Overview): TemplateResult | typeof nothing {
  const { ask } = overview;
  if (!ask) return nothing;
  const t = words[view.language];
  const rows = overview.open.filter(judges);
  const go = () => {
    const control = document.querySelector<HTMLElement>("form.ask :is(input, select)");
    control?.scrollIntoView({ block: "center" });
    control?.focus({ preventScroll: true });
  };
  return html`<div class="askbar">
    <span class="small">${t.soFar(rows.filter(settled).length, rows.length)}<br /><b>${askTitle(ask, view)}</b></span>
    <button type="button" class="button primary" @click=${go}>${t.fillIn}</button>
  </div>`;
}

export function overviewBody(
  view: View,
  overview: Overview,
  narrow: boolean,
  money: Record<"line" | "rows" | "opens", TemplateResult | typeof nothing>,
): TemplateResult {
  const { language, t: page } = view;
  const t = words[language];
  const come = overview.rows.length > 0;
  // What did not come is not on its way.
  const coming = view.partly ? page.reasonsLacking : t.working;
  return html`${strip(view)}
    <div class="wrap answer">
      <div><h1 tabindex="-1">${come ? headline(view, overview) : coming}</h1>
      ${money.line}</div>
      ${come ? html`<button type="button" class="button" id="print-page" @click=${() => print()}>${t.print}</button>` : nothing}
    </div>
    ${refused(view)}
    <div class="wrap overview">
      <section class="panel" id="results" tabindex="-1" aria-labelledby="results-heading" aria-busy=${!overview.fresh}>
        <h2 id="results-heading" class="sr-only">${t.matrix}</h2>
        ${come ? html`${nextQuestion(view, overview)}${guard([overview.rows, overview.ask, language, narrow, view.open.size], () => matrix(view, overview, narrow))}` : html`<p class="coming">${icon("none")}${coming} ${view.partly ? html`<a href=${`#${view.model.scheme.id}`}>${say(view.model.scheme.title, language)}</a>` : nothing}</p>`}
      </section>
      <div class="side">${money.rows}${guard([overview.rows, language], () => whereabouts(view, overview))}</div>
    </div>
    ${money.opens} ${narrow ? askBar(view, overview) : nothing}`;
}

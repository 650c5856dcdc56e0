// The first screen: four things in plain words, with examples and tables behind links.
import { html, nothing, type TemplateResult } from "lit";
import { guard } from "lit/directives/guard.js";
import { question, questions } from "../field.ts";
import { fieldOf } from "../fields.ts";
import { exampleList } from "../form.ts";
import { segments } from "../segments.ts";
import type { View } from "../view.ts";
import { asked, titles } from "./first.ts";
import { flags, takeFlags } from "./question.ts";
import { words } from "./words.ts";

const roughly: readonly string[] = ["revenue", "staff_total"];

/** How far a rough figure may be off. */
const ROUGH = 0.1;

/** A rough figure as a range; what is no plain number stays. */
function widen(id: string, { model, act }: View): void {
  const value = model.figure(id, "text")?.value;
  const field = fieldOf(id);
  if (model.entry(id).mode !== "exact" || typeof value !== "string" || !field) return;
  const end = (factor: number, round: (n: number) => number) => {
    const exact = Number((Number(value) * factor).toFixed(4));
    return `${field.whole ? round(exact) : exact}${field.unit ? ` ${field.unit}` : ""}`;
  };
  act.edit(id, { mode: "range", low: end(1 - ROUGH, Math.floor), high: end(1 + ROUGH, Math.ceil) });
}

export function start(view: View): TemplateResult {
  const { language, model, act, takesTables, t: page } = view;
  const t = words[language];
  const one = (id: string) => {
    const field = fieldOf(id);
    if (!field) return nothing;
    // What is typed here first is taken for rough; what came from elsewhere is not.
    const rough = roughly.includes(id) && model.entry(id).mode === "exact";
    return html`<div class="start-field">
      ${questions([field]).map((ask) => question(view, ask))}
      ${rough ? html`<label class="rough">${guard([], () => html`<input type="checkbox" data-rough=${id} .checked=${model.state(id) === "empty"} />`)}<span>${t.rough}</span></label>` : nothing}
    </div>`;
  };
  const see = async (event: Event) => {
    event.preventDefault();
    const form = event.target as HTMLFormElement;
    await act.settled();
    takeFlags(form, titles, view);
    const rough = form.querySelectorAll<HTMLInputElement>("input[data-rough]:checked");
    for (const input of rough) widen(input.dataset.rough ?? "", view);
    act.seeAll();
  };
  const lastYear = new Date().getFullYear() - 1;
  return html`<div class="wrap start" id="start" tabindex="-1">
    <div class="start-head">
      <h1 tabindex="-1">${t.startTitle}</h1>
      <p>${t.startLead}</p>
    </div>
    <form class="panel" aria-label=${t.startTitle} @submit=${see}>
      <div class="start-grid">
        ${asked.map(one)}
        <div class="start-field">
          <h2>${t.yearOf}</h2>
          <p class="hint">${t.yearHint}</p>
          ${segments({
            name: "year",
            label: t.yearOf,
            choices: [lastYear, lastYear - 1].map((year) => [year, page.year(year, false)] as const),
            now: model.year,
            choose: act.setYear,
          })}
        </div>
        <div class="start-field all">
          <h2>${t.titles}</h2>
          <p class="hint" id="titles-hint">${t.titlesHint}</p>
          ${flags(titles, view, "titles")}
        </div>
      </div>
      <div class="start-foot">
        <button type="submit" class="button primary">${t.see}</button>
        ${model.blank ? nothing : html`<button type="button" class="link" @click=${act.clear}>${page.clear}</button>`}
        <label class="rough"><input type="checkbox" id="keep-draft" .checked=${act.keepsDraft()} @change=${(event: Event) => act.keepDraft((event.target as HTMLInputElement).checked)} /><span>${t.draft}</span></label>
      </div>
    </form>
    <div class="start-links">
      ${takesTables ? html`<p>${t.orElse}${page.colon}<button type="button" class="link" id="paste-start" @click=${act.holdFigures}>${page.pasteFigures}</button></p>` : nothing}
      ${
        act.hasDraft()
          ? html`<p><button type="button" class="link" id="resume-draft" @click=${act.resumeDraft}>${t.resume}</button> <button type="button" class="link" @click=${() => act.keepDraft(false)}>${t.forget}</button></p>`
          : nothing
      }
      <details class="samples">
        <summary>${t.tryExamples}</summary>
        ${exampleList(view)}
      </details>
    </div>
  </div>`;
}

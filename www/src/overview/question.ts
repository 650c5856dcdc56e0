// The next question, in the result: what and why, its control, and one button; the one after it takes its place.
import { html, nothing, type TemplateResult } from "lit";
import { question, questions } from "../field.ts";
import { fieldOf, inOrder } from "../fields.ts";
import { say } from "../i18n.ts";
import type { View } from "../view.ts";
import type { Ask } from "./asks.ts";
import type { Overview } from "./state.ts";
import { words } from "./words.ts";

/** What is ticked of a group of yes and no, as it stands in the page. */
const ticked = (form: HTMLFormElement): Set<string> =>
  new Set(
    [...form.querySelectorAll<HTMLInputElement>("input[data-flag]:checked")].map((input) => input.dataset.flag ?? ""),
  );

/** Under "titles held", that they are valid titles need not be said of each. */
const bare = (title: string, name: string): string =>
  name === "titles"
    ? title.replace(/^有效的|资格$|^Valid | title$/g, "").replace(/^./, (first) => first.toUpperCase())
    : title;

/** A group of yes and no: what holds is ticked, "none of these" rules the others out. */
export function flags(ids: readonly string[], view: View, name: string): TemplateResult {
  const { model, language } = view;
  const t = words[language];
  const now = (id: string) => model.entry(id).mode === "exact" && model.entry(id).text === "true";
  const exclude = (event: Event) => {
    const input = event.target as HTMLInputElement;
    const all = input.closest("fieldset")?.querySelectorAll<HTMLInputElement>("input[type=checkbox]") ?? [];
    if (!input.checked) return;
    for (const other of all) {
      if (other !== input && (input.dataset.flag === undefined || other.dataset.flag === undefined))
        other.checked = false;
    }
  };
  return html`<fieldset class="flags" aria-describedby=${`${name}-hint`} @change=${exclude}>
    <legend class="sr-only">${name === "titles" ? t.titles : t.flags}</legend>
    ${ids.map(
      (id) =>
        html`<label><input type="checkbox" data-flag=${id} .checked=${now(id)} /><span>${bare(model.title(id, language), name)}</span></label>`,
    )}
    <label><input type="checkbox" class="none" /><span>${t.none}</span></label>
  </fieldset>`;
}

/** Takes what is ticked: the rest is no, where anything was said at all. */
export function takeFlags(form: HTMLFormElement, ids: readonly string[], { act, model }: View): boolean {
  const yes = ticked(form);
  // What was ticked before and no longer is, is no.
  for (const id of ids)
    if (model.entry(id).text === "true" && !yes.has(id)) act.edit(id, { mode: "exact", text: "false" });
  const said = yes.size > 0 || form.querySelector<HTMLInputElement>("input.none")?.checked === true;
  if (said) for (const id of ids) act.edit(id, { mode: "exact", text: String(yes.has(id)) });
  return said;
}

/** What is asked, in a few words. */
export function askTitle(ask: Ask, view: View): string {
  const t = words[view.language];
  if (ask.kind === "flags") return t.flags;
  const fields = ask.fields.flatMap((id) => fieldOf(id) ?? []);
  return questions(fields)
    .map(({ field }) => say(field.title, view.language))
    .join(view.language === "zh" ? "、" : ", ");
}

export function nextQuestion(view: View, overview: Overview): TemplateResult {
  const { language, act, model } = view;
  const t = words[language];
  const { ask } = overview;
  const others = html`${view.takesTables ? html`<button type="button" class="link" @click=${act.holdFigures}>${view.t.pasteFigures}</button>` : nothing}
    <a class="link" href="#questions">${t.seeAll}</a>`;
  if (!ask)
    return html`<div class="ask settled"><h2>${t.enough}</h2><p>${t.enoughWhy}</p><p class="ask-buttons">${others}</p></div>`;
  const fields = inOrder(ask.fields.flatMap((id) => fieldOf(id) ?? []));
  const confirm = (event: Event) => {
    event.preventDefault();
    const form = event.target as HTMLFormElement;
    if (ask.kind === "flags" && !takeFlags(form, ask.fields, view))
      return form.querySelector<HTMLElement>("input")?.focus();
    if (fields.some(({ id }) => model.problem(id))) return;
    // Nothing was said: there is "not known" for that, and "later".
    if (ask.kind !== "flags" && fields.every(({ id }) => model.state(id) === "empty"))
      return form.querySelector<HTMLElement>("input, select")?.focus();
    act.answerAsk(true);
  };
  const unknown = () => {
    for (const { id } of fields) if (model.state(id) === "empty") act.edit(id, { mode: "unknown" });
    act.answerAsk(false);
  };
  return html`<form class=${ask.kind === "flags" || questions(fields).length > 1 ? "ask" : "ask single"} aria-labelledby="ask-title" @submit=${confirm}>
    <div class="ask-what">
      <p class="small quiet">${t.question(overview.answered + 1)}</p>
      <h2 id="ask-title" tabindex="-1">${askTitle(ask, view)}</h2>
      <p class="small quiet" id="flags-hint">${t.concerns(ask.schemes)}${ask.kind === "flags" ? ` ${t.flagsHint}` : nothing}</p>
    </div>
    <div class="ask-control">
      ${ask.kind === "flags" ? flags(ask.fields, view, "flags") : questions(fields).map((each) => question(view, each))}
      <div class="ask-buttons">
        <button type="submit" class="button primary">${t.confirm}</button>
        <button type="button" class="link" @click=${unknown}>${t.unknown}</button>
        <button type="button" class="link" @click=${() => act.answerAsk(false)}>${t.skip}</button>
        ${others}
      </div>
    </div>
  </form>`;
}

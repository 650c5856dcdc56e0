// The form: examples, progress, the next question, and one section for each part of a company's books.
import type { Field } from "innopoints/dictionary";
import { html, nothing, type TemplateResult } from "lit";
import { css } from "./css.ts";
import { examples, label } from "./examples.ts";
import { question, questions } from "./field.ts";
import { fieldOf, inOrder } from "./fields.ts";
import { moneyUnitNames } from "./format.ts";
import { unitName } from "./i18n.ts";
import { MONEY, type Model, type State } from "./model.ts";
import { nextPanel } from "./open-fields.ts";
import { segments } from "./segments.ts";
import { standing } from "./source.ts";
import type { View } from "./view.ts";

/** The fields of a scheme by section, in the order of the dictionary. */
export function sections(fields: readonly Field[]): [string, Field[]][] {
  const bySection = new Map<string, Field[]>();
  for (const field of fields) bySection.set(field.section, [...(bySection.get(field.section) ?? []), field]);
  return [...bySection];
}

/** How many of some fields are in which state. */
export function counts(model: Model, fields: readonly Field[]): Record<State, number> {
  const count: Record<State, number> = { empty: 0, filled: 0, range: 0, unknown: 0, wrong: 0 };
  for (const { id } of fields) count[model.state(id)] += 1;
  return count;
}

export function exampleBox(view: View): TemplateResult | typeof nothing {
  const { model, language, t, act } = view;
  const { example } = model;
  if (example) {
    const { name, source, notes } = label(example, language);
    return html`<div class="panel example">
      <p><b>${name}</b>${t.comma}${t.year(example.year, false)}</p>
      <p class="small">
        ${t.loaded}${t.colon}${source} ${example.invented ? nothing : standing(example.standing, language)}
      </p>
      ${notes ? html`<p class="small quiet">${notes}</p>` : nothing}
      <div class="example-actions">
        <button type="button" class="button compact" @click=${act.clear}>${t.clear}</button>
        ${model.changed ? html`<span class="small">${t.changed}</span>` : nothing}
      </div>
    </div>`;
  }
  return html`<details class="panel example samples">
    <summary>${t.samplesLink}</summary>
    ${exampleList(view)}
  </details>`;
}

/** The companies to try the page with, real ones first. */
export function exampleList({ language, t, act }: View): TemplateResult {
  const list = (title: string, invented: boolean) => {
    const some = examples.filter((each) => (each.invented ?? false) === invented);
    return some.length === 0
      ? nothing
      : html`<p class="small quiet">${title}</p>
          <div class="example-list">
            ${some.map(
              (each) =>
                html`<button type="button" class="button compact" data-example=${each.file} @click=${() => act.load(each)}>${label(each, language).name}</button>`,
            )}
          </div>`;
  };
  return html`<div>${list(t.examples, false)}${list(t.samples, true)}</div>`;
}

function progress(view: View, parts: [string, Field[]][]): TemplateResult {
  const { model, t, act } = view;
  const all = counts(model, model.fields);
  return html`<div class="progress">
    <h2 id="form-heading">${t.form}</h2>
    ${view.takesTables ? html`<button type="button" class="link" id="paste-figures" @click=${act.holdFigures}>${t.pasteFigures}</button>` : nothing}
    ${!model.example && !model.empty ? html`<button type="button" class="link" @click=${act.clear}>${t.clear}</button>` : nothing}
    <div class="progress-line">
      <div class="small quiet">${t.filled(all.filled + all.range, model.fields.length, all.wrong, all.unknown, all.empty)}</div>
      <div class="steps" aria-hidden="true">
        ${parts.map(([, fields]) => {
          const { filled, range } = counts(model, fields);
          const share = ((filled + range) / fields.length) * 100;
          return html`<i ${css({ "--share": String(fields.length), "--done": `${share}%` })}></i>`;
        })}
      </div>
    </div>
  </div>`;
}

function unitChoice({ model, language, t, act }: View, id: string, fields: Field[]): TemplateResult {
  const money = fields.find(({ unit }) => unit === MONEY);
  const now = money && model.unit(money);
  return html`<div class="unit-line">
    <span>${t.money}</span>
    ${segments({
      name: `unit-${id}`,
      label: `${t.moneyUnit}${t.comma}${t.sections[id] ?? id}`,
      choices: moneyUnitNames.map((unit) => [unit, unitName(unit, language)] as const),
      now,
      choose: (unit) => act.showIn(id, unit),
    })}
  </div>`;
}

/** A part of the form that opens and closes under a name. */
export function foldable(
  view: View,
  part: { id: string; title: string; brief: string; wrong: boolean; kind: string; body: TemplateResult },
): TemplateResult {
  const { act, open } = view;
  return html`<details
    class=${part.kind}
    ?open=${open.has(part.id)}
    @toggle=${(event: Event) => act.toggle(part.id, (event.target as HTMLDetailsElement).open)}
  >
    <summary>
      <h3>${part.title}</h3>
      <span class=${part.wrong ? "brief wrong" : "brief"}>${part.brief}</span>
      <span class="chevron" aria-hidden="true"></span>
    </summary>
    ${part.body}
  </details>`;
}

function section(view: View, id: string, fields: Field[]): TemplateResult {
  const { model, t } = view;
  const { filled, range, wrong, unknown } = counts(model, fields);
  return foldable(view, {
    id,
    title: t.sections[id] ?? id,
    brief: t.sectionState(filled + range, fields.length, wrong, range, unknown),
    wrong: wrong > 0,
    kind: "section",
    body: html`<div class="section-body">
      ${fields.some(({ unit }) => unit === MONEY) ? unitChoice(view, id, fields) : nothing}
      ${questions(fields).map((ask) => question(view, ask))}
    </div>`,
  });
}

/** Figures that nothing here asks for, where one is in error: it waits to be mended all the same. */
function elsewhere(view: View): TemplateResult | typeof nothing {
  const { model, t } = view;
  const asked = new Set(model.fields.map(({ id }) => id));
  const fields = inOrder(model.refused.flatMap((id) => (asked.has(id) ? [] : (fieldOf(id) ?? []))));
  if (fields.length === 0) return nothing;
  const { filled, range, wrong, unknown } = counts(model, fields);
  return foldable(view, {
    id: "elsewhere",
    title: t.elsewhere,
    brief: t.sectionState(filled + range, fields.length, wrong, range, unknown),
    wrong: true,
    kind: "section",
    body: html`<div class="section-body">${questions(fields).map((ask) => question(view, ask))}</div>`,
  });
}

export function form(view: View): TemplateResult {
  const parts = sections(view.model.fields);
  return html`<section class="form" aria-labelledby="form-heading">
    ${progress(view, parts)} ${exampleBox(view)} ${nextPanel(view)}
    <div class="panel">${parts.map(([id, fields]) => section(view, id, fields))} ${elsewhere(view)}</div>
  </section>`;
}

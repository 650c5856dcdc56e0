// One question of the form: a figure with its earlier years beside it, a yes or no, a choice, a date.
import type { Text } from "innopoints";
import type { Field } from "innopoints/dictionary";
import { html, nothing, type TemplateResult } from "lit";
import { live } from "lit/directives/live.js";
import { type Language, say, unitName } from "./i18n.ts";
import type { Entry, Mode, Part } from "./model.ts";
import type { View } from "./view.ts";

/** A field and the same quantity of earlier years, latest first. */
export interface Question {
  field: Field;
  members: readonly Field[];
}

/** Puts `x`, `x_prior` and `x_prior2` into one question. The first field of each stands where the dictionary has it. */
export function questions(fields: readonly Field[]): Question[] {
  const byStem = new Map<string, Field[]>();
  for (const field of fields) {
    const stem = field.id.replace(/_prior2?$/, "");
    byStem.set(stem, [...(byStem.get(stem) ?? []), field]);
  }
  return [...byStem.values()].map((members) => {
    const sorted = [...members].sort((a, b) => yearsBack(a) - yearsBack(b));
    return { field: sorted[0] as Field, members: sorted };
  });
}

const yearsBack = ({ id }: Field): number => (id.endsWith("_prior2") ? 2 : id.endsWith("_prior") ? 1 : 0);

const inputId = (id: string, part = ""): string => `field-${id}${part}`;

/** The control that a link to a field focuses: the chosen or the first of several. */
export const controlOf = (root: ParentNode, id: string): HTMLElement | null => {
  const controls = [
    ...root.querySelectorAll<HTMLInputElement | HTMLSelectElement>(
      `[data-field="${id}"] :is(input:not([data-mode]), select)`,
    ),
  ];
  return controls.find((control) => "checked" in control && control.checked) ?? controls[0] ?? null;
};

const partId = (field: Field, part: Part): string => inputId(field.id, part === "text" ? "" : `-${part}`);
const echoId = (field: Field, part: Part): string => `${partId(field, part)}-echo`;

const echoOf = ({ model }: View, field: Field, part: Part): Text | undefined =>
  model.entry(field.id)[part].trim() ? model.figure(field.id, part)?.echo : undefined;

/** How a text was read, where that is not what stands in it. */
function echo(view: View, field: Field, part: Part): TemplateResult | typeof nothing {
  const read = echoOf(view, field, part);
  return read ? html`<p class="echo" id=${echoId(field, part)}>${say(read, view.language)}</p>` : nothing;
}

function textInput(
  view: View,
  field: Field,
  part: Part,
  label: string,
  hideLabel: boolean,
  years: readonly string[] = [field.id],
): TemplateResult {
  const { model, act, language } = view;
  const problem = model.problem(field.id);
  const id = partId(field, part);
  const numeric = field.type === "number";
  const text = model.entry(field.id)[part];
  const figure = model.figure(field.id, part);
  // A figure with a unit of its own says so itself.
  const unit = text.trim() && figure?.unit ? undefined : model.unit(field);
  const about = [
    ...(problem ? [inputId(field.id, "-error")] : []),
    ...(echoOf(view, field, part) ? [echoId(field, part)] : []),
  ];
  // A field holds one line: what a column of cells would become in it is no figure.
  const paste = (cells: string | null | undefined, event: Event) => {
    const some = (cells ?? "").split(/[\r\n\t]+/).filter((cell) => cell.trim());
    if (!numeric || some.length < 2) return;
    event.preventDefault();
    act.paste(years, some);
  };
  return html`<label for=${id}>
    <span class=${hideLabel ? "sr-only" : "year"}>${label}</span>
    <span class=${problem ? "input invalid" : "input"}>
      <input
        id=${id}
        type="text"
        inputmode=${numeric ? "decimal" : "text"}
        autocomplete="off"
        spellcheck="false"
        aria-invalid=${problem ? "true" : nothing}
        aria-describedby=${about.length > 0 ? about.join(" ") : nothing}
        .value=${live(text)}
        @input=${(event: InputEvent) => act.edit(field.id, { [part]: (event.target as HTMLInputElement).value })}
        @paste=${(event: ClipboardEvent) => paste(event.clipboardData?.getData("text/plain"), event)}
        @beforeinput=${(event: InputEvent) => paste(event.data ?? event.dataTransfer?.getData("text/plain"), event)}
        @blur=${() => act.leave(field.id)}
      />
      ${unit ? html`<span class="unit">${unitName(unit, language)}</span>` : nothing}
    </span>
  </label>`;
}

function modes(view: View, field: Field, title: string): TemplateResult {
  const { model, act, t } = view;
  const { mode } = model.entry(field.id);
  const choice = (value: Mode, label: string) => html`<label>
    <input
      class="sr-only"
      type="radio"
      data-mode
      name=${inputId(field.id, "-mode")}
      .checked=${live(mode === value)}
      @change=${() => act.edit(field.id, { mode: value } satisfies Partial<Entry>)}
    />${label}
  </label>`;
  return html`<div class="segments modes" role="radiogroup" aria-label=${t.howKnown(title)}>
    ${choice("exact", t.exact)}${choice("range", t.range)}${choice("unknown", t.unknown)}
  </div>`;
}

function rangeInputs(view: View, field: Field): TemplateResult {
  const { model, t } = view;
  const { low, high } = model.entry(field.id);
  return html`<div class="range">
      ${textInput(view, field, "low", t.atLeast, false)}<i aria-hidden="true">${t.to}</i>${textInput(view, field, "high", t.atMost, false)}
    </div>
    ${echo(view, field, "low")} ${echo(view, field, "high")} ${!low.trim() !== !high.trim() ? html`<p class="derived">${t.halfRange}</p>` : nothing}`;
}

function message(view: View, field: Field): TemplateResult | typeof nothing {
  const problem = view.model.problem(field.id);
  return problem
    ? html`<p class="message" id=${inputId(field.id, "-error")}><span class="sr-only">${view.t.error}</span>${problem[view.language]}</p>`
    : nothing;
}

/** What a figure that was left out follows from, and its value. */
function follows(view: View, field: Field, alone: boolean): TemplateResult | typeof nothing {
  const { model, language, t } = view;
  const found = model.state(field.id) === "empty" && model.report?.derived.find((each) => each.field === field.id);
  if (!found) return nothing;
  const year = alone ? "" : `${yearLabel(view, field)}${t.colon}`;
  return html`<p class="echo" data-derived=${field.id}>${year}${say(found.value, language)}${t.brackets(say(found.reason, language))}</p>`;
}

/** What can hardly be meant of a figure, with what was probably meant to take instead. */
function doubts({ model, language, t, act }: View, field: Field): TemplateResult[] {
  return model.warnings
    .filter((warning) => warning.field === field.id)
    .map((warning) => {
      const value = warning.repair?.value;
      const unit = field.unit ?? "";
      const take = () => {
        if (value === undefined) return;
        if (typeof value === "string") act.edit(field.id, { mode: "exact", text: `${value} ${unit}` });
        else {
          const [low, high] = value.between;
          act.edit(field.id, { mode: "range", low: `${low} ${unit}`, high: `${high} ${unit}` });
        }
        act.leave(field.id);
      };
      return html`<p class="derived" data-warning=${field.id}>${warning[language]}
        ${value === undefined ? nothing : html`<button type="button" class="link" @click=${take}>${t.repair}</button>`}</p>`;
    });
}

/** In which forms the scheme that is shown finds the figure. */
function papers({ model, language, t }: View, field: Field): TemplateResult[] {
  const meant = (field.forms ?? []).filter(({ schemes }) => !schemes || schemes.includes(model.scheme.id));
  return meant.map(({ title, item, line, note }) => {
    const place = html`${say(title, language)} · <span lang="zh-CN">${item}</span>${line ? ` · ${t.formLine(line)}` : ""}`;
    return html`<div>${place}${t.brackets(t.unverified)}${note ? `${t.colon}${say(note, language)}` : ""}</div>`;
  });
}

function yearLabel({ model, t }: View, field: Field): string {
  return t.year(model.year - yearsBack(field), field.section === "balance");
}

/** Offers the cells of a column to this and the earlier years: latest first, as tables have them, or the other way round. */
function pasted(view: View, members: readonly Field[]): TemplateResult | typeof nothing {
  const { model, act, t } = view;
  const now = model.pasted;
  const fields = members.filter(({ id }) => now?.fields.includes(id));
  if (!now || fields.length === 0) return nothing;
  const used = now.cells.slice(0, fields.length);
  const turned = [...used].reverse();
  const button = (cells: readonly string[], title: string, kind: string) =>
    html`<button type="button" class=${`button compact ${kind}`} @click=${() => act.takePasted(cells)}>${title}</button>`;
  const list = (cells: readonly string[]) =>
    fields
      .flatMap((field, n) => (cells[n] === undefined ? [] : [`${yearLabel(view, field)} ${cells[n]}`]))
      .join(t.comma);
  return html`<div class="pasted" role="group" aria-label=${t.pasted(now.cells.length)}>
    <p class="small"><b>${t.pasted(now.cells.length)}</b> ${now.cells.length > used.length ? t.pastedMore(fields.length) : nothing}</p>
    <div class="actions">
      ${button(used, t.takePasted(list(used)), "primary")}
      ${used.length > 1 ? button(turned, t.takePasted(list(turned)), "") : nothing} ${button([], t.dropPasted, "")}
    </div>
  </div>`;
}

function figures(view: View, { members }: Question): TemplateResult {
  const { model, language, doubted } = view;
  const alone = members.length === 1;
  const certain = members.filter(({ id }) => !doubted.has(id));
  const label = (field: Field) => (alone ? say(field.title, language) : yearLabel(view, field));
  // A column that is pasted into a year goes on into the years before it.
  const from = (field: Field) => members.slice(members.indexOf(field)).map(({ id }) => id);
  return html`${pasted(view, members)}${members.map((field) => message(view, field))}
    ${
      certain.length > 0
        ? html`<div class=${alone ? "single" : "pair"}>
            ${certain.map((field) => html`<div data-field=${field.id}>${textInput(view, field, "text", label(field), alone, from(field))}${echo(view, field, "text")}</div>`)}
          </div>`
        : nothing
    }
    ${members
      .filter(({ id }) => doubted.has(id))
      .map((field) => {
        const { mode } = model.entry(field.id);
        return html`<div class="doubted" data-field=${field.id}>
          ${alone ? nothing : html`<span class="year">${yearLabel(view, field)}</span>`}
          ${modes(view, field, alone ? label(field) : `${say(field.title, language)}`)}
          ${mode === "exact" ? html`${textInput(view, field, "text", label(field), true, from(field))}${echo(view, field, "text")}` : nothing}
          ${mode === "range" ? rangeInputs(view, field) : nothing}
        </div>`;
      })}`;
}

/** What a flag or a choice can be, and its names. */
export function options(field: Field, language: Language, { t }: View): readonly [string, string][] {
  return field.type === "flag"
    ? [
        ["true", t.yes],
        ["false", t.no],
      ]
    : (field.levels ?? []).map(({ id, title }) => [id, say(title, language)] as const);
}

/** Levels that are more than can be taken in at a glance open as a list. */
const FEW_LEVELS = 8;
/** What a list gives for "not known"; no level has this id. */
const UNKNOWN = "?";

function list(view: View, field: Field): TemplateResult {
  const { model, act, language, t } = view;
  const entry = model.entry(field.id);
  const choose = (event: Event) => {
    const { value } = event.target as HTMLSelectElement;
    act.edit(field.id, value === UNKNOWN ? { mode: "unknown" } : { mode: "exact", text: value });
    act.leave(field.id);
  };
  const known = options(field, language, view);
  const now = entry.mode === "unknown" ? UNKNOWN : (known.find((one) => one.includes(entry.text))?.[0] ?? "");
  const option = (value: string, label: string) =>
    html`<option value=${value} .selected=${live(value === now)}>${label}</option>`;
  return html`${message(view, field)}
    <div data-field=${field.id}>
      <select class="list" id=${inputId(field.id)} aria-label=${say(field.title, language)} @change=${choose}>
        ${option("", t.choose)}${known.map(([value, label]) => option(value, label))}${option(UNKNOWN, t.unknown)}
      </select>
    </div>`;
}

function radios(view: View, field: Field): TemplateResult {
  const { model, act, language, t } = view;
  const entry = model.entry(field.id);
  const radio = (checked: boolean, label: string, change: Partial<Entry>) => html`<label>
    <input
      type="radio"
      name=${inputId(field.id)}
      .checked=${live(checked)}
      @change=${() => {
        act.edit(field.id, change);
        act.leave(field.id);
      }}
    /><span>${label}</span>
  </label>`;
  // A level may come in as its title, from a file that people wrote.
  const is = (value: string, label: string) => entry.mode === "exact" && (entry.text === value || entry.text === label);
  return html`${message(view, field)}
    <div class=${field.type === "flag" ? "choices in-row" : "choices"} data-field=${field.id}>
      ${options(field, language, view).map(([value, label]) => radio(is(value, label), label, { mode: "exact", text: value }))}
      ${radio(entry.mode === "unknown", t.unknown, { mode: "unknown" })}
    </div>`;
}

export function question(view: View, ask: Question): TemplateResult {
  const { model, language, t, act, doubted } = view;
  const { field, members } = ask;
  const title = say(field.title, language);
  const wrong = members.some(({ id }) => model.problem(id));
  const numeric = field.type === "number";
  const certain = numeric && members.every(({ id }) => !doubted.has(id));
  return html`<fieldset class=${wrong ? "field in-error" : "field"} aria-describedby=${inputId(field.id, "-hint")}>
    <legend class="sr-only">${title}</legend>
    <div class="field-head">
      <h4 aria-hidden="true">${title}</h4>
      ${
        certain
          ? html`<button type="button" class="link" aria-label=${t.unsureOf(title)} @click=${() => act.doubt(members.map(({ id }) => id))}>
              ${t.unsure}
            </button>`
          : nothing
      }
    </div>
    <p class="hint" id=${inputId(field.id, "-hint")}>${field.known_by ? `${say(field.known_by, language)}${t.colon}` : ""}${say(field.where, language)}${field.type === "date" ? `${t.comma}${t.dateHint}` : ""}</p>
    ${field.type === "number" ? figures(view, ask) : nothing}
    ${field.type === "flag" || field.type === "choice" ? (options(field, language, view).length > FEW_LEVELS ? list : radios)(view, field) : nothing}
    ${
      field.type === "date"
        ? html`${message(view, field)}<div data-field=${field.id}>${textInput(view, field, "text", title, true)}${echo(view, field, "text")}</div>`
        : nothing
    }
    ${members.map((each) => html`${follows(view, each, members.length === 1)}${doubts(view, each)}`)}
    <details class="help"><summary>${t.meaning}<span class="sr-only">${t.comma}${title}</span></summary><div>${say(field.meaning, language)}</div>${papers(view, field)}</details>
  </fieldset>`;
}

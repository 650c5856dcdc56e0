// Other figures, tried: what they would come to, indicator by indicator. The form keeps its own.
import type { Field } from "innopoints/dictionary";
import { html, nothing, type TemplateResult } from "lit";
import { live } from "lit/directives/live.js";
import { bar } from "../bars.ts";
import { metWord } from "../conditions.ts";
import { css } from "../css.ts";
import { options } from "../field.ts";
import { amount, ends as endsOf, grouped } from "../format.ts";
import { say, unitName } from "../i18n.ts";
import { chip } from "../verdict.ts";
import { figureText } from "./figure.ts";
import { difference, pointsOf, verdictOf } from "./standing.ts";
import type { AdviceView } from "./view.ts";
import type { Figure } from "./state.ts";

/** Steps of a slider from end to end. */
const STEPS = 200;

/** The ends of a slider: about the figure and whatever is marked, a good part beyond. */
function ends(now: number, marks: readonly number[], field: Field): [number, number] {
  const all = [now, ...marks];
  const few = field.whole || field.unit === "%" ? 5 : 0;
  const room = Math.max(Math.abs(now) / 4, (Math.max(...all) - Math.min(...all)) / 2, few);
  const low = Math.max(Math.min(...all) - room, Number(field.min ?? -Infinity));
  const high = Math.min(Math.max(...all) + room, Number(field.max ?? Infinity));
  return field.whole ? [Math.floor(low), Math.ceil(high)] : [Number(low.toFixed(2)), Number(high.toFixed(2))];
}

function slider(view: AdviceView, field: Field, now: string): TemplateResult {
  const { advice, advise, language } = view;
  const marks = advice.marks(field.id);
  const text = advice.trial.get(field.id)?.number ?? now;
  const [low, high] = ends(Number(now), marks.map(Number), field);
  const step = field.whole ? 1 : (high - low) / STEPS;
  // A mark is named where there is room for its name.
  const named = marks.filter((mark, n) =>
    marks.slice(0, n).every((other) => Math.abs(Number(mark) - Number(other)) > (high - low) / 6),
  );
  const across = (value: string) => `${Math.min(100, Math.max(0, ((Number(value) - low) / (high - low)) * 100))}%`;
  const give = (value: number) => {
    // A mark that lies within a step is meant, and is exact.
    const near = [now, ...marks].find((mark) => Math.abs(Number(mark) - value) < step / 2);
    const to = near ?? (field.whole ? String(Math.round(value)) : value.toFixed(2));
    advise((advice) => advice.move(field.id, to === now ? null : to));
  };
  const turn = (event: KeyboardEvent) => {
    const all = [low, ...marks.map(Number), Number(now), high].sort((a, b) => a - b);
    const at = Number(text);
    const to =
      event.key === "PageUp"
        ? all.find((mark) => mark > at)
        : event.key === "PageDown"
          ? all.findLast((mark) => mark < at)
          : undefined;
    if (to === undefined) return;
    event.preventDefault();
    give(to);
  };
  return html`<input
      type="range"
      aria-labelledby=${`trial-label-${field.id}`}
      aria-valuetext=${amount(text, field.unit ?? "", language)}
      min=${low}
      max=${high}
      step=${step}
      .value=${live(text)}
      ${css({ "--at": across(text) })}
      @input=${(event: Event) => give(Number((event.target as HTMLInputElement).value))}
      @keydown=${turn}
    />
    <div class="ticks" aria-hidden="true">
      ${marks.map((mark) => html`<i ${css({ left: across(mark) })}></i>`)}
      ${named.map((mark) => html`<span ${css({ left: across(mark) })}>${grouped(mark)}</span>`)}
    </div>`;
}

function control(view: AdviceView, field: Field, figure: Figure): TemplateResult {
  const { advice, advise, language } = view;
  const tried = advice.trial.get(field.id);
  const id = `trial-${field.id}`;
  const set = (event: Event) => {
    const { value } = event.target as HTMLInputElement | HTMLSelectElement;
    advise((advice) =>
      field.type === "number"
        ? advice.type(field.id, value)
        : advice.move(field.id, value === String(figure) ? null : value.trim() || null),
    );
  };
  if (field.type === "flag" || field.type === "choice") {
    return html`<select id=${id} @change=${set}>
      ${options(field, language, view).map(([value, title]) => html`<option value=${value} .selected=${value === (tried?.text ?? String(figure))}>${title}</option>`)}
    </select>`;
  }
  return html`<span class="input">
    <input
      id=${id}
      type="text"
      inputmode=${field.type === "number" ? "decimal" : "text"}
      autocomplete="off"
      .value=${live(tried ? (tried.number === tried.text ? grouped(tried.text) : tried.text) : typeof figure === "string" ? grouped(figure) : "")}
      @change=${set}
    />
    ${field.unit ? html`<span class="unit">${unitName(field.unit, language)}</span>` : nothing}
  </span>`;
}

function row(view: AdviceView, field: Field): TemplateResult | typeof nothing {
  const { advice, language, t } = view;
  const figure = advice.figure(field.id);
  if (figure === undefined) return nothing;
  const tried = advice.trial.get(field.id);
  const now = figureText(field, figure, language);
  const readable = tried === undefined || tried.number !== null;
  return html`<div class="trial-row">
    <div class="trial-label">
      <label id=${`trial-label-${field.id}`} for=${`trial-${field.id}`}>${say(field.title, language)}</label>
      <span class="small quiet">${tried === undefined ? t.unmoved : t.nowAt(now)}</span>
    </div>
    ${control(view, field, figure)}
    ${field.type === "number" && typeof figure === "string" && readable ? slider(view, field, figure) : nothing}
  </div>`;
}

function result(view: AdviceView): TemplateResult | typeof nothing {
  const { model, language, t, advice } = view;
  const { tried, trialProblems } = advice;
  if (trialProblems.length > 0) {
    return html`<div class="in-error" role="alert">
      ${trialProblems.map((problem) => html`<p class="message"><span class="sr-only">${t.error}</span>${problem[language]}</p>`)}
    </div>`;
  }
  const { report } = model;
  if (!tried || !report) return html`<p class="small quiet">${t.trialHint}</p>`;
  const [verdict, text] = verdictOf(tried.after.passed, tried.official, model.scheme.gives, t);
  const scored = report.groups.length > 0;
  return html`<div class="trial-result" role="status">
      <b>${scored ? pointsOf(tried.after, t) : ""}</b>
      ${
        scored
          ? bar({
              scale: Number(report.max),
              max: report.max,
              bounds: endsOf(tried.after),
              mark: report.threshold ?? null,
              height: 22,
              estimate: !tried.official,
            })
          : nothing
      }
      ${chip({ verdict, text })}
    </div>
    ${tried.shift ? html`<p class="small">${grouped(say(tried.summary, language))}</p>` : nothing}
    <ul class="differences small">
      ${tried.items.map((item) => html`<li>${difference(item, view)}</li>`)}
      ${tried.conditions.map(
        ({ title, before, after }) =>
          html`<li>${say(title, language)}${t.colon}${metWord(before, t)} → ${metWord(after, t)}</li>`,
      )}
      ${tried.items.length + tried.conditions.length === 0 ? html`<li>${t.noDifference}</li>` : nothing}
    </ul>
    ${tried.notice ? html`<p class="small quiet">${say(tried.notice, language)}</p>` : nothing}`;
}

export function trial(view: AdviceView): TemplateResult {
  const { model, language, t, advice, advise } = view;
  const rows = advice.movable;
  const others = model.fields.filter((field) => !rows.includes(field) && advice.figure(field.id) !== undefined);
  const add = (event: Event) => {
    const select = event.target as HTMLSelectElement;
    const figure = advice.figure(select.value);
    if (figure !== undefined) {
      advise((advice) => advice.move(select.value, typeof figure === "object" ? figure.between[0] : String(figure)));
    }
    select.value = "";
  };
  return html`<div class="trial-head">
      <h3>${t.trial}</h3>
      ${
        advice.trial.size > 0 || advice.nextYear
          ? html`<button type="button" class="link" @click=${() => advise((advice) => advice.reset())}>${t.reset}</button>`
          : nothing
      }
    </div>
    ${rows.map((field) => row(view, field))}
    ${
      others.length > 0
        ? html`<div class="trial-more">
            <label for="trial-add">${t.trialAdd}</label>
            <select id="trial-add" @change=${add}>
              <option value="">${t.choose}</option>
              ${others.map(({ id, title }) => html`<option value=${id}>${say(title, language)}</option>`)}
            </select>
          </div>`
        : nothing
    }
    <label class="check">
      <input
        type="checkbox"
        .checked=${live(advice.nextYear)}
        @change=${(event: Event) => advise((advice) => advice.shift((event.target as HTMLInputElement).checked))}
      />${t.nextYear}
    </label>
    ${result(view)}`;
}

// What stands above the points: the notice of the scheme, the stage or class with its reason, and what decides an open verdict.
import type { Deciding, ReportJSON as Report } from "innopoints";
import { html, nothing, type TemplateResult } from "lit";
import { grouped } from "./format.ts";
import { say } from "./i18n.ts";
import type { View } from "./view.ts";

/** Above an estimate, what is published and what is not; above a scheme of the visitor's own, where it comes from. */
export function about(view: View, report: Report): TemplateResult | typeof nothing {
  const { model, language, t, act } = view;
  const { notes } = model.scheme;
  const own = model.listed.find(({ scheme, text }) => scheme === model.scheme && text !== undefined);
  if (own?.text !== undefined) {
    return html`<div class="block">
      <p class="callout">${t.ownNote}</p>
      <p class="after"><a class="button compact" id="save-scheme" download=${`${model.scheme.id}.json`} href=${act.keep(own.text)}>${t.saveOwn}</a></p>
    </div>`;
  }
  if (report.official || !notes) return nothing;
  const canAdopt = view.adoptable.some(({ scheme }) => scheme === model.scheme);
  return html`<div class="block">
    <p class="callout">${say(notes, language)}</p>
    ${
      canAdopt
        ? html`<p class="after"><button type="button" class="button compact" id="hold-annex" @click=${() => act.holdAnnex()}>${t.annex}</button></p>`
        : nothing
    }
  </div>`;
}

function one({ kind, id, title }: Deciding, { language, t, act, model }: View): TemplateResult {
  const name = say(title, language);
  const state = model.state(id);
  const field = kind === "field" && model.fields.some((each) => each.id === id);
  return html`<li>
    ${field ? html`<button type="button" class="link" data-goto=${id} @click=${() => act.goTo(id)}>${name}</button>` : html`<b>${name}</b>`}
    <span class="small quiet">${kind === "field" && state !== "empty" ? { range: t.range, unknown: t.unknown, wrong: t.toBeFixed, filled: "" }[state] : t.kinds[kind]}</span>
  </li>`;
}

export function outcome(view: View, report: Report): TemplateResult {
  const { model, language, t } = view;
  const { stage_title: stage, stage_reason: why, class: kind, deciding } = report;
  const levelRow = (id: string, title: string, name: string, reason: string) =>
    html`<div class="block" id=${id}>
      <header><h3>${title}</h3></header>
      <p><b>${name}</b></p>
      ${reason ? html`<p class="small quiet">${grouped(reason)}</p>` : nothing}
    </div>`;
  return html`${kind ? levelRow("class", say(kind.of, language), say(kind.title, language), say(kind.reason, language)) : nothing}
    ${stage ? levelRow("stage", t.stage, say(stage, language), why ? say(why, language) : "") : nothing}
    ${
      deciding.length > 0 && !model.empty
        ? html`<div class="block">
            <header><h3>${t.dependsList}</h3><span class="small quiet">${t.dependsNote}</span></header>
            <ul class="deciding">${deciding.map((each) => one(each, view))}</ul>
          </div>`
        : nothing
    }
    ${report.tight || report.estimate || model.empty ? nothing : html`<div class="block"><p class="small quiet">${t.atLimits}</p></div>`}`;
}

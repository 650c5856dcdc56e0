// The answer, always in sight: scheme tabs, score, bounds, threshold, verdict, and one sentence on what decides.
import type { Scheme } from "innopoints";
import { html, nothing, type TemplateResult } from "lit";
import { axis } from "./bars.ts";
import { say } from "./i18n.ts";
import { icon } from "./icons.ts";
import { type Answer, chip } from "./verdict.ts";
import type { View } from "./view.ts";

const tabId = ({ id }: Scheme): string => `tab-${id}`;

function tabs({ model, language, t, act }: View): TemplateResult {
  const { schemes, scheme } = model;
  const steps: Record<string, (index: number) => number> = {
    ArrowRight: (index) => index + 1,
    ArrowLeft: (index) => index - 1,
    Home: () => 0,
    End: () => -1,
  };
  const move = (event: KeyboardEvent) => {
    const step = steps[event.key];
    const target = step && schemes.at(step(schemes.indexOf(scheme)) % schemes.length);
    if (!target) return;
    event.preventDefault();
    act.choose(target);
    document.getElementById(tabId(target))?.focus();
  };
  return html`<div class="tabs" role="tablist" aria-label=${t.schemes} @keydown=${move}>
    ${schemes.map((each) => {
      const selected = each === scheme;
      return html`<button
        type="button"
        role="tab"
        id=${tabId(each)}
        aria-controls="scheme-panel"
        aria-selected=${selected}
        tabindex=${selected ? 0 : -1}
        @click=${() => act.choose(each)}
      >
        ${say(each.title, language)}
      </button>`;
    })}
  </div>`;
}

export const panelLabel = (scheme: Scheme): string => tabId(scheme);

export function summary(view: View, now: Answer): TemplateResult {
  const { model, language, t } = view;
  const { report, scheme } = model;
  return html`<div class="panel summary">
    ${tabs(view)}
    ${
      report
        ? html`<p class="print-only">${t.printed(say(scheme.title, language), scheme.document, report.on)}</p>`
        : nothing
    }
    ${now.routeMet ? html`<p class="lead pass">${icon("pass")}${t.routeMet}</p>` : nothing}
    ${now.gateUnmet ? html`<p class="lead not">${icon("not")}${t.gateUnmet}</p>` : nothing}
    <div class="verdict-line">
      <div>
        <div class=${report?.official === false ? "score estimate" : "score"} data-score>
          ${report?.official === false ? html`<i>${t.about}</i>` : nothing}${now.score}${report ? html`<small>${t.outOf(report.max)}</small>` : nothing}
        </div>
        ${chip(now)}
      </div>
      <div>${report ? axis(report, model.empty, t) : nothing}</div>
    </div>
    <p class="sentence">${now.summary}</p>
  </div>`;
}

// The answer, always in sight: the scheme, score, bounds, threshold, verdict, and one sentence on what decides.
import { html, nothing, type TemplateResult } from "lit";
import { axis } from "./bars.ts";
import { chooser } from "./chooser.ts";
import { say } from "./i18n.ts";
import { icon } from "./icons.ts";
import { type Answer, chip } from "./verdict.ts";
import type { View } from "./view.ts";

export function summary(view: View, now: Answer, withChooser: boolean): TemplateResult {
  const { model, language, t } = view;
  const { report, scheme } = model;
  const inWords = report?.groups.length === 0;
  return html`<div class="panel summary">
    ${withChooser ? chooser(view) : html`<p class="scheme-name">${say(scheme.title, language)}</p>`}
    ${
      report
        ? html`<p class="print-only">${t.printed(say(scheme.title, language), scheme.document, report.on)}</p>`
        : nothing
    }
    ${now.routeMet ? html`<p class="lead pass">${icon("pass")}${t.routeMet}</p>` : nothing}
    ${now.gateUnmet ? html`<p class="lead not">${icon("not")}${t.gateUnmet}</p>` : nothing}
    <div class=${`verdict-line${inWords ? " alone" : now.estimate ? " wide" : ""}`}>
      <div>
        <div class=${now.estimate ? "score estimate" : "score"} data-score>
          ${now.estimate ? html`<i>${t.about}</i> ` : nothing}${now.score}${now.scale ? html` <small>${now.scale}</small>` : nothing}
        </div>
        ${chip(now)}
      </div>
      ${report && !inWords ? html`<div>${axis(report, model.empty, t)}</div>` : nothing}
    </div>
    <p class=${now.long ? "sentence short" : "sentence"} ?data-lacking=${now.lacking}>${now.summary}</p>
  </div>`;
}

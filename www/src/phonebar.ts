// On a phone the answer stays at the bottom of the screen and opens upwards.
import { html, nothing, type TemplateResult } from "lit";
import { axis } from "./bars.ts";
import { groupBars } from "./composition.ts";
import { say } from "./i18n.ts";
import { openFields } from "./open-fields.ts";
import type { Answer } from "./verdict.ts";
import type { View } from "./view.ts";

export function phoneBar(view: View, now: Answer): TemplateResult {
  const { model, language, t, act } = view;
  const { report, scheme } = model;
  const threshold = report?.threshold;
  const first = report && openFields(report, model).find((id) => model.state(id) !== "unknown");
  const closing = (go: () => void) => (event: Event) => {
    (event.target as HTMLElement).closest("details")?.removeAttribute("open");
    go();
  };
  return html`<details class="phonebar">
    <summary>
      <b class=${now.estimate ? "estimate" : ""}>${now.estimate ? `${t.about} ` : ""}${now.score}</b>
      <span class="small">
        ${say(scheme.title, language)}${threshold ? `${t.comma}${t.threshold(threshold)}` : nothing}<br />
        <span class=${`phone-verdict ${now.verdict}`}>${now.gateUnmet ? t.gateUnmet : now.text}</span>
      </span>
      <span class="chevron" aria-hidden="true"></span>
      <span class="sr-only">${t.expand}</span>
    </summary>
    ${
      report
        ? html`<div>
            ${report.groups.length > 0 ? axis(report, model.empty, t) : nothing}
            <p class=${now.long ? "sentence short small" : "small"}>${now.summary}</p>
            ${report.groups.length > 0 ? groupBars(view, report, false) : nothing}
            <div class="actions">
              ${
                first
                  ? html`<button type="button" class="button primary" @click=${closing(() => act.goTo(first))}>
                      ${t.fillField(model.title(first, language))}
                    </button>`
                  : nothing
              }
              <button type="button" class="button" @click=${closing(act.showReasons)}>${t.seeReasons}</button>
            </div>
          </div>`
        : nothing
    }
  </details>`;
}

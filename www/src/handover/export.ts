// Taking the result away: the printed report for a bank, the same as a file that anyone can score again, and the figures.
import { html, nothing, type TemplateResult } from "lit";
import { chosen, save } from "../files.ts";
import { say } from "../i18n.ts";
import { engine, isBadInput } from "../engine.ts";
import { fieldLink } from "../open-fields.ts";
import type { AdviceView, Checked } from "../advice/view.ts";

const json = (value: unknown): string => `${JSON.stringify(value, null, 2)}\n`;

/** The scheme that a report names. */
function schemeOf(text: string): unknown {
  try {
    return JSON.parse(text)?.scheme;
  } catch {
    return undefined;
  }
}

async function check(file: File, { t, language, tell, advice, model }: AdviceView): Promise<void> {
  const checked: Checked = { file: file.name, result: null, wrong: "" };
  try {
    const text = await file.text();
    const id = schemeOf(text);
    const own = model.listed.find(({ scheme, shelf }) => shelf === "own" && scheme.id === id)?.scheme;
    checked.result = await engine.verify(text, advice.beside(), own?.key);
  } catch (error) {
    checked.wrong = isBadInput(error) ? error.problems.map((problem) => problem[language]).join(" ") : t.unread;
  }
  tell(checked);
}

function verification({ checked, language, t }: AdviceView): TemplateResult | typeof nothing {
  if (!checked) return nothing;
  const { file, result, wrong } = checked;
  if (!result) {
    return html`<div class="in-error" role="alert"><p class="message"><span class="sr-only">${t.error}</span>${file}${t.colon}${wrong}</p></div>`;
  }
  return html`<div class=${result.holds ? "checked" : "in-error"} role="status">
    <p class=${result.holds ? "" : "message"}>${file}${t.colon}${say(result.summary, language)}</p>
    ${result.differs.length > 0 ? html`<p class="small quiet">${result.differs.slice(0, 10).join(" ")}</p>` : nothing}
  </div>`;
}

export function takeaway(view: AdviceView): TemplateResult | typeof nothing {
  const { advice, t, rename, name, model } = view;
  const report = advice.document;
  if (!report) return nothing;
  const ready = advice.current && !model.empty && model.refused.length === 0;
  const give = (event: Event) => {
    const [file] = chosen(event);
    if (file) void check(file, view);
  };
  return html`<section class="wrap full" id="takeaway" aria-labelledby="takeaway-heading">
    <header>
      <div>
        <h2 id="takeaway-heading">${t.takeaway}</h2>
        <p>${t.takeawayLead}</p>
      </div>
    </header>
    <div class="panel takeaway">
      <label class="company-name">
        <span class="year">${t.companyName}</span>
        <span class="input">
          <input
            type="text"
            autocomplete="off"
            maxlength="80"
            .value=${name}
            @input=${(event: InputEvent) => rename((event.target as HTMLInputElement).value)}
          />
        </span>
      </label>
      <button type="button" class="button primary" id="print" ?disabled=${!ready} @click=${() => print()}>${t.print}</button>
      <button type="button" class="button" id="save-report" ?disabled=${!ready} @click=${() => save(`${report.scheme}-${report.on}.json`, json(report))}>
        ${t.saveReport}
      </button>
      <button type="button" class="button" id="save-figures" ?disabled=${!ready} @click=${() => save("enterprise.json", json(report.enterprise))}>
        ${t.saveFigures}
      </button>
      ${
        model.refused.length > 0
          ? html`<div id="refused">
              <p class="small">${t.reportWaits}</p>
              <ul class="links">
                ${model.refused.map((id) => html`<li>${fieldLink(id, view)}</li>`)}
              </ul>
            </div>`
          : nothing
      }
      <p class="small quiet">${t.reportNote}</p>
      <div class="verify">
        <label class="button compact file">${t.verify}<input class="sr-only" id="verify-file" type="file" accept=".json,application/json" @change=${give} /></label>
        <p class="small quiet">${t.verifyNote}</p>
        ${verification(view)}
      </div>
    </div>
  </section>`;
}

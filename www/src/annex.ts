// "I hold the official annex": a template to download, and a file to open that makes a scheme of the visitor's own. Nothing is
// sent anywhere: what reads the file came with the page.
import type { Problem } from "innopoints";
import { html, nothing, type TemplateResult } from "lit";
import type { Listed } from "./catalogue.ts";
import { chosen, save } from "./files.ts";
import { type Language, say, type Words } from "./i18n.ts";
import { engine, type Facts, isBadInput } from "./engine.ts";
import { place } from "./problem.ts";
import type { View } from "./view.ts";

export interface Annex {
  base: Facts;
  /** The file that was opened last, and what is wrong with it. */
  file: string;
  problems: readonly Problem[];
}

interface Doing {
  adopted(own: Listed): void;
  redraw(): void;
}

/** Spreadsheets in China write either. */
async function textOf(file: File): Promise<string> {
  const bytes = await file.arrayBuffer();
  try {
    return new TextDecoder("utf-8", { fatal: true }).decode(bytes);
  } catch {
    return new TextDecoder("gb18030").decode(bytes);
  }
}

/** What a file in JSON holds: a template of some scheme, or a scheme that was saved before. */
function inside(text: string): { scheme?: unknown; rows?: unknown; id?: unknown } {
  try {
    return JSON.parse(text) ?? {};
  } catch {
    return {};
  }
}

async function open(file: File, annex: Annex, view: View, { adopted, redraw }: Doing): Promise<void> {
  annex.file = file.name;
  annex.problems = [];
  try {
    const given = await textOf(file);
    const { scheme: of, rows, id } = inside(given);
    const base = view.adoptable.find(({ scheme }) => scheme.id === of)?.scheme ?? annex.base;
    const text = id !== undefined && rows === undefined ? given : await engine.adopt(base.id, given);
    adopted({ scheme: await engine.parse(text, file.name), shelf: "own", text });
  } catch (error) {
    if (isBadInput(error)) annex.problems = error.problems;
    else annex.problems = [{ code: "unread", zh: view.t.annexUnread, en: view.t.annexUnread }];
    redraw();
  }
}

async function download(base: Facts, format: "csv" | "json"): Promise<void> {
  save(`${base.id}.${format}`, await engine.template(base.id, format));
}

function wrong({ file, problems }: Annex, language: Language, t: Words): TemplateResult | typeof nothing {
  if (problems.length === 0) return nothing;
  return html`<div class="in-error" role="alert">
    <p class="message"><span class="sr-only">${t.error}</span>${file}${t.colon}${t.annexWrong(problems.length)}</p>
    <ul>
      ${problems.map((each) => html`<li>${place(each, t)}${each[language]}</li>`)}
    </ul>
  </div>`;
}

export function annexDialog(view: View, annex: Annex, doing: Doing): TemplateResult {
  const { language, t, act, adoptable } = view;
  const choose = (event: Event) => {
    const { value } = event.target as HTMLSelectElement;
    annex.base = adoptable.find(({ scheme }) => scheme.id === value)?.scheme ?? annex.base;
    doing.redraw();
  };
  const give = (event: Event) => {
    const [file] = chosen(event);
    if (file) void open(file, annex, view, doing);
  };
  return html`<dialog aria-labelledby="annex-heading" @close=${() => act.holdAnnex(false)}>
    <div class="dialog-head">
      <h2 id="annex-heading">${t.annexTitle}</h2>
      <button type="button" class="button compact" @click=${(event: Event) => (event.target as Element).closest("dialog")?.close()}>
        ${t.close}
      </button>
    </div>
    <p>${t.annexLead}</p>
    <ol class="numbered">
      <li>
        <label for="annex.base">${t.annexBase}</label>
        <select id="annex.base" @change=${choose}>
          ${adoptable.map(
            ({ scheme }) =>
              html`<option value=${scheme.id} ?selected=${scheme === annex.base}>${say(scheme.title, language)}</option>`,
          )}
        </select>
      </li>
      <li>
        <p>${t.annexDownload}</p>
        <div class="actions">
          <button type="button" class="button compact" @click=${() => download(annex.base, "csv")}>CSV</button>
          <button type="button" class="button compact" @click=${() => download(annex.base, "json")}>JSON</button>
        </div>
      </li>
      <li>
        <label for="annex-file">${t.annexOpen}</label>
        <input id="annex-file" type="file" accept=".csv,.json,.txt,text/csv,application/json" @change=${give} />
      </li>
    </ol>
    ${wrong(annex, language, t)}
  </dialog>`;
}

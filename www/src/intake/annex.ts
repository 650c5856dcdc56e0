// "I hold the official annex": a template to download, a file to open, or the annex's own table to paste, any of which makes a
// scheme of the visitor's own. What was understood is shown first, and what the table does not say is asked. Nothing is sent
// anywhere: what reads the table came with the page.
import type { Annex as Read, Problem } from "innopoints";
import { html, nothing, type TemplateResult } from "lit";
import type { Listed } from "../catalogue.ts";
import { engine, type Facts, isBadInput } from "../engine.ts";
import { chosen, save } from "../files.ts";
import { type Language, say } from "../i18n.ts";
import type { View } from "../view.ts";
import { type Dialog, frame, pasteBox, textOf, wrong } from "./dialog.ts";
import { words } from "./words.ts";

interface Doing {
  adopted(own: Listed): void;
  redraw(): void;
}

/** What a file in JSON holds: a template of some scheme, or a scheme that was saved before. */
function inside(text: string): { scheme?: unknown; rows?: unknown; id?: unknown } {
  try {
    return JSON.parse(text) ?? {};
  } catch {
    return {};
  }
}

/** A row of the template is named in Chinese, then in English. */
const named = (title: string, language: Language): string => {
  const [, chinese, english] = title.match(/^(.*?\p{Script=Han}.*?) (?=[A-Za-z])(.*)$/u) ?? [];
  return (language === "zh" ? chinese : english) ?? title;
};

/** The id is for machines: the page gives it where the table does not. */
const ID = "@id";

export class Annex implements Dialog {
  readonly #doing: Doing;
  #base: Facts;
  /** The file or table that came last, and what is wrong with it. */
  #name = "";
  #problems: readonly Problem[] = [];
  /** A table that waits to be confirmed: its text, what was read of it, and what was answered beside it. */
  #table = "";
  #read: Read | null = null;
  #answers: Record<string, string> = {};

  constructor(base: Facts, doing: Doing) {
    this.#base = base;
    this.#doing = doing;
  }

  async #open(file: File, view: View): Promise<void> {
    await this.#take(file.name, view, async () => {
      const given = await textOf(file);
      const { scheme: of, rows, id } = inside(given);
      this.#base = view.adoptable.find(({ scheme }) => scheme.id === of)?.scheme ?? this.#base;
      if (id !== undefined && rows === undefined) await this.#adopt(given);
      else await this.#understand(given);
    });
  }

  /** Takes what comes in, and tells what is wrong with it. */
  async #take(name: string, { language, t }: View, read: () => Promise<void>): Promise<void> {
    this.#name = name;
    this.#problems = [];
    this.#read = null;
    this.#answers = {};
    try {
      await read();
    } catch (error) {
      const unread = words[language].unread;
      this.#problems = isBadInput(error) ? error.problems : [{ code: "unread", zh: unread, en: unread }];
      if (!isBadInput(error)) console.warn(t.error, error);
    }
    this.#doing.redraw();
  }

  /** A filled template is a scheme at once; what was read of an annex is to be confirmed. */
  async #understand(table: string): Promise<void> {
    let read = await engine.readAnnex(this.#base.id, table, {});
    if (read.understood.length === 0) {
      if (read.scheme === undefined) this.#problems = read.asked;
      else await this.#adopt(read.scheme);
      return;
    }
    if (read.asked.some(({ cell }) => cell?.startsWith(`${ID}.`))) {
      this.#answers[ID] = `own-${this.#base.id}`;
      read = await engine.readAnnex(this.#base.id, table, this.#answers);
    }
    this.#table = table;
    this.#read = read;
  }

  async #adopt(text: string): Promise<void> {
    this.#doing.adopted({ scheme: await engine.parse(text, this.#name), shelf: "own", text });
  }

  /** With the answers it is a scheme, or tells what is still wrong. */
  async #confirm(): Promise<void> {
    this.#problems = [];
    try {
      const given = Object.fromEntries(Object.entries(this.#answers).filter(([, text]) => text.trim()));
      const { scheme, asked } = await engine.readAnnex(this.#base.id, this.#table, given);
      if (scheme !== undefined) return await this.#adopt(scheme);
      this.#problems = asked.map((one) => {
        const { title, cell } = one;
        return title && cell
          ? { code: one.code, zh: `${named(title, "zh")}没有填`, en: `${named(title, "en")} is blank` }
          : one;
      });
    } catch (error) {
      if (!isBadInput(error)) throw error;
      this.#problems = error.problems;
    }
    this.#doing.redraw();
  }

  #confirmation(view: View, { understood, asked }: Read): TemplateResult {
    const t = words[view.language];
    const column = (cell: string) => t.columns[cell.split(".").at(-1) ?? ""] ?? cell.split(".").at(-1);
    const inWords = (text: string) =>
      text.replace(/(?<![\w@])([a-z]+)(?= [\d.])/g, (id: string) => t.columns[id] ?? id).replaceAll("，", view.t.comma);
    return html`<div class="understood">
      <h3>${t.understood(understood.length)}</h3>
      <p class="small quiet">${t.confirm}</p>
      <ol tabindex="0" aria-label=${t.understood(understood.length)}>
        ${understood.map((row) => html`<li>${inWords(say(row, view.language))}</li>`)}
      </ol>
      ${
        asked.length > 0
          ? html`<h3>${t.asked(asked.length)}</h3>
              ${asked.map((one, n) =>
                one.cell === undefined
                  ? html`<p>${say(one, view.language)}</p>`
                  : html`<label for=${`asked-${n}`}>
                      <span>${named(one.title ?? "", view.language)}${one.cell.endsWith(".value") ? nothing : html`${view.t.comma}${column(one.cell)}`}</span>
                      ${one.now ? html`<span class="small quiet">${t.assumed(one.now)}</span>` : nothing}
                      <span class="input"
                        ><input
                          id=${`asked-${n}`}
                          type="text"
                          autocomplete="off"
                          @input=${(event: Event) => {
                            this.#answers[one.cell as string] = (event.target as HTMLInputElement).value;
                          }}
                      /></span>
                    </label>`,
              )}`
          : nothing
      }
      <div class="actions">
        <button type="button" class="button primary" id="annex-take" @click=${() => this.#confirm()}>${t.take}</button>
        <button
          type="button"
          class="button"
          @click=${() => {
            this.#read = null;
            this.#problems = [];
            this.#doing.redraw();
          }}
        >
          ${t.again}
        </button>
      </div>
    </div>`;
  }

  render(view: View): TemplateResult {
    const { language, act, adoptable } = view;
    const t = words[language];
    const choose = (event: Event) => {
      const { value } = event.target as HTMLSelectElement;
      this.#base = adoptable.find(({ scheme }) => scheme.id === value)?.scheme ?? this.#base;
      this.#doing.redraw();
    };
    const give = (event: Event) => {
      const [file] = chosen(event);
      if (file) void this.#open(file, view);
    };
    const download = async (format: "csv" | "json") =>
      save(`${this.#base.id}.${format}`, await engine.template(this.#base.id, format));
    const paste = (text: string) => void this.#take("", view, () => this.#understand(text));
    const problems = wrong(this.#name, this.#problems, view);
    const sources = html`<p>${t.lead}</p>
      <ol class="numbered">
        <li>
          <label for="annex.base">${t.base}</label>
          <select id="annex.base" @change=${choose}>
            ${adoptable.map(
              ({ scheme }) =>
                html`<option value=${scheme.id} ?selected=${scheme === this.#base}>${say(scheme.title, language)}</option>`,
            )}
          </select>
        </li>
        <li>${pasteBox("annex-paste", t.paste, paste)}</li>
        <li>
          <p>${t.download}</p>
          <div class="actions">
            <button type="button" class="button compact" @click=${() => download("csv")}>CSV</button>
            <button type="button" class="button compact" @click=${() => download("json")}>JSON</button>
          </div>
        </li>
        <li>
          <label for="annex-file">${t.open}</label>
          <input id="annex-file" type="file" accept=".csv,.json,.txt,.html,text/csv,application/json" @change=${give} />
        </li>
      </ol>`;
    return frame(
      view,
      "annex-heading",
      t.title,
      () => act.close(),
      html`${this.#read ? this.#confirmation(view, this.#read) : sources}${problems}`,
    );
  }
}

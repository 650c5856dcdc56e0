// A company's figures as its spreadsheet has them, pasted or opened: what each was taken for is shown first, one by one, and
// what was not understood is listed; only what is ticked goes into the form.
import type { Problem, ReadTable, Value } from "innopoints";
import { html, nothing, type TemplateResult } from "lit";
import { engine, isBadInput } from "../engine.ts";
import { fieldOf, inOrder } from "../fields.ts";
import { chosen } from "../files.ts";
import { amount, quantity } from "../format.ts";
import { say } from "../i18n.ts";
import { place } from "../problem.ts";
import type { View } from "../view.ts";
import { type Dialog, frame, pasteBox, textOf, wrong } from "./dialog.ts";
import { words } from "./words.ts";

interface Doing {
  /** The scheme by whose fields tables are read. */
  scheme: number;
  taken(figures: Record<string, Value>): void;
  redraw(): void;
}

type Company = ReadTable["companies"][number];

/** Figures that were saved as JSON, or answers that a colleague sent back; nothing where the text is none. */
function saved(text: string): ReadTable | null {
  if (!/^\s*\{/.test(text)) return null;
  try {
    const given: Record<string, unknown> = JSON.parse(text);
    const known = Object.entries(given.enterprise ?? given).filter(([id]) => fieldOf(id) !== undefined);
    const enterprise = Object.fromEntries(known) as Company["enterprise"];
    return known.length === 0 ? null : { line: 1, columns: [], notes: [], companies: [{ line: 1, enterprise }] };
  } catch {
    return null;
  }
}

export class Figures implements Dialog {
  readonly #doing: Doing;
  #name = "";
  #problems: readonly Problem[] = [];
  #read: ReadTable | null = null;
  #company: Company | null = null;
  #left = new Set<string>();

  constructor(doing: Doing) {
    this.#doing = doing;
  }

  async take(text: string, name = ""): Promise<void> {
    this.#name = name;
    this.#problems = [];
    this.#read = null;
    try {
      this.#read = saved(text) ?? (await engine.readTable(this.#doing.scheme, text));
      this.#choose(this.#read.companies[0] ?? null);
    } catch (error) {
      if (!isBadInput(error)) throw error;
      this.#problems = error.problems;
    }
    this.#doing.redraw();
  }

  #choose(company: Company | null): void {
    this.#company = company;
    this.#left.clear();
  }

  #found(view: View, read: ReadTable): TemplateResult {
    const { language, act } = view;
    const t = words[language];
    const company = this.#company;
    const enterprise = company?.enterprise ?? {};
    const figures = inOrder(Object.keys(enterprise).flatMap((id) => fieldOf(id) ?? [])).flatMap(({ id }) => {
      const figure = enterprise[id];
      return figure === undefined ? [] : [[id, figure] as const];
    });
    const taken = figures.filter(([field]) => !this.#left.has(field));
    const told = [...read.notes, ...(company?.notes ?? [])];
    const shown = (field: string, figure: (typeof figures)[number][1]) => {
      const about = fieldOf(field);
      const unit = about?.unit ?? "";
      if (typeof figure === "boolean") return figure ? view.t.yes : view.t.no;
      if (typeof figure === "object") return quantity(`${figure.between.join("–")} ${unit}`, language);
      const level = about?.levels?.find(({ id }) => id === figure);
      return level ? say(level.title, language) : unit ? amount(figure, unit, language) : figure;
    };
    // What stands in the form already gives way only where it is ticked.
    const before = (field: string, now: string) => {
      const { text, low, high, mode } = view.model.entry(field);
      const level = fieldOf(field)?.levels?.find(({ id }) => id === text)?.title;
      const stood = mode === "range" ? `${low}–${high}` : level ? say(level, language) : text;
      const same = now.replaceAll(/[,\s]/g, "").startsWith(stood.replaceAll(/[,\s]/g, ""));
      return stood === "" || same ? nothing : html` <b>${t.before(stood)}</b>`;
    };
    const heading = (field: string) => read.columns.find((column) => column.field === field)?.heading ?? "";
    const take = () => {
      this.#doing.taken(Object.fromEntries(taken));
      act.close();
    };
    return html`<div class="understood">
      ${
        read.companies.length > 1
          ? html`<label for="figures-company">${t.company(read.companies.length)}</label>
              <select
                id="figures-company"
                @change=${(event: Event) => {
                  this.#choose(read.companies[Number((event.target as HTMLSelectElement).value)] ?? null);
                  this.#doing.redraw();
                }}
              >
                ${read.companies.map(
                  (one, n) =>
                    html`<option value=${n} ?selected=${one === company}>${one.name ?? t.row(one.line)}</option>`,
                )}
              </select>`
          : nothing
      }
      <h3>${t.figures(figures.length)}</h3>
      <ul class="figures-read">
        ${figures.map(
          ([field, figure]) =>
            html`<li>
              <label>
                <input
                  type="checkbox"
                  .checked=${!this.#left.has(field)}
                  @change=${(event: Event) => {
                    if ((event.target as HTMLInputElement).checked) this.#left.delete(field);
                    else this.#left.add(field);
                    this.#doing.redraw();
                  }}
                />
                <span>${view.model.title(field, language)}</span> <b>${shown(field, figure)}</b>
                <span class="small quiet">${heading(field)}${before(field, shown(field, figure))}</span>
              </label>
            </li>`,
        )}
      </ul>
      ${wrong(this.#name, company?.problems ?? [], view)}
      ${
        told.length > 0
          ? html`<h3>${t.notes}</h3>
              <ul class="small">
                ${told.map((one) => html`<li>${place(one, view.t)}${say(one, language)}</li>`)}
              </ul>`
          : nothing
      }
      <div class="actions">
        <button type="button" class="button primary" id="figures-take" ?disabled=${taken.length === 0} @click=${take}>
          ${t.takeFigures(taken.length)}
        </button>
        <button
          type="button"
          class="button"
          @click=${() => {
            this.#read = null;
            this.#doing.redraw();
          }}
        >
          ${t.again}
        </button>
      </div>
    </div>`;
  }

  render(view: View): TemplateResult {
    const { language, act } = view;
    const t = words[language];
    const give = async (event: Event) => {
      const [file] = chosen(event);
      if (file) await this.take(await textOf(file), file.name);
    };
    const sources = html`<p>${t.figuresLead}</p>
      <ol class="numbered">
        <li>${pasteBox("figures-paste", t.figuresPaste, (text) => void this.take(text))}</li>
        <li>
          <label for="figures-file">${t.figuresOpen}</label>
          <input id="figures-file" type="file" accept=".csv,.tsv,.txt,.json,text/csv,application/json" @change=${give} />
        </li>
      </ol>`;
    return frame(
      view,
      "figures-heading",
      t.figuresTitle,
      () => act.close(),
      html`${this.#read ? this.#found(view, this.#read) : sources}${wrong(this.#name, this.#problems, view)}`,
    );
  }
}

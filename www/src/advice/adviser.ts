// <ip-page>'s lower part: plans, instruments and the report to hand over. It comes after the first score, works everything out
// once typing rests, draws it, and prints it.
import "../styles/advice.css";
import "../styles/paper.css";
import { html, nothing, render, type TemplateResult } from "lit";
import { label } from "../examples.ts";
import { inOrder } from "../fields.ts";
import { onePage } from "../handover/one-page.ts";
import { paper } from "../handover/printed-report.ts";
import { takeaway } from "../handover/export.ts";
import type { Model } from "../model.ts";
import type { Overview } from "../overview/state.ts";
import type { View } from "../view.ts";
import { opens } from "./opens.ts";
import { moneyLine, moneyRows } from "./money.ts";
import { panel } from "./panel.ts";
import { planning } from "./plans.ts";
import { sheet } from "./sheet.ts";
import { Advice } from "./state.ts";
import type { AdviceView, Checked } from "./view.ts";
import { words } from "./words.ts";

/** How long typing rests before anything is worked out. */
const WORK_AFTER = 350;

export class Adviser {
  readonly #model: Model;
  readonly #advice: Advice;
  readonly #redraw: () => void;
  #name = "";
  #checked: Checked | null = null;
  #overview: Overview | null = null;
  #page: View | null = null;
  #rest: ReturnType<typeof setTimeout> | undefined;

  private constructor(model: Model, advice: Advice, redraw: () => void) {
    this.#model = model;
    this.#advice = advice;
    this.#redraw = redraw;
    addEventListener("beforeprint", this.#drawPaper);
    addEventListener("afterprint", this.#dropPaper);
  }

  static async open(model: Model, redraw: () => void): Promise<Adviser> {
    const adviser = new Adviser(model, await Advice.open(model), redraw);
    await adviser.#work();
    return adviser;
  }

  /** All of it, of what is filled in now; null while it is being worked out. */
  get advice(): Advice | null {
    const { fresh, offered } = this.#advice;
    return (this.#overview ? offered : fresh) ? this.#advice : null;
  }

  /** What is filled in has changed, or another part of the page is looked at: the overview, or one scheme. */
  changed(overview: Overview | null): void {
    this.#overview = overview;
    clearTimeout(this.#rest);
    this.#rest = setTimeout(() => void this.#work(overview !== null).catch(console.error), WORK_AFTER);
  }

  async #work(overview = false): Promise<void> {
    const start = performance.now();
    await (overview ? this.#advice.offer() : this.#advice.work());
    performance.clearMeasures("innopoints:advice");
    performance.measure("innopoints:advice", { start, end: performance.now() });
    this.#redraw();
  }

  #view(page: View): AdviceView {
    return {
      ...page,
      t: words[page.language],
      advice: this.#advice,
      name: this.#name,
      checked: this.#checked,
      advise: async (change: (advice: Advice) => void | Promise<void>) => {
        const changed = change(this.#advice);
        this.#redraw();
        await changed;
        this.#redraw();
      },
      rename: (name: string) => {
        this.#name = name;
      },
      tell: (checked: Checked) => {
        this.#checked = checked;
        this.#redraw();
      },
    };
  }

  /** The amounts that are open, for the overview. */
  money(page: View, overview: Overview): Record<"line" | "rows" | "opens", TemplateResult | typeof nothing> {
    const view = this.#view(page);
    this.#page = page;
    return { line: moneyLine(view), rows: moneyRows(view), opens: opens(view, overview) };
  }

  render(page: View): TemplateResult {
    const view = this.#view(page);
    return html`${panel(view)} ${planning(view)} ${sheet(view)} ${takeaway(view)}`;
  }

  /** The report on paper is drawn only for the printer. */
  #drawPaper = (): void => {
    if (this.#overview) return this.#drawOnePage(this.#overview);
    const report = this.#advice.current ? this.#advice.document : null;
    const { year, scheme, example, fields, empty, refused } = this.#model;
    if (!report || empty || refused.length > 0) return;
    const sheet = this.#sheet();
    const name = this.#name || (example ? label(example, "zh").name : "");
    const used = inOrder([...fields, ...this.#advice.asked]);
    render(paper({ report, name, year, used, gives: scheme.gives }), sheet);
  };

  #sheet(): HTMLElement {
    const sheet = document.createElement("div");
    sheet.id = "paper";
    document.body.append(sheet);
    return sheet;
  }

  /** Of every scheme, the one page for a bank; in the language of the page. */
  #drawOnePage(overview: Overview): void {
    if (!this.#page || overview.rows.length === 0) return;
    const { example } = this.#model;
    const name = this.#name || (example ? label(example, this.#page.language).name : "");
    render(onePage(this.#view(this.#page), overview, name), this.#sheet());
  }

  #dropPaper = (): void => {
    document.querySelector("#paper")?.remove();
  };
}

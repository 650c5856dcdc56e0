// <ip-page>'s lower part: plans, instruments and the report to hand over. It comes after the first score, works everything out
// once typing rests, draws it, and prints it.
import "../styles/advice.css";
import "../styles/paper.css";
import { html, render, type TemplateResult } from "lit";
import { label } from "../examples.ts";
import { inOrder } from "../fields.ts";
import { paper } from "../handover/printed-report.ts";
import { takeaway } from "../handover/export.ts";
import type { Model } from "../model.ts";
import type { View } from "../view.ts";
import { opening } from "./offers.ts";
import { panel } from "./panel.ts";
import { planning } from "./plans.ts";
import { sheet } from "./sheet.ts";
import { Advice } from "./state.ts";
import type { Checked } from "./view.ts";
import { words } from "./words.ts";

/** How long typing rests before anything is worked out. */
const WORK_AFTER = 350;

export class Adviser {
  readonly #model: Model;
  readonly #advice: Advice;
  readonly #redraw: () => void;
  #name = "";
  #checked: Checked | null = null;
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
    return this.#advice.fresh ? this.#advice : null;
  }

  /** What is filled in has changed. */
  changed(): void {
    clearTimeout(this.#rest);
    this.#rest = setTimeout(() => void this.#work().catch(console.error), WORK_AFTER);
  }

  async #work(): Promise<void> {
    const start = performance.now();
    await this.#advice.work();
    performance.clearMeasures("innopoints:advice");
    performance.measure("innopoints:advice", { start, end: performance.now() });
    this.#redraw();
  }

  render(page: View): TemplateResult {
    const view = {
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
    return html`${panel(view)} ${planning(view)} ${sheet(view)} ${opening(view)} ${takeaway(view)}`;
  }

  /** The report on paper is drawn only for the printer. */
  #drawPaper = (): void => {
    const report = this.#advice.current ? this.#advice.document : null;
    const { year, scheme, example, fields, empty, refused } = this.#model;
    if (!report || empty || refused.length > 0) return;
    const sheet = document.createElement("div");
    sheet.id = "paper";
    document.body.append(sheet);
    const name = this.#name || (example ? label(example, "zh").name : "");
    const used = inOrder([...fields, ...this.#advice.asked]);
    render(paper({ report, name, year, used, gives: scheme.gives }), sheet);
  };

  #dropPaper = (): void => {
    document.querySelector("#paper")?.remove();
  };
}

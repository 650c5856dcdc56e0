// What follows from the figures: plans, a trial of other figures, what finance instruments say, and the report to hand over.
// Worked out once typing rests, for it takes longer than a keystroke may. No DOM here.
import type {
  finance,
  FinanceOptions,
  fullReport,
  FullReport,
  Improvement,
  Problem,
  Sensitivity,
  WhatIf,
} from "innopoints";
import type { Field } from "innopoints/dictionary";
import { fieldOf } from "../fields.ts";
import { isBadInput, type Model } from "../model.ts";

/** What the engine does beyond scoring. */
export interface Engine {
  finance: typeof finance;
  fullReport: typeof fullReport;
}

/** A file of a bank's own instruments. */
export interface Product {
  name: string;
  text: string;
}

/** A target total, or the scheme's own condition. */
export type Target = string;

/** A figure as the report keeps it: exact, in the unit of its field. */
export type Figure = FullReport["enterprise"][string];

/** The targets on offer beside passing: so many more than what there is, in whole steps. */
const TARGETS = 2;

export class Advice {
  readonly #model: Model;
  readonly #engine: Engine;
  /** The company and scheme that all this is of. */
  #of = "";
  plans: Improvement | null = null;
  /** Why there are no plans: the scheme has no such target, say. */
  problems: readonly Problem[] = [];
  document: FullReport | null = null;
  /** What counts most, and what to find out first. */
  sensitivity: Sensitivity | null = null;
  /** Which plan is being tried; null once a figure has been moved by hand. */
  chosen: number | null = null;
  /** Other figures, as text in the units of their fields. */
  readonly trial = new Map<string, string>();
  tried: WhatIf | null = null;
  trialProblems: readonly Problem[] = [];
  nextYear = false;
  #target: Target | null = null;
  /** The fields that instruments ask for. */
  asked: readonly Field[] = [];
  /** Instruments that were opened beside the shipped ones. */
  products: readonly Product[] = [];
  /** What is wrong with those opened last. */
  productProblems: readonly Problem[] = [];

  private constructor(model: Model, engine: Engine) {
    this.#model = model;
    this.#engine = engine;
  }

  static async open(model: Model, engine: Engine): Promise<Advice> {
    const advice = new Advice(model, engine);
    await advice.#ask([]);
    return advice;
  }

  /** Asked for a company of which nothing is known, the instruments name all that they want to know. */
  async #ask(products: readonly Product[]): Promise<void> {
    const { offers } = await this.#engine.finance("{}", this.options(products));
    const ids = offers.flatMap(({ conditions, terms }) => [...conditions, ...terms].flatMap(({ unknown }) => unknown));
    this.asked = [...new Set(ids)].flatMap((id) => fieldOf(id) ?? []);
    this.products = products;
    this.#of = "";
  }

  /** What the engine is told beside the company: instruments and schemes of the visitor's own. */
  options(products = this.products): FinanceOptions {
    const own = this.#model.listed.flatMap(({ scheme, shelf }) =>
      shelf === "own" && "improve" in scheme ? [scheme] : [],
    );
    return { products: products.map(({ text }) => text), schemes: own };
  }

  /** Takes instruments beside the shipped ones; a file of the same name stands in for that before. */
  async bring(added: readonly Product[]): Promise<void> {
    const kept = this.products.filter(({ name }) => !added.some((one) => one.name === name));
    this.productProblems = [];
    try {
      await this.#ask([...kept, ...added]);
    } catch (error) {
      if (!isBadInput(error)) throw error;
      this.productProblems = error.problems;
    }
    await this.work();
  }

  async withdraw(product: Product): Promise<void> {
    await this.#ask(this.products.filter((one) => one !== product));
    await this.work();
  }

  /** Whether it is of what is filled in now. */
  get fresh(): boolean {
    return this.#of === this.#key;
  }

  get #key(): string {
    return `${this.#model.scheme.digest} ${this.#model.company}`;
  }

  /** Targets that can be chosen, and the chosen one. */
  get targets(): readonly Target[] {
    const { scheme, report } = this.#model;
    if (!report) return [];
    const passing: Target[] = scheme.gives === "verdict" ? ["pass"] : [];
    const max = Number(report.max);
    if (report.groups.length === 0 || !(max > 0)) return passing;
    // Tens of a scale of a hundred.
    const step = 10 ** Math.max(0, Math.floor(Math.log10(max)) - 1);
    const now = Math.floor(Number(report.total ?? report.typical ?? report.bounds[0]) / step);
    const totals = Array.from({ length: TARGETS }, (_, n) => (now + n + 1) * step);
    return [...passing, ...totals.filter((total) => total <= max).map(String)];
  }

  /** Unless another was chosen: to pass; of those that do, the next total. */
  get target(): Target | null {
    const [first, next] = this.targets;
    const usual = this.#model.report?.passed === true ? (next ?? first) : first;
    return this.#target ?? usual ?? null;
  }

  /** Sets a target, of those on offer or another total; null leaves it to the page. */
  aim(target: Target | null): void {
    this.#target = target;
    this.plan();
  }

  /** Everything anew. */
  async work(): Promise<void> {
    const { scheme, company, report } = this.#model;
    const key = this.#key;
    if (!report || !("score" in scheme)) return;
    const document = await this.#engine.fullReport(scheme, company, this.options());
    // Somebody has typed on.
    if (key !== this.#key) return;
    this.document = document;
    this.#of = key;
    const counts = attempt(() => scheme.sensitivity(company));
    this.sensitivity = "result" in counts ? counts.result : null;
    if (this.#target !== "pass" && this.#target !== null && report.groups.length === 0) this.#target = null;
    if (this.#target === "pass" && scheme.gives !== "verdict") this.#target = null;
    this.plan();
  }

  plan(): void {
    const { scheme, company } = this.#model;
    const { target } = this;
    this.plans = null;
    this.problems = [];
    this.chosen = null;
    if (target !== null && "improve" in scheme) {
      const answer = attempt(() => scheme.improve(company, { target }));
      if ("problems" in answer) this.problems = answer.problems;
      else this.plans = answer.result;
    }
    this.try();
  }

  choose(index: number): void {
    const plan = this.plans?.plans[index];
    if (!plan) return;
    this.chosen = index;
    this.trial.clear();
    for (const { field, to } of plan.changes) this.trial.set(field, to);
    this.try();
  }

  move(field: string, to: string | null): void {
    this.chosen = null;
    if (to === null) this.trial.delete(field);
    else this.trial.set(field, to);
    this.try();
  }

  reset(): void {
    this.chosen = null;
    this.trial.clear();
    this.nextYear = false;
    this.try();
  }

  shift(nextYear: boolean): void {
    this.nextYear = nextYear;
    this.try();
  }

  try(): void {
    const { scheme, company } = this.#model;
    this.tried = null;
    this.trialProblems = [];
    // An emptied figure is one that is not known; the trial is of figures.
    const changes = Object.fromEntries([...this.trial].filter(([, to]) => to.trim() !== ""));
    if (!("whatIf" in scheme) || (Object.keys(changes).length === 0 && !this.nextYear)) return;
    const answer = attempt(() => scheme.whatIf(company, changes, { nextYear: this.nextYear }));
    if ("problems" in answer) this.trialProblems = answer.problems;
    else this.tried = answer.result;
  }

  /** A figure as it was taken. */
  figure(id: string): Figure | undefined {
    return this.document?.enterprise[id];
  }

  /** The figures that a trial shows: those of the plans, those that lead to a next band, and those moved by hand. */
  get movable(): Field[] {
    const { report, fields } = this.#model;
    const ids = new Set([
      ...(this.plans?.plans ?? []).flatMap(({ changes }) => changes.map(({ field }) => field)),
      ...(report?.items ?? []).flatMap(({ next }) => (next?.changes ?? []).slice(0, 1).map(({ field }) => field)),
      ...this.trial.keys(),
    ]);
    return fields.filter(({ id }) => ids.has(id) && this.figure(id) !== undefined);
  }

  /** Where something begins for a figure, as far as plans and reasons name it. */
  marks(id: string): string[] {
    const { report } = this.#model;
    const changes = [
      ...(this.plans?.plans ?? []).flatMap(({ changes }) => changes),
      ...(report?.items ?? []).flatMap(({ next }) => next?.changes ?? []),
    ];
    return [...new Set(changes.filter(({ field }) => field === id).map(({ to }) => to))];
  }
}

/** What is asked for, or what was wrong with it. */
function attempt<T>(ask: () => T): { result: T } | { problems: readonly Problem[] } {
  try {
    return { result: ask() };
  } catch (error) {
    if (!isBadInput(error)) throw error;
    return { problems: error.problems };
  }
}

// The state of the advice: plans, a trial of other figures, what finance instruments say, and the report to hand over.
// Worked out once typing rests, for it takes longer than a keystroke may. No DOM here.
import type { DataSheet, Estimate, Finance, FullReport, Improvement, Problem, Sensitivity, WhatIf } from "innopoints";
import type { Field } from "innopoints/dictionary";
import { type Beside, engine, isBadInput } from "../engine.ts";
import { ends } from "../format.ts";
import { define, fieldOf } from "../fields.ts";
import type { Model } from "../model.ts";

/** A file of a bank's own instruments. */
export interface Product {
  name: string;
  text: string;
}

/** A target total, or the scheme's own condition. */
export type Target = string;

/** A figure as the report keeps it: exact, in the unit of its field. */
export type Figure = FullReport["enterprise"][string];

/** Another figure, as it stands in its field and, where it is one number, exactly, in the unit of the field. */
export interface Tried {
  text: string;
  number: string | null;
}

/** The targets on offer beside passing: so many more than what there is, in whole steps. */
const TARGETS = 2;

export class Advice {
  readonly #model: Model;
  /** The company and scheme that all this is of. */
  #of = "";
  plans: Improvement | null = null;
  /** Why there are no plans: the scheme has no such target, say. */
  problems: readonly Problem[] = [];
  document: FullReport | null = null;
  /** What instruments say, and the company that this is of. */
  finance: Finance | null = null;
  #financeOf = "";
  /** What counts most, and what to find out first, where it is asked for. */
  sensitivity: Sensitivity | null = null;
  /** The data sheet, where it is asked for. */
  sheet: DataSheet | null = null;
  #listing = false;
  /** A total of which it is asked how many plausible tables reach it, the answer, or what is wrong with it. */
  total = "";
  counted: Estimate | null = null;
  countProblems: readonly Problem[] = [];
  /** Which plan is being tried; null once a figure has been moved by hand. */
  chosen: number | null = null;
  /** Other figures. */
  readonly trial = new Map<string, Tried>();
  tried: WhatIf | null = null;
  trialProblems: readonly Problem[] = [];
  nextYear = false;
  #target: Target | null = null;
  /** The last turn of each question, and how many are open. */
  readonly #turns = new Map<string, number>();
  #busy = 0;
  #weighing = false;
  /** The fields that instruments ask for. */
  asked: readonly Field[] = [];
  /** Instruments that were opened beside the shipped ones. */
  products: readonly Product[] = [];
  /** What is wrong with those opened last. */
  productProblems: readonly Problem[] = [];

  private constructor(model: Model) {
    this.#model = model;
  }

  static async open(model: Model): Promise<Advice> {
    const advice = new Advice(model);
    await advice.#ask([]);
    return advice;
  }

  /** Asked for a company of which nothing is known, the instruments name all that they want to know. */
  async #ask(products: readonly Product[]): Promise<void> {
    const { offers } = await engine.finance("{}", this.beside(products));
    for (const { text } of products) define((JSON.parse(text) as { fields?: Field[] }).fields ?? []);
    const ids = offers.flatMap(({ conditions, terms }) => [...conditions, ...terms].flatMap(({ unknown }) => unknown));
    this.asked = [...new Set(ids)].flatMap((id) => fieldOf(id) ?? []);
    this.#model.asked = this.asked.map(({ id }) => id);
    this.products = products;
    this.#of = "";
    this.#financeOf = "";
  }

  /** What the engine is told beside the company: instruments and schemes of the visitor's own. */
  beside(products = this.products): Beside {
    const own = this.#model.listed.filter(({ shelf }) => shelf === "own");
    return { products: products.map(({ text }) => text), schemes: own.map(({ scheme }) => scheme.key) };
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
    await this.offer();
  }

  async withdraw(product: Product): Promise<void> {
    await this.#ask(this.products.filter((one) => one !== product));
    await this.offer();
  }

  /** Whether the report is of what is filled in now. */
  get current(): boolean {
    return this.#of === this.#key && this.#model.fresh;
  }

  /** Whether all that was asked for is. */
  get fresh(): boolean {
    return this.current && this.#busy === 0;
  }

  /** Whether what instruments say is of what is filled in now. */
  get offered(): boolean {
    return this.#financeOf === this.#model.company && this.#model.fresh;
  }

  get #key(): string {
    return `${this.#model.scheme.key} ${this.#model.company}`;
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
    const now = Math.floor(Number(report.total ?? report.typical ?? report.estimate?.median ?? ends(report)[0]) / step);
    const totals = Array.from({ length: TARGETS }, (_, n) => (now + n + 1) * step);
    return [...passing, ...totals.filter((total) => total <= max).map(String)];
  }

  /** Unless another was chosen: to pass; of those that do, the next total. */
  get target(): Target | null {
    const [first, next] = this.targets;
    const byDefault = this.#model.report?.passed === true ? (next ?? first) : first;
    return this.#target ?? byDefault ?? null;
  }

  /** Sets a target, of those on offer or another total; null leaves it to the page. */
  aim(target: Target | null): Promise<void> {
    this.#target = target;
    return this.plan();
  }

  /** What instruments say, alone. */
  async offer(): Promise<void> {
    const { company } = this.#model;
    const answer = await this.#latest("finance", () => this.#finance(company));
    if (!answer || !("result" in answer) || company !== this.#model.company) return;
    this.finance = answer.result;
    this.#financeOf = company;
  }

  /** Without the files of the visitor's own where these refuse a figure that they alone ask for. */
  async #finance(company: string): Promise<Finance> {
    try {
      return await engine.finance(company, this.beside());
    } catch (error) {
      if (!isBadInput(error)) throw error;
      this.productProblems = error.problems;
      return engine.finance(company, { products: [], schemes: [] });
    }
  }

  /** Everything anew. */
  async work(): Promise<void> {
    const { scheme, company, report } = this.#model;
    const key = this.#key;
    if (!report) return;
    const document = await this.#document(scheme.key, company);
    // Somebody has typed on.
    if (key !== this.#key) return;
    this.document = document;
    this.#of = key;
    if (this.#target !== "pass" && this.#target !== null && report.groups.length === 0) this.#target = null;
    if (this.#target === "pass" && scheme.gives !== "verdict") this.#target = null;
    this.sensitivity = null;
    this.sheet = null;
    await this.plan();
    if (this.#weighing) await this.#weigh();
    if (this.#listing) await this.#list();
    await this.#count();
  }

  /** Asks how many plausible tables reach a total, now and after each change. */
  count(total: string): Promise<void> {
    this.total = total.trim();
    return this.#count();
  }

  async #count(): Promise<void> {
    const { scheme, company, report } = this.#model;
    const total = report?.estimate ? this.total : "";
    const answer = await this.#latest("count", async () =>
      total === "" ? null : await engine.estimate(scheme.key, company, total),
    );
    if (!answer) return;
    this.counted = "result" in answer ? answer.result : null;
    this.countProblems = "problems" in answer ? answer.problems : [];
  }

  /** The report; without the files of the visitor's own where these refuse a figure that they alone ask for. */
  async #document(key: number, company: string): Promise<FullReport> {
    try {
      return await engine.fullReport(key, company, this.beside());
    } catch (error) {
      if (!isBadInput(error)) throw error;
      this.productProblems = error.problems;
      return engine.fullReport(key, company, { products: [], schemes: [] });
    }
  }

  /** Works out what counts most, now and after each change, or no longer: it takes the longest, and few look at it. */
  async weigh(weighing: boolean): Promise<void> {
    if (this.#weighing === weighing) return;
    this.#weighing = weighing;
    if (weighing && this.current) await this.#weigh();
  }

  /** Makes the data sheet, now and after each change, or no longer. */
  async list(listing: boolean): Promise<void> {
    if (this.#listing === listing) return;
    this.#listing = listing;
    if (listing && this.current) await this.#list();
  }

  async #list(): Promise<void> {
    const { scheme, company } = this.#model;
    const answer = await this.#latest("sheet", () => engine.dataSheet(scheme.key, company));
    if (answer) this.sheet = "result" in answer ? answer.result : null;
  }

  async #weigh(): Promise<void> {
    const { scheme, company } = this.#model;
    const answer = await this.#latest("weights", () => engine.sensitivity(scheme.key, company));
    if (answer) this.sensitivity = "result" in answer ? answer.result : null;
  }

  /** What is asked for, or what was wrong with it; nothing where the same was asked for again meanwhile. */
  async #latest<T>(
    what: string,
    ask: () => Promise<T>,
  ): Promise<{ result: T } | { problems: readonly Problem[] } | undefined> {
    const turn = (this.#turns.get(what) ?? 0) + 1;
    this.#turns.set(what, turn);
    this.#busy += 1;
    try {
      const result = await ask();
      return this.#turns.get(what) === turn ? { result } : undefined;
    } catch (error) {
      if (!isBadInput(error)) throw error;
      return this.#turns.get(what) === turn ? { problems: error.problems } : undefined;
    } finally {
      this.#busy -= 1;
    }
  }

  async plan(): Promise<void> {
    const { scheme, company } = this.#model;
    const { target } = this;
    const answer = await this.#latest("plans", async () =>
      target === null ? null : await engine.improve(scheme.key, company, target),
    );
    if (!answer) return;
    this.plans = "result" in answer ? answer.result : null;
    this.problems = "problems" in answer ? answer.problems : [];
    this.chosen = null;
    await this.try();
  }

  async choose(index: number): Promise<void> {
    const plan = this.plans?.plans[index];
    if (!plan) return;
    this.chosen = index;
    this.trial.clear();
    for (const { field, to } of plan.changes) this.trial.set(field, { text: to, number: to });
    await this.try();
  }

  /** Tries a figure that the page gives: a mark, a step of a slider, a level; null for the company's own. */
  async move(field: string, to: string | null): Promise<void> {
    this.chosen = null;
    if (to === null) this.trial.delete(field);
    else this.trial.set(field, { text: to, number: to });
    await this.try();
  }

  /** Tries a figure that was typed. */
  async type(field: string, text: string): Promise<void> {
    if (text.trim() === "") return this.move(field, null);
    const { figures } = await engine.read(field, { texts: [text] });
    const value = figures[0]?.value;
    const number = typeof value === "string" ? value : null;
    if (number !== null && number === this.figure(field)) return this.move(field, null);
    this.chosen = null;
    this.trial.set(field, { text: figures[0]?.shown ?? text, number });
    await this.try();
  }

  async reset(): Promise<void> {
    this.chosen = null;
    this.trial.clear();
    this.nextYear = false;
    await this.try();
  }

  async shift(nextYear: boolean): Promise<void> {
    this.nextYear = nextYear;
    await this.try();
  }

  async try(): Promise<void> {
    const { scheme, company } = this.#model;
    const changes = Object.fromEntries([...this.trial].map(([field, { text, number }]) => [field, number ?? text]));
    const answer = await this.#latest("trial", async () =>
      this.trial.size === 0 && !this.nextYear ? null : await engine.whatIf(scheme.key, company, changes, this.nextYear),
    );
    if (!answer) return;
    this.tried = "result" in answer ? answer.result : null;
    this.trialProblems = "problems" in answer ? answer.problems : [];
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

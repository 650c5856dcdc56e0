// One company under every scheme: what each says of it, and which question comes next. No DOM here.
import type { ReportJSON as Report } from "innopoints";
import { isHere, placeOf } from "../catalogue.ts";
import { engine, type Facts } from "../engine.ts";
import { fieldsOf } from "../fields.ts";
import type { Model } from "../model.ts";
import { type Ask, nextAsk, outlook, type Outlook } from "./asks.ts";
import type { Row } from "./row.ts";

export class Overview {
  readonly #model: Model;
  readonly #reports = new Map<Facts, { of: string; report: Report }>();
  /** What the rows are of. */
  #of = "";
  #working: Promise<void> | null = null;
  rows: readonly Row[] = [];
  /** The question that is open; it stays until it is answered. */
  ask: Ask | null = null;
  /** Fields that were put off, and how many questions were answered. */
  readonly #later = new Set<string>();
  answered = 0;

  constructor(model: Model) {
    this.#model = model;
  }

  /** Whether the rows are of what is filled in now. */
  get fresh(): boolean {
    return this.#model.fresh && this.#of === this.#key;
  }

  get #key(): string {
    return `${this.#model.listed.length} ${this.#model.company}`;
  }

  /** Asks every scheme, until the answers are of what is filled in now. */
  work(drawn: () => void): Promise<void> {
    this.#working ??= this.#work(drawn).finally(() => {
      this.#working = null;
    });
    return this.#working;
  }

  async #work(drawn: () => void): Promise<void> {
    while (!this.fresh) {
      // What is typed meanwhile is read first.
      await this.#model.assess();
      const key = this.#key;
      const { company, listed } = this.#model;
      const given: Record<string, unknown> = JSON.parse(company);
      for (const { scheme } of listed) {
        if (key !== this.#key) break;
        // What the scheme does not use changes nothing of what it says.
        const used = new Set(fieldsOf(scheme).map(({ id }) => id));
        const of = JSON.stringify(Object.entries(given).filter(([id]) => used.has(id)));
        if (this.#reports.get(scheme)?.of === of) continue;
        const report = await engine.report(scheme.key, company);
        if (report) this.#reports.set(scheme, { of, report });
        else this.#reports.delete(scheme);
      }
      if (key !== this.#key) continue;
      this.#of = key;
      this.#take(given.location);
      drawn();
    }
  }

  #take(location: unknown): void {
    const place = typeof location === "string" ? (this.#model.level("location", location, "zh") ?? "") : "";
    this.rows = this.#model.listed.flatMap((each) => {
      const report = this.#reports.get(each.scheme)?.report;
      if (!report) return [];
      const refused = report.gates.some(({ id, met }) => id === "place" && met === false);
      return [{ ...each, report, here: !refused && isHere(placeOf(each.scheme), place) }];
    });
    if (!this.ask) this.next(false);
  }

  /** The rows that count: schemes open to this place. */
  get open(): readonly Row[] {
    return this.rows.filter(({ here }) => here);
  }

  #ahead: { rows: readonly Row[]; ask: Ask | null; found: Outlook | null } | null = null;

  /** How many more questions settle what; worked out once for the same rows and question. */
  get ahead(): Outlook | null {
    const { rows, ask } = this;
    if (this.#ahead?.rows !== rows || this.#ahead.ask !== ask)
      this.#ahead = { rows, ask, found: outlook(this.open, (id) => this.put(id), ask) };
    return this.#ahead.found;
  }

  /** What has been put off, or said not to be known. */
  put(id: string): boolean {
    return this.#later.has(id) || this.#model.state(id) === "unknown";
  }

  /** Goes on to the next question; the fields of the one before count as answered, or are put off. */
  next(answered = true): void {
    if (answered) this.answered += 1;
    for (const id of this.ask?.fields ?? []) this.#later.add(id);
    this.ask = nextAsk(this.open, (id) => this.put(id));
  }

  /** Much has changed at once: the question is chosen anew. */
  reask(): void {
    this.ask = null;
    this.#of = "";
  }

  /** Another company: nothing has been answered or put off. */
  restart(): void {
    this.#later.clear();
    this.answered = 0;
    this.reask();
  }
}

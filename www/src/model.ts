// What has been filled in, what the engine says of it, and which errors are shown. The text of a figure is kept as typed until it
// is understood; only the engine reads it. No DOM here.
import type { Problem, ReportJSON, Value } from "innopoints";
import type { Field } from "innopoints/dictionary";
import type { Listed } from "./catalogue.ts";
import { type Answer, engine, type Facts, type Reading, type Standing, type Typed } from "./engine.ts";
import { type Example, examples } from "./examples.ts";
import { fieldOf, fieldsOf } from "./fields.ts";
import { type Language, say } from "./i18n.ts";

/** The unit of money in the dictionary. */
export const MONEY = "万元";

export type Mode = "exact" | "range" | "unknown";

/** Where a text of a field stands. */
export type Part = "text" | "low" | "high";

/** One field as it stands in the form. */
export interface Entry extends Record<Part, string> {
  mode: Mode;
}

export type State = "empty" | "filled" | "range" | "unknown" | "wrong";

/** Several cells that were pasted into one field: they may be figures of that year and the years before. */
export interface Pasted {
  fields: readonly string[];
  cells: readonly string[];
}

/** What took the place of what was filled in. */
export type Replaced = "load" | "clear" | "take";

/** What is filled in, as it can be kept. */
export interface Kept {
  entries: [string, Entry][];
  year: number;
  example: string | null;
}

const blank: Entry = { mode: "exact", text: "", low: "", high: "" };

/** The texts of an entry that are read: none where nothing, or half a range, is filled in. */
function textsOf({ mode, text, low, high }: Entry): Typed["texts"] | undefined {
  if (mode === "unknown") return undefined;
  if (mode === "range") return low.trim() && high.trim() ? [low, high] : undefined;
  return text.trim() ? [text] : undefined;
}

/** A value as it stands in the form; its numbers bring a unit where the form shows another. */
function toEntry(value: Value | undefined, unit = ""): Entry {
  const text = (one: unknown) => (unit ? `${one} ${unit}` : String(one));
  if (value === null || value === undefined) return blank;
  if (typeof value !== "object") return { ...blank, text: text(value) };
  const [low, high] = value.between;
  return { ...blank, mode: "range", low: text(low), high: text(high) };
}

export class Model {
  readonly listed: Listed[];
  scheme: Facts;
  report: ReportJSON | null = null;
  /** Total and verdict: those of the report, or known before its reasons are. */
  outcome: Standing | null = null;
  /** The company that this is of, as JSON text: what is filled in, but for what is in error. */
  company = "{}";
  /** Problems that no field can mend, e.g. a date before the rules came into force. */
  general: readonly Problem[] = [];
  example: Example | null = null;
  changed = false;
  /** Cells that were pasted and wait to be taken. */
  pasted: Pasted | null = null;
  /** Ids of the fields that are asked for beside those of the scheme. */
  asked: readonly string[] = [];
  #year: number | null = null;
  #readings: Answer["readings"] = {};
  /** What of the problems is shown: an error appears when a field is left. */
  #shown = new Map<string, Problem>();
  #entries = new Map<string, Entry>();
  /** The unit in which each section shows money. */
  #units = new Map<string, string>();
  /** Fields that were left since the last answer. */
  #left = new Set<string>();
  /** How often something has changed, and the last change that was answered. */
  #changes = 1;
  #answered = 0;
  #asking: Promise<void> | null = null;

  constructor(first: Listed) {
    this.listed = [first];
    this.scheme = first.scheme;
  }

  entry(id: string): Entry {
    return this.#entries.get(id) ?? blank;
  }

  /** The fields of the chosen scheme. */
  get fields(): readonly Field[] {
    return fieldsOf(this.scheme);
  }

  /** The unit in which a field is shown and typed. */
  unit(field: Field): string | undefined {
    return field.unit === MONEY ? (this.#units.get(field.section) ?? MONEY) : field.unit;
  }

  /** Shows the money of a section in another unit. What is shown changes, what it is worth does not. */
  async showIn(section: string, unit: string): Promise<void> {
    const now = this.#units.get(section) ?? MONEY;
    const money = [...this.#entries].filter(([id]) => {
      const field = fieldOf(id);
      return field?.section === section && field.unit === MONEY;
    });
    const parts = money.flatMap(([id, entry]) =>
      (["text", "low", "high"] as const).map((part) => ({ id, part, text: entry[part] })),
    );
    const moved = await engine.inUnit(
      parts.map(({ id, text }) => [id, text] as const),
      now,
      unit,
    );
    for (const [n, { id, part, text }] of parts.entries()) {
      const entry = this.entry(id);
      const to = moved[n];
      if (typeof to === "string" && entry[part] === text) this.#entries.set(id, { ...entry, [part]: to });
    }
    this.#units.set(section, unit);
    this.#changes += 1;
  }

  /** Whether the visitor has filled in anything that would be lost. */
  touched = false;

  edit(id: string, change: Partial<Entry>): void {
    this.touched = true;
    this.#entries.set(id, { ...this.entry(id), ...change });
    this.changed = this.example !== null;
    this.#changes += 1;
  }

  /** A field has been left: what is wrong is shown from now on, and a plain number gets its commas. */
  leave(id: string): void {
    this.#left.add(id);
    if (this.fresh) this.#reveal();
  }

  /** Cells were pasted into the first of some fields. */
  paste(fields: readonly string[], cells: readonly string[]): void {
    this.pasted = { fields, cells };
  }

  /** Takes the cells that were pasted, each for its year, or none of them. */
  takePasted(cells: readonly string[]): void {
    for (const [n, id] of (this.pasted?.fields ?? []).entries()) {
      const cell = cells[n];
      if (cell === undefined) continue;
      this.edit(id, { mode: "exact", text: cell });
      this.#left.add(id);
    }
    this.pasted = null;
  }

  /** Takes figures that were read elsewhere, beside what is filled in. */
  take(figures: Readonly<Record<string, Value | undefined>>): void {
    this.#keep("take");
    for (const [id, value] of Object.entries(figures)) {
      const field = fieldOf(id);
      if (field) this.edit(id, toEntry(value, this.unit(field) === field.unit ? "" : field.unit));
      this.#left.add(id);
    }
  }

  /** What stood here before an example, a table or an emptied form took its place. */
  #before: { what: Replaced; kept: Kept } | null = null;

  #keep(what: Replaced): void {
    this.#before = { what, kept: this.kept };
  }

  /** What can be undone. */
  get replaced(): Replaced | null {
    return this.#before?.what ?? null;
  }

  undo(): void {
    if (this.#before) this.restore(this.#before.kept);
    this.#before = null;
  }

  /** All that is filled in, to be kept. */
  get kept(): Kept {
    return { entries: [...this.#entries], year: this.year, example: this.example?.file ?? null };
  }

  restore({ entries, year, example }: Kept): void {
    this.#restart();
    this.#entries = new Map(entries);
    this.#left = new Set(this.#entries.keys());
    this.#year = year;
    this.example = examples.find(({ file }) => file === example) ?? null;
    this.changed = this.example !== null;
  }

  /** Whether nothing at all is filled in. */
  get blank(): boolean {
    return [...this.#entries.values()].every((entry) => !textsOf(entry));
  }

  load(example: Example): void {
    this.#keep("load");
    this.#restart();
    this.#entries = new Map(Object.entries(example.enterprise).map(([id, value]) => [id, toEntry(value)]));
    this.#left = new Set(this.#entries.keys());
    this.example = example;
  }

  clear(): void {
    this.#keep("clear");
    this.#restart();
    this.#shown.clear();
  }

  #restart(): void {
    this.#entries = new Map();
    this.#units.clear();
    this.#left.clear();
    this.pasted = null;
    this.example = null;
    this.#year = null;
    this.changed = false;
    this.#changes += 1;
  }

  /** The schemes with their reasons have come. */
  equip(listed: Listed[]): void {
    this.listed.splice(0, this.listed.length, ...listed);
    this.scheme = listed.find(({ scheme }) => scheme.id === this.scheme.id)?.scheme ?? this.scheme;
    this.#changes += 1;
  }

  choose(scheme: Facts): void {
    this.scheme = scheme;
    this.#changes += 1;
    for (const id of this.#entries.keys()) this.#left.add(id);
  }

  /** Whether what is said is of what is filled in now. */
  get fresh(): boolean {
    return this.#answered === this.#changes;
  }

  /** Asks the engine about what is filled in, until the answer is of the last change. */
  assess(): Promise<void> {
    this.#asking ??= this.#ask().finally(() => {
      this.#asking = null;
    });
    return this.#asking;
  }

  async #ask(): Promise<void> {
    while (!this.fresh) {
      const now = this.#changes;
      const answer = await engine.assess(this.scheme.key, this.#form());
      this.#answered = now;
      if (this.fresh) this.#take(answer);
    }
  }

  #form(): Record<string, Typed> {
    const form: Record<string, Typed> = {};
    for (const [id, entry] of this.#entries) {
      const field = fieldOf(id);
      const texts = textsOf(entry);
      if (field && texts) form[id] = { texts, unit: this.unit(field) };
    }
    return form;
  }

  #take({ readings, company, outcome, report, general }: Answer): void {
    this.#readings = readings;
    this.company = company;
    this.outcome = outcome;
    this.report = report;
    this.general = general;
    if (this.#left.size > 0) return this.#reveal();
    // A shown error may go or change its words while the field is mended; a new one waits.
    for (const field of this.#shown.keys()) {
      const problem = readings[field]?.problem;
      if (problem) this.#shown.set(field, problem);
      else this.#shown.delete(field);
    }
  }

  /** Shows what is wrong, and tidies what was left. */
  #reveal(): void {
    this.#shown = new Map(
      Object.entries(this.#readings).flatMap(([id, { problem }]) => (problem ? [[id, problem] as const] : [])),
    );
    for (const id of this.#left) {
      const entry = this.#entries.get(id);
      if (!entry) continue;
      const tidied = { ...entry };
      const parts: readonly Part[] = entry.mode === "range" ? ["low", "high"] : ["text"];
      for (const part of parts) {
        const figure = this.figure(id, part);
        if (figure?.shown !== undefined && !figure.echo) tidied[part] = figure.shown;
      }
      this.#entries.set(id, tidied);
    }
    this.#left.clear();
  }

  /** How a text of a field was read; nothing where it was not understood. */
  figure(id: string, part: Part): Reading["figures"][number] | undefined {
    return this.#readings[id]?.figures[part === "high" ? 1 : 0];
  }

  /** The fields with a figure that is refused, which counts as missing until it is mended. */
  get refused(): readonly string[] {
    return Object.entries(this.#readings).flatMap(([id, { problem }]) => (problem ? [id] : []));
  }

  /** What can hardly be meant of what is filled in. */
  get warnings(): readonly Problem[] {
    return this.outcome?.warnings ?? [];
  }

  problem(id: string): Problem | undefined {
    return this.#shown.get(id);
  }

  state(id: string): State {
    if (this.#shown.has(id)) return "wrong";
    const entry = this.entry(id);
    if (entry.mode === "unknown") return "unknown";
    const texts = textsOf(entry);
    if (!texts) return "empty";
    const value = this.figure(id, "text")?.value;
    return texts.length === 2 || (typeof value === "object" && value !== null) ? "range" : "filled";
  }

  /** Whether anything of this scheme is known. */
  get empty(): boolean {
    return this.fields.every(({ id }) => this.#readings[id]?.problem || !textsOf(this.entry(id)));
  }

  get year(): number {
    // Unless it is given, the evaluated year is the last one whose books are closed.
    return this.#year ?? this.example?.year ?? new Date().getFullYear() - 1;
  }

  setYear(year: number): void {
    this.#year = year;
  }

  /** The name of a level of a choice. */
  level(id: string, level: string, language: Language): string | undefined {
    const found = fieldOf(id)?.levels?.find((each) => each.id === level);
    return found && say(found.title, language);
  }

  title(id: string, language: Language): string {
    const field = fieldOf(id);
    return field ? say(field.title, language) : id;
  }
}

// What has been filled in, what the engine says of it, and which errors are shown. No DOM here.
import type { Enterprise, InnopointsError, Problem, Report, Value } from "innopoints";
import type { Field } from "innopoints/dictionary";
import type { Outcome } from "innopoints/scorer";
import type { Listed } from "./catalogue.ts";
import type { Example } from "./examples.ts";
import { fieldOf, fieldsOf } from "./fields.ts";
import { bareNumber, inUnit, tidy } from "./format.ts";
import { type Language, say } from "./i18n.ts";

/** The unit of money in the dictionary. */
export const MONEY = "万元";

export type Mode = "exact" | "range" | "unknown";

/** One field as it stands in the form: the text is kept as typed, the engine reads it. */
export interface Entry {
  mode: Mode;
  text: string;
  low: string;
  high: string;
}

export type State = "empty" | "filled" | "range" | "unknown" | "wrong";

const blank: Entry = { mode: "exact", text: "", low: "", high: "" };

/** The engine reads the text as typed; a bare number in another unit than its field's is given that unit. */
function toValue({ mode, text, low, high }: Entry, unit = ""): Value | undefined {
  const withUnit = (figure: string) => (unit && bareNumber(figure) !== null ? figure + unit : figure);
  if (mode === "unknown") return undefined;
  if (mode === "range") return low.trim() && high.trim() ? { between: [withUnit(low), withUnit(high)] } : undefined;
  if (text === "true" || text === "false") return text === "true";
  return text.trim() ? withUnit(text) : undefined;
}

function toEntry(value: Value | undefined): Entry {
  if (value === null || value === undefined) return blank;
  if (typeof value === "object") {
    const [low, high] = value.between;
    return { ...blank, mode: "range", low: tidy(String(low)), high: tidy(String(high)) };
  }
  return { ...blank, text: tidy(String(value)) };
}

/** The class itself stands in the engine's module, which this one must not need in order to load. */
export const isBadInput = (error: unknown): error is InnopointsError =>
  error instanceof Error && error.name === "InnopointsError";

export class Model {
  readonly listed: Listed[];
  scheme: Listed["scheme"];
  report: Report | null = null;
  /** Total and verdict: those of the report, or known before its reasons are. */
  outcome: Outcome | null = null;
  /** The company that this is of, as JSON text: what is filled in, but for what is in error. */
  company = "{}";
  /** What the engine says of the fields now, and what of it is shown: an error appears when a field is left. */
  #problems = new Map<string, Problem>();
  #shown = new Map<string, Problem>();
  /** Problems that no field can mend, e.g. a date before the rules came into force. */
  general: readonly Problem[] = [];
  example: Example | null = null;
  changed = false;
  #entries = new Map<string, Entry>();
  /** The unit in which each section shows money. */
  #units = new Map<string, string>();

  constructor(first: Listed) {
    this.listed = [first];
    this.scheme = first.scheme;
    this.score();
  }

  entry(id: string): Entry {
    return this.#entries.get(id) ?? blank;
  }

  /** The fields of the chosen scheme. */
  get fields(): readonly Field[] {
    return fieldsOf(this.scheme);
  }

  #value(id: string): Value | undefined {
    const field = fieldOf(id);
    const unit = field && this.unit(field);
    return toValue(this.entry(id), unit === field?.unit ? "" : unit);
  }

  /** The unit in which a field is shown and typed. */
  unit(field: Field): string | undefined {
    return field.unit === MONEY ? (this.#units.get(field.section) ?? MONEY) : field.unit;
  }

  /** Shows the money of a section in another unit. What is shown changes, what it is worth does not. */
  showIn(section: string, unit: string): void {
    for (const [id, entry] of this.#entries) {
      const field = fieldOf(id);
      const now = field && this.unit(field);
      if (field?.section !== section || field.unit !== MONEY || !now) continue;
      const shown = (figure: string) => inUnit(figure, now, unit);
      this.#entries.set(id, { ...entry, text: shown(entry.text), low: shown(entry.low), high: shown(entry.high) });
    }
    this.#units.set(section, unit);
    this.score();
  }

  edit(id: string, change: Partial<Entry>): void {
    this.#entries.set(id, { ...this.entry(id), ...change });
    this.changed = this.example !== null;
    this.score();
    // A shown error may go or change its words while the field is mended; a new one waits.
    for (const field of this.#shown.keys()) {
      const problem = this.#problems.get(field);
      if (problem) this.#shown.set(field, problem);
      else this.#shown.delete(field);
    }
  }

  /** A field has been left: its text is tidied, and what is wrong is shown from now on. */
  leave(id: string): void {
    const entry = this.entry(id);
    if (this.#entries.has(id)) {
      this.#entries.set(id, { ...entry, text: tidy(entry.text), low: tidy(entry.low), high: tidy(entry.high) });
    }
    this.#shown = new Map(this.#problems);
  }

  load(example: Example): void {
    this.#units.clear();
    this.#entries = new Map(Object.entries(example.enterprise).map(([id, value]) => [id, toEntry(value)]));
    this.example = example;
    this.changed = false;
    this.score();
    this.#shown = new Map(this.#problems);
  }

  clear(): void {
    this.#entries.clear();
    this.#units.clear();
    this.example = null;
    this.changed = false;
    this.score();
    this.#shown.clear();
  }

  /** The schemes with their reasons have come. */
  equip(listed: Listed[]): void {
    this.listed.splice(0, this.listed.length, ...listed);
    this.scheme = listed.find(({ scheme }) => scheme.id === this.scheme.id)?.scheme ?? this.scheme;
    this.score();
  }

  choose(scheme: Listed["scheme"]): void {
    this.scheme = scheme;
    this.score();
    this.#shown = new Map(this.#problems);
  }

  /** Whether some figure is refused, and counts as missing until it is mended. */
  get refused(): boolean {
    return this.#problems.size > 0;
  }

  problem(id: string): Problem | undefined {
    return this.#shown.get(id);
  }

  state(id: string): State {
    if (this.#shown.has(id)) return "wrong";
    const entry = this.entry(id);
    if (entry.mode === "unknown") return "unknown";
    const value = this.#value(id);
    if (value === undefined) return "empty";
    return typeof value === "object" ? "range" : "filled";
  }

  /** Whether anything of this scheme is known. */
  get empty(): boolean {
    return this.fields.every(({ id }) => this.#problems.has(id) || this.#value(id) === undefined);
  }

  get year(): number {
    // The evaluated year is the last one whose books are closed.
    return this.example?.year ?? new Date().getFullYear() - 1;
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

  score(): void {
    const enterprise: Enterprise = {};
    for (const id of this.#entries.keys()) {
      const value = this.#value(id);
      if (value !== undefined) enterprise[id] = value;
    }
    this.#problems.clear();
    this.general = [];
    this.report = null;
    this.outcome = null;
    // A field in error counts as missing: it is left out and the rest is scored. Each round leaves out at least one.
    for (;;) {
      try {
        // As text, in which every value here can be written: what takes plain companies faster would only look at it in vain.
        const text = JSON.stringify(enterprise);
        this.company = text;
        if ("score" in this.scheme) this.outcome = this.report = this.scheme.score(text);
        else this.outcome = this.scheme.outcome(text);
        return;
      } catch (error) {
        if (!isBadInput(error)) throw error;
        const here = error.problems.filter(({ field }) => field !== undefined && field in enterprise);
        if (here.length === 0) {
          this.general = error.problems;
          return;
        }
        for (const problem of here) {
          const field = problem.field as string;
          if (!this.#problems.has(field)) this.#problems.set(field, problem);
          delete enterprise[field];
        }
      }
    }
  }
}

// All that computes, in a worker: reading figures, scoring, reasons, plans, instruments. First the small module with one scheme,
// then the whole. Whatever the page knows of the package stands here; what crosses is plain data.
import type {
  Annex,
  DataSheet,
  Enterprise,
  Estimate,
  Finance,
  FullReport,
  Improvement,
  InnopointsError,
  Problem,
  ReadFigure,
  ReadTable,
  ReportJSON,
  Scheme,
  SchemeFacts,
  SchemeInfo,
  Sensitivity,
  Value,
  Verified,
  WhatIf,
} from "innopoints";
import type { Outcome, Scorer } from "innopoints/scorer";

type Engine = typeof import("innopoints");

/** A scheme as the page holds it; `key` names it here. */
export interface Facts extends SchemeFacts {
  key: number;
}

const facts = [
  "id",
  "title",
  "issuer",
  "document",
  "effective",
  "digest",
  "official",
  "standing",
  "gives",
  "extends",
  "notes",
  "fields",
  "beside",
  "own_fields",
] as const;

/** What stands in a field of the form. */
export interface Typed {
  /** One figure, or the two ends of a range. */
  texts: readonly [string] | readonly [string, string];
  /** The unit of a bare number; none for what is no number. */
  unit?: string | undefined;
}

/** How a field was read. */
export interface Reading {
  /** What each text says; null for one that is not understood. */
  figures: readonly (ReadFigure | null)[];
  /** Why it counts as missing. */
  problem?: Problem;
}

/** Total and verdict. */
export type Standing = Pick<Outcome, "total" | "typical" | "bounds" | "estimate" | "official" | "passed" | "warnings">;

/** What a company comes to by a scheme. */
export interface Answer {
  readings: Record<string, Reading>;
  /** What was understood, as JSON text. */
  company: string;
  outcome: Standing | null;
  /** With the reasons, once the whole engine is there. */
  report: ReportJSON | null;
  /** Problems that no field can mend, e.g. a date before the rules came into force. */
  general: readonly Problem[];
}

export const isBadInput = (error: unknown): error is InnopointsError =>
  error instanceof Error && error.name === "InnopointsError";

/** By key. */
const known: (Scheme | Scorer)[] = [];
let engine: Engine | undefined;
let small: typeof import("innopoints/scorer") | undefined;

async function whole(): Promise<Engine> {
  if (!engine) {
    const imported = await import("innopoints");
    // What is typed is read at once.
    await imported.init();
    engine = imported;
  }
  return engine;
}

function hold(scheme: Scheme | Scorer): Facts {
  const key = known.push(scheme) - 1;
  return { key, ...Object.fromEntries(facts.map((name) => [name, scheme[name]])) } as Facts;
}

function scheme(key: number): Scheme {
  const found = known[key];
  if (!found || !("improve" in found)) throw new Error(`no scheme ${key} with reasons`);
  return found;
}

/** Loads the small module and the first of the schemes in force. */
export async function begin(id: string): Promise<Facts> {
  const imported = await import("innopoints/scorer");
  const first = await imported.Scorer.load(id);
  // It has started: what is typed can be read.
  small = imported;
  return hold(first);
}

/** When the last byte of the small module came, by the clock of the page. */
export function arrived(): number {
  const entries = performance.getEntriesByType("resource").filter(({ name }) => /\/scorer[^/]*\.wasm$/.test(name));
  const last = Math.max(0, ...entries.map((entry) => (entry as PerformanceResourceTiming).responseEnd));
  return performance.timeOrigin + last;
}

/** What there is, once `begin` is done. */
export const schemes = (): readonly SchemeInfo[] => small?.schemes ?? [];

/** Loads the whole engine and a scheme. */
export async function load(id: string): Promise<Facts> {
  const { Scheme } = await whole();
  return hold(await Scheme.load(id));
}

/** A scheme of the visitor's own, from its text. */
export async function parse(text: string, file: string): Promise<Facts> {
  const { Scheme } = await whole();
  return hold(await Scheme.parse(text, file));
}

export const template = async (id: string, format: "csv" | "json"): Promise<string> =>
  (await whole()).template(id, format);

/** What an annex or a filled template says, with what was answered beside it. */
export const readAnnex = async (id: string, table: string, answers: Readonly<Record<string, string>>): Promise<Annex> =>
  (await whole()).readAnnex(id, table, { answers });

/** A table of companies, or of one, by the fields of a scheme. */
export const readTable = async (key: number, table: string): Promise<ReadTable> =>
  (await whole()).readTable(table, { scheme: scheme(key) });

// ---------------------------------------------------------------------------------------------------------------------
// What is typed

const reader = () => {
  const module = engine ?? small;
  if (!module) throw new Error("nothing is loaded");
  return module;
};

/** Readings by what was typed: of a form one text changes at a time. */
let before = new Map<string, Reading>();

/** Reads what was typed into a field. */
export function read(field: string, { texts, unit }: Typed): Reading {
  const figures: (ReadFigure | null)[] = [];
  let problem: Problem | undefined;
  for (const text of texts) {
    try {
      figures.push(reader().readFigure(field, text, unit));
    } catch (error) {
      if (!isBadInput(error)) throw error;
      figures.push(null);
      problem ??= error.problems[0];
    }
  }
  return problem ? { figures, problem } : { figures };
}

/** An end of a range: of one that is itself a range, its outer end. */
function end(figure: ReadFigure | null | undefined, at: 0 | 1): string {
  const value = figure?.value;
  return String(typeof value === "object" && value !== null ? value.between[at] : value);
}

function valueOf({ figures: [one, other] }: Reading): Value {
  return other === undefined ? (one?.value ?? null) : { between: [end(one, 0), end(other, 1)] };
}

/** Reads what is typed, and scores it. A field in error counts as missing: the rest is scored. */
export function assess(key: number, form: Readonly<Record<string, Typed>>): Answer {
  const readings: Record<string, Reading> = {};
  const enterprise: Enterprise = {};
  const now = new Map<string, Reading>();
  for (const [field, typed] of Object.entries(form)) {
    const same = JSON.stringify([field, typed]);
    const reading = before.get(same) ?? read(field, typed);
    now.set(same, reading);
    readings[field] = { ...reading };
    if (!reading.problem) enterprise[field] = valueOf(reading);
  }
  before = now;
  const answer: Answer = { readings, company: "{}", outcome: null, report: null, general: [] };
  const by = known[key];
  // Each round leaves out at least one figure that contradicts another.
  while (by) {
    answer.company = JSON.stringify(enterprise);
    try {
      if ("improve" in by) answer.outcome = answer.report = by.score(answer.company).toJSON();
      else answer.outcome = by.outcome(answer.company);
      break;
    } catch (error) {
      if (!isBadInput(error)) throw error;
      const here = error.problems.filter(({ field }) => typeof field === "string" && field in enterprise);
      if (here.length === 0) {
        answer.general = error.problems;
        break;
      }
      for (const problem of here) {
        const reading = readings[problem.field as string];
        if (reading) reading.problem ??= problem;
        delete enterprise[problem.field as string];
      }
    }
  }
  return answer;
}

/** What a scheme says of a company that was read before; nothing where it refuses it. */
export function report(key: number, company: string): ReportJSON | null {
  try {
    return scheme(key).score(company).toJSON();
  } catch (error) {
    if (isBadInput(error)) return null;
    throw error;
  }
}

/** Figures in another unit than that in which they were typed: field and text of each. What is to stay as it is is null. */
export const inUnit = (typed: readonly (readonly [string, string])[], from: string, to: string): (string | null)[] =>
  typed.map(([field, text]) => reader().figureIn(field, text, from, to) ?? null);

// ---------------------------------------------------------------------------------------------------------------------
// What follows from it

/** Files of a bank's own instruments, and the visitor's own schemes. */
export interface Beside {
  products: readonly string[];
  schemes: readonly number[];
}

const options = ({ products, schemes }: Beside) => ({ products: [...products], schemes: schemes.map(scheme) });

export const finance = async (company: string, beside: Beside): Promise<Finance> =>
  (await whole()).finance(company, options(beside));

export const fullReport = async (key: number, company: string, beside: Beside): Promise<FullReport> =>
  (await whole()).fullReport(scheme(key), company, options(beside));

export const dataSheet = async (key: number, company: string): Promise<DataSheet> =>
  (await whole()).dataSheet(scheme(key), company);

export const estimate = (key: number, company: string, total: string): Estimate | null =>
  scheme(key).estimate(company, { total });

export const sensitivity = (key: number, company: string): Sensitivity => scheme(key).sensitivity(company);

export const improve = (key: number, company: string, target: string): Improvement =>
  scheme(key).improve(company, { target });

export const whatIf = (
  key: number,
  company: string,
  changes: Readonly<Record<string, string>>,
  nextYear: boolean,
): WhatIf => scheme(key).whatIf(company, changes, { nextYear });

/** Checks a report; of a scheme of the visitor's own, by that. */
export const verify = async (report: string, beside: Beside, own: number | undefined): Promise<Verified> =>
  (await whole()).verify(report, { ...options(beside), scheme: own === undefined ? undefined : scheme(own) });

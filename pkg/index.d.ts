/**
 * innopoints: exact innovation scores from a company's own figures, on its own device.
 *
 * Shapes follow the JSON that the command line prints: numbers that were computed exactly are strings of decimals.
 */

/** Chinese text with English beside it. */
export interface Text {
  zh: string;
  en: string;
}

/** How well founded a number is: the rule itself or a faithful copy, a secondary report, or our own estimate. */
export type Standing = "official" | "reported" | "estimate";

/** Where a number comes from. */
export interface Source {
  /** Document number, e.g. 工信部企业〔2022〕63号 */
  document: string;
  /** Article or annex within it. */
  article: string;
  standing: Standing;
  /** Where the copy that was read stands. */
  seen?: string[];
  note?: Text;
}

/** One value: a number (in the field's unit), text as people write it ("3.2 亿元", "１，２００", "5%"), a flag, a level or a date, or a range. `null` is the same as leaving the field out. */
export type Value = number | bigint | string | boolean | null | { between: [number | string, number | string] };

/** What is known of a company: field id to value. A field left out is missing, never 0. */
export type Enterprise = { [field: string]: Value | undefined };

/** One thing wrong with an input, with its place. */
export interface Problem {
  code: string;
  zh: string;
  en: string;
  /** File name, when one was given. */
  file?: string;
  /** JSON pointer (RFC 6901) into the document that was read. */
  pointer?: string;
  /** The enterprise field concerned. */
  field?: string;
  line?: number;
  column?: number;
}

/** Thrown for bad input; `problems` holds everything that was found wrong. */
export class InnopointsError extends Error {
  readonly problems: Problem[];
}

/** A field of the dictionary that a scheme uses. */
export interface Field {
  id: string;
  title: Text;
  type: "number" | "flag" | "choice" | "date";
  /** 万元, %, 人, 件, 年 …; numbers only. */
  unit?: string;
  /** Only whole numbers. */
  whole?: boolean;
  min?: string;
  max?: string;
  /** A field that this one cannot exceed. */
  at_most?: string;
  /** Choices only. */
  levels?: { id: string; title: Text }[];
  /** Which part of a form it stands in: income, balance, rd, people, ip, profile, conduct. */
  section: string;
  meaning: Text;
  /** Where a company finds it. */
  where: Text;
}

export interface Group {
  id: string;
  title: Text;
  /** Exact points; null while unknown fields leave it open. */
  points: string | null;
  bounds: [string, string];
  max: string;
  floor: string | null;
  /** Whether the floor is reached; null while open; true where there is none. */
  met: boolean | null;
  /** Where maximum and floor come from. */
  source: Source;
}

/** The step of a rule that the value stands in. Edges in the unit of the value; absent where open. */
export interface Band {
  /** Inclusive lower edge. */
  from?: string;
  /** Exclusive lower edge. */
  above?: string;
  /** Inclusive upper edge. */
  to?: string;
  /** Exclusive upper edge. */
  below?: string;
  points: string;
}

/** A change of one input that reaches a target, the others staying as they are. */
export interface Change {
  field: string;
  /** Signed amount to add, in the field's unit, rounded so that the target is reached; null for a flag or a choice. */
  by: string | null;
  /** The value after it; "true", "false" or the id of a level for a flag or a choice. */
  to: string;
  unit: string;
}

export interface Next {
  /** Points of the item once there. */
  points: string;
  /** The edge, in the unit of the value; null for a flag or a choice. */
  edge: string | null;
  /** Distance of the value from the edge, in its unit (percentage points for a ratio). */
  gap: Text | null;
  /** The smallest change of one input that gets there, the others staying as they are; one an input. */
  changes: Change[];
}

export interface Item {
  id: string;
  group: string;
  title: Text;
  /** The measured quantity with its unit, e.g. "4.79%", "3 件", a level's title; a range "52.17%–57.61%"; null when unknown. */
  value: Text | null;
  /** How it was computed, e.g. "412 万元 ÷ 8,600 万元". */
  working: Text | null;
  points: string | null;
  bounds: [string, string];
  max: string;
  /** The band hit; null when the rule has none or it is open. */
  band: Band | null;
  /** The next better step; null at the top or while open. */
  next: Next | null;
  /** True when the value stands exactly on the edge that was given the better band. */
  on_edge: boolean;
  /** Fields that leave this item open. */
  unknown: string[];
  reason: Text;
  source: Source;
}

/** A gate (without it nothing else counts) or a direct route (passes whatever the points). */
export interface Condition {
  id: string;
  title: Text;
  /** null while unknown fields decide. */
  met: boolean | null;
  unknown: string[];
  reason: Text;
  source: Source;
}

export interface ReportJSON {
  scheme: string;
  title: Text;
  document: string;
  /** SHA-256 of the scheme file's bytes. */
  digest: string;
  /** The day the rules were applied for. */
  on: string;
  stage: string | null;
  /** Exact total, rounded once to the scheme's precision; null while unknown fields leave it open. */
  total: string | null;
  /** Sound bounds of the total; equal when nothing is open. */
  bounds: [string, string];
  max: string;
  /** The threshold in words and number, where the pass condition has one on the total. */
  threshold: string | null;
  /** False when any number of the scheme is an estimate. */
  official: boolean;
  /** null where the unknowns decide. */
  passed: boolean | null;
  /** One or two sentences: the verdict and what decides it. */
  summary: Text;
  groups: Group[];
  items: Item[];
  gates: Condition[];
  routes: Condition[];
  /** The parts of the pass condition, e.g. total >= 60, each floor. */
  requirements: Condition[];
  /** Fields left out that leave something open. */
  missing: string[];
}

/** The result. Its numbers are computed at once; its words when they are first read. `JSON.stringify` gives what the command prints. */
export interface Report extends ReportJSON {
  toJSON(): ReportJSON;
}

export interface SchemeInfo {
  id: string;
  title: Text;
  issuer: string;
  document: string;
  effective: { from: string; to?: string };
  official: boolean;
}

export interface ScoreOptions {
  /** Day to apply the rules for, "2026-11-01"; today in China when left out. */
  on?: string;
}

/** A scheme, compiled. */
export class Scheme {
  private constructor();
  /** One of the shipped schemes. Rejects with InnopointsError for an unknown id. */
  static load(id: string): Promise<Scheme>;
  /** A scheme from its JSON text (or a parsed object); throws InnopointsError with every problem and its place. */
  static parse(json: string | object, file?: string): Scheme;
  readonly id: string;
  readonly title: Text;
  readonly issuer: string;
  readonly document: string;
  readonly effective: { from: string; to?: string };
  readonly digest: string;
  readonly official: boolean;
  /** The fields this scheme uses, in the order of the dictionary. */
  readonly fields: Field[];
  /** Score with reasons; the company as an object, or as JSON text of which every digit counts. Throws InnopointsError on bad input. */
  score(enterprise: Enterprise | string, options?: ScoreOptions): Report;
  /** The total alone, fast: exact points as a number, or null while unknown fields leave it open. Throws like `score`. */
  total(enterprise: Enterprise | string, options?: ScoreOptions): number | null;
}

/** The shipped schemes. */
export const schemes: SchemeInfo[];

/** Every field of the dictionary. */
export const dictionary: { fields: Field[] };

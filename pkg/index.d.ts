/**
 * innopoints: exact innovation scores from a company's own figures, on its own device.
 *
 * Shapes follow the JSON that the command line prints: numbers that were computed exactly are strings of decimals.
 * A report is in report.d.ts, plans are in plans.d.ts, finance instruments in finance.d.ts, reports to be verified in
 * verify.d.ts.
 */
import type { Improvement, ImproveOptions, Sensitivity, WhatIf, WhatIfOptions } from "./plans.js";
import type { Report, Standing, Text } from "./report.js";

export * from "./finance.js";
export * from "./plans.js";
export * from "./report.js";
export * from "./verify.js";

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

export interface SchemeInfo {
  id: string;
  title: Text;
  issuer: string;
  document: string;
  effective: { from: string; to?: string };
  /** False when any number of the scheme is an estimate: nothing that comes of it is an official score. */
  official: boolean;
  /** The weakest standing of its sources: an official scheme may hold numbers that are only reported. */
  standing: Standing;
  /** Versions of one rule share it. */
  family?: string;
  /** Id of the scheme that this one extends. */
  extends?: string;
  /** What comes of it: a verdict (with points or by conditions alone), points alone, or a class. */
  gives: "verdict" | "points" | "class";
}

export interface ScoreOptions {
  /** Day to apply the rules for, "2026-11-01"; today in China when left out. */
  on?: string;
}

/** What a page shows of a scheme. */
export interface SchemeFacts {
  readonly id: string;
  readonly title: Text;
  readonly issuer: string;
  readonly document: string;
  readonly effective: { from: string; to?: string };
  readonly digest: string;
  readonly official: boolean;
  /** The weakest standing of its sources: an official scheme may hold numbers that are only reported. */
  readonly standing: Standing;
  readonly family?: string;
  readonly extends?: string;
  readonly gives: "verdict" | "points" | "class";
  /** What a reader should know: what is published and what is not, how words of the rule were taken. */
  readonly notes?: Text;
  /** Ids of the fields this scheme uses, in the order of the dictionary (`innopoints/dictionary` tells what they are). */
  readonly fields: string[];
}

/** A scheme, compiled. */
export interface Scheme extends SchemeFacts {}
export class Scheme {
  private constructor();
  /** One of the shipped schemes. Rejects with InnopointsError for an unknown id. */
  static load(id: string): Promise<Scheme>;
  /** A scheme from its JSON text (or a parsed object); rejects with InnopointsError, every problem with its place. */
  static parse(json: string | object, file?: string): Promise<Scheme>;
  /** Score with reasons; the company as an object, or as JSON text of which every digit counts. Throws InnopointsError on bad input. */
  score(enterprise: Enterprise | string, options?: ScoreOptions): Report;
  /**
   * The total alone, fast: exact points as a number, or null while unknown fields leave it open. Of a scheme with estimates
   * always null: its totals do not go without saying that they are not official, as `score` does. Throws like `score`.
   */
  total(enterprise: Enterprise | string, options?: ScoreOptions): number | null;
  /** The cheapest changes with which the company reaches a total, or passes. Throws like `score`. */
  improve(enterprise: Enterprise | string, options?: ImproveOptions): Improvement;
  /** The same company with other figures. Throws like `score`. */
  whatIf(
    enterprise: Enterprise | string,
    changes: { [field: string]: string | number | boolean },
    options?: WhatIfOptions,
  ): WhatIf;
  /** What counts most for this company, and which missing figure to find out first. Throws like `score`. */
  sensitivity(enterprise: Enterprise | string, options?: ScoreOptions): Sensitivity;
}

/** What a text says that was typed into a field. */
export interface ReadFigure {
  /** As a company has it: a number as exact decimal text in the unit of its field, a range, a flag, a level or a day. */
  value: Value;
  /** A number in the unit that is shown, with commas at thousands. */
  shown?: string;
  /** Whether the text brings a unit of its own. */
  unit: boolean;
  /** How it was read, where that is not what stands in the text; to be shown beside it. */
  echo?: Text;
}

/**
 * Reads what people type or paste into a field: "1,200", "１２３４", "1亿2000万", "￥1200", "(120)", "80–100", "2026年11月1日". A bare
 * number is in `unit`, or in the unit of the field. Throws InnopointsError where it is not understood, or could mean two things.
 */
export function readFigure(field: string, text: string, unit?: string): ReadFigure;

/** A figure as it was typed, in another unit; undefined where its text is to stay: it brings a unit, or is not understood. */
export function figureIn(field: string, text: string, from: string, to: string): string | undefined;

/** The shipped schemes. */
export const schemes: SchemeInfo[];

/**
 * For a user who holds an annex that is not published: a template of the numbers that the scheme leaves open, as CSV to be
 * filled in a spreadsheet, or as JSON. Rejects for a scheme without estimates. Its code and texts are imported when this or
 * `adopt` is first called.
 */
export function template(id: string, format?: "csv" | "json"): Promise<string>;

/**
 * The JSON text of the exact scheme that a filled template (CSV or JSON) makes, to be kept and
 * read by `Scheme.parse`. Rejects with InnopointsError, every problem with its line and column or its pointer.
 */
export function adopt(id: string, filled: string): Promise<string>;

/**
 * innopoints: exact innovation scores from a company's own figures, on its own device.
 *
 * What functions take stands here and in the files beside this one; what they give back is in dist/types.d.ts, which is made
 * of the Rust types: numbers that were computed exactly are strings of decimals.
 */
import type {
  Estimate,
  Improvement,
  Outcome,
  Placed,
  Problem,
  ReadTable,
  ReportJSON,
  SchemeFacts,
  Sensitivity,
  Sheet,
  Shift,
  Text,
  WhatIf,
} from "./dist/types.js";
import type { ImproveOptions, WhatIfOptions } from "./plans.js";

export * from "./dist/types.js";
export * from "./finance.js";
export * from "./plans.js";
export * from "./verify.js";

/** A type that the host may or may not declare. */
type Declared<Name extends string> = typeof globalThis extends { [N in Name]: { prototype: infer Type } }
  ? Type
  : never;
type WasmModule = typeof globalThis extends { WebAssembly: { Module: { prototype: infer Type } } } ? Type : never;

/** Where the module is, or the module itself: compiled, or its bytes. */
export type ModuleSource = string | Declared<"URL"> | Declared<"Response"> | ArrayBuffer | ArrayBufferView | WasmModule;

/**
 * Starts the module; once, however often it is called. All that gives a promise does so by itself, from where the runtime or the
 * bundler has the module: call it to start early, or with a source where neither can tell. What gives no promise (`readFigure`,
 * `figureIn`, `readTable`) needs it first in a browser. Rejects where the module cannot be had; it can then be called again.
 */
export function init(source?: ModuleSource | PromiseLike<ModuleSource>): Promise<void>;

/**
 * The same at once, for whoever holds the module: compiled, or its bytes (on the thread of a page, older browsers refuse). Without
 * a source for Node, Deno, Bun and workerd. Throws InnopointsError where the module cannot be had at once.
 */
export function initSync(source?: ArrayBuffer | ArrayBufferView | WasmModule): void;

/** One value: a number (in the field's unit), text as people write it ("3.2 亿元", "１，２００", "5%"), a flag, a level or a date, or a range. `null` is the same as leaving the field out. */
export type Value =
  number | bigint | string | boolean | null | { between: readonly [number | string, number | string] };

/** What is known of a company: field id to value. A field left out is missing, never 0. */
export type Enterprise = { [field: string]: Value | undefined };

/** The same of an interface or a class of one's own. */
export type Fields<T> = object & { readonly [K in keyof T]: Value | undefined } & {
  readonly [Symbol.iterator]?: never;
};

/**
 * A company that is read once: accepted wherever an object is, by all functions of this entry. Its figures are kept in the
 * module until `free()`; nothing else of the package keeps a company. Read a report's words before you free its company.
 */
export class Company {
  private constructor();
  /** The company as an object, or as JSON text of which every digit counts. Rejects with InnopointsError on bad input. */
  static of<T extends Fields<T>>(enterprise: T | Enterprise | string): Promise<Company>;
  /** Ends it: asked about afterwards, it is refused. */
  free(): void;
}

/** A company as functions take it. */
export type Given<T = Enterprise> = T | Enterprise | string | Company;

/** Thrown for bad input; `problems` holds everything that was found wrong. */
export class InnopointsError extends Error {
  readonly problems: Problem[];
}

/** What a list of schemes shows of one. */
export type SchemeInfo = Omit<SchemeFacts, "digest" | "fields" | "notes"> & {
  /** Id of the scheme that this one extends. */
  extends?: string;
};

export interface ScoreOptions {
  /** Day to apply the rules for, "2026-11-01"; today in China when left out. */
  on?: string;
}

export interface EstimateOptions extends ScoreOptions {
  /** A total: how many tables reach it. */
  total?: number | string;
}

export interface ReportOptions extends ScoreOptions {
  /** The language of reasons; both when left out. Texts of the other language are then empty. */
  language?: "zh" | "en";
}

/** The result. Its numbers are computed at once; its words when they are first read. `JSON.stringify` gives what the command prints. */
export type Report = Readonly<ReportJSON> & { toJSON(): ReportJSON };

/** A scheme, compiled. */
export interface Scheme extends Readonly<SchemeFacts> {
  /** Id of the scheme that this one extends. */
  readonly extends?: string;
}
export class Scheme {
  private constructor();
  /** One of the shipped schemes. Rejects with InnopointsError for an unknown id. */
  static load(id: string): Promise<Scheme>;
  /** A scheme from its JSON text (or a parsed object); rejects with InnopointsError, every problem with its place. */
  static parse(json: string | object, file?: string): Promise<Scheme>;
  /** Score with reasons; the company as an object, or as JSON text of which every digit counts. Throws InnopointsError on bad input. */
  score<T extends Fields<T>>(enterprise: Given<T>, options?: ReportOptions): Report;
  /** The same in numbers and ids, without words. Throws like `score`. */
  outcome<T extends Fields<T>>(enterprise: Given<T>, options?: ScoreOptions): Outcome;
  /**
   * The total alone, fast: exact points as a number, or null while unknown fields leave it open. Of a scheme with estimates
   * always null: its totals do not go without saying that they are not official, as `score` does. Throws like `score`.
   */
  total<T extends Fields<T>>(enterprise: Given<T>, options?: ScoreOptions): number | null;
  /** The cheapest changes with which the company reaches a total, or passes. Throws like `score`. */
  improve<T extends Fields<T>>(enterprise: Given<T>, options?: ImproveOptions): Improvement;
  /** The same company with other figures. Throws like `score`. */
  whatIf<T extends Fields<T>>(
    enterprise: Given<T>,
    changes: { [field: string]: string | number | boolean },
    options?: WhatIfOptions,
  ): WhatIf;
  /**
   * What 1,000 plausible tables give, where the scheme's own is not published: the middle 90 % of the totals with the median,
   * and how many tables reach a total where one is asked for. An estimate, never an official score; null where the scheme has
   * no such tables. Throws like `score`.
   */
  estimate<T extends Fields<T>>(enterprise: Given<T>, options?: EstimateOptions): Estimate | null;
  /**
   * What the panel says of a change from one company's figures to another's, such as last year's to this year's: in how many
   * tables the total is higher, or no lower, and by how much. Null where the scheme has no panel. Throws like `score`.
   */
  shift<T extends Fields<T>, U extends Fields<U>>(
    before: Given<T>,
    after: Given<U>,
    options?: ScoreOptions,
  ): Shift | null;
  /** The data sheet: what the scheme measures of the company, filled in. Throws like `score`. */
  sheet<T extends Fields<T>>(enterprise: Given<T>, options?: ScoreOptions): Sheet;
  /** Where the values of the data sheet stand among the published edges of another scheme. Throws like `score`. */
  placed<T extends Fields<T>>(enterprise: Given<T>, other: Scheme, options?: ScoreOptions): Placed[];
  /** What counts most for this company, and which missing figure to find out first. Throws like `score`. */
  sensitivity<T extends Fields<T>>(enterprise: Given<T>, options?: ScoreOptions): Sensitivity;
}

/** A data sheet with the edges that other schemes publish for the same quantities. */
export type DataSheet = Sheet & { placed: Placed[] };

/** The data sheet of a scheme, placed among the edges of every shipped scheme whose numbers are published. */
export function dataSheet<T extends Fields<T>>(
  scheme: Scheme,
  enterprise: Given<T>,
  options?: ScoreOptions,
): Promise<DataSheet>;

/** What one scheme says of a company: its outcome, or why there is none. */
export type Assessment = Outcome | { scheme: string; errors: Problem[] };

/**
 * The company under every shipped scheme in force on the day, from one reading of it, in the order of `schemes`. Rejects with
 * InnopointsError on bad input.
 */
export function assess<T extends Fields<T>>(enterprise: Given<T>, options?: ScoreOptions): Promise<Assessment[]>;

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

/** A cell of a sheet, as readers of workbooks give it. */
export type Cell = string | number | boolean | Date | null | undefined;

export interface ReadTableOptions {
  /** The scheme whose fields are read, those of its own among them; the shipped fields when left out. */
  scheme?: Scheme;
  /** Fields in which `-` or `/` means 0, and not that nothing is known. */
  zero?: string[];
}

/**
 * Reads a table of companies: text of any separator, as it was pasted or decoded from a file, or the rows of a sheet. Headings are
 * understood by many names, with units and years; a bad cell costs its company alone; what is not used is kept and told. Throws
 * InnopointsError where no heading is found, or two columns have the same.
 */
export function readTable(table: string | Cell[][], options?: ReadTableOptions): ReadTable;

/** The shipped schemes. */
export const schemes: SchemeInfo[];

/**
 * For a user who holds an annex that is not published: a template of the numbers that the scheme leaves open, as CSV to be
 * filled in a spreadsheet, or as JSON. Rejects for a scheme without estimates. Its code and texts are imported when this or
 * `adopt` is first called.
 */
export function template(id: string, format?: "csv" | "json"): Promise<string>;

export interface AnnexOptions {
  /** What the table does not say: `{"@id": "our-points", "startup_limit": "500万元", "rd_expense.growth": "8"}`, row or row.column. */
  answers?: { [cell: string]: string | number };
}

/** What was read of an annex, to be confirmed. */
export interface Annex {
  /** The JSON text of the exact scheme, where nothing is asked. */
  scheme?: string;
  /** The template filled in as far as the annex says, as CSV, where something is asked. */
  filled?: string;
  /** What each row of the annex was taken for. */
  understood: Problem[];
  /** What is still to be filled in: `line` is the row of the template, from 0 for its header, `column` its column. */
  asked: Asked[];
}

/** A cell of the template that is still blank. */
export interface Asked extends Problem {
  /** The cell, as `answers` names it. */
  cell?: string;
  /** What its row is called. */
  title?: string;
  /** What is assumed of it while it is unpublished. */
  now?: string;
}

/**
 * Reads the table of an annex as its holder has it: HTML of the clipboard of a word processor or web page, text of any separator,
 * or the rows of a sheet. Rejects with InnopointsError where nothing is understood.
 */
export function readAnnex(id: string, table: string | Cell[][], options?: AnnexOptions): Promise<Annex>;

/**
 * The JSON text of the exact scheme that a filled template (CSV or JSON) or an annex makes, to be kept and
 * read by `Scheme.parse`. Rejects with InnopointsError, every problem with its line and column or its pointer; where something is
 * still asked, with that.
 */
export function adopt(id: string, filled: string | Cell[][], options?: AnnexOptions): Promise<string>;

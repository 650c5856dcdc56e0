/** Reports that anyone can score again: a report with all that it rests on, and whether it holds. */
import type { Finance, FinanceOptions } from "./finance.js";
import type { Enterprise, Scheme } from "./index.js";
import type { ReportJSON, Text } from "./report.js";

/** An item that does not earn all its points. */
export interface Lost {
  code: "missing" | "judged" | "deducted" | "below_band" | "below_full" | "condition";
  id: string;
  title: Text;
  /** Points lost, at least and at most. */
  points: [string, string];
}

/** A report and what it rests on. It holds the company's figures: whoever gets it can read them. */
export interface FullReport extends ReportJSON {
  /** Where points are lost, the most first. */
  lost: Lost[];
  /** The figures as they were taken, each in the unit of its field. */
  enterprise: { [field: string]: string | boolean | { between: [string, string] } };
  /** SHA-256 of the figures as JSON. */
  figures: string;
  /** What the finance instruments say. */
  finance: Finance;
}

/** What is made of a report. */
export interface Verified {
  /** Whether it is what comes of its figures, all of it. Whether the figures are true is another matter. */
  holds: boolean;
  /** `other_rules`: made by other versions of schemes or instruments; `incomplete`: without what the instruments say. */
  verdict: "holds" | "false" | "other_rules" | "incomplete";
  scheme: string;
  on: string;
  /** Where it says something else: JSON pointers. */
  differs: string[];
  /** Whether the schemes and instruments that it was verified by are all shipped with the product. */
  shipped: boolean;
  summary: Text;
}

export interface VerifyOptions extends Pick<FinanceOptions, "products" | "schemes"> {
  /** The scheme of the report, where it is not the shipped one. */
  scheme?: Scheme;
}

/**
 * The report of a company by a scheme (or its id) with all that it rests on: what `innopoints score --json --full` prints.
 * Rejects with InnopointsError on bad input.
 */
export function fullReport(
  scheme: Scheme | string,
  enterprise: Enterprise | string,
  options?: FinanceOptions,
): Promise<FullReport>;

/**
 * Scores a full report again, given as JSON text or as an object, and says whether it holds: what
 * `innopoints verify --json` prints. Rejects with InnopointsError for what is no such report.
 */
export function verify(report: string | object, options?: VerifyOptions): Promise<Verified>;

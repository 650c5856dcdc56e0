/** Reports that anyone can score again: a report with all that it rests on, and whether it holds. */
import type { FullReport, Verified } from "./dist/types.js";
import type { FinanceOptions } from "./finance.js";
import type { Fields, Given, Scheme } from "./index.js";

export interface VerifyOptions extends Pick<FinanceOptions, "products" | "schemes"> {
  /** The scheme of the report, where it is not the shipped one. */
  scheme?: Scheme;
}

/**
 * The report of a company by a scheme (or its id) with all that it rests on: what `innopoints score --json --full` prints.
 * Rejects with InnopointsError on bad input.
 */
export function fullReport<T extends Fields<T>>(
  scheme: Scheme | string,
  enterprise: Given<T>,
  options?: FinanceOptions,
): Promise<FullReport>;

/**
 * Scores a full report again, given as JSON text or as an object, and says whether it holds: what
 * `innopoints verify --json` prints. Rejects with InnopointsError for what is no such report.
 */
export function verify(report: string | object, options?: VerifyOptions): Promise<Verified>;

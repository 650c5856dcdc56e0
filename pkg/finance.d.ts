/** What a score opens: finance instruments, and what each says to a company. */
import type { Finance } from "./dist/types.js";
import type { Fields, Given, Scheme, ScoreOptions } from "./index.js";

export interface FinanceOptions extends ScoreOptions {
  /** A bank's own instruments: JSON text or parsed objects; one with the id of a shipped family stands in for it. */
  products?: (string | object)[];
  /** Schemes of one's own, for instruments that ask for their results; one with the id of a shipped scheme stands in for it. */
  schemes?: Scheme[];
}

/**
 * What finance instruments say to a company: the shipped ones and those of `products`. They and the shipped schemes are
 * imported when this is first called. Rejects with InnopointsError for bad input or a bad file of instruments.
 */
export function finance<T extends Fields<T>>(enterprise: Given<T>, options?: FinanceOptions): Promise<Finance>;

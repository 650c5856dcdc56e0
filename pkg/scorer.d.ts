/**
 * The outcome alone, of a module a fifth as large as the whole: what a page begins with while the engine is on its way, and
 * all that a service needs which gives no reasons. Its numbers are those of the report, but for a company with open figures:
 * bounds are sound here, not tight.
 */
import type { Outcome, SchemeFacts } from "./dist/types.js";
import type { Enterprise, Fields, ScoreOptions } from "./index.js";

export type { Outcome } from "./dist/types.js";
export { figureIn, init, initSync, InnopointsError, readFigure, schemes } from "./index.js";
export type { ModuleSource } from "./index.js";

/** A company that is read once by this module; that of the other entry is of another module. */
export class Company {
  private constructor();
  static of<T extends Fields<T>>(enterprise: T | Enterprise | string): Promise<Company>;
  free(): void;
}

/** One of the shipped schemes. */
export interface Scorer extends Readonly<SchemeFacts> {
  readonly extends?: string;
}
export class Scorer {
  private constructor();
  /** Rejects with InnopointsError for an unknown id. */
  static load(id: string): Promise<Scorer>;
  /** The outcome; the company as an object, as JSON text of which every digit counts, or read before. Throws InnopointsError on bad input. */
  outcome<T extends Fields<T>>(enterprise: T | Enterprise | string | Company, options?: ScoreOptions): Outcome;
}

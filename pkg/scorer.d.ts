/**
 * Total and verdict alone, of a module a fifth as large as the whole: what a page begins with while the engine is on its way,
 * and all that a service needs which gives no reasons.
 */
import type { Enterprise, SchemeFacts, ScoreOptions } from "./index.js";

export { figureIn, InnopointsError, readFigure, schemes } from "./index.js";

/** Total and verdict. They are those of the report, but for a company with open figures: bounds are sound here, not tight. */
export interface Outcome {
  /** Exact total, rounded once; null while unknown fields leave it open. */
  total: string | null;
  /** The total with every estimate at its typical value; null for a scheme without estimates, or where a figure it needs is missing. */
  typical: string | null;
  /** Sound bounds of the total. */
  bounds: [string, string];
  /** False when any number of the scheme is an estimate: then this is no official score, and must not be shown as one. */
  official: boolean;
  /** null where the unknowns decide, or where only the search for tight bounds could tell. */
  passed: boolean | null;
}

/** One of the shipped schemes. */
export interface Scorer extends SchemeFacts {}
export class Scorer {
  private constructor();
  /** Rejects with InnopointsError for an unknown id. */
  static load(id: string): Promise<Scorer>;
  /** Total and verdict; the company as an object, or as JSON text of which every digit counts. Throws InnopointsError on bad input. */
  outcome(enterprise: Enterprise | string, options?: ScoreOptions): Outcome;
}

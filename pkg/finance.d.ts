/** What a score opens: finance instruments, and what each says to a company. */
import type { Enterprise, Scheme, ScoreOptions } from "./index.js";
import type { Change, Condition, Source, Standing, Text } from "./report.js";

/** What is short of a condition, in words, and changes of single inputs any one of which meets it while the others stay. */
export interface Gap {
  text: Text;
  changes: Change[];
}

/** What an instrument gives, computed for the company. */
export interface Term {
  id: string;
  title: Text;
  /** The exact value, in its unit; null while it is open. */
  value: string | null;
  /** Where it lies; null where nothing limits an end. */
  bounds: [string | null, string | null];
  unit: string;
  limit: "at_most" | "at_least" | null;
  text: Text;
  working: Text | null;
  unknown: string[];
  /** False where it rests on an estimated total. */
  official: boolean;
  source: Source;
}

/** What one finance instrument says to the company. */
export interface Offer {
  id: string;
  family: string;
  /** SHA-256 of the file of its family. */
  digest: string;
  title: Text;
  kind: "loan" | "relending" | "guarantee" | "subsidy" | "bond" | "fund" | "insurance" | "listing";
  provider: Text;
  document: string;
  /** First day of the version that was applied. */
  from: string;
  /** Never `applies` while a condition is unknown. */
  answer: "applies" | "not_yet" | "depends_on" | "no_published_test";
  summary: Text;
  conditions: (Condition & { gap: Gap | null })[];
  terms: Term[];
  /** What leaves conditions open: fields, results of schemes, and what was not published. */
  depends_on: { kind: string; id: string; title: Text }[];
  standing: Standing;
  /** Says that a total it shows is no official score; null where it shows none. */
  notice: Text | null;
  notes: Text[];
  source: Source;
}

export interface FinanceOptions extends ScoreOptions {
  /** A bank's own instruments: JSON text or parsed objects; one with the id of a shipped family stands in for it. */
  products?: (string | object)[];
  /** Schemes of one's own, for instruments that ask for their results; one with the id of a shipped scheme stands in for it. */
  schemes?: Scheme[];
}

/** What finance instruments say to a company. */
export interface Finance {
  /** The day the rules were applied for. */
  on: string;
  /** One an instrument that is in force on the day. */
  offers: Offer[];
  /** The others. */
  not_in_force: { id: string; title: Text }[];
  /** The families of instruments that were asked, and the schemes that these ask: which text of each was used. */
  families: Version[];
  schemes: Version[];
}

/** Which text of a scheme or of a family of instruments was used. */
export interface Version {
  id: string;
  /** SHA-256 of its file. */
  digest: string;
}

/**
 * What finance instruments say to a company: the shipped ones and those of `products`. They and the shipped schemes are
 * imported when this is first called. Rejects with InnopointsError for bad input or a bad file of instruments.
 */
export function finance(enterprise: Enterprise | string, options?: FinanceOptions): Promise<Finance>;

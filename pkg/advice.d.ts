/**
 * What would raise a score, and what it opens: plans, what-if, what counts most, and finance instruments. A module of its
 * own, of which a page that only scores loads nothing.
 */
import type { Change, Condition, Enterprise, Scheme, ScoreOptions, Source, Standing, Text } from "./index.js";

export { InnopointsError } from "./index.js";

/** Where a company stands by a scheme. */
export interface Place {
  total: string | null;
  typical: string | null;
  bounds: [string, string];
  stage: string | null;
  passed: boolean | null;
}

/** The points of an item before and after, as bounds; `by` where both are exact. */
export interface ItemDifference {
  id: string;
  title: Text;
  before: [string, string];
  after: [string, string];
  by: string | null;
}

/** Changes that reach the target together. */
export interface Plan {
  /** The effort in 万元, by the terms that were used. */
  cost: string;
  changes: Change[];
  then: Place;
  items: ItemDifference[];
  words: Text;
}

export interface Improvement {
  scheme: string;
  title: Text;
  document: string;
  digest: string;
  on: string;
  /** The total asked for; null where the scheme is to be passed. */
  target: string | null;
  /** What plans are measured by: exact points, or typical ones of a scheme with estimates. */
  basis: string;
  official: boolean;
  notice: Text | null;
  now: Place;
  /** Whether nothing has to change: for certain where `basis` is exact or lowest, else at typical values or by the best judgements. */
  reached: boolean;
  /** The cheapest first; others do without one of its changes. */
  plans: Plan[];
  /** Where the target cannot be reached: the most that can. */
  best: Plan | null;
  /** Conditions that nothing which may move can meet. */
  blocked: { id: string; title: Text }[];
  /** Fields that must be known first. */
  needed: string[];
  /** False where the search was stopped before it was sure. */
  complete: boolean;
  summary: Text;
}

export interface ImproveOptions extends ScoreOptions {
  /** The total to reach; "pass", or nothing, to pass the scheme. */
  target?: number | string;
  /** Fields that stay as they are. */
  fix?: string[];
  /** How far fields may go: "+20%", "-10%", "+50万元", or a value. */
  limit?: { [field: string]: string | number | boolean };
  /** The effort of a unit of a field, in 万元. */
  cost?: { [field: string]: string | number };
}

export interface WhatIf {
  scheme: string;
  title: Text;
  document: string;
  digest: string;
  on: string;
  official: boolean;
  notice: Text | null;
  changes: Change[];
  before: Place;
  after: Place;
  items: ItemDifference[];
  conditions: { id: string; title: Text; before: boolean | null; after: boolean | null }[];
  summary: Text;
}

export interface Sensitivity {
  scheme: string;
  title: Text;
  on: string;
  official: boolean;
  notice: Text | null;
  basis: string;
  /** Points for a unit more or less of an input, and for 1 % more or less. */
  inputs: {
    field: string;
    unit: string;
    per_unit: string | null;
    per_unit_less: string | null;
    per_percent: string | null;
    per_percent_less: string | null;
  }[];
  /** By how much knowing a missing figure would narrow the bounds, at least and at most; the most useful first. */
  missing: { field: string; least: string; most: string }[];
  summary: Text;
}

/** The cheapest changes with which a company reaches a total or passes; the scheme as its id or a `Scheme`. Rejects with InnopointsError on bad input. */
export function improve(
  scheme: string | Scheme,
  enterprise: Enterprise | string,
  options?: ImproveOptions,
): Promise<Improvement>;

/** The same company with other figures. With `nextYear` every figure becomes that of the year before first. */
export function whatIf(
  scheme: string | Scheme,
  enterprise: Enterprise | string,
  changes: { [field: string]: string | number | boolean },
  options?: ScoreOptions & { nextYear?: boolean },
): Promise<WhatIf>;

/** What counts most for this company, and which missing figure to find out first. */
export function sensitivity(
  scheme: string | Scheme,
  enterprise: Enterprise | string,
  options?: ScoreOptions,
): Promise<Sensitivity>;

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

/**
 * What finance instruments say to a company: the shipped ones and those of `products`. Rejects with InnopointsError for bad input or a bad file of instruments.
 */
export function finance(
  enterprise: Enterprise | string,
  options?: FinanceOptions,
): Promise<{ on: string; offers: Offer[]; not_in_force: { id: string; title: Text }[] }>;

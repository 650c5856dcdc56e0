/** What would raise a score: what `Scheme.improve`, `whatIf` and `sensitivity` take and give. */
import type { ScoreOptions } from "./index.js";
import type { Change, Text } from "./report.js";

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
  /** The total that is certain on the answer's basis; null of a scheme without points. */
  points: string | null;
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

export interface WhatIfOptions extends ScoreOptions {
  /** Every figure becomes that of the year before first. */
  nextYear?: boolean;
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

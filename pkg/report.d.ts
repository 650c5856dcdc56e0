/** The report: what `Scheme.score` gives, its reasons and its sources. */

/** Chinese text with English beside it. */
export interface Text {
  zh: string;
  en: string;
}

/** How well founded a number is: the rule itself or a faithful copy, a secondary report, or our own estimate. */
export type Standing = "official" | "reported" | "estimate";

/** Where a number comes from. */
export interface Source {
  /** Document number, e.g. 工信部企业〔2022〕63号 */
  document: string;
  /** Article or annex within it. */
  article: string;
  standing: Standing;
  /** Where the copy that was read stands. */
  seen?: string[];
  note?: Text;
}

export interface Group {
  id: string;
  title: Text;
  /** Points of a deduction are taken away from the total, which never falls below 0. */
  kind: "plain" | "bonus" | "deduction";
  /** Exact points; null while unknown fields leave it open. */
  points: string | null;
  bounds: [string, string];
  max: string;
  floor: string | null;
  /** Whether the floor is reached; null while open; true where there is none. */
  met: boolean | null;
  /** Where maximum and floor come from. */
  source: Source;
}

/** The step of a rule that the value stands in. Edges in the unit of the value; absent where open. */
export interface Band {
  /** Inclusive lower edge. */
  from?: string;
  /** Exclusive lower edge. */
  above?: string;
  /** Inclusive upper edge. */
  to?: string;
  /** Exclusive upper edge. */
  below?: string;
  points: string;
}

/** A change of one input that reaches a target, the others staying as they are. */
export interface Change {
  field: string;
  /** Signed amount to add, in the field's unit, rounded so that the target is reached; null for a flag or a choice. */
  by: string | null;
  /** The value after it; "true", "false" or the id of a level for a flag or a choice. */
  to: string;
  unit: string;
}

export interface Next {
  /** Points of the item once there. */
  points: string;
  /** The edge, in the unit of the value; null for a flag or a choice. */
  edge: string | null;
  /** Distance of the value from the edge, in its unit (percentage points for a ratio). */
  gap: Text | null;
  /** The smallest change of one input that gets there, the others staying as they are; one an input. */
  changes: Change[];
}

export interface Item {
  id: string;
  group: string;
  title: Text;
  /** The measured quantity with its unit, e.g. "4.79%", "3 件", a level's title; a range "52.17%–57.61%"; null when unknown. */
  value: Text | null;
  /** How it was computed, e.g. "412 万元 ÷ 8,600 万元". */
  working: Text | null;
  points: string | null;
  /** The points with every estimate at its typical value; null where they are exact, rest on no estimate, or a figure is missing. */
  typical: string | null;
  bounds: [string, string];
  max: string;
  /** Whether somebody's judgement, or a rank among other companies, settles it. */
  judged: boolean;
  /** The band hit; null when the rule has none or it is open. */
  band: Band | null;
  /** The next better step; null at the top or while open. */
  next: Next | null;
  /** True when the value stands exactly on the edge that was given the better band. */
  on_edge: boolean;
  /** Fields that leave this item open. */
  unknown: string[];
  reason: Text;
  source: Source;
}

/** A gate (without it nothing else counts) or a direct route (passes whatever the points). */
export interface Condition {
  id: string;
  title: Text;
  /** null while unknown fields decide. */
  met: boolean | null;
  unknown: string[];
  reason: Text;
  source: Source;
}

export interface ReportJSON {
  scheme: string;
  title: Text;
  document: string;
  /** SHA-256 of the scheme file's bytes. */
  digest: string;
  /** The day the rules were applied for. */
  on: string;
  /** Id of the life-cycle stage; null while open, or where the scheme has none. */
  stage: string | null;
  stage_title: Text | null;
  /** Why it is this stage. */
  stage_reason: Text | null;
  /** The class (of size, say); null while open, or where the scheme tells none. `of` is what is classed. */
  class: { id: string; title: Text; of: Text; reason: Text } | null;
  /** Exact total, rounded once to the scheme's precision; null while unknown fields leave it open. */
  total: string | null;
  /** The total with every estimate at its typical value, where all the inputs it needs are known; null for a scheme without estimates. */
  typical: string | null;
  /** Sound bounds of the total; equal when nothing is open. */
  bounds: [string, string];
  /** Whether both bounds can be reached; false where a budget stopped the search for closer ones. */
  tight: boolean;
  max: string;
  /** The threshold in words and number, where the pass condition has one on the total. */
  threshold: string | null;
  /** False when any number of the scheme is an estimate. */
  official: boolean;
  /** Says that this is no official score; null exactly when it is one. */
  notice: Text | null;
  /** null where the unknowns decide. */
  passed: boolean | null;
  /** One or two sentences: the verdict and what decides it. */
  summary: Text;
  groups: Group[];
  items: Item[];
  gates: Condition[];
  routes: Condition[];
  /** The parts of the pass condition, e.g. total >= 60, each floor. */
  requirements: Condition[];
  /** Fields left out that leave something open. */
  missing: string[];
  /** What decides an open verdict: unknowns of which alone another value gives another verdict. */
  deciding: Deciding[];
  /** Whether these are all; false where others may decide too, with figures that were not tried. */
  deciding_all: boolean;
}

/** An unknown that decides the verdict: a field of the company, a number that is judged, or an unpublished one of the scheme. */
export interface Deciding {
  kind: "field" | "judged" | "estimate";
  id: string;
  title: Text;
}

/** The result. Its numbers are computed at once; its words when they are first read. `JSON.stringify` gives what the command prints. */
export interface Report extends ReportJSON {
  toJSON(): ReportJSON;
}

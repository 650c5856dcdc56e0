// The schemes in their order: which shelf each stands on, and which of them a visitor of today is shown.
import type { SchemeInfo } from "innopoints";
import type { Facts } from "./engine.ts";

export type Shelf = "own" | "national" | "local" | "assessment" | "other";

const order: readonly Shelf[] = ["own", "national", "local", "assessment", "other"];

/** What a scheme gives, whether its numbers are published and whether it extends another tells its shelf, so that a new file
 * finds its own. */
export function shelfOf({ gives, official, extends: base }: Pick<SchemeInfo, "gives" | "official" | "extends">): Shelf {
  if (gives === "verdict" || (gives === "points" && official)) return "assessment";
  if (gives === "class") return "other";
  return base === undefined ? "national" : "local";
}

/** Cities with schemes of their own whose province alone is asked. */
const provinces: Record<string, string> = { 杭州: "浙江", 温州: "浙江", 烟台: "山东", 长沙: "湖南" };

/** The place that a scheme is of, as its title says it first; null for one of the whole country. */
export function placeOf({ title }: Pick<SchemeInfo, "title">): string | null {
  const name = title.zh.match(/^(\p{Script=Han}{2,3}?)(?:省|市|高新区)/u)?.[1];
  return name === undefined ? null : (provinces[name] ?? name);
}

/** Whether a scheme of a place is open to a company registered at another; nothing is said of where it is. */
export const isHere = (place: string | null, registered: string): boolean =>
  place === null || registered.includes(place);

/** The fields that say that a company holds what a scheme gives. */
const titles: readonly (readonly [RegExp, string])[] = [
  [/-tech-sme-/, "tech_sme"],
  [/-innovative-sme-/, "innovative_sme"],
  [/-hnte-/, "hnte"],
  [/-srdi-sme-/, "srdi_sme"],
  [/-little-giant-/, "little_giant"],
  [/^cn-single-champion-/, "single_champion"],
  [/-tech-innovation-demo-/, "tech_innovation_demo"],
];

/** The field of the title that a scheme gives, where other rules ask for it. */
export const titleOf = ({ id }: Pick<SchemeInfo, "id">): string | undefined =>
  titles.find(([ids]) => ids.test(id))?.[1];

/** The parts of the overview, in order. */
export const parts = ["size", "points", "tech", "srdi", "centres", "listing", "more", "own"] as const;
export type Part = (typeof parts)[number];

const members: readonly (readonly [Part, RegExp])[] = [
  ["tech", /tech-sme|innovative-sme|hnte|new-eagle/],
  ["srdi", /srdi|little-giant|digital-level|champion/],
  ["centres", /center|demo/],
  ["listing", /listing|star-/],
];

/** Where a scheme stands in the overview; one that no part names stands under the others. */
export function partOf({ scheme, shelf }: Listed): Part {
  if (shelf === "own") return "own";
  if (!scheme.official) return "points";
  return members.find(([, ids]) => ids.test(scheme.id))?.[0] ?? (scheme.gives === "class" ? "size" : "more");
}

/** Scored as soon as a module is there: it needs the fewest figures, and nothing of it is an estimate. */
export const FIRST = "cn-innovative-sme-2022";

/** The schemes in force today, by the clock of China as in the engine: a visitor asks of no other day. */
export function inForce(schemes: readonly SchemeInfo[]): SchemeInfo[] {
  const today = new Date(Date.now() + 8 * 3600_000).toISOString().slice(0, 10);
  return schemes
    .filter(({ effective: { from, to } }) => from <= today && today <= (to ?? today))
    .sort((a, b) => Number(b.id === FIRST) - Number(a.id === FIRST));
}

/** A scheme in the page. */
export interface Listed {
  scheme: Facts;
  shelf: Shelf;
  /** The text of one of the visitor's own, to be saved. */
  text?: string;
}

/** Shelf by shelf; an empty one is left out. */
export const shelves = (all: readonly Listed[]): [Shelf, Listed[]][] =>
  order
    .map((shelf): [Shelf, Listed[]] => [shelf, all.filter((each) => each.shelf === shelf)])
    .filter(([, some]) => some.length > 0);

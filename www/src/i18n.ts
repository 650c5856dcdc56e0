// The two languages: the page's own words, and how texts and units of the engine are said in each.
import type { Text } from "innopoints";
import { en } from "./words/en.ts";
import { type Words, zh } from "./words/zh.ts";

export type { Words };

export type Language = "zh" | "en";

export const words: Record<Language, Words> = { zh, en };

/** Engine, schemes and dictionary bring their own text in both languages; Chinese stands in where English is not given. */
export const say = (text: Text | string, language: Language): string =>
  typeof text === "string" ? text : text[language] || text.zh;

const units: Record<string, (one: boolean) => string> = {
  万元: () => "CNY 10k",
  亿元: () => "CNY 100m",
  元: () => "CNY",
  人: (one) => (one ? "person" : "people"),
  件: (one) => (one ? "item" : "items"),
  项: (one) => (one ? "item" : "items"),
  个: (one) => (one ? "item" : "items"),
  年: (one) => (one ? "year" : "years"),
  分: (one) => (one ? "point" : "points"),
};

/** A unit as the language writes it. */
export const unitName = (unit: string, language: Language, one = false): string =>
  language === "zh" ? unit : (units[unit]?.(one) ?? unit);

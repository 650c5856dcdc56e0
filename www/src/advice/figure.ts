// A figure of a report in words.
import type { Field } from "innopoints/dictionary";
import { amount } from "../format.ts";
import { type Language, say, words } from "../i18n.ts";
import type { Figure } from "./state.ts";

export function figureText({ unit, levels }: Field, figure: Figure, language: Language): string {
  const t = words[language];
  const one = (number: string) => (unit ? amount(number, unit, language) : number);
  if (typeof figure === "boolean") return figure ? t.yes : t.no;
  if (typeof figure === "object") return figure.between.map(one).join("–");
  const level = levels?.find(({ id }) => id === figure);
  return level ? say(level.title, language) : one(figure);
}

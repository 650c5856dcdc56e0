// How the engine's figures are shown: digits are grouped, decimal points moved and units named. Nothing here reads what was typed.
import { type Language, unitName } from "./i18n.ts";

/** Groups the whole digits of every number in a text, but not those of a date or a year: "412 ÷ 8600.5" becomes "412 ÷ 8,600.5". */
export const grouped = (text: string): string =>
  text.replace(/(?<![\d.])\d{4,}(?!\d|-\d|\s*年)/g, (digits) => digits.replace(/\B(?=(\d{3})+$)/g, ","));

/** Moves the decimal point of an unsigned decimal text, exactly: shifted("8600", -2) is "86". */
export function shifted(decimal: string, places: number): string {
  const [whole = "0", fraction = ""] = decimal.split(".");
  const left = whole.padStart(Math.max(0, -places) + 1, "0");
  const right = fraction.padEnd(Math.max(0, places), "0");
  const point = left.length + places;
  const digits = left + right;
  return `${digits.slice(0, point)}.${digits.slice(point)}`
    .replace(/^0+(?=\d)/, "")
    .replace(/\.0*$|(?<=\.\d*?[1-9])0+$/, "");
}

/** Places by which an amount moves when it is written in 万元. */
const moneyUnits: Record<string, number> = { 万元: 0, 亿元: 4, 元: -4 };

/** The units in which people keep their books. */
export const moneyUnitNames: readonly string[] = Object.keys(moneyUnits);

/** Money as English writes it: "CNY 4.3 million". */
function money(number: string, unit: string): string {
  const inTenThousands = shifted(number, moneyUnits[unit] ?? 0);
  const [whole = ""] = inTenThousands.split(".");
  if (whole.length >= 6) return `${grouped(shifted(inTenThousands, -5))} billion`;
  if (whole.length >= 3) return `${grouped(shifted(inTenThousands, -2))} million`;
  return grouped(shifted(inTenThousands, 4));
}

/** A quantity such as "430 万元", "4.79%", "3 件" or "80–100 人" with grouped digits and, in English, its unit in English. */
export function quantity(text: string, language: Language): string {
  if (language === "zh") return grouped(text).replace(/(?<=\d)(?=[万亿元人件项个年分])/g, " ");
  const named = text
    .replace(/(?<=\d),(?=\d{3})/g, "")
    .replace(
      /([-−]?)(\d+(?:\.\d+)?)(?:–(\d+(?:\.\d+)?))?\s*(亿元|万元|元|人|件|项|个|年|分)/g,
      (_all, sign: string, from: string, to: string | undefined, unit: string) => {
        if (unit.endsWith("元")) return `CNY ${sign}${money(from, unit)}${to ? `–${money(to, unit)}` : ""}`;
        return `${sign}${grouped(from)}${to ? `–${grouped(to)}` : ""} ${unitName(unit, language, from === "1" && !to)}`;
      },
    );
  return grouped(named);
}

/** An amount that came apart from its unit. */
export const amount = (number: string, unit: string, language: Language): string =>
  quantity(unit === "%" ? `${number}%` : `${number} ${unit}`, language);

type Ends = readonly [string, string];

/** The ends of points as they are shown: their bounds, or the middle 90 % of an estimate. */
export const ends = ({
  bounds,
  estimate,
}: {
  bounds: Ends | null;
  estimate?: { low: string | number; high: string | number } | null;
}): Ends => bounds ?? [String(estimate?.low ?? 0), String(estimate?.high ?? 0)];

/** Points or bounds of points: "72.5" or "55–65". */
export const points = (exact: string | null, [low, high]: Ends): string =>
  exact ?? (low === high ? low : `${low}–${high}`);

/** The same of points that are taken away: "−5" or "−10–0". */
export function deducted(exact: string | null, [low, high]: Ends): string {
  const less = (figure: string) => (Number(figure) === 0 ? "0" : `−${figure}`);
  if (exact !== null || low === high) return less(exact ?? low);
  return `${less(high)}–${less(low)}`;
}

/** Without the sign, for "减少 18 万元". */
export const magnitude = (number: string): string => number.replace(/^[+\-−]/, "");

export const isNegative = (number: string): boolean => /^[-−]/.test(number);

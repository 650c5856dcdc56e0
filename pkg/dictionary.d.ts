import type { Text } from "./index.js";

/** An input field of the dictionary; those that a scheme defines (`Scheme.own_fields`) have the same members, but for `section`. */
export interface Field {
  id: string;
  title: Text;
  type: "number" | "flag" | "choice" | "date";
  /** 万元, %, 人, 件, 年 …; numbers only. */
  unit?: string;
  /** Only whole numbers. */
  whole?: boolean;
  min?: string;
  max?: string;
  /** A field that this one cannot exceed. */
  at_most?: string;
  /** Choices only. */
  levels?: { id: string; title: Text }[];
  /** Which part of a form it stands in: income, balance, rd, people, ip, profile, conduct. */
  section: string;
  meaning: Text;
  /** Where a company finds it. */
  where: Text;
}

/** Every field, in the order a form shows them. */
export const dictionary: { fields: Field[] };

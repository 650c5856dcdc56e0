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
  /** Other scopes of the same figure that are taken where it is not given, in this order. */
  stands_in?: string[];
  /** Choices only. */
  levels?: { id: string; title: Text }[];
  /** Which part of a form it stands in: income, balance, rd, people, ip, profile, conduct. */
  section: string;
  meaning: Text;
  /** Where a company finds it. */
  where: Text;
  /** Who in a company knows it, an estimate. */
  known_by?: Text;
  /** In which forms it stands; names and lines are unverified. */
  forms?: {
    /** The form. */
    title: Text;
    /** What the form calls it. */
    item: string;
    /** The line. */
    line?: string;
    /** Ids of the schemes that mean it so; all of them where there are none. */
    schemes?: string[];
    /** How it is meant there. */
    note?: Text;
  }[];
}

/** Every field, in the order a form shows them. */
export const dictionary: { fields: Field[] };

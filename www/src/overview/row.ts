// A scheme in the overview, and whether it has told what it can.
import type { ReportJSON as Report } from "innopoints";
import type { Listed } from "../catalogue.ts";

/** A scheme with what it says of the company. */
export interface Row extends Listed {
  report: Report;
  /** Whether it is open to companies of this place. */
  here: boolean;
}

/** Whether what the scheme tells is told: a verdict, or a class. */
export const settled = ({ report, scheme }: Row): boolean =>
  scheme.gives === "class" ? report.class !== null : report.passed !== null;

/** Whether the scheme tells anything that can be settled: points alone, and estimates, are neither. */
export const judges = ({ scheme }: Listed): boolean =>
  scheme.gives === "class" || (scheme.gives === "verdict" && scheme.official);

/** What `Scheme.improve` and `whatIf` take. */
import type { ScoreOptions } from "./index.js";

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

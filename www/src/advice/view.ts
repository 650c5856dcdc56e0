// The properties that the rendering functions of the advice take, beside those of the page.
import type { Verified } from "innopoints";
import type { View } from "../view.ts";
import type { Advice } from "./state.ts";
import type { Words } from "./words.ts";

/** A report that was opened to be verified. */
export interface Checked {
  file: string;
  result: Verified | null;
  /** Why it could not be read as a report. */
  wrong: string;
}

export interface AdviceView extends View {
  t: Words;
  advice: Advice;
  /** The name of the company, for the printed report alone. */
  name: string;
  /** The report that was verified last. */
  checked: Checked | null;
  /** Another target, plan, figure tried, or instruments beside the shipped ones. */
  advise(change: (advice: Advice) => void | Promise<void>): void;
  rename(name: string): void;
  tell(checked: Checked): void;
}

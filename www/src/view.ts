// The properties that every rendering function takes.
import type { Example } from "./examples.ts";
import type { Listed } from "./catalogue.ts";
import type { Facts } from "./engine.ts";
import type { Language, Words } from "./i18n.ts";
import type { Entry, Model } from "./model.ts";

export interface Actions {
  edit(field: string, change: Partial<Entry>): void;
  leave(field: string): void;
  /** Opens the three ways of giving a figure. */
  doubt(fields: readonly string[]): void;
  /** Shows the money of a section in another unit. */
  showIn(section: string, unit: string): void;
  load(example: Example): void;
  clear(): void;
  choose(scheme: Facts): void;
  /** Several cells were pasted into the first of some fields. */
  paste(fields: readonly string[], cells: readonly string[]): void;
  /** Takes the cells that were pasted, each for its year; none of them leaves the fields as they are. */
  takePasted(cells: readonly string[]): void;
  /** Opens the making of a scheme from an annex. */
  holdAnnex(): void;
  /** Opens the taking in of figures from a table. */
  holdFigures(): void;
  /** Closes the dialog that is open. */
  close(): void;
  /** An address under which a text can be saved. */
  keep(text: string): string;
  /** Done once the answer to the last change is there. */
  settled(): Promise<void>;
  /** Leads to every scheme at once. */
  seeAll(): void;
  /** Opens a part of the overview. */
  unfold(part: string): void;
  /** Goes on to the next question; the one before was answered, or put off. */
  answerAsk(answered: boolean): void;
  setYear(year: number): void;
  undo(): void;
  /** Drafts on this device. */
  keepsDraft(): boolean;
  keepDraft(keep: boolean): void;
  hasDraft(): boolean;
  resumeDraft(): void;
  goTo(field: string): void;
  showReasons(): void;
  toggle(section: string, open: boolean): void;
}

export interface View {
  model: Model;
  language: Language;
  t: Words;
  act: Actions;
  open: ReadonlySet<string>;
  doubted: ReadonlySet<string>;
  /** Schemes with unpublished numbers, for which there is a template. */
  adoptable: readonly Listed[];
  /** Some schemes could not be loaded. */
  partly: boolean;
  /** What takes tables in has come. */
  takesTables: boolean;
  /** Every scheme is looked at, not one of them. */
  overview: boolean;
}

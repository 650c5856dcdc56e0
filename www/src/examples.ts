// Companies to try the page with, real ones with the source of their figures; built into the page, so that nothing is
// fetched for them.
import type { Enterprise, Standing } from "innopoints";
import type { Language } from "./i18n.ts";

/** What a file says of where its figures come from. */
interface Label {
  name: string;
  source: string;
  notes?: string;
}

export interface Example extends Label {
  year: number;
  standing: Standing;
  invented?: boolean;
  /** The same in English. */
  en?: Label;
  /** The name of the file. */
  file: string;
  enterprise: Enterprise;
}

const files = import.meta.glob<Omit<Example, "file">>("../../examples/*.json", { eager: true, import: "default" });

/** Real companies first. */
export const examples: Example[] = Object.entries(files)
  .map(([path, example]) => ({ ...example, file: path.split("/").at(-1) ?? path }))
  .sort((a, b) => Number(a.invented ?? false) - Number(b.invented ?? false));

export const label = (example: Example, language: Language): Label => (language === "en" && example.en) || example;

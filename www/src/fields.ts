// What the fields of a scheme are: the dictionary by id. Those of the first scheme come with the page, the others after its score.
import type { SchemeFacts } from "innopoints";
import type { Field } from "innopoints/dictionary";
import first from "dictionary:first";

let dictionary = first;
let byId = new Map(dictionary.map((field) => [field.id, field]));

/** Brings the fields of the other schemes, and of all who knows them and in which forms they stand. */
export async function learn(): Promise<void> {
  const { default: all } = await import("dictionary:rest");
  const own = dictionary.filter(({ id }) => id.includes("__"));
  dictionary = all.map((field) => ({ ...byId.get(field.id), ...field }) as Field);
  define(own);
}

/** The part of the form for fields that name none. */
const OWN = "own";

/** Adds fields that a scheme or a product file defines; those of the same ids give way to them. */
export function define(own: readonly (Omit<Field, "section"> & { section?: string })[]): void {
  const fields = own.map((field) => ({ ...field, section: field.section ?? OWN }) as Field);
  const ids = new Set(fields.map(({ id }) => id));
  dictionary = [...dictionary.filter(({ id }) => !ids.has(id)), ...fields];
  byId = new Map(dictionary.map((field) => [field.id, field]));
}

/** One field. */
export const fieldOf = (id: string): Field | undefined => byId.get(id);

/** Some fields, in the order of the dictionary. */
export function inOrder(some: readonly Field[]): Field[] {
  const ids = new Set(some.map(({ id }) => id));
  return dictionary.filter(({ id }) => ids.has(id));
}

const bySchemes = new WeakMap<SchemeFacts, readonly Field[]>();

/** The fields of a scheme and those that may be given in their place, in the order of the dictionary. */
export function fieldsOf(scheme: SchemeFacts): readonly Field[] {
  let fields = bySchemes.get(scheme);
  if (!fields) {
    define((scheme.own_fields ?? []) as unknown as Field[]);
    const ids = new Set([...scheme.fields, ...(scheme.beside ?? [])]);
    fields = dictionary.filter(({ id }) => ids.has(id));
    bySchemes.set(scheme, fields);
  }
  return fields;
}

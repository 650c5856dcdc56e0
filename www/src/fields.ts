// What the fields of a scheme are: the dictionary by id.
import type { SchemeFacts } from "innopoints";
import { type Field, dictionary } from "innopoints/dictionary";

const byId = new Map(dictionary.fields.map((field) => [field.id, field]));

/** One field. */
export const fieldOf = (id: string): Field | undefined => byId.get(id);

/** Some fields, in the order of the dictionary. */
export function inOrder(some: readonly Field[]): Field[] {
  const ids = new Set(some.map(({ id }) => id));
  return dictionary.fields.filter(({ id }) => ids.has(id));
}

const bySchemes = new WeakMap<SchemeFacts, readonly Field[]>();

/** The fields of a scheme, in the order of the dictionary. */
export function fieldsOf(scheme: SchemeFacts): readonly Field[] {
  let fields = bySchemes.get(scheme);
  if (!fields) {
    fields = scheme.fields.flatMap((id) => byId.get(id) ?? []);
    bySchemes.set(scheme, fields);
  }
  return fields;
}

// The dictionary in two parts, which vite.config.ts makes: the first score waits for its own fields alone.

/** The fields of the scheme that is scored first. */
declare module "dictionary:first" {
  const fields: import("innopoints/dictionary").Field[];
  export default fields;
}

/** All fields in their order; of those of the first part the id, who knows them and their forms. */
declare module "dictionary:rest" {
  const fields: (Pick<import("innopoints/dictionary").Field, "id"> & Partial<import("innopoints/dictionary").Field>)[];
  export default fields;
}

// Writes what the package needs of the data, into pkg/dist:
//   schemes/<id>.js  `packed`: schemes/<id>.json as the small module takes it; `info`: what a page shows of it
//   sources/<id>.js  `sources`: what the engine takes after it
//   texts/<id>.js    `text`: schemes/<id>.json, byte for byte, so that digests agree
//   schemes.js       `schemes`: what there is; `load`, `sources`, `texts`: by id, functions that import the three
//   all.js           the modules of all three, by the same names and ids, as static imports
//   digests.json     by wasm its SHA-256 and what `integrity` takes
//   finance.js       `instruments`: [file, JSON text] of each family of finance instruments
//   fields.js        `fields`: [id, type, ...levels] of each field of dictionary.json
//   dictionary.js    `dictionary`: dictionary.json, but for what the modules alone need; with who knows each and its forms
import { createHash } from "node:crypto";
import { mkdirSync, readFileSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import { basename, join } from "node:path";
import { initSync, pack } from "../pkg/dist/innopoints.js";

const root = join(import.meta.dirname, "..");
const out = join(root, "pkg/dist");
const literal = (value) => JSON.stringify(value);
const write = (file, ...exports) =>
  writeFileSync(join(out, file), exports.map(([name, value]) => `export const ${name} = ${value};\n`).join(""));

initSync({ module: readFileSync(join(out, "innopoints_bg.wasm")) });
for (const folder of ["schemes", "sources", "texts"]) {
  rmSync(join(out, folder), { recursive: true, force: true });
  mkdirSync(join(out, folder));
}

const textOf = (id) => readFileSync(join(root, "schemes", `${id}.json`), "utf8");
const baseOf = (id) => JSON.parse(textOf(id)).extends;

/** Ids and texts of what a scheme extends: id, text, id, text, … */
const bases = (id) => (baseOf(id) === undefined ? [] : [baseOf(id), textOf(baseOf(id)), ...bases(baseOf(id))]);

/** By id what `pack` makes of a scheme. */
const made = new Map();
function packed(id) {
  if (!made.has(id)) {
    const text = textOf(id);
    try {
      made.set(id, pack(text, `${id}.json`, bases(id)));
    } catch (problems) {
      throw Array.isArray(problems) ? new Error(`schemes/${id}.json: ${literal(problems)}`) : problems;
    }
  }
  return made.get(id);
}

const schemes = [];
for (const file of readdirSync(join(root, "schemes")).sort()) {
  if (!file.endsWith(".json")) continue;
  const { packed: lines, sources, info } = packed(basename(file, ".json"));
  if (`${info.id}.json` !== file) throw new Error(`schemes/${file}: its id is ${literal(info.id)}`);
  const { id, title, issuer, document, effective, official, standing, family, gives } = info;
  schemes.push({ id, title, issuer, document, effective, official, standing, family, extends: baseOf(id), gives });
  write(`texts/${id}.js`, ["text", literal(textOf(id))]);
  write(`schemes/${id}.js`, ["packed", literal(lines)], ["info", literal(info)]);
  write(`sources/${id}.js`, ["sources", literal(sources)]);
}
if (schemes.length === 0) throw new Error("schemes/ holds no scheme");
const imports = (folder) =>
  `{\n${schemes.map(({ id }) => `  ${literal(id)}: () => import("./${folder}/${id}.js"),\n`).join("")}}`;
const lazy = { load: "schemes", sources: "sources", texts: "texts" };
write(
  "schemes.js",
  ["schemes", literal(schemes)],
  ...Object.entries(lazy).map(([name, folder]) => [name, imports(folder)]),
);

const ids = schemes.map(({ id }) => id);
const named = (folder, n) => `${folder}${n}`;
const everything = Object.entries(lazy).flatMap(([name, folder]) => [
  ...ids.map((id, n) => `import * as ${named(folder, n)} from "./${folder}/${id}.js";\n`),
  `export const ${name} = {\n${ids.map((id, n) => `  ${literal(id)}: ${named(folder, n)},\n`).join("")}};\n`,
]);
writeFileSync(join(out, "all.js"), everything.join(""));

const digest = (file) => {
  const sha = (algorithm, encoding) =>
    createHash(algorithm)
      .update(readFileSync(join(out, file)))
      .digest(encoding);
  return { sha256: sha("sha256", "hex"), integrity: `sha384-${sha("sha384", "base64")}` };
};
const modules = ["innopoints_bg.wasm", "scorer_bg.wasm"];
const digests = Object.fromEntries(modules.map((file) => [file, digest(file)]));
writeFileSync(join(out, "digests.json"), `${JSON.stringify(digests, null, 2)}\n`);

const families = readdirSync(join(root, "finance")).filter((file) => file.endsWith(".json"));
if (families.length === 0) throw new Error("finance/ holds no instrument");
const instruments = families.sort().map((file) => [file, readFileSync(join(root, "finance", file), "utf8")]);
write("finance.js", ["instruments", literal(instruments)]);

const dictionary = JSON.parse(readFileSync(join(root, "dictionary.json"), "utf8"));
const fields = dictionary.fields.map(({ id, type, levels = [] }) => [id, type, ...levels.map((level) => level.id)]);
write("fields.js", ["fields", literal(fields)]);
// What may move, what follows from what and what can be meant, the modules have; what stands in for what is asked once.
const computed = ["move", "implies", "difference", "product", "plausible"];
const isShown = ([name]) => !computed.includes(name);
// Who knows a field, and in which forms it stands.
const known = JSON.parse(readFileSync(join(root, "dictionary-forms.json"), "utf8"));
const papers = (id) => {
  const { known_by, forms } = known.fields[id] ?? {};
  const titled = forms?.map(({ form, ...rest }) => ({ title: known.forms[form], ...rest }));
  return { known_by: known.owners[known_by], forms: titled };
};
const shown = {
  fields: dictionary.fields.map((field) => ({
    ...Object.fromEntries(Object.entries(field).filter(isShown)),
    ...papers(field.id),
  })),
};
write("dictionary.js", ["dictionary", literal(shown)]);

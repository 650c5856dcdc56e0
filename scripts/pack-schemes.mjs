// Writes schemes/ as modules in pkg/dist, for runtimes without files:
//   schemes.js       `schemes`: what there is, and `texts`: by id, a function that imports
//   dictionary.js    `dictionary`: the fields of dictionary.json
//   schemes/<id>.js  the text of schemes/<id>.json, byte for byte, because a scheme's digest is that of its file
import { mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { basename, join } from "node:path";

const root = join(import.meta.dirname, "..");
const out = join(root, "pkg/dist");
const literal = (value) => JSON.stringify(value);

/** Whether anything in the scheme, however deep, is an estimate of ours. */
const estimated = (value) =>
  value !== null &&
  typeof value === "object" &&
  (value.standing === "estimate" || Object.values(value).some(estimated));

rmSync(join(out, "schemes"), { recursive: true, force: true });
mkdirSync(join(out, "schemes"), { recursive: true });

const schemes = [];
for (const file of readdirSync(join(root, "schemes")).sort()) {
  if (!file.endsWith(".json")) continue;
  const text = readFileSync(join(root, "schemes", file), "utf8");
  const scheme = JSON.parse(text);
  const { id, title, issuer, document, effective } = scheme;
  if (id !== basename(file, ".json")) throw new Error(`schemes/${file}: its id is ${literal(id)}`);
  schemes.push({ id, title, issuer, document, effective, official: !estimated(scheme) });
  writeFileSync(join(out, "schemes", `${id}.js`), `export default ${literal(text)};\n`);
}
if (schemes.length === 0) throw new Error("schemes/ holds no scheme");

const texts = schemes.map(({ id }) => `  ${literal(id)}: () => import("./schemes/${id}.js"),\n`).join("");
writeFileSync(
  join(out, "schemes.js"),
  `export const schemes = ${literal(schemes)};\nexport const texts = {\n${texts}};\n`,
);

const dictionary = JSON.parse(readFileSync(join(root, "dictionary.json"), "utf8"));
writeFileSync(join(out, "dictionary.js"), `export const dictionary = ${literal(dictionary)};\n`);

// The version stands in Cargo.toml, `[workspace.package]`. `node scripts/version.mjs` fails where a place that must repeat it says
// another one, or where CHANGELOG.md does not know it; `node scripts/version.mjs 1.2.3` writes a new one everywhere.
import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";

const root = join(import.meta.dirname, "..");
const read = (file) => readFileSync(join(root, file), "utf8");
const number = String.raw`\d+\.\d+\.\d+(?:-[\w.]+)?`;
/** What stands before it and after it in each file, the first the place where it is set. */
const places = [
  ["Cargo.toml", /(\[workspace\.package\]\nversion = ")VERSION(")/g],
  ["Cargo.toml", /(innopoints(?:-core)? = \{ path = "[^"]+", version = ")VERSION(")/g],
  ["Cargo.lock", /(name = "innopoints(?:-\w+)?"\nversion = ")VERSION(")/g],
  ["pkg/package.json", /^( {2}"version": ")VERSION(")/gm],
  ["package-lock.json", /("pkg": \{\n\s*"name": "innopoints",\n\s*"version": ")VERSION(")/g],
].map(([file, place]) => [file, new RegExp(place.source.replace("VERSION", `(${number})`), place.flags)]);

const [wanted] = process.argv.slice(2);
if (wanted !== undefined && !new RegExp(`^${number}$`).test(wanted)) throw new Error(`“${wanted}” is no version`);

const [[first, where]] = places;
const version = wanted ?? [...read(first).matchAll(where)][0]?.[2];
let wrong = 0;
for (const [file, place] of places) {
  const found = [...read(file).matchAll(place)].map(([, , one]) => one);
  if (wanted !== undefined) writeFileSync(join(root, file), read(file).replace(place, `$1${wanted}$3`));
  else if (found.length === 0 || found.some((one) => one !== version)) {
    console.error(`${file}: ${found.join(", ") || "no version"}, but Cargo.toml has ${version}`);
    wrong += 1;
  }
}
if (!read("CHANGELOG.md").includes(`## ${version} `)) {
  console.error(`CHANGELOG.md says nothing of ${version}`);
  wrong += 1;
}
console.log(version);
process.exitCode = wrong > 0 ? 1 : 0;

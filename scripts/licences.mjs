// Fails where an npm package of the lock file has no licence that this project may use; prints how many have which.
import { readFileSync } from "node:fs";
import { join } from "node:path";

const allowed = new Set([
  "0BSD",
  "Apache-2.0",
  "BSD-2-Clause",
  "BSD-3-Clause",
  "CC-BY-3.0",
  "CC0-1.0",
  "ISC",
  "MIT",
  "MPL-2.0",
]);

/** Whether one side of every `OR` is allowed, and all sides of every `AND`. */
const isAllowed = (licence) =>
  licence
    .replace(/[()]/g, "")
    .split(" OR ")
    .some((one) => one.split(" AND ").every((name) => allowed.has(name)));

const { packages } = JSON.parse(readFileSync(join(import.meta.dirname, "../package-lock.json"), "utf8"));
const counts = new Map();
const wrong = [];
for (const [path, { license = "none", link }] of Object.entries(packages)) {
  // Our own.
  if (link || !path.startsWith("node_modules/")) continue;
  counts.set(license, (counts.get(license) ?? 0) + 1);
  if (!isAllowed(license)) wrong.push(`${path}: ${license}`);
}
if (counts.size === 0) throw new Error("package-lock.json names no package");
for (const [licence, count] of counts) console.log(`${String(count).padStart(5)}  ${licence}`);
for (const line of wrong) console.error(line);
process.exitCode = wrong.length > 0 ? 1 : 0;

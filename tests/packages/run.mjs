// Tries the packed package in fresh projects with what the registry has: `node run.mjs [NAME…]`. Prints a table and, last,
// "N passed, N failed".
import { rmSync } from "node:fs";
import { names, pack, temporary, tryProject } from "./projects.mjs";

const wanted = process.argv.slice(2);
const unknown = wanted.filter((name) => !names.includes(name));
if (unknown.length > 0) throw new Error(`there is no project ${unknown.join(", ")}, only ${names.join(", ")}`);

const folder = temporary();
let passed = 0;
let failed = 0;
try {
  const { tarball } = await pack(folder);
  for (const name of wanted.length > 0 ? wanted : names) {
    const begun = Date.now();
    let result;
    try {
      result = `${await tryProject(name, tarball)} passed`;
      passed += 1;
    } catch (error) {
      result = `FAILED\n${error.message}`;
      failed += 1;
    }
    console.log(`${name.padEnd(16)} ${String(Math.round((Date.now() - begun) / 1000)).padStart(4)} s  ${result}`);
  }
} finally {
  rmSync(folder, { recursive: true, force: true });
}
console.log(`${passed} passed, ${failed} failed`);
process.exitCode = failed ? 1 : 0;

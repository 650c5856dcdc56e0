// What two builds of the command answer differently, over the whole case battery: every scheme case, every finance case, the
// examples, and plans and sensitivity for some cases of each scheme. For docs/changes.md.
//
//   node scripts/answers-changed.mjs OLD_COMMAND NEW_COMMAND [--all]
//
// Prints differences grouped by the member that differs, three examples each, or all of them.
import { spawnSync } from "node:child_process";
import { readdirSync, readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";

const root = fileURLToPath(new URL("..", import.meta.url));
const [before, after, flag] = process.argv.slice(2);
const shown = flag === "--all" ? Number.POSITIVE_INFINITY : 3;

/** A company of a base with changes; null takes a field away. */
function company(base, changes) {
  const all = { ...base, ...changes };
  for (const [field, value] of Object.entries(changes ?? {})) if (value === null) delete all[field];
  return all;
}

const read = (path) => JSON.parse(readFileSync(root + path, "utf8"));
const files = (folder) => readdirSync(root + folder).filter((name) => name.endsWith(".json"));

/** Questions: a name, arguments, what goes in. */
const questions = [];
for (const name of files("schemes/cases")) {
  const { scheme, on, base, cases } = read(`schemes/cases/${name}`);
  for (const [n, one] of cases.entries()) {
    const input = JSON.stringify(company(base, one.with));
    const by = ["--scheme", scheme, "--on", one.on ?? on, "--json", "-"];
    questions.push({ name: `score ${scheme}: ${one.name}`, args: ["score", ...by], input });
    if (n >= 6 || !one.expect) continue;
    for (const command of ["improve", "sensitivity"])
      questions.push({ name: `${command} ${scheme}: ${one.name}`, args: [command, ...by], input });
  }
}
for (const name of files("finance/cases")) {
  const { on, instruments } = read(`finance/cases/${name}`);
  for (const { base, cases } of instruments)
    for (const one of cases)
      questions.push({
        name: `finance ${name}: ${one.name}`,
        args: ["finance", "--on", one.on ?? on, "--json", "-"],
        input: JSON.stringify(company(base, one.with)),
      });
}
const schemes = files("schemes").map((name) => name.replace(".json", ""));
for (const name of files("examples"))
  for (const scheme of schemes)
    for (const command of [["score"], ["score", "--full"], ["improve"], ["sensitivity"]])
      questions.push({
        name: `${command.join(" ")} ${scheme}: ${name}`,
        args: [...command, "--scheme", scheme, "--on", "2026-03-01", "--json", "-"],
        input: JSON.stringify(read(`examples/${name}`)),
      });

function ask(command, { args, input }) {
  const { stdout, stderr, status } = spawnSync(command, args, { input, encoding: "utf8", maxBuffer: 1 << 28 });
  try {
    return { status, answer: JSON.parse(stdout) };
  } catch {
    return { status, stdout, stderr };
  }
}

/** The members in which two answers differ: path, before, after. */
function* differences(a, b, path = "") {
  if (typeof a === "object" && typeof b === "object" && a && b) {
    for (const key of new Set([...Object.keys(a), ...Object.keys(b)]))
      yield* differences(a[key], b[key], `${path}/${key}`);
  } else if (a !== b) yield { path, a, b };
}

const groups = new Map();
let changed = 0;
for (const question of questions) {
  const found = [...differences(ask(before, question), ask(after, question))];
  if (found.length > 0) changed++;
  for (const { path, a, b } of found) {
    const key = path.replace(/\/\d+/g, "/*");
    groups.set(key, [...(groups.get(key) ?? []), { name: question.name, a, b }]);
  }
}
console.log(`${questions.length} questions, ${changed} answered differently`);
for (const [path, list] of [...groups].sort((a, b) => b[1].length - a[1].length)) {
  console.log(`\n${path}: ${list.length}`);
  for (const { name, a, b } of list.slice(0, shown))
    console.log(`  ${name}\n    - ${JSON.stringify(a)}\n    + ${JSON.stringify(b)}`);
}

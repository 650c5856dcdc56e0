// The slowest of each question in WebAssembly, over the schemes and companies of questions.rs: `node benches/questions.mjs`.
// The budget is 100 ms a question. `INNOPOINTS_COMPANIES` draws more of each scheme, `INNOPOINTS_ONLY` takes some schemes.
import { execFileSync } from "node:child_process";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { Company, Scheme } from "innopoints";

const root = join(import.meta.dirname, "..");
const lines = execFileSync("cargo", ["bench", "--quiet", "--locked", "--bench", "questions", "--", "--cases"], {
  cwd: root,
  encoding: "utf8",
  maxBuffer: 2 ** 30,
  stdio: ["ignore", "pipe", "inherit"],
});

/** By question: the times and what took the longest. */
const slowest = new Map();

/** The time that this thread has had, in ms, where the system tells it: what else the machine does is no matter here. */
function now() {
  try {
    return Number(readFileSync("/proc/self/schedstat", "utf8").split(" ", 1)[0]) / 1e6;
  } catch {
    return performance.now();
  }
}

/** The best of two, of more where it is slow. */
function time(question, name, ask) {
  let best = Infinity;
  for (let n = 0; n < 2 || (n < 5 && best > 40); n += 1) {
    const begun = now();
    try {
      ask();
    } catch (error) {
      // What has too many digits is refused; that takes its time too.
      if (error.name !== "InnopointsError") throw error;
    }
    best = Math.min(best, now() - begun);
  }
  const seen = slowest.get(question) ?? { asked: 0, sum: 0, most: 0, name };
  seen.asked += 1;
  seen.sum += best;
  if (best > seen.most) Object.assign(seen, { most: best, name });
  slowest.set(question, seen);
}

const schemes = new Map();
for (const line of lines.trimEnd().split("\n")) {
  const { name, scheme: text, company: figures, on, targets } = JSON.parse(line);
  let scheme = schemes.get(text);
  if (!scheme) schemes.set(text, (scheme = await Scheme.parse(text)));
  const company = await Company.of(figures);
  const group = (question) => `${name.slice(0, name.lastIndexOf(":"))}: ${question}`;
  time(group("total"), name, () => scheme.total(company, { on }));
  time(group("outcome"), name, () => scheme.outcome(company, { on }));
  time(group("report"), name, () => scheme.score(company, { on }).toJSON());
  time(group("sensitivity"), name, () => scheme.sensitivity(company, { on }));
  const [change] = Object.keys(figures);
  time(group("whatIf"), name, () => scheme.whatIf(figures, change ? { [change]: null } : {}, { on }));
  for (const target of targets)
    time(group("improve"), `${name} ${target}`, () => scheme.improve(company, { on, target }));
  company.free();
}
const ms = (number) => number.toFixed(2).padStart(8);
for (const [question, { asked, sum, most, name }] of slowest)
  console.log(`${question.padEnd(56)} ${String(asked).padStart(5)} ${ms(sum / asked)} ${ms(most)}  ${name}`);
const [worst] = [...slowest.values()].sort((a, b) => b.most - a.most);
console.log(`slowest ${worst.most.toFixed(1)} ms (${worst.name}); budget 100 ms`);

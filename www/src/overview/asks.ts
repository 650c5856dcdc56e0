// Which question comes next: the figures that can settle most verdicts first, those of schemes that lack least before others.
// One question is one group of controls: a figure with its years and its neighbours in the same statement, or a group of yes and no.
import { partOf } from "../catalogue.ts";
import { questions } from "../field.ts";
import { fieldOf } from "../fields.ts";
import { judges, type Row, settled } from "./row.ts";

export interface Ask {
  /** Fields, the decisive first; of figures with the same of earlier years. */
  fields: readonly string[];
  kind: "figures" | "flags" | "one";
  /** How many open schemes it bears on. */
  schemes: number;
}

/** So many quantities, and so many things to say yes or no to, are one question. */
const FIGURES = 3;
const FLAGS = 6;

/** A figure is asked once, by its plainest name: where another scope of it stands in, either will do. */
export function asked(id: string): string {
  const names = [id, ...(fieldOf(id)?.stands_in ?? [])].flatMap((each) => fieldOf(each) ?? []);
  const plain = names.sort((a, b) => a.title.zh.length - b.title.zh.length)[0];
  return plain?.id ?? id;
}

/**
 * What a row still lacks, as it would be asked, what decides first. A figure that is known within a range is asked for once nothing
 * that is missing decides.
 */
export function lacks({ report }: Row): string[] {
  const missing = new Set(report.missing);
  const deciding = report.deciding.filter(({ kind }) => kind === "field").map(({ id }) => id);
  const first = deciding.some((id) => missing.has(id)) ? deciding.filter((id) => missing.has(id)) : deciding;
  return [...new Set([...first, ...missing].map(asked).filter((id) => fieldOf(id) !== undefined))];
}

/** Whether answers alone can settle it. */
const askable = (row: Row): boolean =>
  judges(row) && !settled(row) && !row.report.deciding.some(({ kind }) => kind !== "field");

const kindOf = (id: string): Ask["kind"] => {
  const type = fieldOf(id)?.type;
  return type === "number" ? "figures" : type === "flag" ? "flags" : "one";
};

/** What stands together in one question. */
function group(ids: readonly string[]): string[][] {
  const groups = new Map<string, string[]>();
  for (const id of ids) {
    const field = fieldOf(id);
    if (!field) continue;
    const kind = kindOf(id);
    // Of what is held against a company it is asked apart.
    const part = kind === "flags" && field.section !== "conduct" ? "" : field.section;
    const name = kind === "one" ? id : `${kind} ${part}`;
    groups.set(name, [...(groups.get(name) ?? []), id]);
  }
  return [...groups.values()].flatMap((all) => {
    const first = all[0] as string;
    if (kindOf(first) === "one") return [all];
    if (kindOf(first) === "flags") return chunks(all, FLAGS);
    const stems = questions(all.flatMap((id) => fieldOf(id) ?? [])).map(({ members }) => members.map(({ id }) => id));
    return chunks(stems, FIGURES).map((some) => some.flat());
  });
}

/** How many questions it takes to answer all that a row lacks. */
export const questionsOf = (row: Row): number => group(lacks(row)).length;

const chunks = <T>(all: readonly T[], size: number): T[][] =>
  Array.from({ length: Math.ceil(all.length / size) }, (_, n) => all.slice(n * size, (n + 1) * size));

/** What titles open other doors is asked about before what is far off. */
const NEAR = 4;
/** Beside the decisive figure its neighbours are asked that weigh at least so much of it. */
const WORTH = 0.3;

/** How much each field weighs: a share of every scheme that it helps to settle, and next to nothing where it only narrows. */
function weights(rows: readonly Row[], put: (id: string) => boolean): Map<string, number> {
  const weights = new Map<string, number>();
  for (const row of rows) {
    const open = lacks(row).filter((id) => !put(id));
    if (open.length === 0 || settled(row)) continue;
    const near = partOf(row) === "tech" ? NEAR : 1;
    const each = askable(row) ? near / group(open).length ** 2 : 0.001 / open.length;
    for (const id of open) weights.set(id, (weights.get(id) ?? 0) + each);
  }
  return weights;
}

export function nextAsk(rows: readonly Row[], put: (id: string) => boolean): Ask | null {
  const weight = weights(rows, put);
  const of = (id: string) => weight.get(id) ?? 0;
  const ranked = [...weight.keys()].sort((a, b) => of(b) - of(a));
  const [first] = ranked;
  if (first === undefined) return null;
  const worth = ranked.filter((id) => of(id) >= WORTH * of(first));
  const fields = group(worth).find((ids) => ids.includes(first)) ?? [first];
  const schemes = rows.filter((row) => judges(row) && !settled(row) && lacks(row).some((id) => fields.includes(id)));
  // One thing alone is simply asked.
  const kind = fields.length === 1 && kindOf(first) === "flags" ? "one" : kindOf(first);
  return { fields, kind, schemes: schemes.length };
}

/** So many questions settle these rows. */
export interface Outlook {
  questions: number;
  rows: readonly Row[];
}

/** So many questions are looked ahead, and so many schemes are worth a promise. */
const AHEAD = 8;
const PROMISED = 2;

/**
 * How many more questions settle how many more schemes. A scheme counts once all that it lacks is asked, which may be more than
 * it takes: never are too few questions promised.
 */
export function outlook(rows: readonly Row[], put: (id: string) => boolean, now: Ask | null): Outlook | null {
  const asked = new Set<string>(now?.fields);
  const wanting = rows.filter((row) => askable(row) && lacks(row).length > 0);
  let best: Outlook | null = null;
  for (let questions = now ? 1 : 0; questions <= AHEAD; questions += 1) {
    const done = wanting.filter((row) => lacks(row).every((id) => asked.has(id)));
    if (done.length > (best?.rows.length ?? 0)) best = { questions, rows: done };
    if (best && best.rows.length >= PROMISED) break;
    const next = nextAsk(
      rows.filter((row) => !done.includes(row)),
      (id) => asked.has(id) || put(id),
    );
    if (!next) break;
    for (const id of next.fields) asked.add(id);
  }
  return best && best.questions > 0 ? best : null;
}

// The public classes over the wasm bindings, the same in every runtime; the entry beside this file has initialised the module.
//
// dist/ is generated: innopoints.js and innopoints_bg.wasm by wasm-pack, and by the build script
//   schemes.js     `schemes`: SchemeInfo[]; `texts`: { [id]: () => Promise<{ default: string }> }, the text of the scheme's file
//   dictionary.js  `dictionary`: { fields: Field[] }
import { Engine, Numbers, initSync } from "./dist/innopoints.js";
import { dictionary } from "./dist/dictionary.js";
import { schemes, texts } from "./dist/schemes.js";

export { dictionary, schemes };

export class InnopointsError extends Error {
  constructor(problems) {
    const [first] = problems;
    const more = problems.length > 1 ? ` (+${problems.length - 1})` : "";
    const place = [first.line, first.column].filter(Boolean).join(":");
    super(`${place && `${place}: `}${first.zh} / ${first.en}${more}`);
    this.name = "InnopointsError";
    this.problems = problems;
  }
}

/** The bindings throw an array of problems; anything else is a fault of ours and passes through. */
function attempt(call) {
  try {
    return call();
  } catch (thrown) {
    throw Array.isArray(thrown) ? new InnopointsError(thrown) : thrown;
  }
}

/** Today in China, by whose days the rules come into force; the command and the edge do the same. */
const today = () => new Date(Date.now() + 8 * 3600_000).toISOString().slice(0, 10);

const refuse = (code, zh, en) => {
  throw new InnopointsError([{ code, zh, en }]);
};

/** The day to apply the rules for. */
function dayOf(options) {
  const on = options?.on ?? today();
  if (typeof on !== "string") {
    refuse(
      "bad_date",
      `评价日期应为文本，例如 "2026-11-01"，实际是 ${typeof on}`,
      `the day must be text such as "2026-11-01", not ${typeof on}`,
    );
  }
  return on;
}

/** A scheme's text. */
function textOf(json) {
  if (typeof json === "string") return json;
  try {
    const text = JSON.stringify(json);
    if (text !== undefined) return text;
  } catch {
    // Told below: cyclic, or with a BigInt.
  }
  return refuse(
    "bad_json",
    "方案应为 JSON 文本或可以写成 JSON 的对象",
    "a scheme is JSON text or an object that can be written as JSON",
  );
}

const compiled = new Map();

export class Scheme {
  #engine;
  #info;
  #fields;
  #plain;

  constructor(engine) {
    this.#engine = engine;
    this.#info = engine.info();
  }

  static async load(id) {
    let scheme = compiled.get(id);
    if (!scheme) {
      if (!Object.hasOwn(texts, id)) {
        throw new InnopointsError([
          {
            code: "unknown_scheme",
            zh: `没有积分方案“${id}”`,
            en: `there is no scheme "${id}"`,
          },
        ]);
      }
      scheme = Scheme.parse((await texts[id]()).default, `${id}.json`);
      compiled.set(id, scheme);
    }
    return scheme;
  }

  static parse(json, file) {
    const text = textOf(json);
    return attempt(() => new Scheme(new Engine(text, file)));
  }

  get id() {
    return this.#info.id;
  }
  get title() {
    return this.#info.title;
  }
  get issuer() {
    return this.#info.issuer;
  }
  get document() {
    return this.#info.document;
  }
  get effective() {
    return this.#info.effective;
  }
  get digest() {
    return this.#info.digest;
  }
  get official() {
    return this.#info.official;
  }
  get fields() {
    if (this.#fields === undefined) {
      const used = new Set(this.#info.fields);
      this.#fields = dictionary.fields.filter(({ id }) => used.has(id));
    }
    return this.#fields;
  }

  score(enterprise, options) {
    const on = dayOf(options);
    this.#plain ??= new Plain(this.#engine);
    // Flat, so the copy is all of it: read once, the words are those of the company as it was, whatever becomes of it.
    const company = isPlain(enterprise) ? { ...enterprise } : enterprise;
    const total = this.#plain.write(company, on) ? this.#plain.score() : GENERAL;
    if (total !== GENERAL) return new Report(this.#engine, company, on, String(total), this.#plain.passed());
    const report = new Report(this.#engine, company, on);
    report.toJSON();
    return report;
  }

  total(enterprise, options) {
    const on = dayOf(options);
    this.#plain ??= new Plain(this.#engine);
    const fast = this.#plain.write(enterprise, on) ? this.#plain.total() : GENERAL;
    if (fast !== GENERAL) return fast;
    const { total } = new Report(this.#engine, enterprise, on).toJSON();
    return total === null ? null : Number(total);
  }
}

/** Of a plain company total and verdict are known from the start; the rest is put into words when it is first read. */
class Report {
  #engine;
  #enterprise;
  #on;
  #total;
  #passed;
  #json;

  constructor(engine, enterprise, on, total, passed) {
    this.#engine = engine;
    this.#enterprise = enterprise;
    this.#on = on;
    this.#total = total;
    this.#passed = passed;
  }

  toJSON() {
    if (this.#json === undefined) {
      const enterprise = this.#enterprise;
      const text = attempt(() =>
        // JSON text goes in as it stands: JSON.parse would round what a double cannot hold.
        typeof enterprise === "string"
          ? this.#engine.report_text(enterprise, this.#on)
          : this.#engine.report(enterprise, this.#on),
      );
      // One text and one parse cost less than making every object and string across the border.
      this.#json = JSON.parse(text);
      this.#enterprise = undefined;
      this.#total = this.#json.total;
      this.#passed = this.#json.passed;
    }
    return this.#json;
  }

  get total() {
    return this.#total;
  }
  get passed() {
    return this.#passed;
  }

  [Symbol.for("nodejs.util.inspect.custom")]() {
    return this.toJSON();
  }
}

for (const name of [
  "scheme",
  "title",
  "document",
  "digest",
  "on",
  "stage",
  "bounds",
  "max",
  "threshold",
  "official",
  "summary",
  "groups",
  "items",
  "gates",
  "routes",
  "requirements",
  "missing",
]) {
  Object.defineProperty(Report.prototype, name, {
    get() {
      return this.toJSON()[name];
    },
  });
}

/** What the fast path answers where it cannot tell: the general path then scores the company or says what is wrong. */
const GENERAL = Infinity;

const NUMBER = 0;
const FLAG = 1;
const CHOICE = 2;
const KINDS = { number: NUMBER, flag: FLAG, choice: CHOICE };

/** The dictionary by field id: place, kind, and the places of levels. */
let byId;
function find(id) {
  byId ??= new Map(
    dictionary.fields.map(({ id, type, levels }, place) => [
      id,
      {
        place,
        kind: KINDS[type],
        levels: new Map(levels?.map(({ id }, n) => [id, n])),
      },
    ]),
  );
  return byId.get(id);
}

/** An object of its own members alone, with nothing inherited that could be taken for a figure. */
function isPlain(company) {
  if (typeof company !== "object" || company === null) return false;
  const above = Object.getPrototypeOf(company);
  return above === Object.prototype || above === null;
}

/**
 * Companies of plain numbers, flags and level ids, through shared memory: no text and no object crosses over. Everything
 * else (text, ranges, unknown keys, figures out of range) is left to the general path.
 */
class Plain {
  #engine;
  #numbers;
  #memory = initSync().memory;
  #slots = new Float64Array();
  #at = 0;
  #on;
  /** The keys of the last company in their order, and what they stand for: most companies of a batch look alike. */
  #keys;
  #kinds;
  #levels;

  constructor(engine) {
    this.#engine = engine;
    this.#numbers = new Numbers(engine);
  }

  total() {
    return this.#numbers.total();
  }

  score() {
    return this.#numbers.score();
  }

  /** The verdict of the last score. */
  passed() {
    const verdict = this.#slots[this.#keys.length];
    return verdict === 1 ? true : verdict === 0 ? false : null;
  }

  /** Whether the company could be written down. */
  write(company, on) {
    if (!isPlain(company)) return false;
    if (on !== this.#on) {
      if (typeof on !== "string") return false;
      this.#numbers.set_day(this.#engine, on);
      this.#on = on;
    }
    return this.#fill(company) || (this.#learn(company) && this.#fill(company));
  }

  /** Writes a company whose keys are those of the last one; false for any other, and for values that are not plain. */
  #fill(company) {
    const keys = this.#keys;
    if (keys === undefined) return false;
    // The memory may have grown, which takes its views away.
    if (this.#slots.length === 0) this.#slots = new Float64Array(this.#memory.buffer, this.#at, keys.length + 1);
    const slots = this.#slots;
    const kinds = this.#kinds;
    let n = 0;
    let sum = 0;
    for (const key in company) {
      if (keys[n] !== key) return false;
      const value = company[key];
      const kind = kinds[n];
      if (kind === NUMBER) {
        if (typeof value !== "number") return false;
        sum += value;
        slots[n] = value;
      } else if (kind === FLAG) {
        if (value === true) slots[n] = 1;
        else if (value === false) slots[n] = 0;
        else return false;
      } else {
        const level = this.#levels[n].get(value);
        if (level === undefined) return false;
        slots[n] = level;
      }
      n++;
    }
    // Neither NaN nor an infinity is a figure.
    return n === keys.length && sum - sum === 0;
  }

  /** Takes the keys of this company as those to expect. */
  #learn(company) {
    const keys = [];
    const found = [];
    for (const key in company) {
      const field = find(key);
      if (field?.kind === undefined) return false;
      keys.push(key);
      found.push(field);
    }
    this.#keys = keys;
    this.#kinds = found.map(({ kind }) => kind);
    this.#levels = found.map(({ levels }) => levels);
    this.#at = this.#numbers.set_fields(Uint16Array.from(found, ({ place }) => place));
    this.#slots = new Float64Array();
    return true;
  }
}

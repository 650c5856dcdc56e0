// The public classes over the wasm bindings, the same in every runtime; the entry beside this file has initialised the module.
//
// dist/ is generated: innopoints.js and innopoints_bg.wasm by wasm-pack, and by the build script
//   schemes.js     `schemes`: SchemeInfo[]; `texts`: { [id]: () => Promise<{ default: string }> }, the text of the scheme's file
import { Engine, Totals, dictionary as dictionaryText, initSync } from "./dist/innopoints.js";
import { schemes, texts } from "./dist/schemes.js";

export { schemes };

let fields;
/** Read from the module when it is first asked for: only after this file has run is the module ready. */
export const dictionary = {
  get fields() {
    fields ??= JSON.parse(dictionaryText()).fields;
    return fields;
  },
};

export class InnopointsError extends Error {
  constructor(problems) {
    const [first] = problems;
    const more = problems.length > 1 ? ` (+${problems.length - 1})` : "";
    super(`${first.zh} / ${first.en}${more}`);
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

let minute;
let day;
/** Today by the local calendar, which is the one a company files by. A day never begins within a minute. */
function today() {
  const now = Math.floor(Date.now() / 60_000);
  if (now !== minute) {
    const date = new Date();
    const two = (n) => String(n).padStart(2, "0");
    day = `${date.getFullYear()}-${two(date.getMonth() + 1)}-${two(date.getDate())}`;
    minute = now;
  }
  return day;
}

const compiled = new Map();

export class Scheme {
  #engine;
  #info;
  #fields;
  #numbers;

  constructor(engine) {
    this.#engine = engine;
    this.#info = engine.info();
  }

  static async load(id) {
    let scheme = compiled.get(id);
    if (!scheme) {
      if (!Object.hasOwn(texts, id)) {
        throw new InnopointsError([
          { code: "unknown_scheme", zh: `没有积分方案“${id}”`, en: `there is no scheme "${id}"` },
        ]);
      }
      scheme = Scheme.parse((await texts[id]()).default, `${id}.json`);
      compiled.set(id, scheme);
    }
    return scheme;
  }

  static parse(json, file) {
    const text = typeof json === "string" ? json : JSON.stringify(json);
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
    const used = new Set(this.#info.fields);
    this.#fields ??= dictionary.fields.filter(({ id }) => used.has(id));
    return this.#fields;
  }

  score(enterprise, { on = today() } = {}) {
    // JSON text goes in as it stands: JSON.parse would round what a double cannot hold.
    return new Report(
      attempt(() =>
        typeof enterprise === "string" ? this.#engine.report_text(enterprise, on) : this.#engine.report(enterprise, on),
      ),
    );
  }

  total(enterprise, options) {
    this.#numbers ??= new Numbers(this.#engine, this.#info.fields);
    const fast = this.#numbers.total(enterprise, options?.on ?? today());
    if (fast !== GENERAL) return fast;
    const { total } = this.score(enterprise, options);
    return total === null ? null : Number(total);
  }
}

class Report {
  #json;

  constructor(json) {
    this.#json = json;
    Object.assign(this, json);
  }

  toJSON() {
    return this.#json;
  }
}

/** What the fast path answers where it cannot tell: the general path then scores the company or says what is wrong. */
const GENERAL = Infinity;

const NUMBER = 0;
const FLAG = 1;
const CHOICE = 2;

/**
 * Totals of companies given as plain numbers, flags and level ids, through shared memory: one slot a field, no text and
 * no object crosses over. Everything else (text, ranges, unknown keys, figures out of range) is left to the general path.
 */
class Numbers {
  #engine;
  #totals;
  #memory = initSync().memory;
  #slots = new Float64Array();
  /** Slot, kind and levels by field id. */
  #byId;
  /** The keys of the last company in their order, and slot and kind of each: most companies of a batch look alike. */
  #keys = [];
  #order = [];
  #kinds = [];
  #levels = [];
  #day = { text: "", year: 0, month: 0, day: 0 };

  constructor(engine, ids) {
    this.#engine = engine;
    this.#totals = new Totals(engine);
    const kinds = { number: NUMBER, flag: FLAG, choice: CHOICE };
    const byId = new Map(dictionary.fields.map((field) => [field.id, field]));
    this.#byId = new Map(
      ids.map((id, slot) => {
        const { type, levels } = byId.get(id);
        return [id, { slot, kind: kinds[type], levels: new Map(levels?.map(({ id }, n) => [id, n])) }];
      }),
    );
  }

  total(company, on) {
    if (on !== this.#day.text && !this.#setDay(on)) return GENERAL;
    // The memory may have grown, which takes its views away.
    if (this.#slots.length === 0) this.#view();
    if (!this.#fill(company) && !(this.#learn(company) && this.#fill(company))) return GENERAL;
    const { year, month, day } = this.#day;
    return this.#totals.total(this.#engine, year, month, day);
  }

  #setDay(on) {
    const found = /^(\d{4})-(\d\d)-(\d\d)$/.exec(on);
    if (found) this.#day = { text: on, year: Number(found[1]), month: Number(found[2]), day: Number(found[3]) };
    return found !== null;
  }

  #view() {
    this.#slots = new Float64Array(this.#memory.buffer, this.#totals.slots(), this.#byId.size);
  }

  /** Writes a company whose keys are those of the last one; false for any other, and for values that are not plain. */
  #fill(company) {
    const slots = this.#slots;
    const keys = this.#keys;
    const order = this.#order;
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
        slots[order[n]] = value;
      } else if (kind === FLAG) {
        if (value === true) slots[order[n]] = 1;
        else if (value === false) slots[order[n]] = 0;
        else return false;
      } else {
        const level = this.#levels[n].get(value);
        if (level === undefined) return false;
        slots[order[n]] = level;
      }
      n++;
    }
    // NaN stands for a missing field, so none may come from the company; an infinity is refused as well.
    return n === keys.length && sum - sum === 0;
  }

  /** Takes the keys of this company as those to expect. */
  #learn(company) {
    const found = [];
    for (const key in company) {
      const field = this.#byId.get(key);
      if (field?.kind === undefined) return false;
      found.push([key, field]);
    }
    this.#keys = found.map(([key]) => key);
    this.#order = found.map(([, { slot }]) => slot);
    this.#kinds = found.map(([, { kind }]) => kind);
    this.#levels = found.map(([, { levels }]) => levels);
    this.#slots.fill(Number.NaN);
    return true;
  }
}

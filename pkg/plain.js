// Totals of plain companies, many a second: numbers and flags through shared memory.
//
// dist/ is generated: innopoints.js and innopoints_bg.wasm by wasm-pack, and by the build script
//   fields.js   `fields`: by id, the place in the dictionary, and the levels of a choice
import { Numbers, initSync } from "./dist/innopoints.js";
import { fields } from "./dist/fields.js";

/** What the fast path answers where it cannot tell: the engine then scores the company or says what is wrong with it. */
export const GENERAL = Infinity;

const NUMBER = 0;
const FLAG = 1;
const CHOICE = 2;
const KINDS = { number: NUMBER, flag: FLAG, choice: CHOICE };

/** The fields by id: place, kind, and the places of levels. Of a date there is no number to write. */
const byId = new Map(
  fields.map(([id, type, ...levels], place) => [
    id,
    { place, kind: KINDS[type], levels: new Map(levels.map((level, n) => [level, n])) },
  ]),
);

/** An object of its own members alone, with nothing inherited that could be taken for a figure. */
export function isPlain(company) {
  if (typeof company !== "object" || company === null) return false;
  const above = Object.getPrototypeOf(company);
  return above === Object.prototype || above === null;
}

/**
 * Companies of plain numbers, flags and level ids, through shared memory: no text and no object crosses over. Everything
 * else (text, ranges, unknown keys, figures out of range) is left to the general path.
 *
 * Reading an object may run code of its owner (getters, proxies), which may score other companies, or make the memory grow:
 * while one company is being read, no other is written.
 */
export class Plain {
  #numbers;
  #memory = initSync().memory;
  #slots = new Float64Array();
  #at = 0;
  #on;
  /** The keys of the last company in their order, and what they stand for: most companies of a batch look alike. */
  #keys;
  #kinds;
  #levels;
  #reading = false;

  constructor(packed) {
    this.#numbers = new Numbers(packed);
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
    // Asked by code of the company that is being read: the general path keeps apart from it.
    if (this.#reading || !isPlain(company) || typeof on !== "string") return false;
    if (on !== this.#on) {
      this.#numbers.set_day(on);
      this.#on = on;
    }
    this.#reading = true;
    try {
      return this.#fill(company) || (this.#learn(company) && this.#fill(company));
    } finally {
      this.#reading = false;
    }
  }

  /** Writes a company whose keys are those of the last one; false for any other, and for values that are not plain. */
  #fill(company) {
    const keys = this.#keys;
    // This look also lets V8 bring an outdated object up to date. Were it to do so within the loop, the loop would be slow for all.
    if (keys === undefined || !(keys[0] in company)) return false;
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
    // Neither NaN nor an infinity is a figure. A view whose memory has grown meanwhile holds nothing.
    return n === keys.length && sum - sum === 0 && slots.length !== 0;
  }

  /** Takes the keys of this company as those to expect. */
  #learn(company) {
    const keys = [];
    const found = [];
    for (const key in company) {
      const field = byId.get(key);
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

// A scheme, and what it says of a company.
import { Engine, pack } from "./dist/innopoints.js";
import {
  answer,
  companyText,
  dayOf,
  holder,
  Info,
  languageOf,
  refuse,
  shipped,
  textOf,
  tool,
  unpack,
  wanted,
} from "./common.js";
import { Company, withCompany } from "./company.js";
import { init } from "./engine.js";
import { GENERAL, isPlain, Plain } from "./plain.js";
import { lazyReport } from "./report.js";
import { sources } from "./dist/schemes.js";
import { baseOf, textsFrom } from "./texts.js";

const { hold, held } = holder();

/** What a scheme was unpacked of, and into. */
export function insideOf(scheme) {
  return held(scheme) ?? refuse("unknown_scheme", "这里要 Scheme 对象", "a Scheme is needed here");
}

/** A scheme from its text, as the build packs the shipped ones. */
async function read(text, file) {
  const extended = baseOf(text);
  const [bases] = await Promise.all([textsFrom(extended), init()]);
  const whole = tool(() => pack(text, file, bases));
  return { packed: whole.packed + whole.sources, info: { ...whole.info, extends: extended } };
}

/** A shipped scheme: as it was packed, or from its text where a bundle leaves the sources out to be smaller. */
async function make(id) {
  if (Object.hasOwn(sources, id)) {
    const [{ packed, info }, apart] = await Promise.all([shipped(id), sources[id]()]);
    return { packed: packed + apart.sources, info };
  }
  const [, text] = await textsFrom(id);
  return text === undefined ? shipped(id) : read(text, `${id}.json`);
}

/** The shipped schemes that were asked for: promises of what `make` gives, and the schemes. */
const made = new Map();
const loaded = new Map();

/** What `make` gives, once for each scheme. */
export function packedOf(id) {
  if (!made.has(id)) {
    const making = make(id);
    // A request that failed may be made again.
    making.catch(() => made.delete(id));
    made.set(id, making);
  }
  return made.get(id);
}

/** The fast path of a scheme, made when it is first taken. */
function plainOf(scheme) {
  const inside = insideOf(scheme);
  return (inside.plain ??= new Plain(inside.packed));
}

export class Scheme extends Info {
  constructor({ packed, info }) {
    super(info);
    hold(this, { packed, engine: unpack(Engine, packed), plain: undefined });
  }

  static async load(id) {
    if (!loaded.has(id)) {
      const [packed] = await Promise.all([packedOf(id), init()]);
      if (!loaded.has(id)) loaded.set(id, new Scheme(packed));
    }
    return loaded.get(id);
  }

  static async parse(json, file) {
    return new Scheme(await read(textOf(json), file === undefined ? undefined : wanted(file, "file")));
  }

  score(enterprise, options) {
    const on = dayOf(options);
    const language = languageOf(options);
    const { engine } = insideOf(this);
    const report = (company) => answer(withCompany(company, (handle) => engine.report(handle, on, language)));
    if (isPlain(enterprise)) {
      const plain = plainOf(this);
      // Flat, so the copy is all of it: read once, the words are those of the company as it was, whatever becomes of it.
      const company = { ...enterprise };
      const total = plain.write(company, on) ? plain.score() : GENERAL;
      if (total !== GENERAL) return lazyReport(String(total), plain.passed(), () => report(company));
      enterprise = company;
    }
    const company = Company.is(enterprise) ? enterprise : companyText(enterprise);
    const first = answer(withCompany(company, (handle) => engine.score(handle, on, language)));
    // Where something is open it is the report already.
    return lazyReport(first.total, first.passed, () => (first.summary ? first : report(company)));
  }

  outcome(enterprise, options) {
    const on = dayOf(options);
    return answer(withCompany(enterprise, (company) => insideOf(this).engine.outcome(company, on)));
  }

  total(enterprise, options) {
    const on = dayOf(options);
    if (this.official) {
      const plain = plainOf(this);
      const fast = plain.write(enterprise, on) ? plain.total() : GENERAL;
      if (fast !== GENERAL) return fast;
    }
    const { total } = this.outcome(enterprise, options);
    // A bare number could not say that it is no official score.
    return total === null || !this.official ? null : Number(total);
  }

  improve(enterprise, options) {
    const { target, fix = [], limit, cost } = options ?? {};
    const on = dayOf(options);
    if (!Array.isArray(fix)) {
      refuse("bad_fix", "fix 应为数据项标识的数组", "fix is an array of the ids of fields");
    }
    const goal = target === undefined || target === "pass" ? undefined : String(target);
    const said = (kind, given) => pairs(given).flatMap(([field, value]) => [kind, field, value]);
    // What is to stay stays, whatever else is said of it: the last word holds.
    const terms = [
      ...said("limit", limit),
      ...said("cost", cost),
      ...fix.flatMap((field) => ["fix", String(field), ""]),
    ];
    return answer(withCompany(enterprise, (company) => insideOf(this).engine.improve(company, on, goal, terms)));
  }

  whatIf(enterprise, changes, options) {
    const on = dayOf(options);
    const nextYear = options?.nextYear === true;
    const said = pairs(changes).flat();
    return answer(withCompany(enterprise, (company) => insideOf(this).engine.what_if(company, on, said, nextYear)));
  }

  estimate(enterprise, options) {
    const on = dayOf(options);
    const total = options?.total === undefined ? undefined : String(options.total);
    return answer(withCompany(enterprise, (company) => insideOf(this).engine.estimate(company, on, total)));
  }

  shift(before, after, options) {
    const on = dayOf(options);
    const said = withCompany(before, (was) => withCompany(after, (is) => insideOf(this).engine.shift(was, is, on)));
    return answer(said);
  }

  sheet(enterprise, options) {
    const on = dayOf(options);
    return answer(withCompany(enterprise, (company) => insideOf(this).engine.sheet(company, on)));
  }

  placed(enterprise, other, options) {
    const on = dayOf(options);
    const { engine } = insideOf(other);
    return answer(withCompany(enterprise, (company) => insideOf(this).engine.placed(company, on, engine)));
  }

  sensitivity(enterprise, options) {
    const on = dayOf(options);
    return answer(withCompany(enterprise, (company) => insideOf(this).engine.sensitivity(company, on)));
  }
}

/** What is said of fields, as text. */
const pairs = (said) => Object.entries(said ?? {}).map(([field, value]) => [field, String(value)]);

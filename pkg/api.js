// The public classes over the wasm bindings, the same in every runtime; the entry beside this file has initialised the
// module that scores, and says how the tools are had.
//
// dist/ is generated: innopoints.js and innopoints_bg.wasm by wasm-pack, and by the build script
//   schemes.js       `schemes`: what there is; `load`: by id, a function that imports
//   schemes/<id>.js  `packed`: the scheme as the engine takes it; `info`: what a page shows of it
import { Engine } from "./dist/innopoints.js";
import { load, schemes } from "./dist/schemes.js";
import { loadTools, tools } from "./provide.js";

export { loadTools, schemes };

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

/**
 * A company as JSON text. Numbers go in by their shortest decimal text; what is no figure at all (NaN, a function, a Map)
 * goes in as text that the engine refuses by the name of its field; nothing is left out.
 */
function companyText(enterprise) {
  if (typeof enterprise === "string") return enterprise;
  const plain = (value) => /^\[object (Object|Array)\]$/.test(Object.prototype.toString.call(value));
  try {
    return JSON.stringify(enterprise, function (key, given) {
      const value = this[key];
      if (value === undefined) return null;
      if (typeof value === "object" && value !== null) return plain(value) ? value : String(value);
      const json = value === null || typeof value === "string" || typeof value === "boolean" || Number.isFinite(value);
      return json ? given : String(value);
    });
  } catch {
    return refuse(
      "bad_json",
      "企业数据无法写成 JSON（循环引用？）",
      "the enterprise cannot be written as JSON (does it contain itself?)",
    );
  }
}

/** The id of the scheme that another extends; the loader says what is wrong with a text that is no JSON. */
function baseOf(text) {
  try {
    return JSON.parse(text)?.extends;
  } catch {
    return undefined;
  }
}

/** Runs a tool: the bindings throw an array of problems; anything else is a fault of ours and passes through. */
function tool(run) {
  try {
    return run();
  } catch (thrown) {
    throw Array.isArray(thrown) ? new InnopointsError(thrown) : thrown;
  }
}

export async function template(id, format = "csv") {
  await loadTools();
  const text = tools.template(id, format);
  if (text === undefined) refuse("unknown_scheme", `“${id}”没有未公布的数字`, `"${id}" leaves no number open`);
  return text;
}

export async function adopt(id, filled) {
  await loadTools();
  return tool(() => tools.adopt(id, filled));
}

const loaded = new Map();

export class Scheme {
  #engine;
  #packed;
  #info;
  #plain;

  constructor({ packed, info }, base) {
    this.#engine = Engine.unpack(packed);
    if (!this.#engine) {
      refuse(
        "bad_pack",
        "打包的方案与本模块不是同一次构建的，或已损坏",
        "the packed scheme is not of this module's build, or is damaged",
      );
    }
    this.#packed = packed;
    this.#info = { ...info, extends: base };
  }

  static async load(id) {
    let scheme = loaded.get(id);
    if (!scheme) {
      if (!Object.hasOwn(load, id)) refuse("unknown_scheme", `没有积分方案“${id}”`, `there is no scheme "${id}"`);
      const shipped = schemes.find((each) => each.id === id);
      scheme = new Scheme(await load[id](), shipped.extends);
      loaded.set(id, scheme);
    }
    return scheme;
  }

  static async parse(json, file) {
    const text = textOf(json);
    const base = load[baseOf(text)];
    const [basis] = await Promise.all([base?.(), loadTools()]);
    return new Scheme(
      tool(() => tools.pack(text, file, basis?.packed)),
      baseOf(text),
    );
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
  get extends() {
    return this.#info.extends;
  }
  get family() {
    return this.#info.family;
  }
  get gives() {
    return this.#info.gives;
  }
  get notes() {
    return this.#info.notes;
  }
  get fields() {
    return this.#info.fields;
  }

  score(enterprise, options) {
    const on = dayOf(options);
    if (tools?.isPlain(enterprise)) {
      this.#plain ??= new tools.Plain(this.#packed);
      // Flat, so the copy is all of it: read once, the words are those of the company as it was, whatever becomes of it.
      const company = { ...enterprise };
      const total = this.#plain.write(company, on) ? this.#plain.score() : tools.GENERAL;
      if (total !== tools.GENERAL) return new Report(this.#engine, company, on, String(total), this.#plain.passed());
      enterprise = company;
    }
    const text = companyText(enterprise);
    const { total, passed } = answer(this.#engine.outcome(text, on));
    return new Report(this.#engine, text, on, total, passed);
  }

  total(enterprise, options) {
    const on = dayOf(options);
    if (tools) {
      this.#plain ??= new tools.Plain(this.#packed);
      const fast = this.#plain.write(enterprise, on) ? this.#plain.total() : tools.GENERAL;
      if (fast !== tools.GENERAL) return fast;
    }
    const { total } = answer(this.#engine.outcome(companyText(enterprise), on));
    return total === null ? null : Number(total);
  }
}

/** What the engine answered. */
function answer(text) {
  const json = JSON.parse(text);
  if (json.problems) throw new InnopointsError(json.problems);
  return json;
}

/** Total and verdict are known from the start; the rest is put into words when it is first read. */
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
      this.#json = answer(this.#engine.report(companyText(this.#enterprise), this.#on));
      this.#enterprise = undefined;
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
  "stage_title",
  "stage_reason",
  "class",
  "typical",
  "notice",
  "tight",
  "deciding",
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

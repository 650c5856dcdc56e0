// The public classes over the wasm bindings, the same in every runtime; the entry beside this file has initialised the module.
//
// dist/ is generated: innopoints.js and innopoints_bg.wasm by wasm-pack, and by the build script
//   schemes.js     `schemes`: SchemeInfo[]; `texts`: { [id]: () => Promise<{ default: string }> }, the text of the scheme's file
//   dictionary.js  `dictionary`: { fields: Field[] }
import { Engine } from "./dist/innopoints.js";
import { schemes, texts } from "./dist/schemes.js";

export { dictionary } from "./dist/dictionary.js";
export { schemes };

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

/** Today by the local calendar, which is the one a company files by. */
function today() {
  const now = new Date();
  const two = (n) => String(n).padStart(2, "0");
  return `${now.getFullYear()}-${two(now.getMonth() + 1)}-${two(now.getDate())}`;
}

const compiled = new Map();

export class Scheme {
  #engine;
  #info;

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
    return this.#info.fields;
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

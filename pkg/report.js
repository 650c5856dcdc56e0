// The result of one company by one scheme.
import { answer, companyText } from "./common.js";

/** Total and verdict are known from the start; the rest is put into words when it is first read. */
export class Report {
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
  "deciding_all",
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

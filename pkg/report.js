// The result of one company by one scheme.

/** Node.js shows an object by what this gives; it asks for it behind the proxy, on behalf of the proxy. */
const INSPECT = Symbol.for("nodejs.util.inspect.custom");
function inspect() {
  return this.toJSON();
}

/** All of a report. */
const whole = (report) => (report.json ??= report.make());

const isMethod = (name) => name === "toJSON" || name === INSPECT;

/** How reports are read: one handler for all of them, since a batch makes many. */
const reading = {
  get(report, name) {
    if (name === "total" || name === "passed" || name === INSPECT) return report[name];
    if (name === "toJSON") return () => whole(report);
    return typeof name === "symbol" ? undefined : whole(report)[name];
  },
  has: (report, name) => isMethod(name) || name in whole(report),
  ownKeys: (report) => Reflect.ownKeys(whole(report)),
  getOwnPropertyDescriptor(report, name) {
    const found = Object.getOwnPropertyDescriptor(whole(report), name);
    return found && { ...found, writable: false, configurable: true };
  },
  set: () => false,
  defineProperty: () => false,
  deleteProperty: () => false,
};

/**
 * A report of which total and verdict are there from the start; `make` gives all of it, its words too, when something else is
 * first read.
 */
export function lazyReport(total, passed, make) {
  return new Proxy({ total, passed, make, json: undefined, [INSPECT]: inspect }, reading);
}

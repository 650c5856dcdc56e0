// The result of one company by one scheme.

/**
 * A report of which `known`, total and verdict, is there from the start; `make` gives all of it, its words too, when something
 * else is first read.
 */
export function lazyReport(known, make) {
  let json;
  const whole = () => (json ??= make());
  const target = { toJSON: whole, [Symbol.for("nodejs.util.inspect.custom")]: whole };
  return new Proxy(target, {
    get(_, name) {
      if (Object.hasOwn(known, name)) return known[name];
      return typeof name === "symbol" || Object.hasOwn(target, name) ? target[name] : whole()[name];
    },
    has: (_, name) => Object.hasOwn(target, name) || name in whole(),
    ownKeys: () => Reflect.ownKeys(whole()),
    getOwnPropertyDescriptor: (_, name) => {
      const found = Object.getOwnPropertyDescriptor(whole(), name);
      return found && { ...found, writable: false, configurable: true };
    },
    set: () => false,
    defineProperty: () => false,
    deleteProperty: () => false,
  });
}

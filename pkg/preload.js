// Imported for its effect: nothing is left to be imported later.
import * as adopt from "./adopt.js";
import * as all from "./dist/all.js";
import * as finance from "./dist/finance.js";
import * as lazy from "./dist/schemes.js";
import { later } from "./later.js";

/** Replaces the functions that import by such as have what they would import. */
function have(functions, modules) {
  for (const [name, module] of Object.entries(modules)) functions[name] = () => Promise.resolve(module);
}

for (const [name, modules] of Object.entries(all)) have(lazy[name], modules);
have(later, { adopt, finance });

// Edge functions of Vercel and Next.js: as workerd, but the import says that the module is wanted.
import module from "../dist/scorer_bg.wasm?module";
import { from } from "./module.js";

from(() => module);

export * from "./api.js";

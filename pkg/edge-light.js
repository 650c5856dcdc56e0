// Edge functions of Vercel and Next.js: as workerd, but the import says that the module is wanted.
import module from "./dist/innopoints_bg.wasm?module";
import { from } from "./engine.js";

from(() => module);

export * from "./api.js";

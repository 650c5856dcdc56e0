// The engine, in a module of its own: it fails as a whole where the browser cannot run it, which main.ts turns into words.
export { Scheme, schemes } from "innopoints";

// The engine, in a module of its own: it fails as a whole where the browser cannot run it, which main.ts turns into words.
export { adopt, loadTools, Scheme, schemes, template } from "innopoints";

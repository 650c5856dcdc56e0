// Total and verdict alone, in a module of its own: half as large as the engine, it is there first, and where the browser
// cannot run it main.ts says so in words.
export { Scorer, schemes } from "innopoints/scorer";

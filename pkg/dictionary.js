// `innopoints/dictionary`: every input field with its names, unit, meaning, and where a company finds it. Apart from the
// engine, which needs none of the explanations.
export { dictionary } from "./dist/dictionary.js";

// Where the tools are, and how they come there: an entry provides them, or a way to fetch them.

/** The tools (tools.js), once they are there. */
export let tools;
let fetchTools;

/** For the entries: the tools themselves, or a function that fetches them. */
export function provide(given) {
  if (typeof given === "function") fetchTools = given;
  else tools = given;
}

/** Sees to it that the tools are there. */
export async function loadTools() {
  tools ??= await fetchTools();
}

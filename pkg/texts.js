// The texts of the shipped schemes: what a file that extends one, and an annex that completes one, is read with.
import { texts } from "./dist/schemes.js";

/** The id of the scheme that another extends; the loader says what is wrong with a text that is no JSON. */
export function baseOf(text) {
  try {
    return JSON.parse(text)?.extends;
  } catch {
    return undefined;
  }
}

/** Id and text of a shipped scheme and of all that it extends: id, text, id, text, …; nothing for another id. */
export async function textsFrom(id) {
  const chain = [];
  for (let next = id; Object.hasOwn(texts, next ?? ""); next = baseOf(chain.at(-1)))
    chain.push(next, (await texts[next]()).text);
  return chain;
}

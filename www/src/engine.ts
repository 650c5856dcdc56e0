// The engine and the shipped schemes, all loaded before the page is used. This module fails as a whole where the browser
// cannot run it, which main.ts turns into words.
import { Scheme, schemes } from "innopoints";

export const loaded: Scheme[] = await Promise.all(schemes.map(({ id }) => Scheme.load(id)));

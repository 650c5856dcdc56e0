// What takes tables in: the annex of a scheme, and a company's figures. It comes after the first score.
import "../styles/intake.css";

export { Annex } from "./annex.ts";
export { tableOf } from "./dialog.ts";
export { Figures } from "./figures.ts";

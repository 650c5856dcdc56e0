// What takes figures in: tables, the annex of a scheme, all questions. It comes after the first score.
import "../styles/intake.css";

export { Annex } from "./annex.ts";
export { tableOf } from "./dialog.ts";
export { Figures } from "./figures.ts";
export { allQuestions, colleague } from "../overview/all-questions.ts";

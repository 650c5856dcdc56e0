import { score } from "./score.js";

console.log(await score());

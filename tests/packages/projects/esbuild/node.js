import { start } from "./start.js";

console.log(await start());

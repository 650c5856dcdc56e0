import { score } from "./score.js";

document.title = await score();

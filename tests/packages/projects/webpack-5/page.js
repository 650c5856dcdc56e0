import { score } from "./score.js";

score().then((title) => {
  document.title = title;
});

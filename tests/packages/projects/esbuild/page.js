import { start } from "./start.js";

start().then((title) => {
  document.title = title;
});

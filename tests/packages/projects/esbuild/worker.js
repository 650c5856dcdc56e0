// A message may come as soon as the worker stands: it is listened to before anything is loaded.
import { start } from "./start.js";

addEventListener("message", async ({ data }) => {
  if (data === "score") postMessage(await start());
});

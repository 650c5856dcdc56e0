// Nothing is bundled, and a service worker may not import() anything: what the package would import later is imported at once.
import "./node_modules/innopoints/preload.js";
import { score } from "./score.js";

addEventListener("install", () => skipWaiting());
addEventListener("activate", (event) => event.waitUntil(clients.claim()));
addEventListener("message", ({ data, source }) => {
  if (data === "score") score().then((title) => source.postMessage(title));
});

import { start } from "./start.js";

addEventListener("install", () => skipWaiting());
addEventListener("activate", (event) => event.waitUntil(clients.claim()));
addEventListener("message", ({ data, source }) => {
  if (data === "score") start().then((title) => source.postMessage(title));
});

// Starts the page: the frame at once, the engine as soon as it has come.
import { Page } from "./page.ts";

const page = document.querySelector("ip-page");

async function boot(page: Page): Promise<void> {
  try {
    const { loaded } = await import("./engine.ts");
    page.start(loaded);
  } catch (error) {
    console.error(error);
    page.fail();
    return;
  }
  // From the last byte the engine needed to the first score.
  const bytes = performance.getEntriesByType("resource").filter(({ name }) => /\.wasm$|\/engine-[^/]*\.js$/.test(name));
  const start = Math.max(...bytes.map((entry) => (entry as PerformanceResourceTiming).responseEnd));
  performance.measure("innopoints:first-score", { start, end: performance.now() });
  if (document.readyState !== "complete")
    await new Promise((loaded) => addEventListener("load", loaded, { once: true }));
  page.countRequests();
}

if (page instanceof Page) void boot(page);

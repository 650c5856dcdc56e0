// Starts the page: the frame at once, the engine as soon as its bytes have come.
import { Page } from "./page.ts";

/** From the last byte of the wasm, or from the page that it waited for, to the first score. */
function measureFirstScore(asked: number): void {
  const wasm = performance.getEntriesByType("resource").filter(({ name }) => name.endsWith(".wasm"));
  const start = Math.max(asked, ...wasm.map((entry) => (entry as PerformanceResourceTiming).responseEnd));
  performance.measure("innopoints:first-score", { start, end: performance.now() });
}

async function boot(page: Page): Promise<void> {
  await page.updateComplete;
  const asked = performance.now();
  try {
    const { Scheme, schemes } = await import("./engine.ts");
    for (const { id } of schemes) {
      page.add(await Scheme.load(id));
      if (page.schemes.length === 1) measureFirstScore(asked);
    }
  } catch (error) {
    console.error(error);
    page.fail();
    return;
  }
  if (document.readyState !== "complete") await new Promise((done) => addEventListener("load", done, { once: true }));
  page.countRequests();
}

const page = document.querySelector("ip-page");
if (page instanceof Page) void boot(page);

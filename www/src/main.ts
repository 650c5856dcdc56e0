// Starts the page: the frame at once, the engine as soon as its bytes have come.
import { inForce, type Listed, shelfOf } from "./catalogue.ts";
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
    const { loadTools, Scheme, schemes } = await import("./engine.ts");
    const [first, ...others] = inForce(schemes);
    if (!first) throw new Error("no scheme is in force");
    const list = async (info: typeof first): Promise<Listed> => ({
      scheme: await Scheme.load(info.id),
      shelf: shelfOf(info),
    });
    page.add([await list(first)]);
    measureFirstScore(asked);
    // Whatever could be asked for later comes now: nothing is requested once the page has loaded.
    try {
      await page.updateComplete;
      page.add(await Promise.all(others.map(list)));
      await loadTools();
      page.offerAnnex();
    } catch (error) {
      console.error(error);
      page.lack();
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

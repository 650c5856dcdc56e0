// Starts the page: the frame at once, the first score as soon as the bytes for it have come, then the reasons.
import { inForce, shelfOf } from "./catalogue.ts";
import { Page } from "./page.ts";

/** From the last byte of the first wasm, or from the page that it waited for, to the first score. */
function measureFirstScore(asked: number): void {
  const wasm = performance.getEntriesByType("resource").filter(({ name }) => /\/scorer[^/]*\.wasm$/.test(name));
  const start = Math.max(asked, ...wasm.map((entry) => (entry as PerformanceResourceTiming).responseEnd));
  performance.measure("innopoints:first-score", { start, end: performance.now() });
}

async function boot(page: Page): Promise<void> {
  await page.updateComplete;
  const asked = performance.now();
  try {
    const { Scorer, schemes } = await import("./scorer.ts");
    const listed = inForce(schemes);
    const [first] = listed;
    if (!first) throw new Error("no scheme is in force");
    page.begin({ scheme: await Scorer.load(first.id), shelf: shelfOf(first) });
    measureFirstScore(asked);
    // Whatever could be asked for later comes now: nothing is requested once the page has loaded.
    try {
      await page.updateComplete;
      const { Scheme, finance, fullReport, template } = await import("./engine.ts");
      const load = async (info: typeof first) => ({ scheme: await Scheme.load(info.id), shelf: shelfOf(info) });
      // The first has its reasons even where the others do not come.
      page.equip([await load(first)]);
      page.equip(await Promise.all(listed.map(load)));
      const { Adviser } = await import("./advice/adviser.ts");
      await page.advise((model, redraw) => Adviser.open(model, { finance, fullReport }, redraw));
      const open = listed.find(({ official }) => !official);
      if (open) {
        await template(open.id);
        page.offerAnnex();
      }
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

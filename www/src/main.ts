// Starts the worker, and the page: the frame at once, the first score as soon as the bytes for it have come, then the reasons.
import { FIRST, inForce, type Listed, shelfOf } from "./catalogue.ts";
import { engine, type Facts, failure } from "./engine.ts";
import { learn } from "./fields.ts";

// The worker fetches the small module while the page's own script is still on its way.
const begun = Promise.race([engine.begin(FIRST), failure]);
begun.catch(() => {});

const listed = (scheme: Facts): Listed => ({ scheme, shelf: shelfOf(scheme) });

async function boot(page: import("./page.ts").Page): Promise<void> {
  await page.updateComplete;
  const asked = performance.now();
  try {
    const first = await begun;
    await page.begin(listed(first));
    // From the last byte of the small module, or from the page that it waited for, to the first score.
    const arrived = (await engine.arrived()) - performance.timeOrigin;
    performance.measure("innopoints:first-score", { start: Math.max(asked, arrived), end: performance.now() });
    // Whatever could be asked for later comes now: nothing is requested once the page has loaded.
    try {
      await learn();
      const schemes = inForce(await engine.schemes());
      // The first has its reasons even where the others do not come.
      await page.equip([listed(await engine.load(first.id))]);
      await page.equip(await Promise.all(schemes.map(async ({ id }) => listed(await engine.load(id)))));
      const { Adviser } = await import("./advice/adviser.ts");
      await page.advise((model, redraw) => Adviser.open(model, redraw));
      // A template brings the text that an annex is filled into.
      const open = schemes.filter(({ official }) => !official);
      await Promise.all(open.map(({ id }) => engine.template(id, "csv")));
      page.take(await import("./intake/intake.ts"));
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

const { Page } = await import("./page.ts");
const page = document.querySelector("ip-page");
if (page instanceof Page) void boot(page);

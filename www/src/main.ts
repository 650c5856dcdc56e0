// Starts the page: the engine is sent for first, the frame is drawn while it comes.

const running = performance.now();

/** From the last byte of the wasm, or from the script that it waited for, to the first score. */
function measureFirstScore(): void {
  const wasm = performance.getEntriesByType("resource").filter(({ name }) => name.endsWith(".wasm"));
  const start = Math.max(running, ...wasm.map((entry) => (entry as PerformanceResourceTiming).responseEnd));
  performance.measure("innopoints:first-score", { start, end: performance.now() });
}

async function boot(): Promise<void> {
  const coming = import("./engine.ts");
  coming.catch(() => {}); // it is dealt with below, once there is a page to say so
  const { Page } = await import("./page.ts");
  const page = document.querySelector("ip-page");
  if (!(page instanceof Page)) return;
  try {
    const { Scheme, schemes } = await coming;
    for (const { id } of schemes) {
      page.add(await Scheme.load(id));
      if (page.schemes.length === 1) measureFirstScore();
    }
  } catch (error) {
    console.error(error);
    page.fail();
    return;
  }
  if (document.readyState !== "complete") await new Promise((done) => addEventListener("load", done, { once: true }));
  page.countRequests();
}

void boot();

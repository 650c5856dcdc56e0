// Starts the page: the engine is sent for first, the frame is drawn while it comes.

/** From the last byte that the first score needed, of the script or of the wasm, to that score. */
function measureFirstScore(): void {
  const bytes = performance.getEntriesByType("resource").filter(({ name }) => /\.(wasm|js)$/.test(name));
  const start = Math.max(0, ...bytes.map((entry) => (entry as PerformanceResourceTiming).responseEnd));
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

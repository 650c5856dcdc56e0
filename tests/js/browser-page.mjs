// The built page in Chromium: serving it, opening it under watch, and filling it in as a visitor would.
import assert from "node:assert/strict";
import { spawn } from "node:child_process";
import { existsSync, readdirSync, readFileSync } from "node:fs";
import { schemes } from "innopoints";
import { after, before } from "node:test";
import { chromium } from "playwright-core";
import { root, run } from "./runtimes.js";

export const dictionary = JSON.parse(readFileSync(`${root}dictionary.json`, "utf8")).fields;

/** The schemes that a visitor of today is shown; the page starts with the first. */
const today = new Date(Date.now() + 8 * 3600_000).toISOString().slice(0, 10);
export const inForce = schemes.filter(({ effective: { from, to } }) => from <= today && today <= (to ?? today));

/** The scheme that comes with the page, whose own page most tests look at. */
export const FIRST = "cn-innovative-sme-2022";

/** A scheme of each kind. */
export const ESTIMATE = "cn-innovation-points-2024";
export const CLASSES = "cn-sme-size-2011";
export const GATES = "cn-srdi-sme-2026";
export const EXPERTS = "cn-hnte-2016";

/** The companies that the page offers, by the names of their files. */
export const examples = readdirSync(`${root}examples`)
  .filter((name) => name.endsWith(".json"))
  .map((name) => ({ file: name, ...JSON.parse(readFileSync(`${root}examples/${name}`, "utf8")) }));
export const example = (file) => examples.find((one) => one.file === file);

/** Serves www/dist by the command that `make serve` runs. */
export function serve() {
  const child = spawn(process.execPath, ["www/serve.js"], { cwd: root, env: { ...process.env, PORT: "0" } });
  return new Promise((resolve, reject) => {
    let errors = "";
    child.stderr.on("data", (chunk) => {
      errors += chunk;
    });
    child.on("exit", (code) => reject(new Error(`www/serve.js ended with ${code}: ${errors}`)));
    child.stdout.once("data", (chunk) => resolve({ address: String(chunk).trim(), stop: () => child.kill() }));
  });
}

export function launch() {
  const executablePath = process.env.CHROME_PATH ?? "/usr/bin/chromium";
  assert.ok(existsSync(executablePath), `no Chromium at ${executablePath}; CHROME_PATH can name one`);
  return chromium.launch({
    executablePath,
    args: [
      "--no-sandbox",
      "--disable-gpu",
      "--disable-dev-shm-usage",
      "--disable-background-networking",
      "--disable-component-update",
      "--disable-sync",
      "--no-first-run",
    ],
  });
}

/**
 * On an empty page: the time from the last byte of the small module to the first total and verdict, in milliseconds.
 * Compiling, instantiating, unpacking a scheme and scoring a company count; fetching does not.
 */
export async function firstScore(browser) {
  const context = await browser.newContext();
  await context.route("http://bare.test/**", (route) => {
    const file = new URL(route.request().url()).pathname;
    return file === "/"
      ? route.fulfill({ contentType: "text/html", body: "<!doctype html>" })
      : route.fulfill({ path: `${root}pkg/dist${file}` });
  });
  const page = await context.newPage();
  await page.goto("http://bare.test/");
  const result = await page.evaluate(async (enterprise) => {
    const [{ initSync, Company, Engine }, { packed, info }, bytes] = await Promise.all([
      import("/scorer.js"),
      import("/schemes/cn-innovative-sme-2022.js"),
      fetch("/scorer_bg.wasm").then((response) => response.arrayBuffer()),
    ]);
    const company = JSON.stringify(Object.fromEntries(info.fields.map((id) => [id, enterprise[id]])));
    // What a new page and what arriving set off shall not be counted.
    await new Promise((done) => setTimeout(done, 1500));
    const start = performance.now();
    initSync({ module: bytes });
    const { total } = JSON.parse(Engine.unpack(packed).outcome(Company.read(company), "2026-11-01"));
    return { took: performance.now() - start, total };
  }, complete);
  await context.close();
  return result;
}

/** A company of which the scheme asks nothing that is not known. */
const complete = JSON.parse(readFileSync(`${root}examples/sample-complete.json`, "utf8")).enterprise;

/** Runs in the page, before anything else: notes policy violations, and the time from each input event to the frame that shows it. */
function watch() {
  globalThis.violations = [];
  globalThis.painted = [];
  document.addEventListener("securitypolicyviolation", (event) => {
    globalThis.violations.push(`${event.effectiveDirective} ${event.blockedURI} ${event.sample}`);
  });
  addEventListener(
    "input",
    (event) => {
      requestAnimationFrame(() => {
        const { port1, port2 } = new MessageChannel();
        port1.onmessage = () => globalThis.painted.push(performance.now() - event.timeStamp);
        port2.postMessage(null);
      });
    },
    { capture: true },
  );
}

/** What the command prints as JSON for what it reads. */
export async function command(args, input) {
  const { stdout, stderr } = await run([`${root}target/release/innopoints`, ...args], {
    input: typeof input === "string" ? input : JSON.stringify(input),
  });
  assert.notEqual(stdout, "", stderr);
  return JSON.parse(stdout);
}

/** A browser and the served page, there while the tests of a file run. */
export function site() {
  const there = {
    browser: undefined,
    server: undefined,
    visit: (options) => open(there.browser, there.server.address, options),
  };
  before(async () => {
    [there.browser, there.server] = await Promise.all([launch(), serve()]);
  });
  after(async () => {
    await there.browser?.close();
    there.server?.stop();
  });
  return there;
}

/** Opens the page and waits until it has loaded; from then on requests are held against it. */
export async function open(
  browser,
  address,
  { width = 1440, height = 900, search = "", hash = `#${FIRST}`, ready = hash === "" ? "#start" : "#results" } = {},
) {
  const context = await browser.newContext({ viewport: { width, height } });
  const page = await context.newPage();
  const loading = [];
  const late = [];
  const errors = [];
  let loaded = false;
  const note = (method, url) => {
    // What stands in the page itself, or is kept in it to be saved, is fetched from nowhere.
    if (/^(data|blob):/.test(url)) return;
    if (loaded) late.push(`${method} ${url}`);
  };
  page.on("request", (request) => note(request.method(), request.url()));
  page.on("response", (response) => loading.push(response));
  page.on("websocket", (socket) => note("websocket", socket.url()));
  page.on("console", (message) => {
    if (message.type() === "error" || message.type() === "warning") errors.push(message.text());
  });
  page.on("pageerror", (error) => errors.push(String(error)));
  // What the browser's network stack sees, beacons and icons included.
  const network = await context.newCDPSession(page);
  await network.send("Network.enable");
  network.on("Network.requestWillBeSent", ({ request }) => note(`${request.method} (network)`, request.url));
  await page.addInitScript(watch);
  await page.goto(address + search + hash, { waitUntil: "load" });
  await page.waitForSelector(ready);
  await page.waitForSelector("ip-page[data-loaded]");
  loaded = true;

  return {
    page,
    context,
    loading,
    errors,
    settled: () => settled(page),
    async report() {
      await settled(page);
      return page.evaluate(() => document.querySelector("ip-page").report);
    },
    async score() {
      await settled(page);
      return page.locator("[data-score]").first().innerText();
    },
    /** Fails on any request since loading, any violation of the policy and any error in the console; then closes. */
    async close() {
      const violations = await page.evaluate(() => globalThis.violations);
      const counted = await page.locator(".privacy b").innerText();
      await context.close();
      assert.deepEqual(late, [], "requests after load");
      assert.equal(counted, "0", "requests that the page itself counted");
      assert.deepEqual(violations, [], "violations of the content security policy");
      assert.deepEqual(errors, [], "errors in the console");
    },
  };
}

/** Waits until the answer to the last change is drawn. */
export const settled = (page) => page.evaluate(() => document.querySelector("ip-page").settled);

/** Opens the list of schemes and chooses one. */
export async function choose(page, id) {
  const chooser = page.locator("details.chooser");
  if (!(await chooser.evaluate((details) => details.open))) await page.locator("#scheme-chooser").click();
  await page.locator(`[id="scheme-${id}"]`).click();
  await settled(page);
}

/** Loads a company that the page offers. */
export async function load(page, { file }) {
  const samples = page.locator("details.samples");
  if ((await samples.count()) > 0 && !(await samples.evaluate((details) => details.open)))
    await samples.locator("summary").click();
  await page.locator(`[data-example="${file}"]`).click();
  await settled(page);
}

/** Goes to the overview, with what instruments say worked out and opened. */
export async function seeAll(page) {
  await page.evaluate(() => {
    location.hash = "all";
  });
  await page.locator("#offers[aria-busy=false]").waitFor();
  await page.evaluate(() => {
    for (const details of document.querySelectorAll("#offers :is(.offer, .rest, .section)")) details.open = true;
  });
}

/** Goes to a scheme's own page. */
export async function seeOne(page, id = FIRST) {
  await page.evaluate((id) => {
    location.hash = id;
  }, id);
  await page.locator("#results .summary").waitFor();
  await settled(page);
}

const part = (page, id) => page.locator(`[data-field="${id}"]`);

/** Opens every section of the form. */
export const openAll = (page) =>
  page.evaluate(() => {
    for (const section of document.querySelectorAll("details.section")) section.open = true;
  });

/** Fills in one field by what its value is: text, a range, yes or no, a level. */
export async function fill(page, id, value) {
  const { type } = dictionary.find((field) => field.id === id);
  const field = part(page, id);
  if (type === "flag") {
    await field
      .locator("label")
      .nth(value ? 0 : 1)
      .click();
  } else if (type === "choice") {
    const { levels } = dictionary.find((one) => one.id === id);
    const list = field.locator("select");
    if (await list.count()) await list.selectOption(value);
    else
      await field
        .locator("label")
        .nth(levels.findIndex((level) => level.id === value))
        .click();
  } else if (typeof value === "object") {
    const question = page.locator("fieldset", { has: field });
    await question.locator(".field-head button").click();
    await part(page, id).locator("[data-mode]").nth(1).check({ force: true });
    const [low, high] = value.between;
    await page.fill(`#field-${id}-low`, String(low));
    await page.fill(`#field-${id}-high`, String(high));
    await page.locator(`#field-${id}-high`).blur();
  } else {
    await page.fill(`#field-${id}`, String(value));
    await page.locator(`#field-${id}`).blur();
  }
  await settled(page);
}

/**
 * Whole sentences in Chinese on an English page. Names of documents, which say that they are Chinese, of lines in Chinese
 * statements and of units stay.
 */
export const chineseSentences = (page) =>
  page.evaluate(() => {
    const body = document.querySelector("ip-page").cloneNode(true);
    for (const name of body.querySelectorAll("[lang=zh-CN]")) name.remove();
    return body.textContent.match(/[\u4e00-\u9fff]{2,}[，。][\u4e00-\u9fff]{2,}/g) ?? [];
  });

/** The ids of the fields that the form shows now. */
export const shown = (page) =>
  page.evaluate(() => [...document.querySelectorAll("[data-field]")].map((element) => element.dataset.field));

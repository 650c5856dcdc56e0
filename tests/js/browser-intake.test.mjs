// Tables that people have, pasted into the built page in Chromium by the browser's own clipboard: the annex of a scheme out of a
// word processor, a company's figures out of a spreadsheet.
import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { describe, test } from "node:test";
import { command, choose, ESTIMATE, example, load, site } from "./browser-page.mjs";
import { root, run } from "./runtimes.js";

const { visit } = site();

/** Copies as an office program does, elsewhere, and presses Ctrl+V in the page. */
async function paste({ page, context }, types) {
  await context.grantPermissions(["clipboard-read", "clipboard-write"]);
  const elsewhere = await context.newPage();
  await elsewhere.route("**/elsewhere", (route) =>
    route.fulfill({ contentType: "text/html", body: "<!doctype html>" }),
  );
  await elsewhere.goto(new URL("/elsewhere", page.url()).href);
  await elsewhere.evaluate(async (types) => {
    const blobs = Object.entries(types).map(([type, text]) => [type, new Blob([text], { type })]);
    await navigator.clipboard.write([new ClipboardItem(Object.fromEntries(blobs))]);
  }, types);
  await elsewhere.close();
  await page.bringToFront();
  await page.keyboard.press("Control+v");
}

const html = readFileSync(`${root}tests/tables/annex/word.html`, "utf8").replace(/^[\s\S]*?(?=<html)/, "");
const text = readFileSync(`${root}tests/tables/annex/pasted.txt`, "utf8");

describe("an annex that is pasted", () => {
  const answers = { "@article": "附件2", startup_limit: "500万元", growth_limit: "10000万元" };

  for (const [from, types] of [
    ["a word processor", { "text/html": html, "text/plain": "不用" }],
    ["plain text", { "text/plain": text }],
  ]) {
    test(`from ${from}: shown, the rest asked, then the exact scheme of the command`, async () => {
      const visitor = await visit();
      const { page } = visitor;
      await load(page, example("sample-parts-maker.json"));
      await choose(page, ESTIMATE);
      await page.locator("#hold-annex").click();
      await page.locator("#annex-paste").focus();
      await paste(visitor, types);
      await page.locator("#annex-take").waitFor();
      assert.equal(await page.locator(".understood ol li").count(), 18);
      const shown = await page.locator(".understood ol").innerText();
      assert.match(shown, /研发费用占营业收入的比例.*初创期 10.*满分值 6%/);
      assert.doesNotMatch(shown, /startup|value/);
      assert.doesNotMatch(await page.locator("dialog").innerText(), /@id/);

      // Confirmed without them, what is missing is named, and nothing is made.
      await page.locator("#annex-take").click();
      await page.locator("dialog [role=alert] li").nth(2).waitFor();
      for (const [n, answer] of Object.values(answers).entries()) await page.locator(`#asked-${n}`).fill(answer);
      await page.locator("#annex-take").click();
      await page.locator("dialog").waitFor({ state: "detached" });
      const report = await visitor.report();
      assert.deepEqual([report.scheme, report.official, report.notice], [`own-${ESTIMATE}`, true, null]);

      const saved = page.waitForEvent("download");
      await page.locator("#save-scheme").click();
      const made = readFileSync(await (await saved).path(), "utf8");
      const given = Object.entries({ "@id": `own-${ESTIMATE}`, ...answers }).flatMap(([cell, said]) => [
        "--set",
        `${cell}=${said}`,
      ]);
      const file = `${root}tests/tables/annex/word.html`;
      const by = await run([`${root}target/release/innopoints`, "adopt", "--scheme", ESTIMATE, ...given, file]);
      assert.equal(made, by.stdout, by.stderr);
      await visitor.close();
    });
  }

  test("what is no table is refused in words, and the box stays", async () => {
    const visitor = await visit();
    const { page } = visitor;
    await choose(page, ESTIMATE);
    await page.locator("#hold-annex").click();
    await page.locator("#annex-paste").focus();
    await paste(visitor, { "text/plain": "甲\t乙\n1\t2\n" });
    await page.locator("dialog [role=alert]").waitFor();
    assert.ok(await page.locator("#annex-paste").isVisible());
    await visitor.close();
  });
});

describe("figures that are pasted", () => {
  const sheet =
    "项目\t2025年\t2024年\n营业收入（万元）\t5,200\t4,600\n研发费用\t390\t320\n职工总数\t60\t\n食堂面积\t80\t\n";

  test("a statement out of a spreadsheet: each figure shown, what is not used listed, only what is ticked is taken", async () => {
    const visitor = await visit();
    const { page } = visitor;
    // Anywhere on the page, by the keys alone.
    await paste(visitor, { "text/plain": sheet });
    await page.locator("#figures-take").waitFor();
    assert.equal(await page.locator(".figures-read li").count(), 5);
    assert.match(await page.locator("dialog").innerText(), /食堂面积/);
    await page.locator(".figures-read li", { hasText: "前一年研发费用" }).getByRole("checkbox").uncheck();
    assert.match(await page.locator("#figures-take").innerText(), /4/);
    await page.locator("#figures-take").click();
    await page.locator("dialog").waitFor({ state: "detached" });
    const report = await visitor.report();
    const enterprise = { revenue: "5200", revenue_prior: "4600", rd_expense: "390", staff_total: "60" };
    const by = await command(["score", "--scheme", report.scheme, "--on", report.on, "--json", "-"], enterprise);
    assert.deepEqual(report, by);
    await visitor.close();
  });

  test("of several companies one is chosen; a bad cell is told by line and column", async () => {
    const visitor = await visit();
    const { page } = visitor;
    await page.locator("#paste-figures").click();
    await page.locator("#figures-paste").focus();
    await paste(visitor, { "text/plain": "企业名称\t营业收入\t研发费用\n甲\t100\t8\n乙\t9x9\t7\n丙\t300\t9\n" });
    await page.locator("#figures-company").selectOption("1");
    assert.match(await page.locator("dialog [role=alert]").innerText(), /3.*2.*9x9/s);
    assert.ok(await page.locator("#figures-take").isDisabled());
    await page.locator("#figures-company").selectOption("2");
    await page.locator("#figures-take").click();
    assert.equal(await page.locator("#field-revenue").inputValue(), "300");
    await visitor.close();
  });

  test("in yuan, where the form shows hundred millions, it is worth the same", async () => {
    const visitor = await visit({ search: "?lang=en" });
    const { page } = visitor;
    await page.locator('[name="unit-income"][value="亿元"]').check({ force: true });
    await paste(visitor, { "text/plain": "营业收入（元）\t52,000,000\n研发费用（元）\t3,900,000\n" });
    await page.locator("#figures-take").click();
    const { items } = await visitor.report();
    assert.ok(items.some(({ working, value }) => /390.*5,?200/.test(`${working?.zh} ${value?.zh}`)));
    await visitor.close();
  });
});

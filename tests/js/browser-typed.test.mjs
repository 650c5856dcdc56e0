// What is typed and pasted into the built page in Chromium, and who reads it.
import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { describe, test } from "node:test";
import { CLASSES, EXPERTS, choose, example, fill, inForce, load, openAll, settled, site } from "./browser-page.mjs";
import { root } from "./runtimes.js";

const { typed } = JSON.parse(readFileSync(`${root}tests/library/typed.json`, "utf8"));

const here = site();
const { visit } = here;

/** Shows the money of a section in the nth unit. */
async function showIn(page, section, unit) {
  const at = ["万元", "亿元", "元"].indexOf(unit);
  await page.locator(`label:has([name="unit-${section}"])`).nth(at).click();
  await settled(page);
}

/** Pastes as the clipboard of a spreadsheet would. */
const paste = (page, id, text) =>
  page.evaluate(
    ([id, text]) => {
      const input = document.querySelector(`#field-${id}`);
      input.focus();
      const clipboardData = new DataTransfer();
      clipboardData.setData("text/plain", text);
      input.dispatchEvent(new ClipboardEvent("paste", { clipboardData, bubbles: true, cancelable: true }));
    },
    [id, text],
  );

describe("what is typed", () => {
  test("is read as typed.json says: on screen as it was typed, echoed or refused, and a refused figure is never scored", async () => {
    const visitor = await visit();
    const { page } = visitor;
    await openAll(page);
    const input = (id) => page.locator(`#field-${id}`);
    const sections = { revenue: "income", staff_total: undefined };
    let count = 0;
    for (const { text, field = "revenue", shown = "万元", refused, echo } of typed) {
      // Lines and cells are pasted, below.
      if (!(field in sections) || /[\n\t]/.test(text)) continue;
      count += 1;
      await input(field).fill("");
      if (sections[field]) await showIn(page, sections[field], shown);
      await fill(page, field, text);
      // The next edit is where a text that was tidied used to be read anew.
      await fill(page, "total_assets", String(count));
      const report = await visitor.report();
      assert.equal(report.missing.includes(field), refused !== undefined, text);
      assert.equal(await page.locator(`#field-${field}-error`).count(), refused === undefined ? 0 : 1, text);
      const value = await input(field).inputValue();
      if (refused !== undefined || echo) assert.equal(value, text, "as it was typed");
      if (echo !== undefined) {
        const said = await page.locator(`#field-${field}-echo`).allInnerTexts();
        assert.equal(said.length, echo === null ? 0 : 1, text);
        if (echo !== null) assert.ok(said[0].endsWith(echo), `${text}: ${said}`);
      }
    }
    console.log(`${count} texts`);
    await visitor.close();
  });

  test("in another unit is worth the same; what is refused stays refused", async () => {
    const visitor = await visit();
    const { page } = visitor;
    await fill(page, "revenue", "1.234,56");
    for (const unit of ["亿元", "元", "万元"]) {
      await showIn(page, "income", unit);
      assert.equal(await page.inputValue("#field-revenue"), "1.234,56", unit);
      assert.ok((await visitor.report()).missing.includes("revenue"), unit);
    }
    await fill(page, "revenue", "8600");
    await showIn(page, "income", "亿元");
    assert.equal(await page.inputValue("#field-revenue"), "0.86");
    await showIn(page, "income", "元");
    assert.equal(await page.inputValue("#field-revenue"), "86,000,000");
    await showIn(page, "income", "万元");
    assert.equal(await page.inputValue("#field-revenue"), "8,600");
    await visitor.close();
  });

  test("as a range is a range", async () => {
    const visitor = await visit();
    const { page } = visitor;
    await openAll(page);
    await fill(page, "total_assets", "9000–10000");
    await fill(page, "total_liabilities", "5000");
    const { items } = await visitor.report();
    const { bounds } = items.find(({ unknown }) => unknown.includes("total_assets"));
    assert.notEqual(bounds[0], bounds[1]);
    await visitor.close();
  });
});

describe("what is pasted", () => {
  test("a column is offered to this and the prior year, in either order, and is never one number", async () => {
    const visitor = await visit();
    const { page } = visitor;
    const years = ["main_revenue", "main_revenue_prior"];
    const values = () => Promise.all(years.map((id) => page.inputValue(`#field-${id}`)));
    const buttons = page.locator(".pasted button");
    await paste(page, "main_revenue", "8600\n8330\n7600\n");
    await buttons.first().waitFor();
    assert.deepEqual(await values(), ["", ""]);
    assert.ok((await visitor.report()).missing.includes("main_revenue"));
    await buttons.first().click();
    await settled(page);
    assert.deepEqual(await values(), ["8,600", "8,330"]);
    assert.equal(await buttons.count(), 0);
    await paste(page, "main_revenue", "7600\t8600");
    await buttons.nth(1).click();
    await settled(page);
    assert.deepEqual(await values(), ["8,600", "7,600"]);
    await paste(page, "main_revenue", "1\r\n2");
    await buttons.last().click();
    await settled(page);
    assert.deepEqual(await values(), ["8,600", "7,600"], "left as it was");
    await visitor.close();
  });

  test("several lines that are put in otherwise are offered too; one cell is one figure", async () => {
    const visitor = await visit();
    const { page } = visitor;
    await page.focus("#field-revenue");
    await page.keyboard.insertText("8600\n8330");
    await page.locator(".pasted button").last().click();
    assert.equal(await page.inputValue("#field-revenue"), "");
    await page.focus("#field-revenue");
    await page.keyboard.insertText("8600");
    await page.locator("#field-revenue").blur();
    assert.ok(!(await visitor.report()).missing.includes("revenue"));
    assert.equal(await page.inputValue("#field-revenue"), "8,600");
    await visitor.close();
  });
});

describe("a figure in error", () => {
  test("is a press away from where it holds up the report, also where the scheme does not show it", async () => {
    const visitor = await visit();
    const { page } = visitor;
    await load(page, example("sample-complete.json"));
    await openAll(page);
    await fill(page, "rd_expense", "1,20");
    await choose(page, CLASSES);
    assert.equal(await page.locator('[data-field="rd_expense"]').count(), 1, "in a part of its own, which is closed");
    await page.waitForFunction(() => document.querySelector("ip-page").advice !== null);
    assert.ok(await page.locator("#print").isDisabled());
    const link = page.locator("#refused [data-goto=rd_expense]");
    await link.click();
    assert.equal(await page.evaluate(() => document.activeElement.id), "field-rd_expense");
    assert.ok(await page.locator("#field-rd_expense").isVisible());
    await page.locator("#field-rd_expense").fill("120");
    await settled(page);
    assert.equal(await page.locator("#refused").count(), 0);
    await page.waitForFunction(() => !document.querySelector("#print").disabled);
    await visitor.close();
  });
});

describe("what follows and what can hardly be meant", () => {
  test("yuan typed as 万元 are told with the figure to take, which a press takes", async () => {
    const visitor = await visit();
    const { page } = visitor;
    await openAll(page);
    await fill(page, "revenue", "86,000,000");
    const warning = page.locator('[data-warning="revenue"]');
    assert.ok((await warning.innerText()).includes("应为 8,600 万元"));
    await warning.locator("button").click();
    await settled(page);
    assert.equal(await warning.count(), 0);
    assert.deepEqual((await visitor.report()).warnings, []);
    await visitor.close();
  });

  test("a figure that follows from another stands below its field, with the reason", async () => {
    const visitor = await visit();
    const { page } = visitor;
    await choose(page, EXPERTS);
    await openAll(page);
    await fill(page, "established_on", "2014-05-20");
    const follows = page.locator('[data-derived="registered_one_year"]');
    assert.equal(await follows.innerText(), "是（由成立日期得出）");
    await visitor.close();
  });
});

describe("who computes", () => {
  test("a worker: the page's thread fetches no module, and draws while the engine is busy", async () => {
    const visitor = await visit();
    const { page } = visitor;
    assert.equal(page.workers().length, 1);
    const fetched = (where) =>
      where.evaluate(
        () => performance.getEntriesByType("resource").filter(({ name }) => name.endsWith(".wasm")).length,
      );
    assert.equal(await fetched(page), 0);
    assert.equal(await fetched(page.workers()[0]), 2);
    await load(page, example("sample-parts-maker.json"));
    for (const { id } of inForce) {
      await choose(page, id);
      await page.evaluate(() => {
        globalThis.longest = 0;
        globalThis.observer ??= new PerformanceObserver((list) => {
          for (const { duration } of list.getEntries()) globalThis.longest = Math.max(globalThis.longest, duration);
        });
        globalThis.observer.observe({ type: "longtask" });
        for (const details of document.querySelectorAll(".influence")) details.open = true;
      });
      await page.waitForFunction(() => document.querySelector("ip-page").advice !== null);
      const longest = await page.evaluate(() => globalThis.longest);
      if (longest > 100) console.log(`  longest task of the page's thread: ${longest} ms  ${id}`);
    }
    await visitor.close();
  });

  test("what decides is the report's list: in the headline and in the block", async () => {
    const visitor = await visit();
    const { page } = visitor;
    await load(page, example("sample-parts-maker.json"));
    let open = 0;
    for (const { id, official } of inForce) {
      await choose(page, id);
      const { deciding, passed, gives } = await visitor.report();
      const block = await page
        .locator(".deciding li")
        .evaluateAll((items) => items.map((item) => item.firstElementChild.textContent.trim()));
      assert.deepEqual(
        block,
        deciding.map(({ title }) => title.zh),
        id,
      );
      if (!official || passed !== null || deciding.length === 0 || gives === "points") continue;
      open += 1;
      const chip = page.locator(".summary .verdict.depends");
      if (await chip.count()) assert.ok((await chip.innerText()).includes(deciding[0].title.zh), id);
    }
    assert.ok(open > 0);
    await visitor.close();
  });
});

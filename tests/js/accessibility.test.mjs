// The built page in Chromium for everyone: axe-core, by keyboard, at every width. It takes longest of all files, so its name
// puts it first: node runs the files by their names.
import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { describe, test } from "node:test";
import axe from "axe-core";
import {
  CLASSES,
  ESTIMATE,
  EXPERTS,
  GATES,
  choose,
  example,
  fill,
  load,
  openAll,
  seeAll,
  seeOne,
  site,
} from "./browser-page.mjs";
import { root } from "./runtimes.js";

const pasted = readFileSync(`${root}tests/tables/annex/pasted.txt`, "utf8");

const here = site();
const { visit } = here;

describe("everyone", () => {
  const widths = [
    [1440, 900],
    [390, 844],
  ];
  for (const language of ["zh", "en"]) {
    for (const theme of ["light", "dark"]) {
      for (const [width, height] of widths) {
        test(`axe-core: ${language}, ${theme}, ${width} px`, async () => {
          const visitor = await visit({ width, height, search: `?lang=${language}&theme=${theme}` });
          const { page } = visitor;
          const violations = [];
          await page.evaluate(axe.source);
          const check = async (state) => {
            // All that axe gives, with every element that passes, takes longer to hand over than to find out.
            const { passes, found } = await page.evaluate(async () => {
              const { passes, violations } = await globalThis.axe.run({
                runOnly: ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"],
                resultTypes: ["violations"],
              });
              const found = violations.map(({ id, nodes }) => `${id}: ${nodes.map((node) => node.target).join(" | ")}`);
              return { passes: passes.length, found };
            });
            assert.ok(passes > 20, "axe looked at the page");
            violations.push(...found.map((one) => `${state}: ${one}`));
          };
          await check("empty");
          await page.evaluate(() => {
            location.hash = "start";
          });
          await page.locator("#start").waitFor();
          await page.locator("details.samples summary").click();
          await check("the first screen");
          await load(page, example("sample-parts-maker.json"));
          await seeAll(page);
          await page.waitForFunction(() => document.querySelector("ip-page").overview !== null);
          while ((await page.locator(".fold button").count()) > 0) await page.locator(".fold button").first().click();
          await page.locator(".elsewhere summary").click();
          await check("the overview");
          await page
            .locator("form.ask")
            .getByRole("button", { name: /^(先跳过|Later)$/ })
            .click();
          await check("another question");
          await page.evaluate(() => {
            location.hash = "questions";
          });
          await page.locator(".questions").waitFor();
          await openAll(page);
          await check("all questions");
          await seeOne(page);
          await page.waitForFunction(() => document.querySelector("ip-page").advice !== null);
          await openAll(page);
          await fill(page, "revenue", "abc");
          await page.evaluate(() => {
            for (const details of document.querySelectorAll(
              "details.help, details.others, details.phonebar, .influence",
            )) {
              details.open = true;
            }
          });
          await check("filled");
          for (const id of [ESTIMATE, CLASSES, GATES, EXPERTS]) {
            await choose(page, id);
            await openAll(page);
            await check(id);
          }
          await page.locator("#scheme-chooser").click();
          await check("the list of schemes");
          await page.locator(".schemes > button").click();
          await page
            .locator("#annex-file")
            .setInputFiles({ name: "a.csv", mimeType: "text/csv", buffer: Buffer.from("id\n") });
          await page.locator("dialog [role=alert]").waitFor();
          await check("the annex");
          await page.locator("#annex-paste").fill(pasted);
          await page.locator("#annex-paste").blur();
          await page.locator("#annex-take").waitFor();
          await check("what was read of an annex");
          assert.deepEqual(violations, []);
          await visitor.close();
        });
      }
      test(`no sideways scroll: ${language}, ${theme}, 320 px, with text spacing`, async () => {
        const visitor = await visit({ width: 320, height: 640, search: `?lang=${language}&theme=${theme}` });
        const { page } = visitor;
        await load(page, example("xinje-2025.json"));
        await openAll(page);
        const overflow = () => page.evaluate(() => document.documentElement.scrollWidth - innerWidth);
        assert.equal(await overflow(), 0);
        await page.evaluate(() => {
          const sheet = new CSSStyleSheet();
          sheet.replaceSync(
            "* { line-height: 1.5 !important; letter-spacing: 0.12em !important; word-spacing: 0.16em !important } p { margin-bottom: 2em !important }",
          );
          document.adoptedStyleSheets = [sheet];
        });
        assert.equal(await overflow(), 0, "with the text spacing of 1.4.12");
        await visitor.close();
      });
    }
  }

  test("by keyboard alone: skip link, schemes, figures, radios, sections", async () => {
    const visitor = await visit();
    const { page } = visitor;
    const focused = () => page.evaluate(() => document.activeElement?.id);
    await page.keyboard.press("Tab");
    await page.keyboard.press("Enter");
    assert.equal(await focused(), "results");
    await page.keyboard.press("Tab");
    assert.equal(await focused(), "scheme-chooser");
    await page.keyboard.press("Space");
    await page.keyboard.press("End");
    await page.keyboard.press("Enter");
    assert.equal((await visitor.report()).scheme, CLASSES);
    await choose(page, "cn-innovative-sme-2022");
    // Back into the form.
    await page.locator("#field-revenue").focus();
    await page.keyboard.type("12000");
    const strategic = page.locator('[data-field="strategic_emerging"] input').first();
    await page.evaluate(() =>
      document
        .querySelector('[data-field="strategic_emerging"]')
        .closest("details.section")
        .querySelector("summary")
        .focus(),
    );
    await page.keyboard.press("Enter");
    await strategic.focus();
    await page.keyboard.press("Space");
    assert.ok(!(await visitor.report()).missing.includes("strategic_emerging"));
    await page.keyboard.press("ArrowDown");
    await page.keyboard.press("ArrowDown");
    assert.ok((await visitor.report()).missing.includes("strategic_emerging"), "the third choice is: not known");
    await visitor.close();
  });

  for (const [width, height] of widths) {
    test(`the focus is always seen, ${width} px`, async () => {
      const visitor = await visit({ width, height });
      const { page } = visitor;
      await load(page, example("sample-parts-maker.json"));
      await openAll(page);
      const hidden = [];
      for (let stop = 0; stop < 450; stop += 1) {
        await page.keyboard.press("Tab");
        const at = await page.evaluate(() => {
          const element = document.activeElement;
          if (!element || element === document.body) return null;
          // A hidden native control shows its focus on its label.
          const shown = element.closest("label") ?? element;
          const box = shown.getBoundingClientRect();
          const points = [0.5, 0.15, 0.85].map((share) => [box.left + box.width / 2, box.top + box.height * share]);
          const seen = points.some(([x, y]) => {
            const top = document.elementFromPoint(x, y);
            return top !== null && (shown.contains(top) || top.contains(shown));
          });
          return { seen, what: `${element.tagName} ${element.id} ${element.textContent.trim().slice(0, 30)}` };
        });
        if (at === null) break;
        if (!at.seen) hidden.push(at.what);
      }
      assert.deepEqual(hidden, []);
      await visitor.close();
    });
  }
});

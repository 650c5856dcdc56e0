// The first screen and the overview, on the built page in Chromium: four things are asked, every scheme answers, the next question
// stands in the result. What the page says of each scheme is what the command says.
import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { describe, test } from "node:test";
import { CLASSES, command, example, fill, load, settled, site } from "./browser-page.mjs";

const { visit } = site();

/** A machine maker of sixty people, with what it knows of its last year. */
const figures = {
  revenue_prior: 4600,
  revenue_prior2: 3900,
  main_revenue: 4900,
  main_revenue_prior: 4250,
  rd_expense: 390,
  rd_expense_prior: 320,
  total_costs: 4700,
  total_assets: 6800,
  total_liabilities: 3100,
  scientific_staff: 14,
  class1_ip: 2,
  class1_ip_own: 1,
  class2_ip: 9,
};
const holds = new Set(["resident_enterprise", "sound_accounts"]);

/** Gives the four rough answers, and goes on to the result. */
async function four(page) {
  await fill(page, "location", "jiangsu");
  await fill(page, "industry", "industrial");
  await fill(page, "revenue", "5200");
  await fill(page, "staff_total", "60");
  await fill(page, "loan_amount", "800");
  await page.locator("fieldset.flags input.none").check();
  await page.locator("#start button[type=submit]").click();
  await overview(page);
}

/** Waits until every scheme has answered. */
async function overview(page) {
  await settled(page);
  await page.waitForFunction(() => document.querySelector("ip-page").overview !== null);
}

/** What every scheme says of what is filled in: id, verdict, class, whether it is open to the place, and the figures behind it. */
const rows = (page) =>
  page.evaluate(() =>
    document.querySelector("ip-page").overview.rows.map(({ scheme, report, here }) => ({
      id: scheme.id,
      here,
      passed: report.passed,
      total: report.total,
      bounds: report.bounds,
      kind: report.class?.id ?? null,
    })),
  );

/** Answers the question that stands in the result, as the company would. */
async function answerOne(page) {
  const form = page.locator("form.ask");
  const asked = await form
    .locator("[data-flag], [data-field]")
    .evaluateAll((all) => all.map(({ dataset }) => dataset.flag ?? dataset.field));
  const flags = await form.locator("[data-flag]").count();
  if (flags > 0) {
    for (const id of asked.filter((id) => holds.has(id))) await form.locator(`[data-flag="${id}"]`).check();
    if (!asked.some((id) => holds.has(id))) await form.locator("input.none").check();
  } else {
    for (const id of asked) await page.locator(`#field-${id}`).fill(String(figures[id] ?? 0));
  }
  const before = await page.locator("#ask-title").innerText();
  await form.getByRole("button", { name: "确定", exact: true }).click();
  await page
    .waitForFunction(
      (before) => document.querySelector("#ask-title")?.textContent !== before || !document.querySelector("form.ask"),
      before,
    )
    .catch(() => {});
  await overview(page);
  return asked;
}

const verdict = (page, id) => page.locator(`[data-verdict="${id}"]`).innerText();

describe("from four rough answers", () => {
  test("the size class is settled, every other scheme says what decides, one open amount is on the first screen", async () => {
    const visitor = await visit({ hash: "" });
    const { page } = visitor;
    const height = await page.evaluate(() => document.documentElement.scrollHeight);
    assert.ok(height <= 2 * 900, `the empty page is ${height} px high`);
    await four(page);
    assert.match(await verdict(page, CLASSES), /小型企业/);
    const all = await rows(page);
    const enterprise = await page.evaluate(() => document.querySelector("ip-page").company);
    const by = await command(["assess", "--json", "-"], JSON.parse(enterprise));
    const told = new Map((by.schemes ?? by.results ?? by).map((one) => [one.scheme, one]));
    for (const { id, passed, bounds, kind } of all) {
      const one = told.get(id);
      assert.deepEqual([passed, bounds, kind], [one.passed, one.bounds, one.class ?? null], id);
    }
    // Open to Jiangsu or folded, every scheme is there; each open one has its reason.
    assert.equal(await page.locator(".matrix [data-verdict]").count(), all.filter(({ here }) => here).length);
    assert.equal(await page.locator(".elsewhere li").count(), all.filter(({ here }) => !here).length);
    for (const reason of await page.locator(".matrix .col-reason").allInnerTexts()) assert.notEqual(reason.trim(), "");
    const judged = (await page.locator(".answer h1").innerText()).match(/(\d+) 项评价中，已可判断 (\d+) 项/);
    const settledNow = await page.locator(".matrix .verdict:is(.pass, .not, .class)").count();
    assert.equal(Number(judged[2]), settledNow);
    const money = page.locator("#money");
    await money.waitFor();
    assert.match(await money.innerText(), /至多 [\d,.]+ [万亿]元/);
    const { y, height: tall } = await money.boundingBox();
    assert.ok(y + tall < 900, "on the first screen");
    await visitor.close();
  });

  test("the questions lead to both verdicts within ten; none comes twice, each in the place of the one before", async () => {
    const visitor = await visit({ hash: "" });
    const { page } = visitor;
    await four(page);
    const { y } = await page.locator("form.ask").boundingBox();
    const seen = new Set();
    let questions = 0;
    const both = async () =>
      (await Promise.all(["cn-tech-sme-2017", "cn-innovative-sme-2022"].map((id) => verdict(page, id)))).every((text) =>
        /^(通过|未通过)$/.test(text.trim()),
      );
    while (!(await both())) {
      questions += 1;
      assert.ok(questions <= 10, "more than ten questions");
      for (const id of await answerOne(page)) {
        assert.ok(!seen.has(id), `${id} is asked twice`);
        seen.add(id);
      }
      assert.ok(Math.abs((await page.locator(".ask").boundingBox()).y - y) < 60, "it stays in its place");
    }
    console.log(`both verdicts after ${questions} questions`);
    assert.match(await page.locator(".answer h1").innerText(), /通过/);
    await visitor.close();
  });

  test("what is put off, or not known, is not asked again; the question is answered by keyboard alone", async () => {
    const visitor = await visit({ hash: "" });
    const { page } = visitor;
    await four(page);
    const titles = [await page.locator("#ask-title").innerText()];
    for (const name of ["先跳过", "不清楚"]) {
      await page.locator("form.ask").getByRole("button", { name }).click();
      await page.waitForFunction((last) => document.querySelector("#ask-title")?.textContent !== last, titles.at(-1));
      titles.push(await page.locator("#ask-title").innerText());
    }
    assert.equal(new Set(titles).size, 3);
    // The first control of the next question has the focus, and Enter confirms.
    assert.ok(await page.evaluate(() => document.activeElement.closest("form.ask") !== null));
    await visitor.close();
  });
});

describe("around it", () => {
  test("back and forward go through first screen, overview and a scheme's own page; nothing filled in is lost", async () => {
    const visitor = await visit({ hash: "" });
    const { page } = visitor;
    await load(page, example("sample-parts-maker.json"));
    await overview(page);
    await page.locator(".matrix a", { hasText: "创新型中小企业评价" }).click();
    await page.locator("[data-score]").first().waitFor();
    assert.equal(await visitor.score().then((text) => /55–65/.test(text)), true);
    await page.goBack();
    await page.locator(".matrix").waitFor();
    await page.goBack();
    await page.locator("#start").waitFor();
    assert.notEqual(await page.locator("#field-revenue").inputValue(), "");
    await page.goForward();
    await page.locator(".matrix").waitFor();
    await visitor.close();
  });

  test("what is known within a range decides: it leads the reason, and is asked for exactly", async () => {
    const visitor = await visit({ hash: "" });
    const { page } = visitor;
    await load(page, example("sample-parts-maker.json"));
    await overview(page);
    const reason = page
      .locator("tr", { has: page.locator('[data-verdict="cn-innovative-sme-2022"]') })
      .locator(".col-reason");
    assert.match(await reason.innerText(), /^负债总额/);
    const asked = await page
      .locator("form.ask [data-field]")
      .evaluateAll((all) => all.map(({ dataset }) => dataset.field));
    assert.ok(asked.includes("total_liabilities"), `${asked}`);
    await page.locator("#field-total_liabilities-low").fill("4800");
    await page.locator("#field-total_liabilities-high").fill("5000");
    await page.locator("form.ask").getByRole("button", { name: "确定", exact: true }).click();
    await page.waitForFunction(() => document.querySelector('[data-verdict="cn-innovative-sme-2022"] .pass'));
    await visitor.close();
  });

  test("what is exact stays exact when the first screen is passed again; a title that is unticked is no longer held", async () => {
    const visitor = await visit({ hash: "" });
    const { page } = visitor;
    await load(page, example("sample-complete.json"));
    await overview(page);
    const company = () => page.evaluate(() => JSON.parse(document.querySelector("ip-page").company));
    const before = await company();
    assert.equal(before.hnte, true);
    await page.locator(".strip a").click();
    await page.locator("[data-flag=hnte]").uncheck();
    await page.locator("#start button[type=submit]").click();
    await overview(page);
    assert.deepEqual(await company(), { ...before, hnte: false });
    await visitor.close();
  });

  test("nothing said is no answer: the question stays, with the focus in it", async () => {
    const visitor = await visit({ hash: "" });
    const { page } = visitor;
    await four(page);
    const title = await page.locator("#ask-title").innerText();
    await page.locator("form.ask").getByRole("button", { name: "确定", exact: true }).click();
    await page.waitForTimeout(300);
    assert.equal(await page.locator("#ask-title").innerText(), title);
    assert.ok(await page.evaluate(() => document.activeElement.closest("form.ask") !== null));
    await visitor.close();
  });

  test("an example can be undone", async () => {
    const visitor = await visit({ hash: "" });
    const { page } = visitor;
    await four(page);
    await page.locator(".strip a").click();
    await load(page, example("sample-complete.json"));
    await overview(page);
    assert.match(await page.locator(".strip").innerText(), /亿|万/);
    await page.locator("#undo").click();
    await overview(page);
    assert.match(await page.locator(".strip").innerText(), /4,680–5,720/);
    await visitor.close();
  });

  test("a draft is kept on the device when asked, and goes when it is no longer wanted", async () => {
    const visitor = await visit({ hash: "" });
    const { page, context } = visitor;
    const kept = () => page.evaluate(() => ({ ...localStorage }));
    await fill(page, "revenue", "5200");
    assert.deepEqual(await kept(), {});
    await page.locator("#keep-draft").check();
    await fill(page, "staff_total", "60");
    assert.match(JSON.stringify(await kept()), /5,?200.*60/);
    const later = await context.newPage();
    await later.goto(page.url().replace(/#.*/, ""));
    await later.locator("ip-page[data-loaded]").waitFor();
    await later.locator("#resume-draft").click();
    await later.locator(".matrix").waitFor();
    assert.match(await later.locator(".strip").innerText(), /5,200/);
    await later.locator(".strip a").click();
    await later.locator("#keep-draft").uncheck();
    assert.deepEqual(await later.evaluate(() => ({ ...localStorage })), {});
    await later.close();
    await visitor.close();
  });

  test("before work is lost the browser asks; with a draft, or nothing filled in, it does not", async () => {
    const visitor = await visit({ hash: "" });
    const { page } = visitor;
    const asks = () =>
      page.evaluate(() => {
        const event = new Event("beforeunload", { cancelable: true });
        dispatchEvent(event);
        return event.defaultPrevented;
      });
    assert.equal(await asks(), false);
    await fill(page, "revenue", "5200");
    assert.equal(await asks(), true);
    await page.locator("#keep-draft").check();
    assert.equal(await asks(), false);
    await visitor.close();
  });

  test("figures that are pasted on the first screen lead to the result", async () => {
    const visitor = await visit({ hash: "" });
    const { page } = visitor;
    await page.locator("#paste-start").click();
    await page.locator("#figures-paste").fill("营业收入（万元）\t5,200\n研发费用\t390\n职工总数\t60\n");
    await page.locator("#figures-paste").blur();
    await page.locator("#figures-take").click();
    await overview(page);
    assert.match(await page.locator(".strip").innerText(), /390/);
    await visitor.close();
  });

  for (const language of ["zh", "en"]) {
    test(`on a phone nothing scrolls sideways, three screens at most are empty, parts fold (${language})`, async () => {
      const visitor = await visit({ hash: "", width: 390, height: 844, search: `?lang=${language}` });
      const { page } = visitor;
      const sizes = () =>
        page.evaluate(() => [document.documentElement.scrollWidth - innerWidth, document.documentElement.scrollHeight]);
      const [over, height] = await sizes();
      assert.equal(over, 0);
      assert.ok(height <= 3 * 844, `${height} px`);
      await load(page, example("xinje-2025.json"));
      await overview(page);
      assert.equal((await sizes())[0], 0);
      const folds = await page.locator(".fold button").count();
      if (folds > 0) {
        await page.locator(".fold button").first().click();
        assert.equal(await page.locator(".fold button").count(), folds - 1);
      }
      // Off the screen, the question is a press away.
      const bar = page.locator(".askbar");
      await page.evaluate(() => scrollTo(0, 0));
      await bar.waitFor({ state: "hidden" });
      await page.locator("footer").scrollIntoViewIfNeeded();
      await bar.getByRole("button").click();
      assert.ok(await page.evaluate(() => document.activeElement.closest("form.ask") !== null));
      await bar.waitFor({ state: "hidden" });
      await visitor.close();
    });
  }
});

describe("all questions, and a colleague who answers some", () => {
  test("they stand by who knows them, each quantity once; a link carries questions alone, the answers come back and are merged", async () => {
    const visitor = await visit({ hash: "" });
    const { page, context } = visitor;
    await load(page, example("sample-parts-maker.json"));
    await overview(page);
    await page.locator("form.ask a[href='#questions']").click();
    const owners = page.locator(".questions details.section");
    assert.ok((await owners.count()) >= 4);
    await page.evaluate(() => {
      for (const details of document.querySelectorAll(".questions details.section")) details.open = true;
    });
    await page.locator("#field-class1_ip").waitFor();
    const ids = await page.locator("[data-field]").evaluateAll((all) => all.map(({ dataset }) => dataset.field));
    assert.equal(new Set(ids).size, ids.length, "none twice");
    assert.ok(!ids.includes("rd_expense_tax"), "another scope of what is given");
    const link = page.locator(".questions .colleague a", { hasText: "知识产权" });
    const address = await link.getAttribute("href");
    assert.match(address, /^#ask=[a-z0-9_,]+$/);
    const asked = address.slice(5).split(",");
    for (const id of asked)
      assert.equal(
        await page
          .locator(`#field-${id}`)
          .inputValue()
          .catch(() => ""),
        "",
        id,
      );

    // The colleague, elsewhere.
    const other = await visit({ hash: address, ready: "#save-answers" });
    assert.equal(await other.page.locator(".questions [data-field]").count(), asked.length);
    const numbers = asked.filter((id) => /ip|patent|invention|pct/.test(id)).slice(0, 2);
    for (const id of numbers) await fill(other.page, id, 0);
    const saving = other.page.waitForEvent("download");
    await other.page.locator("#save-answers").click();
    const answers = readFileSync(await (await saving).path());
    await other.close();

    const name = { name: "answers.json", mimeType: "application/json", buffer: answers };
    assert.deepEqual(Object.keys(JSON.parse(name.buffer)).sort(), [...numbers].sort());
    await page.goto(`${page.url().replace(/#.*/, "")}#all`);
    await overview(page);
    await page.getByRole("button", { name: "粘贴表格" }).click();
    const clash = { ...JSON.parse(name.buffer), revenue: "9000" };
    await page.locator("#figures-file").setInputFiles({ ...name, buffer: Buffer.from(JSON.stringify(clash)) });
    const row = page.locator(".figures-read li", { hasText: "营业收入" });
    assert.match(await row.innerText(), /现在填的是 8,600/);
    await row.getByRole("checkbox").uncheck();
    await page.locator("#figures-take").click();
    await overview(page);
    const company = JSON.parse(await page.evaluate(() => document.querySelector("ip-page").company));
    assert.deepEqual([company.revenue, ...numbers.map((id) => company[id])], ["8600", ...numbers.map(() => "0")]);
    await context.close();
  });
});

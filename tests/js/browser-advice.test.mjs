// What follows from the figures, on the built page in Chromium: plans, a trial, instruments, and the report to hand over.
import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { describe, test } from "node:test";
import { Scheme } from "innopoints";
import {
  ESTIMATE,
  chineseSentences,
  choose,
  command,
  dictionary,
  example,
  examples,
  fill,
  inForce,
  load,
  openAll,
  seeAll,
  seeOne,
  settled,
  site,
} from "./browser-page.mjs";
import { root } from "./runtimes.js";

/** The page with a company loaded, once everything about it is worked out. */
async function withCompany(page, company) {
  await load(page, company);
  await advised(page);
}

const advised = (page) => page.waitForFunction(() => document.querySelector("ip-page").advice !== null);
const advice = async (page, what) => {
  await advised(page);
  return page.evaluate((what) => document.querySelector("ip-page").advice[what], what);
};

const title = (id) => dictionary.find((field) => field.id === id).title.zh;

const here = site();
const { visit } = here;

describe("plans and instruments are those of the command", () => {
  for (const company of examples) {
    test(company.file, async () => {
      const visitor = await visit();
      const { page } = visitor;
      await withCompany(page, company);
      let plans = 0;
      for (const { id, gives } of inForce) {
        await choose(page, id);
        const document = await advice(page, "document");
        const on = document.on;
        const full = ["score", "--scheme", id, "--on", on, "--json", "--full", "-"];
        assert.deepEqual(document, await command(full, company.enterprise), id);
        if (gives === "class") {
          assert.equal(await page.locator("#plans").count(), 0);
          continue;
        }
        for (const target of await page.evaluate(() => document.querySelector("ip-page").advice.targets)) {
          await page.evaluate((target) => document.querySelector("ip-page").advice.aim(target), target);
          const found = await advice(page, "plans");
          const goal = target === "pass" ? ["--pass"] : ["--target", String(target)];
          const args = ["improve", "--scheme", id, "--on", on, ...goal, "--json", "-"];
          assert.deepEqual(found, await command(args, company.enterprise), `${id} ${target}`);
          plans += found.plans.length;
        }
      }
      console.log(`${company.file}: ${plans} plans in ${inForce.length} schemes`);
      await visitor.close();
    });
  }
});

describe("what the page says of them", () => {
  test("a chosen plan sets the trial, which comes to what the plan promised; the form keeps its figures", async () => {
    const visitor = await visit();
    const { page } = visitor;
    await withCompany(page, example("sample-parts-maker.json"));
    await choose(page, "cn-tech-sme-2017");
    await page.locator("#plans .segments label").last().click();
    const { plans, now } = await advice(page, "plans");
    assert.ok(plans.length > 0);
    const figure = await page.inputValue("#field-revenue");
    for (const [index, plan] of plans.entries()) {
      await page.locator(".plan-option input").nth(index).check();
      const tried = await advice(page, "tried");
      assert.deepEqual(tried.after, plan.then);
      assert.deepEqual(tried.before, now);
      const shown = await page.locator(".trial-result b").innerText();
      assert.equal(shown, plan.then.total ?? plan.then.bounds.join("–"));
    }
    assert.equal(await page.inputValue("#field-revenue"), figure);
    // Moving a figure by hand leaves the plan.
    await page.locator(".trial-row input[type=range]").first().focus();
    await page.keyboard.press("ArrowRight");
    await advised(page);
    assert.equal(await page.locator(".plan-option input:checked").count(), 0);
    await page.locator(".trial-head .link").click();
    await advised(page);
    assert.equal(await page.locator(".trial-result").count(), 0);
    await visitor.close();
  });

  test("a figure that cannot be is told where it is tried", async () => {
    const visitor = await visit();
    const { page } = visitor;
    await withCompany(page, example("sample-complete.json"));
    await page.locator("#trial-add").selectOption("rd_expense");
    await page.fill("#trial-rd_expense", "abc");
    await page.locator("#trial-rd_expense").blur();
    const told = page.locator("#plans [role=alert]");
    await told.waitFor();
    assert.ok((await told.innerText()).includes(title("rd_expense")));
    await visitor.close();
  });

  test("an estimate has plans by the share of its tables, without bounds and without a verdict", async () => {
    const visitor = await visit();
    const { page } = visitor;
    await withCompany(page, example("sample-complete.json"));
    let seen = 0;
    for (const { id } of inForce.filter(({ official }) => !official)) {
      await choose(page, id);
      const { plans, basis, notice } = await advice(page, "plans");
      assert.ok(notice, id);
      assert.equal(await page.locator("#plans .verdict:not(.none)").count(), 0, id);
      if (plans.length === 0) continue;
      seen += 1;
      assert.equal(basis, "typical");
      const { then, share } = plans[0];
      assert.deepEqual([then.typical, then.bounds], [null, null]);
      const text = await page.locator(".plan-option").first().innerText();
      assert.ok(text.includes(`估算 ${then.estimate.low}–${then.estimate.high}`), text);
      assert.ok(text.includes(`${share}%`), text);
    }
    console.log(`plans in ${seen} schemes with estimates`);
    await visitor.close();
  });

  test("the panel: how many tables reach a total, what they have in common, what makes the width", async () => {
    const visitor = await visit();
    const { page } = visitor;
    await withCompany(page, example("sample-parts-maker.json"));
    await choose(page, ESTIMATE);
    const section = page.getByRole("region", { name: "这个估算有多准" });
    const total = section.getByRole("textbox");
    assert.equal(await total.inputValue(), "", "no total is suggested");
    await total.fill("40");
    await total.blur();
    await section.getByRole("status").waitFor();
    const { enterprise } = example("sample-parts-maker.json");
    const by = await command(["estimate", "--scheme", ESTIMATE, "--total", "40", "--json", "-"], enterprise);
    const { least, most, central } = by.acceptability;
    assert.ok(least < most, "the company has gaps");
    assert.ok((await section.innerText()).includes(`${least}%–${most}%`));
    const cells = await section
      .locator("tbody tr")
      .evaluateAll((rows) => rows.map((row) => [...row.cells].slice(1).map((cell) => Number(cell.textContent))));
    assert.deepEqual(
      cells,
      central.map(({ reached, all }) => [reached, all]),
    );
    const gaps = (await visitor.report()).missing;
    assert.equal(await section.locator("[data-goto]").count(), gaps.length);
    await total.fill("abc");
    await total.blur();
    await section.getByRole("alert").waitFor();
    // A scheme whose points are published has none.
    await choose(page, "cn-tech-sme-2017");
    assert.equal(await section.count(), 0);
    await visitor.close();
  });

  test("the data sheet: each indicator filled in, with the edges of other scorecards, in both languages", async () => {
    for (const [language, name, edge] of [
      ["zh", "数据清单", "创新型中小企业评价：\\s*≥ 5%"],
      ["en", "Data sheet", "Innovative SME evaluation: ?\\s*≥ 5%"],
    ]) {
      const visitor = await visit({ search: `?lang=${language}` });
      const { page } = visitor;
      await withCompany(page, example("sample-complete.json"));
      await choose(page, "cn-innovation-points-2024");
      await advice(page, "plans");
      const section = page.getByRole("region", { name });
      await section.locator("summary").click();
      await section.locator("tbody tr").first().waitFor();
      assert.equal(await section.locator("tbody tr").count(), 18);
      assert.match(await section.innerText(), new RegExp(edge));
      // A scheme whose points are published needs none.
      await choose(page, "cn-tech-sme-2017");
      assert.equal(await page.getByRole("region", { name }).count(), 0);
      await visitor.close();
    }
  });

  test("what an instrument asks for is a press away, and its answer follows", async () => {
    const visitor = await visit();
    const { page } = visitor;
    await withCompany(page, example("sample-complete.json"));
    await seeAll(page);
    const card = page.locator('[data-offer="cn-tech-guarantee-2024"]');
    assert.equal(await card.getAttribute("data-answer"), "depends_on");
    await card.locator("[data-goto=loan_amount]").click();
    assert.equal(await page.evaluate(() => document.activeElement.id), "field-loan_amount");
    await page.keyboard.type("800");
    await fill(page, "guaranteed_balance", "0");
    await fill(page, "tech_guarantee_list", true);
    await advised(page);
    await page.waitForFunction(
      () => document.querySelector('[data-offer="cn-tech-guarantee-2024"]').dataset.answer === "applies",
    );
    const { offers } = await advice(page, "finance");
    const { terms } = offers.find(({ id }) => id === "cn-tech-guarantee-2024");
    const text = await card.innerText();
    for (const { title } of terms) assert.ok(text.includes(title.zh), title.zh);
    await visitor.close();
  });

  test("a bank opens its own products; what is wrong with a file is told with its place", async () => {
    const visitor = await visit();
    const { page } = visitor;
    const company = example("sample-complete.json");
    await withCompany(page, company);
    await seeAll(page);
    const template = readFileSync(`${root}docs/finance-template.json`, "utf8");
    const give = (name, text) =>
      page.locator("#products-file").setInputFiles({ name, mimeType: "application/json", buffer: Buffer.from(text) });
    await give("slip.json", template.replace(/"when": "[^"]*"/, '"when": "loan_amount <= 500人"'));
    const message = page.locator("#offers [role=alert]");
    await message.waitFor();
    assert.match(await message.innerText(), /\/instruments\/0\/versions\/0\/conditions\/0\/when.* 13 /);
    await give("finance-template.json", template);
    await message.waitFor({ state: "detached" });
    const { id, instruments } = JSON.parse(template);
    await page.locator(`[data-offer="${instruments.at(-1).id}"]`).waitFor({ state: "attached" });
    assert.ok((await advice(page, "finance")).offers.some((offer) => offer.family === id));
    await seeOne(page);
    const document = await advice(page, "document");
    const file = `${root}docs/finance-template.json`;
    const full = ["score", "--scheme", document.scheme, "--on", document.on, "--json", "--full", "--with", file, "-"];
    assert.deepEqual(document, await command(full, company.enterprise));
    await seeAll(page);
    await page.locator("#products .links button").click();
    await page
      .locator(`[data-offer="${instruments.at(-1).id}"]`)
      .first()
      .waitFor({ state: "detached" });
    await visitor.close();
  });

  test("a product file's own questions are asked, read and answered", async () => {
    const visitor = await visit();
    const { page } = visitor;
    await withCompany(page, example("sample-complete.json"));
    const own = readFileSync(`${root}docs/own-fields.md`, "utf8");
    const shown = (name) => own.match(new RegExp(`file: ${name} -->\\n\\n\`\`\`json\\n(.*?)\\n\`\`\``, "s"))[1];
    const opened = (selector, name) =>
      page.locator(selector).setInputFiles({ name, mimeType: "application/json", buffer: Buffer.from(shown(name)) });
    await seeAll(page);
    await opened("#products-file", "example-bank-own.json");
    const deposit = page.locator("#field-example_bank_own__average_deposit");
    await deposit.waitFor({ state: "attached" });
    const question = page.locator("fieldset", { has: deposit });
    assert.match(await question.innerText(), /在示例银行的日均存款[^]*网上银行/);
    const reply = async () => {
      await settled(page);
      await advised(page);
      const { offers } = await advice(page, "finance");
      return offers.find(({ family }) => family === "example-bank-own").answer;
    };
    assert.equal(await reply(), "depends_on");
    await deposit.fill("3 人");
    await deposit.blur();
    await settled(page);
    assert.match(await question.innerText(), /在示例银行的日均存款：“3 人”的单位不对/);
    await deposit.fill("1亿");
    await deposit.blur();
    await page.fill("#field-example_bank_own__account_opened_on", "2024年3月1日");
    await page.locator("#field-example_bank_own__account_opened_on").blur();
    assert.equal(await reply(), "applies");
    await seeOne(page);
    const { enterprise } = await advice(page, "document");
    assert.equal(enterprise.example_bank_own__average_deposit, "10000");
    await visitor.close();
  });

  test("a local scheme's own fields are asked, read and explained as the command does", async () => {
    const visitor = await visit();
    const { page } = visitor;
    await withCompany(page, example("sample-complete.json"));
    const own = readFileSync(`${root}docs/own-fields.md`, "utf8");
    const text = own.match(/file: example-seed-2026\.json -->\n\n```json\n(.*?)\n```/s)[1];
    await choose(page, ESTIMATE);
    await page.locator("#hold-annex").click();
    const file = { name: "example-seed-2026.json", mimeType: "application/json", buffer: Buffer.from(text) };
    await page.locator("#annex-file").setInputFiles(file);
    await page.locator("dialog").waitFor({ state: "detached" });
    await settled(page);
    await openAll(page);
    const id = (name) => `example_seed_2026__${name}`;
    for (const [name, figure] of Object.entries({
      district_tax: "330万元",
      district_tax_prior: "300",
      local_purchases: "100",
      local_graduates: "1",
    })) {
      await page.fill(`#field-${id(name)}`, figure);
      await page.locator(`#field-${id(name)}`).blur();
    }
    const part = (name) => page.locator(`[data-field="${id(name)}"] label`);
    await part("workshop").nth(1).click();
    await part("joint_lab").nth(0).click();
    await settled(page);
    const report = await visitor.report();
    assert.equal(report.scheme, "example-seed-2026");
    assert.equal(report.items.find((item) => item.id === "workshop").points, "15");
    assert.match(report.items.find((item) => item.id === "tax_growth").reason.zh, /区内纳税增长率 10%/);
    assert.deepEqual(report.missing, []);
    // Two years of one quantity are one question; fields without a part of the form have one of their own.
    assert.equal(
      await page.locator("fieldset", { has: page.locator(`#field-${id("district_tax_prior")}`) }).count(),
      1,
    );
    assert.equal(await page.locator("summary", { hasText: "本办法自己的数据项" }).count(), 1);
    await advised(page);
    const { enterprise } = await advice(page, "document");
    assert.equal(enterprise[id("workshop")], "digital");
    await visitor.close();
  });

  test("in English no sentence is Chinese", async () => {
    const visitor = await visit({ search: "?lang=en" });
    const { page } = visitor;
    await withCompany(page, example("sample-parts-maker.json"));
    assert.deepEqual(await chineseSentences(page), []);
    await seeAll(page);
    assert.ok((await page.locator("#offers .card").count()) > 20);
    assert.deepEqual(await chineseSentences(page), []);
    await visitor.close();
  });

  test("it follows typing within a second, and is worked out within 100 ms", async () => {
    const visitor = await visit();
    const { page } = visitor;
    await withCompany(page, example("sample-parts-maker.json"));
    const spans = [];
    for (const { id } of inForce) {
      await choose(page, id);
      await advised(page);
      spans.push([id, await page.evaluate(() => performance.getEntriesByName("innopoints:advice").at(-1).duration)]);
    }
    spans.sort((a, b) => b[1] - a[1]);
    for (const [id, span] of spans.slice(0, 3)) console.log(`  plans and instruments: ${span.toFixed(1)} ms  ${id}`);
    await visitor.close();
  });
});

describe("the report to hand over", () => {
  /** The report as it would be printed. */
  const paper = (page) =>
    page.evaluate(() => {
      dispatchEvent(new Event("beforeprint"));
      const text = document.querySelector("#paper")?.textContent ?? null;
      dispatchEvent(new Event("afterprint"));
      return text?.replace(/\s+/g, " ") ?? null;
    });

  for (const language of ["zh", "en"]) {
    test(`on paper: A4, Chinese, with all that belongs there (page in ${language})`, async () => {
      const visitor = await visit({ search: `?lang=${language}` });
      const { page } = visitor;
      const company = example("sample-parts-maker.json");
      await withCompany(page, company);
      await page.locator(".company-name input").fill("A<b>B</b>");
      for (const { id } of inForce) {
        await choose(page, id);
        const { fields } = await Scheme.load(id);
        if (!fields.some((field) => field in company.enterprise)) {
          assert.equal(await paper(page), null, `${id}: nothing that it asks is known`);
          continue;
        }
        const report = await advice(page, "document");
        const text = await paper(page);
        const has = (words, what) =>
          assert.ok(text.includes(words.replace(/\s+/g, " ").trim()), `${id}: ${what}: ${words}`);
        has("A<b>B</b>", "the name, as text");
        has(report.title.zh, "scheme");
        has(report.document, "document");
        has(report.on, "day");
        has(report.digest, "digest of the scheme");
        has(report.figures, "digest of the figures");
        has(report.summary.zh, "summary");
        if (report.notice) has(report.notice.zh, "notice");
        for (const item of report.items) {
          has(item.title.zh, "indicator");
          has(item.source.article, "source");
          has((item.points ?? item.bounds?.[0] ?? item.estimate.low).replace("-", ""), "points");
        }
        for (const one of [...report.gates, ...report.routes, ...report.requirements]) has(one.title.zh, "condition");
        for (const one of report.finance.offers) has(one.title.zh, "instrument");
        assert.equal(await page.locator("#paper").count(), 0, "it goes after printing");
      }
      await visitor.close();
    });
  }

  test("printed, it is A4 pages of the report alone", async () => {
    const visitor = await visit();
    const { page } = visitor;
    await withCompany(page, example("sample-parts-maker.json"));
    const pdf = await page.pdf({ preferCSSPageSize: true });
    const boxes = pdf.toString("latin1").match(/\/MediaBox \[[^\]]*\]/g);
    // 210 x 297 mm in points.
    for (const box of boxes) assert.match(box, /\[0 0 59[45](\.\d+)? 84[12](\.\d+)?\]/);
    console.log(`the report of a company by a scheme of six indicators: ${boxes.length} pages`);
    assert.ok(boxes.length <= 4);
    await visitor.close();
  });

  for (const [language, open] of [
    ["zh", /至多 [\d,]+ 万元/],
    ["en", /up to CNY [\d.]+ million/],
  ]) {
    test(`of all schemes one A4 page is printed, in the language of the page, without an estimate (${language})`, async () => {
      for (const company of ["sample-complete.json", "sample-parts-maker.json"]) {
        const visitor = await visit({ search: `?lang=${language}` });
        const { page } = visitor;
        await withCompany(page, example(company));
        await seeAll(page);
        await page.waitForFunction(() => document.querySelector("ip-page").overview !== null);
        const pdf = await page.pdf({ preferCSSPageSize: true });
        assert.equal(pdf.toString("latin1").match(/\/MediaBox/g).length, 1);
        const text = await paper(page);
        assert.match(text, open);
        assert.doesNotMatch(text, /估计|估算|[Ee]stimate/);
        const titles = await page
          .locator(".matrix tr:has(.verdict:is(.pass, .not, .class)) th[scope=row]")
          .allInnerTexts();
        assert.ok(titles.length > 0);
        for (const title of titles) assert.ok(text.includes(title.trim()), title);
        // Nothing of it is cut off at the foot.
        await page.evaluate(() => dispatchEvent(new Event("beforeprint")));
        await page.emulateMedia({ media: "print" });
        const cut = await page.evaluate(() => {
          const one = document.querySelector(".paper.one");
          return one.scrollHeight - one.clientHeight;
        });
        await page.emulateMedia({ media: "screen" });
        await page.evaluate(() => dispatchEvent(new Event("afterprint")));
        assert.ok(cut <= 1, `${company}: ${cut} px are cut off`);
        await visitor.close();
      }
    });
  }

  test("nothing is printed of a company of which nothing is known", async () => {
    const visitor = await visit();
    assert.equal(await paper(visitor.page), null);
    assert.ok(await visitor.page.locator("#takeaway .button.primary").isDisabled());
    await visitor.close();
  });

  test("saved, it holds for the command; altered, the page and the command find it out", async () => {
    const visitor = await visit();
    const { page } = visitor;
    await withCompany(page, example("sample-software-startup.json"));
    await choose(page, "cn-tech-sme-2017");
    await advised(page);
    const saving = page.waitForEvent("download");
    await page.locator("#save-report").click();
    const text = readFileSync(await (await saving).path(), "utf8");
    assert.equal((await command(["verify", "--json", "-"], text)).holds, true);
    const open = async (text) => {
      const file = { name: "report.json", mimeType: "application/json", buffer: Buffer.from(text) };
      await page.locator("#verify-file").setInputFiles(file);
      const told = page.locator(".verify [role=status], .verify [role=alert]");
      await told.waitFor();
      return told.getAttribute("class");
    };
    assert.equal(await open(text), "checked");
    const digits = [...text.matchAll(/"(points|total|revenue|max)": "(\d+)/g)];
    assert.ok(digits.length > 5);
    const { index, 0: found } = digits[3];
    const at = index + found.length - 1;
    const altered = text.slice(0, at) + ((Number(text[at]) + 1) % 10) + text.slice(at + 1);
    const refused = await command(["verify", "--json", "-"], altered).catch((failure) => failure);
    assert.equal(JSON.parse(refused.stdout).holds, false);
    await page
      .locator("#verify-file")
      .setInputFiles({ name: "altered.json", mimeType: "application/json", buffer: Buffer.from(altered) });
    await page.locator(".verify", { hasText: "altered.json" }).waitFor();
    assert.equal(await page.locator(".verify .in-error[role=status]").count(), 1);
    await page
      .locator("#verify-file")
      .setInputFiles({ name: "other.json", mimeType: "application/json", buffer: Buffer.from("{}") });
    await page.locator(".verify", { hasText: "other.json" }).waitFor();
    assert.notEqual(await page.locator(".verify .in-error[role=alert]").innerText(), "");
    await visitor.close();
  });
});

// Tables in JavaScript: each file of tests/tables is read as expected.json says, as text and as the cells of a sheet.
import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { test } from "node:test";
import { adopt, InnopointsError, readAnnex, readTable, Scheme } from "innopoints";
import { root } from "./runtimes.js";

const folder = join(root, "tests/tables");
const expected = JSON.parse(readFileSync(join(folder, "expected.json"), "utf8"));

/** A file as text; what is not UTF-8 is named by its file. */
function textOf(name) {
  const bytes = readFileSync(join(folder, name));
  const marked = bytes[0] === 0xff && bytes[1] === 0xfe;
  const encoding = marked ? "utf-16le" : /gbk/.test(name) ? "gb18030" : /big5/.test(name) ? "big5" : "utf-8";
  return new TextDecoder(encoding).decode(bytes);
}

/** Problems as expected.json writes them. */
const told = (problems) => problems.map(({ line = "-", column = "-", code, zh }) => `${line}:${column} ${code} ${zh}`);

/** What was read, as expected.json writes it. */
function read(table, options) {
  let found;
  try {
    found = readTable(table, options);
  } catch (error) {
    assert.ok(error instanceof InnopointsError, String(error));
    return { refused: told(error.problems) };
  }
  const rows = found.companies.map(({ line, name = null, enterprise, problems = [], notes = [], kept = [] }) => ({
    line,
    name,
    ...(enterprise ? { figures: enterprise } : { problems: told(problems) }),
    ...(notes.length > 0 && { notes: told(notes) }),
    ...(kept.length > 0 && { kept: Object.fromEntries(kept) }),
  }));
  return { rows, told: told(found.notes) };
}

const wanted = ({ refused, heading, rows, told }) => (refused ? { refused } : { rows, told: [...heading, ...told] });

test("every table is read as a person reads it", () => {
  const names = Object.keys(expected);
  assert.ok(names.length > 65);
  for (const name of names) assert.deepEqual(read(textOf(name)), wanted(expected[name]), name);
});

test("the cells of a sheet are read like text", () => {
  const rows = [
    ["企业名称", "营业收入（元）", "高新技术企业", "成立日期", "备注"],
    ["甲公司", 86000000, true, new Date("2015-05-01"), null],
    ["乙公司", "43,000,000", "否", 42125],
  ];
  const { columns, companies, notes } = readTable(rows);
  assert.deepEqual(
    columns.map(({ field, names }) => field ?? names ?? null),
    [true, "revenue", "hnte", "established_on", null],
  );
  assert.deepEqual(
    companies.map(({ name, enterprise }) => ({ name, ...enterprise })),
    [
      { name: "甲公司", revenue: "8600", hnte: true, established_on: "2015-05-01" },
      { name: "乙公司", revenue: "4300", hnte: false, established_on: "2015-05-01" },
    ],
  );
  assert.deepEqual(
    notes.map(({ code }) => code),
    ["unit", "unknown_columns"],
  );
  for (const bad of [undefined, 5, [1, 2], { rows }]) assert.throws(() => readTable(bad), InnopointsError);
});

test("a company that was read is scored; the fields of a scheme's own are read", async () => {
  const scheme = await Scheme.load("cn-tech-sme-2017");
  const [one] = readTable("企业名称,营业收入,研发费用\n甲,8600,412\n").companies;
  const on = "2026-11-01";
  assert.deepEqual(scheme.outcome(one.enterprise, { on }), scheme.outcome({ revenue: 8600, rd_expense: 412 }, { on }));
  assert.deepEqual(readTable("class1_ip,企业名称\n-,甲\n", { zero: ["class1_ip"] }).companies[0].enterprise, {
    class1_ip: "0",
  });
  const own = JSON.parse(readFileSync(join(root, "schemes/cn-tech-sme-2017.json"), "utf8"));
  own.id = "own-scheme";
  own.fields = [
    {
      id: "own_scheme__patents_abroad",
      type: "number",
      unit: "件",
      whole: true,
      min: "0",
      title: { zh: "境外专利", en: "Patents abroad" },
      meaning: { zh: "境外授权的专利。", en: "Patents granted abroad." },
      where: { zh: "专利证书", en: "Certificates" },
    },
  ];
  const table = "企业名称,境外专利（件）,营业收入\n甲,3,8600\n";
  const { companies, columns } = readTable(table, { scheme: await Scheme.parse(own) });
  assert.equal(columns[1].field, "own_scheme__patents_abroad");
  assert.deepEqual(companies[0].enterprise, { own_scheme__patents_abroad: "3", revenue: "8600" });
});

test("an annex as it was pasted: what was understood is shown, what is missing asked; then it is an exact scheme", async () => {
  const id = "cn-innovation-points-2024";
  const html = readFileSync(join(folder, "annex/word.html"), "utf8");
  const text = readFileSync(join(folder, "annex/pasted.txt"), "utf8");
  const { scheme, filled, understood, asked } = await readAnnex(id, html);
  assert.equal(scheme, undefined);
  assert.equal(understood.length, 18);
  assert.match(understood[2].zh, /^“研发费用占营业收入比例”当作“研发费用占营业收入的比例”：startup 10/);
  const lacks = asked.map(({ line }) => filled.split("\n")[line].split(",")[0]);
  assert.deepEqual(lacks, ["@id", "@article", "startup_limit", "growth_limit"]);
  await assert.rejects(adopt(id, html), ({ problems }) => problems.length === 4);
  const answers = { "@id": "our-points", "@article": "附件2", startup_limit: "500万元", growth_limit: "10000万元" };
  const made = await adopt(id, html, { answers });
  const rows = text.trimEnd().split("\n");
  for (const same of [text, rows.map((row) => row.split("\t"))]) assert.equal(await adopt(id, same, { answers }), made);
  const own = await Scheme.parse(made);
  assert.ok(own.official);
  const outcome = own.outcome({ revenue: 8600, graduates_hired: 10 }, { on: "2026-11-01" });
  assert.equal(outcome.stage, "growth");
  await assert.rejects(readAnnex(id, "甲\t乙\n1\t2\n"), InnopointsError);
  await assert.rejects(readAnnex(id, html, { answers: { nowhere: 5 } }), InnopointsError);
});

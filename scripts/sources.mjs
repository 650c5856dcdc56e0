// Writes docs/sources.md: every number of schemes/ and finance/ with its document, article, standing and how it was checked.
// `--check` fails where the file is not what it would write.
import { readFileSync, readdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";

const root = join(import.meta.dirname, "..");
const standings = { official: "官方 official", reported: "报道 reported", estimate: "估计 estimate" };

const howChecked = ({ standing, checked }) => {
  if (checked === undefined) return standings[standing];
  if (checked === "unverified") return "未核实 unverified";
  if (checked === "full_text") return `${standings[standing]} · 原文 full text`;
  return `${standings[standing]} · ${checked.transcriptions} 份转录 transcription(s)`;
};

/** The words that a part holds of its own: what its condition or value says, and every member with a number. */
const said = ({ when, value, effective, id, title, notes, source, ...rest }) => {
  const all = [
    value,
    typeof when === "object"
      ? Object.entries(when)
          .map(([level, formula]) => `${level}: ${formula}`)
          .join("；")
      : when,
    effective?.from,
  ];
  for (const [name, member] of Object.entries(rest)) {
    // What has sources of its own has rows of its own.
    const text = JSON.stringify(member);
    if (/[0-9]/.test(text) && !text.includes('"standing"')) all.push(`${name} ${text.replaceAll('"', "")}`);
  }
  return all.filter(Boolean).join("；");
};

const cell = (text) => String(text).replaceAll("|", "\\|").replaceAll("\n", " ");

function* parts(value, document, path) {
  if (Array.isArray(value)) {
    for (const [at, item] of value.entries())
      yield* parts(item, document, item?.id ? `${path} ${item.id}` : `${path} ${at + 1}`);
  } else if (typeof value === "object" && value !== null) {
    const own = typeof value.document === "string" ? value.document : document;
    if (value.source?.standing) yield [path.trim(), value, value.source.document ?? own];
    for (const [key, member] of Object.entries(value)) {
      if (!["source", "documents", "title", "notes"].includes(key))
        yield* parts(member, own, key === "pass" ? `${path} pass` : path);
    }
  }
}

const lines = [
  "# 依据 · Sources",
  "",
  "由 `node scripts/sources.mjs` 从 `schemes/` 和 `finance/` 写出。 · Written by `node scripts/sources.mjs` from `schemes/` and `finance/`.",
  "“官方”是规则自己的数字，读过原文或至少两份一致的转录；“报道”是他人所述或只见于一份转录；“估计”由本产品给出；“未核实”只作问题。",
  "· Official: the rule's own number, read in full or in two transcriptions that agree. Reported: somebody's word, or one transcription. Estimate: ours. Unverified: a question only.",
];
for (const folder of ["schemes", "finance"]) {
  for (const file of readdirSync(join(root, folder))
    .filter((name) => name.endsWith(".json"))
    .sort()) {
    const json = JSON.parse(readFileSync(join(root, folder, file), "utf8"));
    lines.push("", `## ${json.title.zh} · \`${folder}/${file}\``, "");
    for (const { number, name, address, reprint } of json.documents ?? []) {
      const page =
        address ??
        (reprint
          ? `${reprint}（其他政府网站转载 · on another government site）`
          : "未找到官方网页 · official page not found");
      lines.push(`- ${number} ${name ?? ""}：${page}`);
    }
    if (json.documents) lines.push("");
    lines.push(
      "| 项 · item | 数字 · number | 文件 · document | 条款 · article | 依据 · standing, checked |",
      "|---|---|---|---|---|",
    );
    for (const [path, part, document] of parts(json, json.document, "")) {
      const row = [path, said(part), document, part.source.article, howChecked(part.source)];
      lines.push(`| ${row.map(cell).join(" | ")} |`);
    }
  }
}
const text = `${lines.join("\n")}\n`;
const out = join(root, "docs/sources.md");
if (process.argv.includes("--check")) {
  if (readFileSync(out, "utf8") !== text) {
    console.error("docs/sources.md is out of date: run node scripts/sources.mjs");
    process.exitCode = 1;
  }
} else {
  writeFileSync(out, text);
}

// The report on paper, for a bank: A4, in Chinese whatever the language of the page. Drawn only when the page is printed, from
// the same report that is saved as a file.
import type { Condition, FullReport, Item, Offer, SchemeFacts, Source } from "innopoints";
import type { Field } from "innopoints/dictionary";
import { html, nothing, type TemplateResult } from "lit";
import { figureText } from "../advice/figure.ts";
import { byTest } from "../advice/offers.ts";
import { pointsOf, verdictOf } from "../advice/standing.ts";
import { metWord } from "../conditions.ts";
import { basis, pageOf } from "../source.ts";
import { fieldOf } from "../fields.ts";
import { deducted, ends, grouped, points } from "../format.ts";
import { words } from "../advice/words.ts";

const t = words.zh;

export interface Paper {
  report: FullReport;
  name: string;
  /** The year of the figures. */
  year: number;
  /** The fields that the scheme or an instrument asks for. */
  used: readonly Field[];
  /** What comes of the scheme. */
  gives: SchemeFacts["gives"];
}

const from = (source: Source, here: string): string =>
  `${source.document === here ? "" : `${source.document} `}${source.article}（${basis(source, t)}）`;

function verdict({ passed, official, gates }: FullReport, gives: SchemeFacts["gives"]): string {
  const [, text] = verdictOf(passed, official, gives, t);
  const gateUnmet = official && gives === "verdict" && passed === false && gates.some(({ met }) => met === false);
  return gateUnmet ? `${text}（${t.gateUnmet}）` : text;
}

const total = (report: FullReport): string =>
  report.groups.length === 0 ? "" : `${pointsOf(report, t)} ${t.outOf(report.max)}`;

function item(one: Item, report: FullReport): TemplateResult {
  const kind = report.groups.find(({ id }) => id === one.group)?.kind;
  const show = kind === "deduction" ? deducted : points;
  const won =
    one.bounds === null
      ? `${t.estimated} ${show(null, ends(one))}`
      : one.typical === null
        ? show(one.points, one.bounds)
        : `${t.about} ${show(one.typical, one.bounds)}（${show(null, one.bounds)}）`;
  return html`<tr>
    <th scope="row">${one.title.zh}</th>
    <td>${grouped(one.reason.zh)}</td>
    <td class="end">${won}${one.bounds === null ? "" : ` / ${one.max}`}</td>
    <td>${from(one.source, report.document)}</td>
  </tr>`;
}

function scores(report: FullReport): TemplateResult | typeof nothing {
  if (report.groups.length === 0) return nothing;
  return html`<h2>得分与理由</h2>
    <table>
      <thead>
        <tr>
          <th scope="col" class="w20">${t.indicator}</th>
          <th scope="col">理由</th>
          <th scope="col" class="w12 end">${t.points}</th>
          <th scope="col" class="w16">${t.source}</th>
        </tr>
      </thead>
      ${report.groups.map((group) => {
        const floor = group.floor === null ? "" : `，${t.floor} ${group.floor}${t.comma}${metWord(group.met, t)}`;
        return html`<tbody>
          <tr class="group">
            <th scope="rowgroup" colspan="2">${group.title.zh}${floor}</th>
            <td class="end">${group.bounds === null ? `${t.estimated} ` : ""}${(group.kind === "deduction" ? deducted : points)(group.points, ends(group))}${group.bounds === null ? "" : ` / ${group.max}`}</td>
            <td>${from(group.source, report.document)}</td>
          </tr>
          ${report.items.filter(({ group: id }) => id === group.id).map((one) => item(one, report))}
        </tbody>`;
      })}
    </table>`;
}

function conditions(report: FullReport): TemplateResult | typeof nothing {
  const lists: [string, Condition[]][] = [
    [t.requirements, report.requirements],
    [report.groups.length > 0 ? t.gates : t.conditions, report.gates],
    [t.routes, report.routes],
  ];
  const some = lists.filter(([, list]) => list.length > 0);
  if (some.length === 0) return nothing;
  return html`<h2>条件</h2>
    <table>
      <thead>
        <tr>
          <th scope="col" class="w28">条件</th>
          <th scope="col" class="w8">结论</th>
          <th scope="col">理由</th>
          <th scope="col" class="w16">${t.source}</th>
        </tr>
      </thead>
      ${some.map(
        ([title, list]) => html`<tbody>
          <tr class="group"><th scope="rowgroup" colspan="4">${title}</th></tr>
          ${list.map(
            (one) => html`<tr>
              <th scope="row">${one.title.zh}</th>
              <td>${metWord(one.met, t)}</td>
              <td>${grouped(one.reason.zh)}</td>
              <td>${from(one.source, report.document)}</td>
            </tr>`,
          )}
        </tbody>`,
      )}
    </table>`;
}

function figures({ enterprise, missing }: FullReport, used: readonly Field[]): TemplateResult {
  const title = (id: string) => fieldOf(id)?.title.zh ?? id;
  return html`<h2>所用数据</h2>
    <dl class="figures">
      ${used.map((field) => {
        const value = enterprise[field.id];
        return value === undefined
          ? nothing
          : html`<div><dt>${field.title.zh}</dt><dd>${figureText(field, value, "zh")}</dd></div>`;
      })}
    </dl>
    ${missing.length > 0 ? html`<p>没有提供，按最低和最高分别计算：${missing.map(title).join("、")}。</p>` : nothing}`;
}

/** A term, with its standing where it is another than the instrument's, and that a total in it is no official score. */
function limit(term: Offer["terms"][number], offer: Offer): string {
  const { title, text, official, source } = term;
  const about = [
    ...(source.standing === offer.standing ? [] : [basis(source, t)]),
    ...(official ? [] : [t.unofficial]),
  ];
  return `${title.zh} ${text.zh}${about.length > 0 ? `（${about.join("，")}）` : ""}`;
}

/** The notes of an instrument: its notes, and those of its sources. */
function cautions({ notes, notice, source, terms, conditions }: Offer): string {
  const sources = [source, ...[...terms, ...conditions].map((one) => one.source)];
  const all = [...(notice ? [notice] : []), ...notes, ...sources.flatMap(({ note }) => note ?? [])];
  return [...new Set(all.map(({ zh }) => zh))].join("");
}

function offer(one: Offer): TemplateResult {
  const limits = one.terms.map((term) => limit(term, one)).join("；");
  const notes = cautions(one);
  return html`<tr>
    <th scope="row">${one.title.zh}<small>${one.provider.zh}</small></th>
    <td>${t.answers[one.answer]}</td>
    <td>
      ${one.conditions.length > 0 ? one.summary.zh : nothing}${limits ? html`<small>${limits}</small>` : nothing}
      ${notes ? html`<small>${notes}</small>` : nothing}
    </td>
    <td>${one.document}（${t.standing[one.standing]}）</td>
  </tr>`;
}

function instruments({ finance }: FullReport): TemplateResult {
  const { judged, untested } = byTest(finance?.offers ?? []);
  return html`<h2>金融政策与产品</h2>
    <table>
      <thead>
        <tr>
          <th scope="col" class="w20">名称</th>
          <th scope="col" class="w12">按公布的条件</th>
          <th scope="col">条件与额度</th>
          <th scope="col" class="w20">${t.source}</th>
        </tr>
      </thead>
      <tbody>
        ${judged.map(offer)}
      </tbody>
    </table>
    ${untested.length > 0 ? html`<p>没有公布条件、不作判断：${untested.map((one) => one.title.zh).join("、")}。</p>` : nothing}`;
}

/** The documents that the report cites, with their names and addresses. */
function documents({
  groups,
  items,
  gates,
  routes,
  requirements,
  finance,
}: FullReport): TemplateResult | typeof nothing {
  const cited = [...groups, ...items, ...gates, ...routes, ...requirements].map(({ source }) => source);
  for (const { source, terms, conditions } of finance?.offers ?? []) {
    cited.push(source, ...[...terms, ...conditions].map((one) => one.source));
  }
  const named = new Map(cited.flatMap((source) => (source.name ? [[source.document, source] as const] : [])));
  if (named.size === 0) return nothing;
  return html`<h2>依据文件</h2>
    <dl class="figures">
      ${[...named.values()].map((source) => {
        const [words, address] = pageOf(source, t);
        return html`<div><dt>${source.document} ${source.name}</dt><dd>${address ? `${address}（${words}）` : words}</dd></div>`;
      })}
    </dl>`;
}

export function paper({ report, name, year, gives, used }: Paper): TemplateResult {
  return html`<article class="paper" lang="zh-CN">
    <header>
      <h1>${report.title.zh}　自测报告</h1>
      <dl class="facts">
        <div><dt>企业</dt><dd>${name || "＿＿＿＿＿＿＿＿＿＿＿＿"}</dd></div>
        <div><dt>${t.evaluatedYear}</dt><dd>${year}</dd></div>
        <div><dt>${t.evaluatedOn}</dt><dd>${report.on}</dd></div>
        <div><dt>${t.document}</dt><dd>${report.document}</dd></div>
      </dl>
    </header>
    <p class="result"><b>${total(report)}</b> <b>${verdict(report, gives)}</b>${report.stage_title ? html` ${t.stage}：${report.stage_title.zh}` : nothing}${report.class ? html` <b>${report.class.title.zh}</b>` : nothing}</p>
    <p>${report.summary.zh}</p>
    ${report.notice ? html`<p>${report.notice.zh}</p>` : nothing} ${scores(report)} ${conditions(report)} ${figures(report, used)}
    ${instruments(report)} ${documents(report)}
    <footer>
      <p>
        企业自行填写，在本机计算；自测结果，不作为认定或授信的结论。“官方”是规则自己的数字，读过原文或至少两份一致的转录；“报道”是他人所述或只见于一份转录；“估计”由本产品给出。
      </p>
      <p>规则文件 SHA-256 ${report.digest}<br />所用数据 SHA-256 ${report.figures}</p>
      <p>随附的 JSON 报告可用 innopoints verify 或本页“核对报告”重新计算、逐项核对。</p>
    </footer>
  </article>`;
}

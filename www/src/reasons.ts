// The reasons table: for each indicator its value with its arithmetic, band, points, the way to the next band, and the source.
import type { Band, Change, Group, Item, ReportJSON as Report } from "innopoints";
import { html, nothing, type TemplateResult } from "lit";
import { kinds } from "./composition.ts";
import { amount, deducted, ends, grouped, isNegative, magnitude, points, quantity } from "./format.ts";
import { type Language, say, words } from "./i18n.ts";
import { source, standing } from "./source.ts";
import type { View } from "./view.ts";

function bandText({ from, above, to, below }: Band, language: Language): string {
  const low = from ?? above;
  const high = to ?? below;
  const show = (sign: string, edge: string) => `${sign} ${quantity(edge, language)}`;
  const ends = [];
  if (low) ends.push(show(low === from ? "≥" : ">", low));
  if (high) ends.push(show(high === to ? "≤" : "<", high));
  return ends.join(words[language].comma);
}

/** Points more than now, as they are printed: both come with at most a few decimals. */
const gain = (now: string, then: string): string => {
  const more = Number((Number(then) - Number(now)).toFixed(6));
  return more > 0 ? `+${more}` : String(more);
};

function changeText(change: Change, view: View): readonly [string, string] {
  const { model, language, t } = view;
  const { field, by, to, unit } = change;
  const title = model.title(field, language);
  // A flag or a choice is not moved by an amount: it becomes something.
  if (by === null) return t.becomes(title, model.level(field, to, language) ?? (to === "true" ? t.yes : t.no));
  const target = amount(to, unit, language);
  const step = amount(magnitude(by), unit, language);
  return isNegative(by) ? t.decrease(title, step, target) : t.increase(title, step, target);
}

function toNext(item: Item, view: View): TemplateResult | string {
  const { model, language, t } = view;
  const { next } = item;
  // Whose judgement it is, the engine says.
  if (item.judged && item.points === null && item.typical === null && item.bounds !== null)
    return grouped(say(item.reason, language));
  if (item.unknown.length > 0 && !next) {
    return t.waits(item.unknown.slice(0, 3).map((id) => model.title(id, language)));
  }
  if (!next) {
    if (item.points === null && (item.typical !== null || item.bounds === null)) return t.byEstimate;
    return item.points === item.max ? t.top : "—";
  }
  const [first, ...others] = next.changes;
  const edge = next.edge ? quantity(next.edge, language) : "";
  let [what, where]: readonly [string, string] = [t.otherwise, ""];
  if (first) {
    const [change, target] = changeText(first, view);
    [what, where] = [
      change,
      edge && first.by !== null && edge !== amount(first.to, first.unit, language) ? t.reaching(target, edge) : target,
    ];
  } else if (next.gap && edge) {
    [what, where] = t.gap(say(next.gap, language), edge);
  }
  return html`<b class="gain">${gain(item.points ?? ends(item)[0], next.points)}</b>${what}
    <span class="sub">${where}</span>
    ${others.map((change) => {
      const [other, target] = changeText(change, view);
      return html`<span class="sub">${t.or}${other}${target && t.comma + target}</span>`;
    })}`;
}

function valueCell(item: Item, view: View): TemplateResult {
  const { model, language, t } = view;
  if (item.value === null) {
    const wrong = item.unknown.some((id) => model.state(id) === "wrong");
    const unsure = item.unknown.length > 0 && item.unknown.every((id) => model.state(id) === "unknown");
    return html`<span>${wrong ? t.toBeFixed : unsure ? t.unknown : t.notFilled}</span>`;
  }
  return html`<span>${say(item.value, language)}${item.working ? html`<span class="sub">${say(item.working, language)}</span>` : nothing}</span>`;
}

function pointsCell(item: Item, kind: Group["kind"], { model, t }: View): TemplateResult {
  const { points: won, typical, bounds } = item;
  const shown = kind === "deduction" ? deducted : points;
  if (!model.empty && bounds === null)
    return html`<span class="points estimate">${t.estimated} ${shown(null, ends(item))}</span><span class="points-unit"> ${t.pointsUnit}</span>
      <span class="sub">${t.allPoints(item.estimate?.full ?? 0)}</span>`;
  if (model.empty) return html`<span class="points">—</span>`;
  if (bounds === null || typical === null)
    return html`<span class="points">${shown(won, ends(item))}</span><span class="points-unit"> ${t.pointsUnit}</span>`;
  return html`<span class="points estimate">${t.about} ${shown(typical, bounds)}</span><span class="points-unit"> ${t.pointsUnit}</span>
    <span class="sub">${shown(null, bounds)}</span>`;
}

function row(item: Item, kind: Group["kind"], view: View): TemplateResult {
  const { language, t, model } = view;
  const open = item.points === null;
  const band = item.band ? bandText(item.band, language) : "";
  return html`<tr>
    <th scope="row">${say(item.title, language)}</th>
    <td data-label=${t.value}>${valueCell(item, view)}</td>
    <td data-label=${t.band}>
      <span>${band || (open ? t.undecidedBand : "—")}${item.on_edge ? html`<span class="sub on-edge">${t.onEdge}</span>` : nothing}</span>
    </td>
    <td data-label=${t.points} class="end"><div>${pointsCell(item, kind, view)}</div></td>
    <td data-label=${t.toNext}><span>${toNext(item, view)}</span></td>
    <td data-label=${t.source}>${source(item.source, model.scheme.document, language)}</td>
  </tr>`;
}

function table(view: View, report: Report, kind: Group["kind"]): TemplateResult | typeof nothing {
  const { model, language, t } = view;
  const groups = report.groups.filter((group) => group.kind === kind).map(({ id }) => id);
  const items = report.items.filter(({ group }) => groups.includes(group));
  if (items.length === 0) return nothing;
  const name = kind === "plain" ? "" : kind === "bonus" ? t.bonus : t.deduction;
  return html`${name ? html`<h4>${name}</h4>` : nothing}
    <table class="reasons" data-kind=${kind}>
      <caption class="sr-only">${t.reasonsCaption(say(model.scheme.title, language))}${name && t.comma + name}</caption>
      <thead>
        <tr>
          <th scope="col" class="col-indicator">${t.indicator}</th>
          <th scope="col" class="col-value">${t.value}</th>
          <th scope="col" class="col-band">${t.band}</th>
          <th scope="col" class="col-points end">${t.points}</th>
          <th scope="col">${t.toNext}</th>
          <th scope="col" class="col-source">${t.source}</th>
        </tr>
      </thead>
      <tbody>
        ${items.map((item) => row(item, kind, view))}
      </tbody>
    </table>`;
}

export function reasons(view: View, report: Report): TemplateResult {
  const { model, language, t } = view;
  return html`<div class="block" id="reasons" tabindex="-1">
    <header>
      <h3>${t.reasons}</h3>
      <span class="source-line"><span lang="zh-CN">${model.scheme.document}</span> ${standing(report.official ? "official" : "estimate", language)}</span>
    </header>
    ${kinds.map((kind) => table(view, report, kind))}
  </div>`;
}

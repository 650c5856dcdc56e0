// Groups and indicators as bars on one scale.
import type { Group, Item, ReportJSON as Report } from "innopoints";
import { html, nothing, type TemplateResult } from "lit";
import { bar } from "./bars.ts";
import { deducted, ends, points } from "./format.ts";
import { say, type Words } from "./i18n.ts";
import type { View } from "./view.ts";

function floorText({ floor, met, points: won }: Group, t: Words): string {
  if (floor === null) return "";
  if (met === null) return t.floorOpen(floor);
  if (!met) return t.floorUnmet(floor);
  return won === floor ? t.floorJust(floor) : t.floorMet(floor);
}

/** Of an estimate the maximum is open too; what is won of it may lie anywhere in the bounds. */
function numbers(of: Group | Item, { model, t }: View, report: Report, taken: boolean): TemplateResult {
  const { points: won, max } = of;
  const typical = "typical" in of ? of.typical : null;
  const bounds = ends(of);
  const sign = taken ? "−" : "";
  const most = report.official || won !== null ? html` <em>/ ${sign}${max}</em>` : nothing;
  if (model.empty) return html`<div class="row-points"><b>—</b>${most}</div>`;
  const shown = typical ?? (taken ? deducted(won, bounds) : points(won, bounds));
  return html`<div class=${report.official ? "row-points" : "row-points estimate"}>
    <b>${of.bounds === null ? `${t.estimated} ` : typical === null ? nothing : `${t.about} `}${shown}</b>${most}
  </div>`;
}

function groupRows(view: View, report: Report, group: Group, items: readonly Item[], scale: number): TemplateResult {
  const { model, language, t } = view;
  const { empty } = model;
  const taken = group.kind === "deduction";
  const nothingYet: [string, string] = ["0", "0"];
  const floor = floorText(group, t);
  // A group of one indicator is that indicator.
  const inside = items.length === 1 && items[0]?.max === group.max ? [] : items;
  return html`<div class="row group">
      <div class="row-label">${say(group.title, language)}</div>
      ${numbers(group, view, report, taken)}
      <div class="row-bar">
        ${bar({ scale, max: group.max, bounds: empty ? nothingYet : ends(group), mark: group.floor, height: 24, estimate: !report.official })}
      </div>
      ${floor ? html`<div class="row-floor">${floor}</div>` : nothing}
    </div>
    ${inside.map(
      (item) => html`<div class="row">
        <div class="row-label">${say(item.title, language)}</div>
        ${numbers(item, view, report, taken)}
        <div class="row-bar">
          ${bar({ scale, max: item.max, bounds: empty ? nothingYet : ends(item), height: 18, estimate: !report.official })}
        </div>
      </div>`,
    )}`;
}

/** What counts, then what comes on top, then what is taken away. */
export const kinds = ["plain", "bonus", "deduction"] as const;

export function groupBars(view: View, report: Report, withItems: boolean): TemplateResult {
  const { t } = view;
  const scale = Math.max(...report.groups.map(({ max }) => Number(max)));
  return html`<div class="rows">
    ${kinds.map((kind) => {
      const groups = report.groups.filter((group) => group.kind === kind);
      if (groups.length === 0) return nothing;
      const heading = html`<div class="row-kind"><b>${kind === "bonus" ? t.bonus : t.deduction}</b> <span class="small quiet">${kind === "bonus" ? t.bonusNote : t.deductionNote}</span></div>`;
      return html`${kind === "plain" ? nothing : heading}
      ${groups.map((group) =>
        groupRows(view, report, group, withItems ? report.items.filter((item) => item.group === group.id) : [], scale),
      )}`;
    })}
  </div>`;
}

export function composition(view: View, report: Report): TemplateResult {
  const { t } = view;
  const sample = (kind: string, inset = 0) =>
    html`<svg width="20" height="10" aria-hidden="true">
      <rect class=${kind} x=${inset} y=${inset} width=${20 - 2 * inset} height=${10 - 2 * inset}></rect>
    </svg>`;
  return html`<div class="block">
    <header>
      <h3>${t.composition}</h3>
      <div class="legend">
        ${
          report.official
            ? html`<span>${sample("bar-won")}${t.won}</span><span>${sample("bar-undecided", 0.5)}${t.undecided}</span>`
            : html`<span>${sample("bar-estimate", 0.5)}${t.byEstimate}</span>`
        }
        <span>${sample("bar-track")}${t.notWon}</span>
        ${
          report.groups.some(({ floor }) => floor !== null)
            ? html`<span>
                <svg width="6" height="14" aria-hidden="true"><line class="bar-threshold" x1="3" x2="3" y1="0" y2="14"></line></svg>${t.floor}
              </span>`
            : nothing
        }
      </div>
    </header>
    ${groupBars(view, report, true)}
  </div>`;
}

// Points as lengths. The drawing is hidden from assistive technology: the same numbers stand beside it as text.
import type { ReportJSON as Report } from "innopoints";
import { html, nothing, svg, type TemplateResult } from "lit";
import { css } from "./css.ts";
import { ends } from "./format.ts";
import type { Words } from "./i18n.ts";

interface Bar {
  /** Points that the full width stands for. */
  scale: number;
  max: string;
  bounds: readonly [string, string];
  /** A floor or a threshold. */
  mark?: string | null;
  height: 18 | 22 | 24;
  estimate?: boolean;
}

export function bar({ scale, max, bounds, mark, height, estimate }: Bar): TemplateResult {
  // Bounds that are wider than need be may go beyond the scale.
  const across = (points: string | number) => `${Math.min(1, Number(points) / scale) * 100}%`;
  const [low, high] = bounds;
  const thick = height - 8;
  return html`<svg class="bar" height=${height} aria-hidden="true">
    <rect class="bar-track" x="0" y="4" width=${across(max)} height=${thick} rx="1"></rect>
    ${
      estimate
        ? nothing
        : svg`<rect class="bar-won" x="0" y="4" width=${across(Math.max(0, Number(low)))} height=${thick} rx="1"></rect>`
    }
    ${
      low === high
        ? nothing
        : svg`<rect class=${estimate ? "bar-estimate" : "bar-undecided"} x=${across(low)} y="4.5"
            width=${across(Math.min(scale, Number(high)) - Number(low))} height=${thick - 1}></rect>`
    }
    ${
      mark
        ? svg`<line class="bar-halo" x1=${across(mark)} x2=${across(mark)} y1="4" y2=${height - 4}></line>
            <line class="bar-threshold" x1=${across(mark)} x2=${across(mark)} y1="0" y2=${height}></line>`
        : nothing
    }
  </svg>`;
}

/** The total on its scale, with the pass mark. */
export function axis(report: Report, empty: boolean, t: Words): TemplateResult {
  const max = Number(report.max);
  const at = (points: string) => Math.min(1, Number(points) / max) * 100;
  const threshold = report.threshold ?? null;
  const [low, high] = ends(report);
  const place = (percent: number) =>
    css({
      left: `${percent}%`,
      transform: percent < 3 ? "none" : percent > 97 ? "translateX(-100%)" : "translateX(-50%)",
    });

  // Labels that would touch share one place.
  const labels: [string, number][] = [];
  if (!empty) {
    if (at(high) - at(low) < 9 && low !== high) labels.push([`${low}–${high}`, (at(low) + at(high)) / 2]);
    else for (const end of new Set([low, high])) labels.push([end, at(end)]);
  }
  if (labels.every(([, percent]) => percent > 9)) labels.push(["0", 0]);
  if (labels.every(([, percent]) => percent < 88)) labels.push([report.max, 100]);

  return html`<div class="axis" aria-hidden="true">
    ${threshold ? html`<span class="above" ${place(at(threshold))}>${t.threshold(threshold)}</span>` : nothing}
    ${bar({
      scale: max,
      max: report.max,
      bounds: empty ? ["0", "0"] : ends(report),
      mark: threshold,
      height: 22,
      estimate: !report.official,
    })}
    ${labels.map(([label, percent]) => html`<span class="below" ${place(percent)}>${label}</span>`)}
  </div>`;
}

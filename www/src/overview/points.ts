// Where the innovation points lie: the middle 90 % of plausible tables as a band, never a score, and what its width says.
import { html, nothing, svg, type TemplateResult } from "lit";
import { ends } from "../format.ts";
import { say } from "../i18n.ts";
import { standing } from "../source.ts";
import type { View } from "../view.ts";
import type { Row } from "./row.ts";
import type { Overview } from "./state.ts";
import { words } from "./words.ts";

/** A band as wide as this share of the scale says nothing. */
const NOWHERE = 0.9;

function band({ report, scheme }: Row, { language }: View): TemplateResult | typeof nothing {
  const t = words[language];
  const { estimate } = report;
  if (!estimate) return nothing;
  const [low, high] = ends(report);
  const max = Number(report.max);
  const at = (points: string | number) => `${(Number(points) / max) * 100}%`;
  const wide = Number(high) - Number(low);
  const name = html`<h3><a href=${`#${scheme.id}`}>${say(scheme.title, language)}</a></h3>`;
  if (wide >= NOWHERE * max)
    return html`<div class="band">${name}<p class="small quiet">${t.nowhere(report.missing.length)}</p></div>`;
  return html`<div class="band">
    ${name}
    <p>${t.likely(low, high, estimate.median)}</p>
    <svg class="bar" height="34" aria-hidden="true">
      <line class="band-axis" x1="0" x2="100%" y1="33" y2="33"></line>
      ${[0, 0.25, 0.5, 0.75, 1].map((tick) => svg`<line class="band-axis" x1=${at(tick * max)} x2=${at(tick * max)} y1="28" y2="34"></line>`)}
      <rect class="bar-estimate" x=${at(low)} y="4" width=${at(wide)} height="24"></rect>
      ${estimate.median === null ? nothing : svg`<line class="band-median" x1=${at(estimate.median)} x2=${at(estimate.median)} y1="4" y2="28"></line>`}
    </svg>
    <div class="band-ticks" aria-hidden="true"><span>0</span><span>${max / 2}</span><span>${max}</span></div>
    <p class="small quiet"><b>${t.wide(wide)}</b> ${t.wideWhy(report.missing.length)}</p>
  </div>`;
}

export function whereabouts(view: View, overview: Overview): TemplateResult | typeof nothing {
  const t = words[view.language];
  const rows = overview.open.filter(({ report }) => report.estimate !== null);
  if (rows.length === 0) return nothing;
  return html`<section class="panel side-panel" aria-labelledby="points-heading">
    <header>
      <h2 id="points-heading">${t.points}</h2>
      ${standing("estimate", view.language)}
    </header>
    ${rows.map((row) => band(row, view))}
  </section>`;
}

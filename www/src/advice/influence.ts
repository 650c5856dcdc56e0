// What a little more or less of each figure does to the score, and which missing figure narrows the bounds most.
import type { Sensitivity } from "innopoints";
import { html, nothing, type TemplateResult } from "lit";
import { grouped } from "../format.ts";
import { say, unitName } from "../i18n.ts";
import { fieldLink } from "../open-fields.ts";
import type { AdviceView } from "./view.ts";

type Input = Sensitivity["inputs"][number];

const moves = ({ per_unit, per_unit_less, per_percent, per_percent_less }: Input): (string | null)[] => [
  per_unit,
  per_unit_less,
  per_percent,
  per_percent_less,
];

/** Points more or less; nothing where the figure cannot move so. */
const signed = (points: string | null): string =>
  points === null ? "—" : points.startsWith("-") ? points.replace("-", "−") : points === "0" ? "0" : `+${points}`;

export function influence(view: AdviceView): TemplateResult | typeof nothing {
  const { advice, advise, model, t } = view;
  if ((model.report?.groups.length ?? 0) === 0) return nothing;
  const found = advice.sensitivity;
  const toggle = (event: Event) => {
    const { open } = event.target as HTMLDetailsElement;
    advise((advice) => advice.weigh(open));
  };
  return html`<details class="influence" @toggle=${toggle}>
    <summary>${t.influence}</summary>
    ${found ? weights(found, view) : nothing}
  </details>`;
}

function weights(found: Sensitivity, view: AdviceView): TemplateResult {
  const { model, language, t } = view;
  const inputs = found.inputs.filter((input) => moves(input).some((points) => Number(points) !== 0));
  const missing = found.missing.filter(({ most }) => Number(most) > 0);
  const columns = [t.unitMore, t.unitLess, t.percentMore, t.percentLess];
  return html`<p>${grouped(say(found.summary, language))}</p>
    ${
      missing.length > 0
        ? html`<h4 class="best">${t.narrowing}</h4>
            <ul class="links">
              ${missing.map(
                ({ field, least, most }) => html`<li>
                  ${fieldLink(field, view)}
                  <span class="small quiet">${t.narrows(least === most ? most : `${least}–${most}`)}</span>
                </li>`,
              )}
            </ul>`
        : nothing
    }
    ${
      inputs.length > 0
        ? html`<table class="influences">
            <caption class="sr-only">${t.influence}</caption>
            <thead>
              <tr>
                <th scope="col">${t.figure}</th>
                ${columns.map((column) => html`<th scope="col" class="end">${column}</th>`)}
              </tr>
            </thead>
            <tbody>
              ${inputs.map(
                (input) => html`<tr>
                  <th scope="row">
                    ${model.title(input.field, language)} <span class="small quiet">${unitName(input.unit, language)}</span>
                  </th>
                  ${moves(input).map((points, n) => html`<td class="end" data-label=${columns[n]}>${signed(points)}</td>`)}
                </tr>`,
              )}
            </tbody>
          </table>`
        : html`<p>${t.noInfluence}</p>`
    }`;
}

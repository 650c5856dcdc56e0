// Every scheme in one table: verdict, score or conditions, and the one reason, each leading to the scheme's own page.
import { html, nothing, type TemplateResult } from "lit";
import { bar } from "../bars.ts";
import { type Part, partOf, parts } from "../catalogue.ts";
import { ends, points } from "../format.ts";
import { type Language, say } from "../i18n.ts";
import { standing } from "../source.ts";
import { chip } from "../verdict.ts";
import type { View } from "../view.ts";
import { lacks, questionsOf } from "./asks.ts";
import { judges, type Row, settled } from "./row.ts";
import type { Overview } from "./state.ts";
import { words } from "./words.ts";

/** What hangs on more questions than this is far off, and does not shout. */
const FAR = 9;
const NAMED = 3;

export function verdict(row: Row, { language, t: page }: View): TemplateResult {
  const t = words[language];
  const { report, scheme } = row;
  if (scheme.gives === "class" && report.class)
    return html`<span class="verdict class"><span class="square" aria-hidden="true"></span>${say(report.class.title, language)}</span>`;
  if (!judges(row)) return chip({ verdict: "none", text: scheme.official ? t.pointsOnly : t.noVerdict });
  if (report.passed !== null)
    return chip(report.passed ? { verdict: "pass", text: page.pass } : { verdict: "not", text: page.fail });
  const count = lacks(row).length;
  const text = count > 0 ? t.dependsOn(count) : t.dependsOnJudges;
  return html`<span class=${questionsOf(row) > FAR ? "far" : nothing}>${chip({ verdict: "depends", text })}</span>`;
}

/** The figures that are missing, those of the open question in ink. */
function missing(row: Row, view: View, overview: Overview): TemplateResult {
  const t = words[view.language];
  const open = new Set(overview.ask?.fields);
  const ids = lacks(row).sort((a, b) => Number(open.has(b)) - Number(open.has(a)));
  const named = ids.slice(0, NAMED).map((id) => view.model.title(id, view.language));
  const text = t.list(named, Math.max(0, ids.length - NAMED));
  const first = named[0];
  return ids[0] && first && open.has(ids[0]) ? html`<b>${first}</b>${text.slice(first.length)}` : html`${text}`;
}

export function reason(row: Row, view: View, overview: Overview): TemplateResult | string {
  const { language } = view;
  const t = words[language];
  const { report, scheme } = row;
  // The class itself stands beside it.
  if (report.class)
    return (
      say(report.class.reason, language)
        .replace(/^[^：:]*[：:]\s*/, "")
        .split(/[；;]/)[0] ?? ""
    );
  if (!scheme.official) return t.onlyWhere;
  if (report.passed === true) {
    if (report.routes.some(({ met }) => met)) return t.route;
    if (report.groups.length > 0)
      return report.groups
        .map((group) => `${say(group.title, language)} ${points(group.points, ends(group))}`)
        .join(view.t.comma);
    return "";
  }
  if (report.passed === false) {
    const unmet = [...report.gates, ...report.requirements].filter(({ met }) => met === false);
    if (unmet[0]) return t.unmet(say(unmet[0].title, language), unmet.length - 1);
    return report.routes.length > 0 ? t.noStandard : "";
  }
  if (lacks(row).length > 0) return missing(row, view, overview);
  const [low, high] = ends(report);
  return t.judged(String(Number((Number(high) - Number(low)).toFixed(2))));
}

export function score({ report, scheme }: Row, language: Language): TemplateResult | typeof nothing {
  const t = words[language];
  if (scheme.gives === "class") return nothing;
  if (report.groups.length === 0) {
    // Where any of several standards will do, counting them says nothing.
    const list = report.gates.length > 0 ? report.gates : report.requirements;
    if (list.length === 0 && report.routes.length > 0)
      return html`<span class="figures"><span class="quiet">${t.oneOf(report.routes.length)}</span></span>`;
    return html`<span class="figures"><b>${list.filter(({ met }) => met).length}</b> <span class="quiet">${t.conditions(list.length)}</span></span>`;
  }
  const [low, high] = ends(report);
  if (!report.official)
    return html`<span class="figures"><span class="estimate">${points(null, [low, high])}</span> ${standing("estimate", language)}</span>`;
  // Bounds as wide as the scale say nothing.
  const nothingKnown = Number(low) <= 0 && Number(high) >= Number(report.max);
  const shown = nothingKnown
    ? html`<span class="quiet">${t.open}</span>`
    : html`<b>${points(report.total, [low, high])}</b>`;
  const max = Number(report.max);
  return html`<span class="figures">${shown}${report.threshold ? html`<span class="quiet">${t.required(report.threshold)}</span>` : nothing}</span>
    ${bar({ scale: max, max: report.max, bounds: nothingKnown ? ["0", "0"] : [low, high], mark: report.threshold, height: 18 })}`;
}

function line(row: Row, view: View, overview: Overview): TemplateResult {
  const { language } = view;
  const t = words[language];
  const { scheme } = row;
  const asked = overview.ask?.fields.some((id) => lacks(row).includes(id)) && !settled(row);
  return html`<th scope="row"><a href=${`#${scheme.id}`}>${say(scheme.title, language)}</a></th>
    <td class="col-verdict" data-verdict=${scheme.id}>${verdict(row, view)}</td>
    <td class="col-score"><span class="sr-only">${t.score}${view.t.colon}</span>${score(row, language)}</td>
    <td class=${asked ? "col-reason asked" : "col-reason"}>${reason(row, view, overview)}</td>`;
}

/** On a phone a part is one line until it is opened; what is settled or asked about stands open. */
function folded(part: Part, rows: readonly Row[], overview: Overview): boolean {
  if (part === "size" || part === "points" || part === "tech" || part === "own") return false;
  const asked = overview.ask?.fields ?? [];
  return (
    !rows.some((row) => row.report.passed === true || (settled(row) && row.scheme.gives === "class")) &&
    asked.length > 0
  );
}

export function matrix(view: View, overview: Overview, narrow: boolean): TemplateResult {
  const { language, act } = view;
  const t = words[language];
  const elsewhere = overview.rows.filter(({ here }) => !here);
  return html`<table class="matrix">
      <caption class="sr-only">${t.caption}</caption>
      <thead>
        <tr>
          <th scope="col" class="col-part"><span class="sr-only">${t.part}</span></th>
          <th scope="col" class="col-name">${t.name}</th>
          <th scope="col" class="col-verdict">${t.verdict}</th>
          <th scope="col" class="col-score">${t.score}</th>
          <th scope="col">${t.reason}</th>
        </tr>
      </thead>
      ${parts.map((part) => {
        const rows = overview.open.filter((row) => partOf(row) === part);
        if (rows.length === 0) return nothing;
        const id = `part-${part}`;
        const closed = narrow && folded(part, rows, overview) && !view.open.has(id);
        const count = (passed: boolean) => rows.filter(({ report }) => report.passed === passed).length;
        if (closed)
          return html`<tbody>
            <tr class="fold">
              <th scope="row">
                <button type="button" aria-expanded="false" @click=${() => act.unfold(id)}>
                  <span>${t.parts[part]}</span><span class="quiet">${t.fold(rows.length, count(true), count(false))}</span>
                  <span class="chevron" aria-hidden="true"></span>
                </button>
              </th>
            </tr>
          </tbody>`;
        return html`<tbody>
          ${rows.map(
            (row, n) => html`<tr>
              ${n === 0 ? html`<th scope="rowgroup" rowspan=${rows.length} class="col-part">${t.parts[part]}</th>` : nothing}
              ${line(row, view, overview)}
            </tr>`,
          )}
        </tbody>`;
      })}
    </table>
    ${
      elsewhere.length > 0
        ? html`<details class="elsewhere">
            <summary>${t.elsewhere(elsewhere.length)}</summary>
            <ul class="links">
              ${elsewhere.map(({ scheme }) => html`<li><a href=${`#${scheme.id}`}>${say(scheme.title, language)}</a></li>`)}
            </ul>
          </details>`
        : nothing
    }`;
}

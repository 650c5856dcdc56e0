// One A4 page of all schemes for a bank, in the language of the page: verdicts with scores, the three instruments most open, and
// room for seal and signature. No estimate stands on it.
import { html, type TemplateResult } from "lit";
import { amountText, best, gap } from "../advice/money.ts";
import type { AdviceView } from "../advice/view.ts";
import { say } from "../i18n.ts";
import { reason, score, verdict } from "../overview/matrix.ts";
import { headline, known } from "../overview/overview.ts";
import { judges, type Row, settled } from "../overview/row.ts";
import type { Overview } from "../overview/state.ts";
import { words as overviewWords } from "../overview/words.ts";

const INSTRUMENTS = 3;
/** So many characters of a digest tell one file from another. */
const DIGITS = 12;

export function onePage(view: AdviceView, overview: Overview, name: string): TemplateResult {
  const { language, t } = view;
  const w = overviewWords[language];
  // What passes leads, then what is settled otherwise.
  const rank = (row: Row) => (row.report.passed ? 0 : settled(row) ? 1 : 2);
  const rows = overview.open.filter(judges).sort((a, b) => rank(a) - rank(b));
  const on = rows[0]?.report.on ?? "";
  const offers = best(view, INSTRUMENTS);
  return html`<article class="paper one" lang=${t.lang}>
    <header>
      <h1>${t.onePage}</h1>
      <dl class="facts">
        <div><dt>${t.company}</dt><dd>${name || "＿＿＿＿＿＿＿＿＿＿＿＿"}</dd></div>
        <div><dt>${t.evaluatedOn}</dt><dd>${on}</dd></div>
      </dl>
      <dl class="facts">${known(view).map(([what, value]) => html`<div><dt>${what}</dt><dd>${value}</dd></div>`)}</dl>
    </header>
    <p class="result">${headline(view, overview, true)}</p>
    <section>
      <h2>${t.allSchemes}</h2>
      <table>
        <thead>
          <tr>
            <th scope="col" class="w28">${w.name}</th>
            <th scope="col" class="w16">${w.verdict}</th>
            <th scope="col" class="w20">${w.score}</th>
            <th scope="col">${w.reason}</th>
          </tr>
        </thead>
        <tbody>
          ${rows.map(
            (row) => html`<tr>
              <th scope="row">${say(row.scheme.title, language)}</th>
              <td>${verdict(row, view)}</td>
              <td>${score(row, language)}</td>
              <td>${reason(row, view, overview)}</td>
            </tr>`,
          )}
        </tbody>
      </table>
    </section>
    <section>
      <h2>${t.topOffers}</h2>
      ${
        offers.length === 0
          ? html`<p>${t.noneOpen}</p>`
          : html`<table>
              <tbody>
                ${offers.map(
                  (offer) => html`<tr>
                    <th scope="row" class="w28">${say(offer.title, language)}</th>
                    <td class="w16">${t.answers[offer.answer]}</td>
                    <td class="w20">${amountText(offer, view)}</td>
                    <td>${gap(offer, view)}</td>
                  </tr>`,
                )}
              </tbody>
            </table>`
      }
    </section>
    <div class="signatures">${[t.seal, t.signed, t.received].map((what) => html`<div>${what}</div>`)}</div>
    <footer>
      <p>${t.selfReported}</p>
      <p>
        ${t.rulesDigest}${t.colon}${
          rows
            .filter(({ report }) => report.passed)
            .map(({ scheme }) => `${say(scheme.title, language)} ${scheme.digest.slice(0, DIGITS)}`)
            .join(t.semicolon) || "—"
        }
      </p>
    </footer>
  </article>`;
}

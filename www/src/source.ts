// Where a rule comes from, and how well founded it is.
import type { Source, Standing } from "innopoints";
import { html, nothing, type TemplateResult } from "lit";
import { type Language, say, words } from "./i18n.ts";

export const standing = (of: Standing, language: Language): TemplateResult =>
  html`<span class=${`standing ${of}`}>${words[language].standing[of]}</span>`;

/** The article and its standing; pressing it opens the document, the note and where a copy was read. The document leads
 * where it is not the one that the reader is in. */
export function source(from: Source, here: string, language: Language): TemplateResult {
  const t = words[language];
  const document = from.document === here ? "" : `${from.document} `;
  return html`<details class="source">
    <summary><span lang="zh-CN">${document}${from.article}</span> ${standing(from.standing, language)}</summary>
    <dl>
      <dt>${t.document}</dt>
      <dd lang="zh-CN">${from.document}</dd>
      <dt>${t.article}</dt>
      <dd lang="zh-CN">${from.article}</dd>
      ${from.seen?.length ? html`<dt>${t.seen}</dt><dd>${from.seen.join(t.comma)}</dd>` : nothing}
      ${from.note ? html`<dd class="wide">${say(from.note, language)}</dd>` : nothing}
    </dl>
  </details>`;
}

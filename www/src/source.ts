// Where a rule comes from, how well founded it is and how that is known.
import type { Source, Standing } from "innopoints";
import { html, nothing, type TemplateResult } from "lit";
import { type Language, say, type Words, words } from "./i18n.ts";

export const standing = (of: Standing, language: Language): TemplateResult =>
  html`<span class=${`standing ${of}`}>${words[language].standing[of]}</span>`;

/** Whose number it is, and how that is known; of one that was not verified no more is said. */
function parts({ standing, checked }: Source, t: Words): [string, string?] {
  if (!checked) return [t.standing[standing]];
  if (checked === "unverified") return [t.unverified];
  return [t.standing[standing], checked === "full_text" ? t.fullText : t.transcriptions(checked.transcriptions)];
}

/** The same in one line: 官方 · 原文. */
export const basis = (source: Source, t: Words): string => parts(source, t).join(" · ");

/** What its official page is called, and its address. */
export function pageOf({ address, reprint }: Source, t: Words): [string, string?] {
  if (address) return [t.official, address];
  return reprint ? [t.reprint, reprint] : [t.noPage];
}

/** The article and its standing; pressing it opens the document, its official page and the note. The document leads where it
 * is not the one that the reader is in. */
export function source(from: Source, here: string, language: Language): TemplateResult {
  const t = words[language];
  const document = from.document === here ? "" : `${from.document} `;
  const [page, address] = pageOf(from, t);
  const [whose, known] = parts(from, t);
  return html`<details class="source">
    <summary>
      <span lang="zh-CN">${document}${from.article}</span>
      <span class=${`standing ${from.standing}`}>${whose}</span>${known ? html` <span class="known">${known}</span>` : nothing}
    </summary>
    <dl>
      <dt>${t.document}</dt>
      <dd lang="zh-CN">${from.document} ${from.name}</dd>
      <dt>${t.article}</dt>
      <dd lang="zh-CN">${from.article}</dd>
      <dd class="wide">${address ? html`<a href=${address} target="_blank" rel="noopener noreferrer">${page}</a>` : page}</dd>
      ${from.note ? html`<dd class="wide">${say(from.note, language)}</dd>` : nothing}
    </dl>
  </details>`;
}

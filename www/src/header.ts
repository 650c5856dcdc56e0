// The header of the page: logo, language, dark mode, and the counter of requests.
import { html, type TemplateResult } from "lit";
import { type Language, words } from "./i18n.ts";
import { lock, logo } from "./icons.ts";

interface Header {
  language: Language;
  /** Since the page has loaded; null until then. */
  requests: number | null;
  offline: boolean;
  speak(language: Language): void;
  /** Where the page begins. */
  skipTo: string;
  /** What switches between light and dark. */
  theme: TemplateResult;
}

export function header({ language, requests, offline, skipTo, speak, theme }: Header): TemplateResult {
  const t = words[language];
  const [before, count, after] = requests === null ? t.stillLoading : t.privacy(requests, offline);
  const choice = (to: Language, name: string) =>
    html`<button type="button" lang=${words[to].lang} aria-pressed=${to === language} @click=${() => speak(to)}>${name}</button>`;
  return html`<a class="skip" href=${skipTo}>${t.skip}</a>
    <header class="topbar">
      <div class="wrap">
        <a class="brand" href="#start">${logo}${t.name}</a>
        <nav aria-label=${t.settings}>
          <details class="privacy" ?data-offline=${offline}>
            <summary>${lock}<span>${before}<b>${count}</b><span class="wide">${after}</span></span></summary>
            <div class="small">${t.privacyHow}</div>
          </details>
          <div class="segments languages" role="group" aria-label=${t.language}>${choice("zh", "中文")}${choice("en", "English")}</div>
          <div class="segments theme">${theme}</div>
        </nav>
      </div>
    </header>`;
}

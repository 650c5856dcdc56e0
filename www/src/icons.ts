// The icons as SVG, and which icon belongs to which verdict.
import { html, type TemplateResult } from "lit";

export type Verdict = "pass" | "depends" | "not" | "none";

/** Patterns and symbols that the rest of the page refers to by fragment. */
export const definitions = html`<svg class="definitions" width="0" height="0" aria-hidden="true">
  <defs>
    <pattern id="hatch" width="6" height="6" patternUnits="userSpaceOnUse" patternTransform="rotate(45)">
      <rect class="hatch-ground" width="6" height="6" />
      <rect class="hatch-line" width="2.5" height="6" />
    </pattern>
    <pattern id="hatch-estimate" width="8" height="8" patternUnits="userSpaceOnUse" patternTransform="rotate(45)">
      <rect class="hatch-estimate-ground" width="8" height="8" />
      <rect class="hatch-estimate-line" width="1.5" height="8" />
    </pattern>
    <symbol id="pass" viewBox="0 0 14 14">
      <circle cx="7" cy="7" r="6.5" fill="currentColor" />
      <path class="tick" d="M4 7.2l2.1 2.1L10.2 5" fill="none" stroke-width="1.7" />
    </symbol>
    <symbol id="depends" viewBox="0 0 14 14">
      <circle cx="7" cy="7" r="6" fill="none" stroke="currentColor" stroke-width="1.6" />
      <path d="M7 1a6 6 0 0 1 0 12z" fill="currentColor" />
    </symbol>
    <symbol id="not" viewBox="0 0 14 14">
      <circle cx="7" cy="7" r="6" fill="none" stroke="currentColor" stroke-width="1.6" />
      <path d="M4 7h6" stroke="currentColor" stroke-width="1.6" />
    </symbol>
    <symbol id="none" viewBox="0 0 14 14">
      <circle cx="7" cy="7" r="6" fill="none" stroke="currentColor" stroke-width="1.6" stroke-dasharray="2.4 2" />
    </symbol>
  </defs>
</svg>`;

export const icon = (verdict: Verdict): TemplateResult =>
  html`<svg class=${`mark ${verdict}`} aria-hidden="true"><use href=${`#${verdict}`}></use></svg>`;

/** Met, not met, or open. */
export const markOf = (met: boolean | null): Verdict => (met === null ? "depends" : met ? "pass" : "not");

export const logo = html`<svg width="28" height="28" viewBox="0 0 28 28" aria-hidden="true">
  <rect x=".75" y=".75" width="26.5" height="26.5" rx="3" fill="none" stroke="currentColor" stroke-width="1.5" />
  <path d="M7 20.5h3.5V15H7zM12.3 20.5h3.5v-10h-3.5zM17.6 20.5h3.5v-14h-3.5z" fill="currentColor" />
</svg>`;

export const lock = html`<svg width="14" height="16" viewBox="0 0 14 16" aria-hidden="true">
  <rect x="1" y="7" width="12" height="8" rx="1" fill="none" stroke="currentColor" stroke-width="1.6" />
  <path d="M4 7V4.500a3 3 0 0 1 6 0V7" fill="none" stroke="currentColor" stroke-width="1.6" />
</svg>`;

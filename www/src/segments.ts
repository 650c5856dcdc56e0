// One of a few choices, side by side: native radio inputs under a common frame.
import { html, type TemplateResult } from "lit";
import { live } from "lit/directives/live.js";

interface Segments<T> {
  /** Of the group, among the names of inputs. */
  name: string;
  /** What is chosen, for assistive technology. */
  label: string;
  choices: readonly (readonly [T, string])[];
  now: T | null | undefined;
  choose(value: T): void;
}

export function segments<T>({ name, label, choices, now, choose }: Segments<T>): TemplateResult {
  return html`<div class="segments" role="radiogroup" aria-label=${label}>
    ${choices.map(
      ([value, title]) => html`<label>
        <input class="sr-only" type="radio" name=${name} value=${String(value)} .checked=${live(value === now)} @change=${() => choose(value)} />${title}
      </label>`,
    )}
  </div>`;
}

// Which scheme: a button that names the chosen one and opens the list of all, shelf by shelf, official or estimate beside
// each name.
import { html, nothing, type TemplateResult } from "lit";
import { type Listed, shelves } from "./catalogue.ts";
import { say } from "./i18n.ts";
import { standing } from "./source.ts";
import type { View } from "./view.ts";

/** Of a scheme of the visitor's own, no more can be said than that. */
const chip = ({ scheme, shelf }: Listed, { language, t }: View): TemplateResult =>
  shelf === "own"
    ? html`<span class="standing reported">${t.own}</span>`
    : standing(scheme.official ? "official" : "estimate", language);

const itemId = ({ scheme }: Listed): string => `scheme-${scheme.id}`;

function toList(root: Element | null, place: (items: HTMLElement[]) => HTMLElement | undefined): void {
  place([...(root?.querySelectorAll<HTMLElement>(".schemes button[id]") ?? [])])?.focus();
}

/** Arrow keys go through the list, Home and End to its ends; Escape is the page's. */
function move(event: KeyboardEvent): void {
  const root = (event.currentTarget as Element).closest(".chooser");
  const steps: Record<string, (at: number, count: number) => number> = {
    ArrowDown: (at, count) => (at + 1) % count,
    ArrowUp: (at, count) => (Math.max(at, 0) + count - 1) % count,
    Home: () => 0,
    End: (_at, count) => count - 1,
  };
  const step = steps[event.key];
  if (!step || !root?.hasAttribute("open")) return;
  event.preventDefault();
  toList(root, (items) => items[step(items.indexOf(document.activeElement as HTMLElement), items.length)]);
}

export function chooser(view: View): TemplateResult {
  const { model, language, t, act } = view;
  const { listed, scheme } = model;
  const now = listed.find((each) => each.scheme === scheme);
  const choose = (event: Event, each: Listed) => {
    const root = (event.currentTarget as Element).closest("details");
    act.choose(each.scheme);
    root?.removeAttribute("open");
    root?.querySelector("summary")?.focus();
  };
  return html`<details class="chooser" @keydown=${move}>
    <summary id="scheme-chooser">
      <span class="sr-only">${t.scheme}${t.colon}</span>
      <b>${say(scheme.title, language)}</b>
      ${now ? chip(now, view) : nothing}
      <span class="chevron" aria-hidden="true"></span>
    </summary>
    <div class="schemes">
      ${shelves(listed).map(
        ([shelf, some]) => html`<div role="group" aria-labelledby=${`shelf-${shelf}`}>
          <p class="shelf" id=${`shelf-${shelf}`}>${t.shelves[shelf]}</p>
          <ul>
            ${some.map(
              (each) => html`<li>
                <button
                  type="button"
                  id=${itemId(each)}
                  aria-current=${each.scheme === scheme ? "true" : nothing}
                  @click=${(event: Event) => choose(event, each)}
                >
                  <span>${say(each.scheme.title, language)}</span> ${chip(each, view)}
                </button>
              </li>`,
            )}
          </ul>
        </div>`,
      )}
      <p class="small quiet">${view.partly ? t.partly : t.chooseHint}</p>
      ${
        view.adoptable.length > 0
          ? html`<button type="button" class="button compact" @click=${() => act.holdAnnex()}>${t.annex}</button>`
          : nothing
      }
    </div>
  </details>`;
}

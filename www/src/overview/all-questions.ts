// All questions of the schemes that are open to the company, by who in it knows the answer; and the part of them that a colleague was
// sent a link to. A link carries questions alone; answers come back as a file.
import type { Field } from "innopoints/dictionary";
import { html, nothing, type TemplateResult } from "lit";
import { question, questions } from "../field.ts";
import { fieldOf, fieldsOf, inOrder } from "../fields.ts";
import { save } from "../files.ts";
import { counts, foldable } from "../form.ts";
import { say } from "../i18n.ts";
import type { View } from "../view.ts";
import { asked } from "./asks.ts";
import { ASK } from "./first.ts";
import type { Overview } from "./state.ts";
import { words } from "./words.ts";

/** Every field that a scheme open to the company uses, each quantity once, and what is in error. */
function all(view: View, overview: Overview): Field[] {
  const used = overview.open.flatMap(({ scheme }) => fieldsOf(scheme).map(({ id }) => id));
  const filled = (id: string) => view.model.state(id) !== "empty";
  const ids = new Set([...used.map((id) => (filled(id) ? id : asked(id))), ...view.model.refused]);
  return inOrder([...ids].flatMap((id) => fieldOf(id) ?? []));
}

function byOwner(fields: readonly Field[], view: View): [string, Field[]][] {
  const groups = new Map<string, Field[]>();
  for (const field of fields) {
    const owner = field.known_by ? say(field.known_by, view.language) : words[view.language].anyone;
    groups.set(owner, [...(groups.get(owner) ?? []), field]);
  }
  return [...groups];
}

/** A link that asks for what is still missing, and nothing else. */
function link(owner: string, fields: readonly Field[], view: View): TemplateResult | typeof nothing {
  const t = words[view.language];
  const open = fields.filter(({ id }) => view.model.state(id) === "empty");
  if (open.length === 0) return nothing;
  const address = `#${ASK}${open.map(({ id }) => id).join(",")}`;
  return html`<p class="small colleague">
    <a href=${address} target="_blank" rel="noopener">${t.forColleague(owner, open.length)}</a> <span class="quiet">${t.linkHolds}</span>
  </p>`;
}

export function allQuestions(view: View, overview: Overview): TemplateResult {
  const { model, language, t: page } = view;
  const t = words[language];
  const parts = byOwner(all(view, overview), view);
  return html`<div class="wrap questions">
    <p class="back"><a href="#all">${page.allSchemes}</a></p>
    <h1 tabindex="-1">${t.allQuestions}</h1>
    <p class="quiet">${t.allLead}</p>
    <div class="panel" id="results" tabindex="-1">
      <h2 class="sr-only">${t.byOwner}</h2>
      ${parts.map(([owner, fields], n) => {
        const id = `owner-${n}`;
        const { filled, range, wrong, unknown } = counts(model, fields);
        return foldable(view, {
          id,
          title: owner,
          brief: page.sectionState(filled + range, fields.length, wrong, range, unknown),
          wrong: wrong > 0,
          kind: "section",
          body: view.open.has(id)
            ? html`<div class="section-body questions-grid">
                ${link(owner, fields, view)}${questions(fields).map((ask) => question(view, ask))}
              </div>`
            : html``,
        });
      })}
    </div>
  </div>`;
}

/** What a colleague sees: the questions of a link, and how the answers go back. */
export function colleague(view: View, ids: readonly string[]): TemplateResult {
  const { model, language } = view;
  const t = words[language];
  const fields = inOrder(ids.flatMap((id) => fieldOf(id) ?? []));
  const answers = () => {
    const company: Record<string, unknown> = JSON.parse(model.company);
    return JSON.stringify(Object.fromEntries(Object.entries(company).filter(([id]) => ids.includes(id))), null, 2);
  };
  const { filled, range } = counts(model, fields);
  return html`<div class="wrap questions">
    <h1 tabindex="-1">${t.pleaseFill(questions(fields).length)}</h1>
    <p class="quiet">${t.pleaseLead}</p>
    <div class="panel section-body questions-grid" id="results" tabindex="-1">${questions(fields).map((ask) => question(view, ask))}</div>
    <p class="after">
      <button type="button" class="button primary" id="save-answers" ?disabled=${filled + range === 0 || model.refused.length > 0} @click=${() => save("answers.json", answers())}>
        ${t.saveAnswers}
      </button>
    </p>
  </div>`;
}

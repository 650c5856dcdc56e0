// What to change: a target, the cheapest ways there, and a trial of other figures beside them.
import type { Plan } from "innopoints";
import { html, nothing, type TemplateResult } from "lit";
import { live } from "lit/directives/live.js";
import { amount, grouped } from "../format.ts";
import { say } from "../i18n.ts";
import { fieldLink } from "../open-fields.ts";
import { segments } from "../segments.ts";
import { chip } from "../verdict.ts";
import type { AdviceView } from "./view.ts";
import { influence } from "./influence.ts";
import { difference, pointsOf, verdictOf } from "./standing.ts";
import { trial } from "./trial.ts";

function targets(view: AdviceView): TemplateResult | typeof nothing {
  const { t, advice, advise } = view;
  const { targets, target } = advice;
  const own = target !== null && target !== "pass" && !targets.includes(target) ? target : "";
  if (targets.every((target) => target === "pass")) return nothing;
  return html`<div class="targets">
    ${segments({
      name: "target",
      label: t.target,
      choices: targets.map((each) => [each, each === "pass" ? t.toPass : t.toTotal(each)] as const),
      now: target,
      choose: (each) => advise((advice) => advice.aim(each)),
    })}
    <label>
      <span class="small quiet">${t.otherTotal}</span>
      <span class="input">
        <input
          type="text"
          inputmode="decimal"
          autocomplete="off"
          .value=${live(own)}
          @change=${(event: Event) => {
            const text = (event.target as HTMLInputElement).value;
            advise((advice) => advice.aim(text.trim() === "" ? null : text));
          }}
        />
      </span>
    </label>
  </div>`;
}

function option(plan: Plan, index: number, view: AdviceView): TemplateResult {
  const { model, language, t, advice, advise } = view;
  const official = advice.plans?.official ?? false;
  const [verdict, text] = verdictOf(plan.then.passed, official, model.scheme.gives, t);
  const scored = (model.report?.groups.length ?? 0) > 0;
  const now = advice.plans?.now;
  const moved = plan.items.map((item) => difference(item, view));
  return html`<label class="plan-option">
    <input
      type="radio"
      name="plan"
      .checked=${live(advice.chosen === index)}
      @change=${() => advise((advice) => advice.choose(index))}
    />
    <h4>${grouped(say(plan.words, language))}</h4>
    ${chip({ verdict, text })}
    <p>
      ${scored && now ? html`<b>${t.pointsTo(pointsOf(now, t), pointsOf(plan.then, t))}</b>` : nothing}
      ${plan.share === null ? nothing : html`<span>${t.shareReached(plan.share)}</span>`}
      ${moved.length > 0 ? html`<span>${moved.join(t.semicolon)}</span>` : nothing}
      <span>${t.effort(amount(plan.cost, "万元", language))}</span>
    </p>
  </label>`;
}

function plans(view: AdviceView): TemplateResult {
  const { language, t, advice } = view;
  const found = advice.plans;
  if (!found) return html`<p>${advice.problems.map((problem) => problem[language]).join(" ")}</p>`;
  const { plans, best, blocked, needed, summary } = found;
  const listed = plans.length > 0 || best !== null;
  return html`<h3>${t.planCount(plans.length)}</h3>
    <p class="plan-summary">${grouped(say(summary, language))}</p>
    ${plans.map((plan, index) => option(plan, index, view))}
    ${best && best.changes.length > 0 ? html`<h4 class="best">${t.best}</h4><p>${grouped(say(best.words, language))}</p>` : nothing}
    ${
      blocked.length > 0
        ? html`<h4 class="best">${t.blocked}</h4>
            <ul>
              ${blocked.map(({ title }) => html`<li>${say(title, language)}</li>`)}
            </ul>`
        : nothing
    }
    ${
      needed.length > 0
        ? html`<h4 class="best">${t.neededFirst}</h4>
            <ul class="links">
              ${needed.map((id) => html`<li>${fieldLink(id, view)}</li>`)}
            </ul>`
        : nothing
    }
    ${listed ? html`<p class="small quiet after">${t.effortNote}</p>` : nothing}`;
}

export function planning(view: AdviceView): TemplateResult | typeof nothing {
  const { model, language, t, advice } = view;
  if (!model.report || model.scheme.gives === "class") return nothing;
  return html`<section class="wrap full" id="plans" tabindex="-1" aria-labelledby="plans-heading" aria-busy=${!advice.fresh}>
    <header>
      <div>
        <h2 id="plans-heading">${t.plans}</h2>
        <p>${say(model.scheme.title, language)}${t.stop}${t.plansLead}</p>
      </div>
      ${targets(view)}
    </header>
    <div class="panel plan">
      <div>${model.empty ? html`<p>${t.plansEmpty}</p>` : plans(view)}</div>
      <div>${trial(view)}</div>
      ${model.empty ? nothing : influence(view)}
    </div>
  </section>`;
}

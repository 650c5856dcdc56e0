// <ip-page>: the whole page. It is drawn into the document itself, so that links, print and the page's style sheet reach it.
import type { ReportJSON as Report, Value } from "innopoints";
import { html, LitElement, nothing, type TemplateResult } from "lit";
import type { Adviser } from "./advice/adviser.ts";
import type { Advice } from "./advice/state.ts";
import type { Dialog } from "./intake/dialog.ts";
import type { Listed } from "./catalogue.ts";
import { chooser } from "./chooser.ts";
import { composition } from "./composition.ts";
import { conditions } from "./conditions.ts";
import { draft } from "./draft.ts";
import { controlOf } from "./field.ts";
import { onFetch } from "./engine.ts";
import { label } from "./examples.ts";
import { form, sections } from "./form.ts";
import { header } from "./header.ts";
import { type Language, say, words } from "./i18n.ts";
import { definitions } from "./icons.ts";
import { fieldOf, fieldsOf } from "./fields.ts";
import { Model } from "./model.ts";
import { phoneBar } from "./phonebar.ts";
import { reasons } from "./reasons.ts";
import { about, outcome } from "./outcome.ts";
import { ASK } from "./overview/first.ts";
import { headline, overviewBody } from "./overview/overview.ts";
import { start } from "./overview/start.ts";
import { Overview } from "./overview/state.ts";
import { words as overviewWords } from "./overview/words.ts";
import { summary } from "./summary.ts";
import { type Answer, answer } from "./verdict.ts";
import type { Actions, View } from "./view.ts";

/** How long typing rests before the result is spoken. */
const SPEAK_AFTER = 600;
/** How long loading may take before it is mentioned. */
const MENTION_AFTER = 300;

const narrow = matchMedia("(max-width: 720px)");
/** Form and result stand beside each other. */
const columns = matchMedia("(min-width: 1121px)");
const darkPreferred = matchMedia("(prefers-color-scheme: dark)");

/** The first screen, every scheme, all questions, those that a colleague is asked, or one scheme's own page. */
type Place = "start" | "all" | "questions" | "colleague" | "scheme";

const isRange = (value: Value | undefined): boolean => typeof value === "object" && value !== null;

export class Page extends LitElement {
  #model: Model | null = null;
  #failed = false;
  #slow = false;
  #language: Language = new URLSearchParams(location.search).get("lang") === "en" ? "en" : "zh";
  #theme = new URLSearchParams(location.search).get("theme");
  #requests = 0;
  #partly = false;
  #intake: typeof import("./intake/intake.ts") | null = null;
  #dialog: Dialog | null = null;
  #kept: { text: string; address: string } | null = null;
  #open = new Set<string>();
  #doubted = new Set<string>();
  #speaking: ReturnType<typeof setTimeout> | undefined;
  #adviser: Adviser | null = null;
  #settled: Promise<void> = Promise.resolve();
  #place: Place = "start";
  #overview: Overview | null = null;
  #equipped = false;
  #draft = draft.read() !== null;
  #resumable = this.#draft;

  /** The report of what is filled in now, for tests and for whoever scripts the page. */
  get report(): Report | null {
    return this.#model?.report ?? null;
  }

  /** What is filled in, as JSON text. */
  get company(): string | null {
    return this.#model?.company ?? null;
  }

  /** Done once the answer to the last change is drawn. */
  get settled(): Promise<void> {
    return this.#settled;
  }

  /** What every scheme says of what is filled in, once that is worked out. */
  get overview(): Overview | null {
    return this.#overview?.fresh ? this.#overview : null;
  }

  /** Plans and instruments of what is filled in, once they are worked out. */
  get advice(): Advice | null {
    return this.#adviser?.advice ?? null;
  }

  protected override createRenderRoot(): HTMLElement {
    return this;
  }

  override connectedCallback(): void {
    super.connectedCallback();
    this.#dress();
    const redraw = () => this.requestUpdate();
    narrow.addEventListener("change", redraw);
    columns.addEventListener("change", redraw);
    darkPreferred.addEventListener("change", redraw);
    addEventListener("online", redraw);
    addEventListener("offline", redraw);
    addEventListener("popstate", this.#route);
    addEventListener("beforeunload", this.#warn);
    document.addEventListener("click", this.#closePopups);
    document.addEventListener("keydown", this.#closePopups);
    this.addEventListener("copy", this.#copy);
    setTimeout(() => {
      this.#slow = true;
      this.requestUpdate();
    }, MENTION_AFTER);
  }

  /** The first scheme has come, and is scored at once. */
  async begin(first: Listed): Promise<void> {
    this.#model = new Model(first);
    this.#overview = new Overview(this.#model);
    this.#route();
    const names = sections(fieldsOf(first.scheme)).map(([id]) => id);
    this.#open = new Set([...names.slice(0, narrow.matches ? 1 : 2), "owner-0"]);
    await this.#answer(this.#model, undefined);
  }

  /** Every scheme has come, with its reasons. */
  async equip(listed: Listed[]): Promise<void> {
    if (!this.#model) return;
    this.#model.equip(listed);
    this.#equipped = true;
    this.#route();
    await this.#answer(this.#model, undefined);
  }

  /** What works out plans and instruments is there. */
  async advise(open: (model: Model, redraw: () => void) => Promise<Adviser>): Promise<void> {
    if (!this.#model) return;
    this.#adviser = await open(this.#model, () => this.requestUpdate());
    this.requestUpdate();
  }

  /** What takes tables in is there. */
  take(intake: typeof import("./intake/intake.ts")): void {
    this.#intake = intake;
    document.addEventListener("paste", this.#paste);
    this.requestUpdate();
  }

  /** Not everything has come; what has works. */
  lack(): void {
    this.#partly = true;
    this.requestUpdate();
  }

  /** The engine will not come. */
  fail(): void {
    this.#failed = true;
    this.requestUpdate();
  }

  /** From now on every request is counted and shown; nothing that the page does makes one. */
  countRequests(): void {
    this.dataset.loaded = "";
    const count = (requests: number) => {
      this.#requests += requests;
      this.requestUpdate();
    };
    new PerformanceObserver((list) => count(list.getEntries().length)).observe({ type: "resource" });
    onFetch(count);
    this.requestUpdate();
  }

  get #dark(): boolean {
    return this.#theme === "dark" || (this.#theme !== "light" && darkPreferred.matches);
  }

  #dress(): void {
    const t = words[this.#language];
    document.documentElement.lang = t.lang;
    document.title = t.name;
    if (this.#theme === "dark" || this.#theme === "light") document.documentElement.dataset.theme = this.#theme;
  }

  /** Figures of a result that is no official one do not leave the page without that word. */
  #copy = (event: ClipboardEvent): void => {
    const notice = this.report?.notice;
    const selection = getSelection();
    const text = selection?.toString() ?? "";
    if (!notice || !/\d/.test(text) || event.target instanceof HTMLInputElement) return;
    const from = selection?.anchorNode?.parentElement;
    const to = selection?.focusNode?.parentElement;
    if (from?.closest(".form") && to?.closest(".form")) return;
    const words = say(notice, this.#language);
    if (text.includes(words)) return;
    event.clipboardData?.setData("text/plain", `${text}\n${words}`);
    event.preventDefault();
  };

  /** An open explanation closes on Escape and on a press elsewhere. */
  #closePopups = (event: Event): void => {
    if (event instanceof KeyboardEvent && event.key !== "Escape") return;
    for (const popup of this.querySelectorAll<HTMLDetailsElement>(
      "details.privacy[open], details.source[open], details.chooser[open]",
    )) {
      if (event.type === "click" && popup.contains(event.target as Node)) continue;
      const held = popup.contains(document.activeElement);
      popup.open = false;
      if (held && event.type === "keydown") popup.querySelector("summary")?.focus();
    }
  };

  /** A change of what is filled in: ask, draw, and measure from the event to the drawn answer. */
  #change(change: (model: Model) => void | Promise<void>): void {
    const model = this.#model;
    if (!model) return;
    const start = performance.now();
    // What was typed is on the screen already: it is drawn once, with what it comes to.
    const changed = change(model);
    this.#settled = this.#answer(model, changed).then(
      () => {
        performance.clearMeasures("innopoints:change");
        performance.measure("innopoints:change", { start, end: performance.now() });
      },
      (error: unknown) => {
        console.error(error);
        this.fail();
      },
    );
    clearTimeout(this.#speaking);
    this.#speaking = setTimeout(() => this.#speak(model), SPEAK_AFTER);
  }

  async #answer(model: Model, changed: void | Promise<void>): Promise<void> {
    await changed;
    await model.assess();
    this.requestUpdate();
    await this.updateComplete;
    this.#keepDraft();
    this.#follow();
  }

  /** What follows from the answer, where it is looked at. */
  #follow(): void {
    if ((this.#place === "all" || this.#place === "questions") && this.#model?.blank) return this.#go("start");
    if ((this.#place === "all" || this.#place === "questions") && this.#equipped && !this.#overview?.fresh)
      void this.#overview?.work(() => this.requestUpdate()).catch(console.error);
    if (this.#place === "all" || this.#place === "scheme")
      this.#adviser?.changed(this.#place === "all" ? this.#overview : null);
  }

  /** Where the address says to be; a fragment that is no place of the page leaves it. */
  #route = (): void => {
    const model = this.#model;
    const name = decodeURIComponent(location.hash.slice(1));
    const before = this.#place;
    const scheme = model?.listed.find(({ scheme }) => scheme.id === name)?.scheme;
    if (scheme) this.#place = "scheme";
    // Fields are known once the schemes have come.
    else if (name.startsWith(ASK)) this.#place = this.#equipped ? "colleague" : "start";
    else if (name === "questions" && model && !model.blank) this.#place = "questions";
    else if (name === "all" && model && !model.blank) this.#place = "all";
    else if (name === "" || name === "start" || ((name === "all" || name === "questions") && model))
      this.#place = "start";
    else return;
    if (scheme && scheme !== model?.scheme) this.#change((model) => model.choose(scheme));
    this.requestUpdate();
    if (before === this.#place && this.#place !== "scheme") return;
    void this.updateComplete.then(() => {
      scrollTo(0, 0);
      // Whoever comes from elsewhere in the page begins at the heading.
      if (before !== this.#place && "loaded" in this.dataset)
        this.querySelector<HTMLElement>("main h1")?.focus({ preventScroll: true });
      this.#follow();
    });
  };

  #go(fragment: string): void {
    if (location.hash !== `#${fragment}`) history.pushState(null, "", `#${fragment}`);
    this.#route();
  }

  /** Work is not lost without a word, where it is not kept. */
  #warn = (event: BeforeUnloadEvent): void => {
    if (this.#model?.touched && !this.#draft) event.preventDefault();
  };

  #keepDraft(): void {
    const model = this.#model;
    if (this.#draft && model && !this.#resumable) draft.keep(JSON.stringify(model.kept));
  }

  #speak(model: Model): void {
    const status = this.querySelector("#spoken");
    if (!status || this.#place === "start" || this.#place === "colleague") return;
    if (this.#place !== "scheme") {
      if (this.#overview && this.#model) status.textContent = headline(this.#view(this.#model), this.#overview);
      return;
    }
    const now = answer(model, this.#language);
    const t = words[this.#language];
    const lead = now.gateUnmet ? `${t.gateUnmet}${t.comma}${now.text}` : now.text;
    status.textContent = t.spoken(say(model.scheme.title, this.#language), now.score, lead, now.summary);
  }

  readonly #act: Actions = {
    edit: (field, change) => this.#change((model) => model.edit(field, change)),
    leave: (field) => {
      this.#model?.leave(field);
      this.requestUpdate();
    },
    doubt: (fields) => {
      for (const field of fields) this.#doubted.add(field);
      this.requestUpdate();
      void this.updateComplete.then(() =>
        this.querySelector<HTMLElement>(`[data-field="${fields[0]}"] input[data-mode]`)?.focus(),
      );
    },
    showIn: (section, unit) => this.#change((model) => model.showIn(section, unit)),
    load: (example) => {
      const ranges = Object.entries(example.enterprise).filter(([, value]) => isRange(value));
      this.#doubted = new Set(ranges.map(([field]) => field));
      this.#change((model) => model.load(example));
      this.#overview?.restart();
      if (this.#place === "start") this.#act.seeAll();
    },
    clear: () => {
      this.#doubted.clear();
      this.#change((model) => model.clear());
      this.#overview?.restart();
    },
    choose: (scheme) => this.#go(scheme.id),
    settled: () => this.#settled,
    seeAll: () => {
      this.#overview?.reask();
      this.#go("all");
      if (this.#place === "start") this.querySelector<HTMLElement>("#start :is(select, input)")?.focus();
    },
    unfold: (part) => {
      this.#open.add(part);
      this.requestUpdate();
    },
    answerAsk: async (answered) => {
      const { updateComplete } = this;
      await this.#settled;
      await this.#overview?.work(() => {});
      this.#overview?.next(answered);
      this.requestUpdate();
      await updateComplete;
      await this.updateComplete;
      const form = this.querySelector<HTMLElement>("form.ask");
      (form?.querySelector<HTMLElement>("input, select") ?? this.querySelector<HTMLElement>("#results"))?.focus();
      if (this.#model) this.#speak(this.#model);
    },
    setYear: (year) => this.#change((model) => model.setYear(year)),
    undo: () => {
      this.#change((model) => model.undo());
      this.#overview?.restart();
    },
    keepsDraft: () => this.#draft,
    keepDraft: (keep) => {
      this.#draft = keep;
      this.#resumable = false;
      if (keep) this.#keepDraft();
      else draft.drop();
      this.requestUpdate();
    },
    hasDraft: () => this.#resumable,
    resumeDraft: () => {
      const kept = draft.read();
      this.#resumable = false;
      if (!kept) return;
      this.#change((model) => model.restore(JSON.parse(kept)));
      this.#doubtRanges();
      this.#act.seeAll();
    },
    paste: (fields, cells) => {
      this.#model?.paste(fields, cells);
      this.requestUpdate();
      void this.updateComplete.then(() => this.querySelector<HTMLElement>(".pasted button")?.focus());
    },
    takePasted: (cells) => this.#change((model) => model.takePasted(cells)),
    keep: (text) => {
      const kept = this.#kept;
      if (kept?.text === text) return kept.address;
      if (kept) URL.revokeObjectURL(kept.address);
      this.#kept = { text, address: URL.createObjectURL(new Blob([text])) };
      return this.#kept.address;
    },
    holdAnnex: () => {
      const chosen = this.#adoptable.find(({ scheme }) => scheme === this.#model?.scheme) ?? this.#adoptable[0];
      const redraw = () => this.requestUpdate();
      if (this.#intake && chosen)
        this.#show(new this.#intake.Annex(chosen.scheme, { adopted: (own) => this.#adopted(own), redraw }));
    },
    holdFigures: () => this.#takeFigures(""),
    close: () => {
      this.#dialog = null;
      this.requestUpdate();
    },
    goTo: (field) => {
      const model = this.#model;
      const section = fieldOf(field)?.section;
      if (!model || !section) return;
      // What instruments ask for is asked beside them; every other figure has its place on the page of a scheme that uses it.
      const uses = ({ scheme }: Listed) => fieldsOf(scheme).some(({ id }) => id === field);
      const beside = this.#place === "all" && model.asked.includes(field);
      if (this.#place !== "scheme" && !beside) {
        const shown = model.listed.find(({ scheme }) => scheme === model.scheme);
        const page = shown && uses(shown) ? shown : model.listed.find(uses);
        this.#go((page?.scheme ?? model.scheme).id);
      }
      // What neither the scheme nor an instrument asks for is shown only where it is to be mended.
      const inForm = !beside && model.fields.some(({ id }) => id === field);
      this.#open.add(inForm ? section : beside ? "offers" : "elsewhere");
      this.requestUpdate();
      void this.updateComplete.then(() => {
        const control = controlOf(this, field);
        control?.scrollIntoView({ block: "center" });
        control?.focus({ preventScroll: true });
      });
    },
    showReasons: () => {
      const table = this.querySelector<HTMLElement>("#reasons");
      table?.scrollIntoView();
      table?.focus({ preventScroll: true });
    },
    toggle: (section, open) => {
      if (open === this.#open.has(section)) return;
      if (open) this.#open.add(section);
      else this.#open.delete(section);
      this.requestUpdate();
    },
  };

  #show(dialog: Dialog): void {
    this.#dialog = dialog;
    this.requestUpdate();
    void this.updateComplete.then(() => this.querySelector("dialog")?.showModal());
  }

  /** Opens what takes a company's figures in, with a table that has come already. */
  #takeFigures(table: string): void {
    const model = this.#model;
    if (!this.#intake || !model) return;
    const taken = (figures: Record<string, Value>) => {
      for (const [field, value] of Object.entries(figures)) if (isRange(value)) this.#doubted.add(field);
      this.#change((model) => model.take(figures));
      this.#overview?.reask();
      if (this.#place === "start") this.#act.seeAll();
    };
    const figures = new this.#intake.Figures({ scheme: model.scheme.key, taken, redraw: () => this.requestUpdate() });
    this.#show(figures);
    if (table) void figures.take(table);
  }

  /** A table that is pasted where no field is: it can only be the company's figures. */
  #paste = (event: ClipboardEvent): void => {
    const inText = event.target instanceof Element && event.target.matches("input[type=text], textarea");
    if (this.#dialog || event.defaultPrevented || inText) return;
    const table = this.#intake?.tableOf(event.clipboardData) ?? "";
    if (!/<table|\t|\n/i.test(table.trim())) return;
    event.preventDefault();
    this.#takeFigures(table);
  };

  /** What has come as a range shows its two ends. */
  #doubtRanges(): void {
    for (const [id, { mode }] of this.#model?.kept.entries ?? []) if (mode === "range") this.#doubted.add(id);
  }

  get #adoptable(): readonly Listed[] {
    if (!this.#intake) return [];
    return this.#model?.listed.filter(({ scheme, shelf }) => shelf !== "own" && !scheme.official) ?? [];
  }

  /** A scheme of the visitor's own has been made; one of the same id gives way to it. */
  #adopted(own: Listed): void {
    this.#dialog = null;
    this.#change((model) => {
      const place = model.listed.findIndex(({ scheme, shelf }) => shelf === "own" && scheme.id === own.scheme.id);
      model.listed.splice(place < 0 ? model.listed.length : place, place < 0 ? 0 : 1, own);
      model.choose(own.scheme);
    });
    this.#go(own.scheme.id);
    void this.updateComplete.then(() => this.querySelector<HTMLElement>("#scheme-chooser")?.focus());
  }

  protected override render(): TemplateResult {
    const language = this.#language;
    const model = this.#model;
    const t = words[language];
    return html`${definitions}
      ${header({
        language,
        requests: "loaded" in this.dataset ? this.#requests : null,
        offline: !navigator.onLine,
        speak: (to) => {
          this.#language = to;
          this.#dress();
          this.requestUpdate();
        },
        skipTo: this.#place === "start" ? "#start" : "#results",
        theme: this.#themeButton(),
      })}
      <main>${model ? this.#body(model) : this.#waiting()}</main>
      ${model ? this.#footer(model) : nothing}
      <div id="spoken" class="sr-only" role="status" aria-live="polite" lang=${t.lang}></div>`;
  }

  #themeButton(): TemplateResult {
    const t = words[this.#language];
    const to = this.#dark ? t.light : t.dark;
    const turn = () => {
      this.#theme = this.#dark ? "light" : "dark";
      this.#dress();
      this.requestUpdate();
    };
    return html`<button type="button" aria-label=${`${t.switchTheme}${t.comma}${to}`} @click=${turn}>${to}</button>`;
  }

  /** Whether the question of the overview is on the screen. */
  readonly #sight = new IntersectionObserver((entries) => {
    const last = entries.at(-1);
    if (last) this.toggleAttribute("data-ask-away", !last.isIntersecting);
  });
  #watched: Element | null = null;

  protected override updated(): void {
    const ask = this.querySelector("form.ask");
    if (ask === this.#watched) return;
    this.#watched = ask;
    this.#sight.disconnect();
    this.removeAttribute("data-ask-away");
    if (ask) this.#sight.observe(ask);
  }

  #waiting(): TemplateResult {
    const t = words[this.#language];
    return html`<div class="wrap head">
      <div>
        <h1>${this.#failed ? t.bootTitle : t.title}</h1>
        <p role=${this.#failed ? "alert" : nothing}>${this.#failed ? t.bootText : this.#slow ? t.loading : t.lead}</p>
      </div>
    </div>`;
  }

  #view(model: Model): View {
    return {
      model,
      language: this.#language,
      t: words[this.#language],
      act: this.#act,
      open: this.#open,
      doubted: this.#doubted,
      adoptable: this.#adoptable,
      partly: this.#partly,
      takesTables: this.#intake !== null,
      overview: this.#place === "all",
    };
  }

  #body(model: Model): TemplateResult {
    const view = this.#view(model);
    return html`${this.#partly ? html`<p class="wrap lacking" role="alert">${view.t.partly}</p>` : nothing} ${this.#undoing(view)}
      ${this.#seen(view)}
      ${this.#dialog?.render(view) ?? nothing}`;
  }

  /** The fields that the address asks a colleague for, those that there are. */
  get #asked(): string[] {
    const ids = decodeURIComponent(location.hash.slice(1 + ASK.length)).split(",");
    return ids.filter((id) => fieldOf(id) !== undefined);
  }

  #seen(view: View): TemplateResult {
    if (this.#place === "start") return start(view);
    const intake = this.#intake;
    if (this.#place === "colleague") return intake?.colleague(view, this.#asked) ?? this.#waiting();
    if (this.#place === "questions" && this.#overview)
      return intake?.allQuestions(view, this.#overview) ?? this.#waiting();
    return this.#place === "all" ? this.#all(view) : this.#one(view);
  }

  /** What has just taken the place of what was filled in can be undone. */
  #undoing({ model }: View): TemplateResult | typeof nothing {
    const t = overviewWords[this.#language];
    const { replaced } = model;
    if (!replaced || this.#place === "start") return nothing;
    return html`<p class="wrap undoing small">${t.changed[replaced]} <button type="button" class="link" id="undo" @click=${this.#act.undo}>${t.undo}</button></p>`;
  }

  #all(view: View): TemplateResult {
    const overview = this.#overview;
    if (!overview) return this.#waiting();
    const money = this.#adviser?.money(view, overview) ?? { line: nothing, rows: nothing, opens: nothing };
    return overviewBody(view, overview, narrow.matches, money);
  }

  #one(view: View): TemplateResult {
    const { model, language, t } = view;
    const found: Answer = answer(model, language);
    const { report, scheme } = model;
    // What did not come is not on its way.
    const lacks = this.#partly && !report && !model.empty && model.general.length === 0;
    const now = lacks ? { ...found, summary: t.reasonsLacking, lacking: true } : found;
    // In one column the answer comes first.
    const results = html`<section id="results" tabindex="-1" aria-labelledby="results-heading">
      <h2 id="results-heading" class="sr-only">${t.results}</h2>
      ${summary(view, now, columns.matches)}
      ${
        report
          ? html`<div class="panel" role="region" aria-label=${say(scheme.title, language)}>
              ${about(view, report)}${outcome(view, report)}
              ${report.groups.length > 0 ? html`${composition(view, report)}${reasons(view, report)}` : nothing}
              ${conditions(view, report)}
            </div>`
          : nothing
      }
    </section>`;
    return html`<div class="wrap head">
        <div>
          <p class="back"><a href="#all">${t.allSchemes}</a></p>
          <h1 tabindex="-1">${say(scheme.title, language)}</h1>
          <p>${t.lead}</p>
        </div>
        <p class="meta">
          <span>${t.company} <b>${model.example ? label(model.example, language).name : t.unnamed}</b></span>
          <span>${t.evaluatedYear} <b>${model.year}</b></span>
          ${report ? html`<span>${t.evaluatedOn} <b>${report.on}</b></span>` : nothing}
        </p>
      </div>
      <div class="wrap work">
        ${columns.matches ? html`${form(view)}${results}` : html`<div class="panel choice">${chooser(view)}</div>${results}${form(view)}`}
      </div>
      ${this.#adviser?.render(view) ?? nothing}
      ${narrow.matches ? phoneBar(view, now) : nothing}`;
  }

  #footer(model: Model): TemplateResult {
    const t = words[this.#language];
    return html`<footer>
      <div class="wrap">
        <details>
          <summary>${t.rules}</summary>
          <p>${t.rulesFrom([...new Set(model.listed.map(({ scheme }) => scheme.document))])}</p>
        </details>
        <div class="segments theme">${this.#themeButton()}</div>
        ${model.report ? html`<p>${t.standings(model.report.on)}</p>` : nothing}
        <p>${t.digest(model.scheme.digest)}</p>
      </div>
    </footer>`;
  }
}

customElements.define("ip-page", Page);

declare global {
  interface HTMLElementTagNameMap {
    "ip-page": Page;
  }
}

// What the dialogs share: how they are opened, how a text comes in (pasted, or of a file), and what is wrong with it.
import type { Problem } from "innopoints";
import { html, nothing, type TemplateResult } from "lit";
import { say } from "../i18n.ts";
import { place } from "../problem.ts";
import type { View } from "../view.ts";
import { words } from "./words.ts";

/** A dialog that is open; it keeps what has been done in it. */
export interface Dialog {
  render(view: View): TemplateResult;
}

/** Spreadsheets in China write either. */
export async function textOf(file: File): Promise<string> {
  const bytes = await file.arrayBuffer();
  try {
    return new TextDecoder("utf-8", { fatal: true }).decode(bytes);
  } catch {
    return new TextDecoder("gb18030").decode(bytes);
  }
}

/** What the clipboard holds: a table as HTML, which keeps merged cells, else text. */
export function tableOf(clipboard: DataTransfer | null): string {
  const markup = clipboard?.getData("text/html") ?? "";
  return /<table\b/i.test(markup) ? markup : (clipboard?.getData("text/plain") ?? "");
}

/** A box into which a table is pasted; what is typed or put there otherwise is read on leaving it. */
export function pasteBox(id: string, label: string, read: (text: string) => void): TemplateResult {
  const paste = (event: ClipboardEvent) => {
    const text = tableOf(event.clipboardData);
    if (!text.trim()) return;
    event.preventDefault();
    event.stopPropagation();
    read(text);
  };
  const typed = (event: Event) => {
    const box = event.target as HTMLTextAreaElement;
    if (box.value.trim()) read(box.value);
    box.value = "";
  };
  return html`<label for=${id}>${label}</label>
    <textarea id=${id} class="paste-box" rows="2" autocomplete="off" spellcheck="false" @paste=${paste} @change=${typed}></textarea>`;
}

/** The frame of a dialog with its name and the button that closes it. */
export function frame(view: View, id: string, title: string, closed: () => void, body: TemplateResult): TemplateResult {
  const close = (event: Event) => (event.target as Element).closest("dialog")?.close();
  return html`<dialog aria-labelledby=${id} @close=${closed}>
    <div class="dialog-head">
      <h2 id=${id}>${title}</h2>
      <button type="button" class="button compact" @click=${close}>${view.t.close}</button>
    </div>
    ${body}
  </dialog>`;
}

/** What is wrong with what came in, each with its place. */
export function wrong(
  name: string,
  problems: readonly Problem[],
  { language, t }: View,
): TemplateResult | typeof nothing {
  if (problems.length === 0) return nothing;
  return html`<div class="in-error" role="alert">
    <p class="message"><span class="sr-only">${t.error}</span>${name ? `${name}${t.colon}` : ""}${words[language].wrong(problems.length)}</p>
    <ul>
      ${problems.map((each) => html`<li>${place(each, t)}${say(each, language)}</li>`)}
    </ul>
  </div>`;
}

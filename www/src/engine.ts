// The engine as the page asks it: in a worker, so that nothing that computes holds up what is drawn. worker/engine.ts answers.
import { wrap } from "comlink";
import type { Problem } from "innopoints";
import type * as Engine from "./worker/engine.ts";
import address from "./worker/worker.ts?worker&url";

export type { Answer, Beside, Facts, Reading, Standing, Typed } from "./worker/engine.ts";

/** The page's policy lets nothing be run but by this name: the one worker, of the page's own files. */
interface Policies {
  createPolicy(
    name: string,
    rules: { createScriptURL(url: string): string },
  ): { createScriptURL(url: string): unknown };
}
const trusted = (globalThis as { trustedTypes?: Policies }).trustedTypes?.createPolicy("innopoints", {
  createScriptURL: (url) => {
    if (url !== address) throw new TypeError(url);
    return url;
  },
});

const worker = new Worker((trusted?.createScriptURL(address) ?? address) as string, { type: "module" });

export const engine = wrap<typeof Engine>(worker);

/** Calls for the requests that the worker makes. */
export function onFetch(fetched: (requests: number) => void): void {
  worker.addEventListener("message", ({ data }) => {
    if (typeof data?.fetched === "number") fetched(data.fetched);
  });
}

/** Rejects where the worker cannot be started. */
export const failure = new Promise<never>((_done, fail) => {
  worker.addEventListener("error", ({ message }) => fail(new Error(message || "the worker does not start")), {
    once: true,
  });
});

/** A company or a file that the engine refuses; the class itself stays in the worker. */
export const isBadInput = (error: unknown): error is Error & { problems: readonly Problem[] } =>
  error instanceof Error && error.name === "InnopointsError";

// The worker: answers what the page asks of engine.ts, and counts what is fetched.
import { expose, type TransferHandler, transferHandlers } from "comlink";
import * as engine from "./engine.ts";

// Comlink carries name and message of an error; the problems of a bad input go with them.
const thrown = transferHandlers.get("throw") as TransferHandler<{ value: unknown }, { value: object }>;
const withProblems: typeof thrown = {
  ...thrown,
  serialize(error) {
    const [message, transferred] = thrown.serialize(error);
    if (engine.isBadInput(error.value)) Object.assign(message.value, { problems: error.value.problems });
    return [message, transferred];
  },
};
transferHandlers.set("throw", withProblems);

new PerformanceObserver((list) => postMessage({ fetched: list.getEntries().length })).observe({ type: "resource" });

expose(engine);

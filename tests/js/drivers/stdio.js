// Node, Deno and Bun: cases on standard input, results on standard output.
import { readFileSync, writeSync } from "node:fs";
import { run, runFinance, runFull, runOwn, runPlans } from "../battery.js";

const { cases, desk, plans, own, turn } = JSON.parse(readFileSync(0, "utf8"));
const results = await run(cases);
const offers = await runFinance(desk);
const planned = await runPlans(plans);
const full = await runFull(cases, turn);
const local = await runOwn(own);
const entries = ["innopoints", "innopoints/scorer"].map((name) => import.meta.resolve(name));
const bytes = new TextEncoder().encode(
  JSON.stringify({ entry: entries.join(" "), results, offers, planned, full, local }),
);
for (let at = 0; at < bytes.length;) at += writeSync(1, bytes, at);

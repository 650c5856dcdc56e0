// Node, Deno and Bun: cases on standard input, results on standard output.
import { readFileSync, writeSync } from "node:fs";
import { Scheme } from "innopoints";
import { run } from "../battery.js";

const results = await run(Scheme, JSON.parse(readFileSync(0, "utf8")));
const bytes = new TextEncoder().encode(JSON.stringify({ entry: import.meta.resolve("innopoints"), results }));
for (let at = 0; at < bytes.length;) at += writeSync(1, bytes, at);

// Runs the examples of docs/javascript.md and docs/edge.md and compares what they print with what the page says.
// An example is a fence after `<!-- run: runtimes -->`, its output the ```text fence after it.
import assert from "node:assert/strict";
import { copyFileSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { after, before, describe, test } from "node:test";
import { fileURLToPath } from "node:url";
import { schemes } from "innopoints";
import { bundleForWorkerd, commands, root, run, serve, serveWorkerd } from "./runtimes.js";

const dist = fileURLToPath(new URL("dist/", import.meta.url));
const EXAMPLE = /<!-- run: ([\w ]+) -->\n\n```\w+\n(.*?)```\n\n```text\n(.*?)```/gs;

const examples = (page) =>
  [...readFileSync(`${root}docs/${page}`, "utf8").matchAll(EXAMPLE)].map(([, runtimes, code, output]) => ({
    runtimes: runtimes.split(" "),
    code,
    output,
  }));

/** The example as a worker that answers with what it would have printed. */
async function inWorkerd(code, name) {
  const [imports, body] = [code.match(/^import .*$/gm).join("\n"), code.replace(/^import .*$/gm, "")];
  const worker = `${imports}
    export default { async fetch() {
      let out = "";
      const console = { log: (...values) => { out += values.map(String).join(" ") + "\\n"; } };
      ${body}
      return new Response(out);
    } };`;
  writeFileSync(`${dist}${name}.js`, worker);
  await bundleForWorkerd(`${dist}${name}.js`, `${dist}workerd.js`);
  const server = await serveWorkerd(fileURLToPath(new URL("drivers/workerd.capnp", import.meta.url)));
  try {
    return await (await fetch(server.url)).text();
  } finally {
    await server.stop();
  }
}

before(() => {
  mkdirSync(dist, { recursive: true });
  // The configuration of workerd names both modules; an example may take one.
  for (const wasm of ["innopoints_bg.wasm", "scorer_bg.wasm"])
    copyFileSync(`${root}pkg/dist/${wasm}`, `${dist}${wasm}`);
});

describe("docs/javascript.md", () => {
  const found = examples("javascript.md");
  test("has examples", () => assert.ok(found.length >= 5));
  found.forEach(({ runtimes, code, output }, n) => {
    for (const runtime of runtimes) {
      test(`example ${n + 1} in ${runtime}`, async () => {
        const name = `example-${n + 1}`;
        writeFileSync(`${dist}${name}.js`, code);
        const printed =
          runtime === "workerd"
            ? await inWorkerd(code, `${name}-worker`)
            : (await run(commands[runtime](`${dist}${name}.js`), { env: { NO_COLOR: "1" } })).stdout;
        assert.equal(printed, output);
      });
    }
  });
});

test("the README lists every scheme with its standing", () => {
  const readme = readFileSync(`${root}README.md`, "utf8");
  const words = {
    official: "官方 official",
    reported: "部分或全部为报道 partly or wholly reported",
    estimate: "估计 estimate",
  };
  const listed = [...readme.matchAll(/^\| (.*) · .* \| ((?:官方|部分|估计).*) \| `(.*)` \|$/gm)].map(
    ([, ...row]) => row,
  );
  const expected = schemes.map(({ id, title, standing }) => [title.zh, words[standing], id]);
  const byId = (a, b) => (a[2] < b[2] ? -1 : 1);
  assert.deepEqual(listed.sort(byId), expected.sort(byId));
});

describe("docs/edge.md", () => {
  const found = examples("edge.md");
  let server;
  before(async () => {
    await run(["npm", "run", "build", "-w", "edge"]);
    server = await serve("node", `${root}edge/dist/node.js`);
  });
  after(() => server.stop());
  test("has examples", () => assert.ok(found.length >= 2));
  found.forEach(({ code, output }, n) => {
    test(`example ${n + 1}`, async () => {
      const { stdout } = await run(["sh", "-c", code.replaceAll("http://127.0.0.1:8787", server.url)]);
      assert.equal(stdout.trimEnd(), output.trimEnd());
    });
  });
});

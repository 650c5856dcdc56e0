// The edge app over real HTTP on the four runtimes: the same statuses, headers and bodies everywhere.
import assert from "node:assert/strict";
import { once } from "node:events";
import { readFileSync } from "node:fs";
import { connect } from "node:net";
import { after, before, describe, test } from "node:test";
import { Scheme, schemes } from "innopoints";
import { root, run, serve, serveWorkerd } from "./runtimes.js";

const SCHEME = "cn-innovative-sme-2022";
const SCORE = `/v1/schemes/${SCHEME}/score?on=2026-11-01`;
const { base } = JSON.parse(readFileSync(`${root}schemes/cases/${SCHEME}.json`, "utf8"));
const scheme = await Scheme.load(SCHEME);
const JSON_TYPE = { "content-type": "application/json" };
const post = (body, headers = JSON_TYPE) => ({ method: "POST", headers, body });

/** name: [path, request, status, what the body must hold] */
const requests = {
  "lists the schemes": ["/v1/schemes", {}, 200],
  "describes a scheme": [`/v1/schemes/${SCHEME}`, {}, 200],
  "answers HEAD without a body": ["/v1/schemes", { method: "HEAD" }, 200],
  scores: [SCORE, post(JSON.stringify(base)), 200],
  "scores by a +json type with a charset": [
    SCORE,
    post(JSON.stringify(base), { "content-type": "application/vnd.x+json; charset=UTF-8" }),
    200,
  ],
  "scores an empty company: everything is missing": [SCORE, post("{}"), 200],
  "reads every digit: not a double's": [SCORE, post(exact("499.99999999")), 200],
  "reads full-width figures and units": [SCORE, post(JSON.stringify({ ...base, rd_expense: "５００ 万元" })), 200],
  "allows a preflight from any page": [
    SCORE,
    { method: "OPTIONS", headers: { origin: "https://bank.example", "access-control-request-method": "POST" } },
    204,
  ],

  "says what every scheme in force says": ["/v1/assess?on=2026-11-01", post(JSON.stringify(base)), 200],
  "assesses no company with an unknown field": ["/v1/assess", post('{"turnover": 1}'), 422, "bad-enterprise"],
  "assesses for no day that does not exist": ["/v1/assess?on=2026-02-30", post("{}"), 400, "bad-query"],
  "takes no GET of assess": ["/v1/assess", {}, 405, "method-not-allowed"],
  "says what finance instruments open": ["/v1/finance?on=2026-11-01", post(JSON.stringify(base)), 200],
  "plans the cheapest way to a total": [
    `/v1/schemes/${SCHEME}/improve?on=2026-11-01&target=70`,
    post(JSON.stringify(base)),
    200,
  ],
  "plans the cheapest way to pass": [`/v1/schemes/${SCHEME}/improve?on=2026-11-01`, post(JSON.stringify(base)), 200],
  "refuses a target that is none": [`/v1/schemes/${SCHEME}/improve?target=many`, post("{}"), 400, "bad-query"],
  "plans by no other scheme": ["/v1/schemes/none/improve", post("{}"), 404, "unknown-scheme"],
  "refuses an unknown field there too": ["/v1/finance", post('{"turnover": 1}'), 422, "bad-enterprise"],
  "refuses an unknown parameter there too": ["/v1/finance?scheme=x", post("{}"), 400, "bad-query"],
  "takes no GET of finance": ["/v1/finance", {}, 405, "method-not-allowed"],

  "refuses text that is not JSON": [SCORE, post("{"), 400, "bad-json"],
  "refuses an empty body": [SCORE, post(""), 400, "bad-json"],
  "refuses a field given twice": [SCORE, post('{"revenue": 1, "revenue": 2}'), 400, "bad-json"],
  "refuses bytes that are not UTF-8": [SCORE, post(new Uint8Array([0x7b, 0xff, 0x7d])), 400, "bad-json"],
  "refuses deep nesting": [SCORE, post("[".repeat(60_000)), 400, "bad-json"],
  "refuses a day that does not exist": [SCORE.replace("11-01", "02-30"), post("{}"), 400, "bad-query"],
  "refuses an empty day": [SCORE.replace(/on=.*/, "on="), post("{}"), 400, "bad-query"],
  "refuses an unknown parameter": [`${SCORE}&date=2026-11-01`, post("{}"), 400, "bad-query"],
  "refuses an unknown field": [SCORE, post('{"turnover": 1}'), 422, "bad-enterprise"],
  "refuses several things at once": [SCORE, post('{"turnover": 1, "revenue": "abc"}'), 422, "bad-enterprise"],
  "refuses a list": [SCORE, post("[]"), 422, "bad-enterprise"],
  "refuses null": [SCORE, post("null"), 422, "bad-enterprise"],
  "refuses __proto__ as a field": [SCORE, post('{"__proto__": 1}'), 422, "bad-enterprise"],
  "refuses a day before the rule": [SCORE.replace("2026", "2001"), post("{}"), 422, "bad-enterprise"],
  "refuses a number too large": [SCORE, post('{"revenue": 1e400}'), 422, "bad-enterprise"],

  "knows no other scheme": ["/v1/schemes/none", {}, 404, "unknown-scheme"],
  "knows no scheme named like an object's property": ["/v1/schemes/constructor", {}, 404, "unknown-scheme"],
  "scores by no other scheme": ["/v1/schemes/none/score", post("{}"), 404, "unknown-scheme"],
  "knows no other address": ["/v2", {}, 404, "not-found"],
  "knows no root": ["/", {}, 404, "not-found"],
  "takes no DELETE of a scheme": [`/v1/schemes/${SCHEME}`, { method: "DELETE" }, 405, "method-not-allowed"],
  "takes no POST to the list": ["/v1/schemes", post("{}"), 405, "method-not-allowed"],
  "takes no GET of a score": [SCORE, {}, 405, "method-not-allowed"],
  "takes at most 64 KiB": [SCORE, post(`{"a":"${"x".repeat(70_000)}"}`), 413, "too-large"],
  "takes only JSON": [
    SCORE,
    post("revenue=1", { "content-type": "application/x-www-form-urlencoded" }),
    415,
    "unsupported-media-type",
  ],
  "takes no unnamed type": [SCORE, post(new Uint8Array([0x7b, 0x7d]), {}), 415, "unsupported-media-type"],
};

/** The base with an R&D expense written out as text, as a program in another language would send it. */
function exact(digits) {
  return JSON.stringify({ ...base, rd_expense: 0 }).replace('"rd_expense":0', `"rd_expense":${digits}`);
}

const launch = {
  node: () => serve("node", `${root}edge/dist/node.js`),
  deno: () => serve("deno", `${root}edge/src/deno.ts`),
  bun: () => serve("bun", `${root}edge/src/bun.ts`),
  workerd: () => serveWorkerd(`${root}edge/config.capnp`),
};

before(() => run(["npm", "run", "build", "-w", "edge"]));

/** What the first runtime answered, to hold the others to. */
const answers = new Map();
const counts = [];
after(() => {
  for (const line of counts) console.log(line);
});

for (const [runtime, start] of Object.entries(launch)) {
  describe(`the edge app on ${runtime}`, () => {
    let server;
    let passed = 0;
    before(async () => {
      server = await start();
    });
    after(async () => {
      counts.push(`${runtime}: ${passed} requests answered as expected`);
      assert.doesNotMatch(server.log(), /"revenue"|"turnover"/, "no body in the log");
      await server.stop();
    });

    for (const [name, [path, request, status, type]] of Object.entries(requests)) {
      test(name, async () => {
        const response = await fetch(server.url + path, request);
        const text = await response.text();
        assert.equal(response.status, status, text);
        const { headers } = response;
        assert.equal(headers.get("access-control-allow-origin"), "*");
        assert.equal(headers.get("x-content-type-options"), "nosniff");
        assert.match(headers.get("content-security-policy"), /^default-src 'none'/);
        const answer = {
          status,
          text,
          type: headers.get("content-type"),
          allow: headers.get("allow"),
          cache: headers.get("cache-control"),
          methods: headers.get("access-control-allow-methods"),
        };
        if (type) {
          assert.equal(answer.type, "application/problem+json; charset=utf-8");
          assert.equal(answer.cache, "no-store");
          const body = JSON.parse(text);
          assert.equal(body.type, `urn:problem-type:innopoints:${type}`);
          assert.equal(body.status, status);
          for (const words of [body.title, body.detail, ...(body.errors ?? []).map(({ zh }) => zh)]) {
            assert.match(words, /\p{Script=Han}/u);
          }
          assert.match(body.title, /[a-z]{3}/);
          if (status === 422 || type === "bad-json") assert.ok(body.errors.length > 0);
          if (status === 405) assert.match(answer.allow, /OPTIONS/);
        }
        if (!answers.has(name)) answers.set(name, answer);
        assert.deepEqual(answer, answers.get(name));
        passed++;
      });
    }

    test("gives the same report as the package", async () => {
      const response = await fetch(server.url + SCORE, post(JSON.stringify(base)));
      assert.deepEqual(await response.json(), scheme.score(base, { on: "2026-11-01" }).toJSON());
      passed++;
    });

    test("lists every scheme with its standing, family and days, and scores by each with its notice", async () => {
      const { schemes: listed } = await (await fetch(`${server.url}/v1/schemes`)).json();
      assert.deepEqual(listed, JSON.parse(JSON.stringify(schemes)));
      assert.ok(listed.some(({ official }) => official) && listed.some(({ official }) => !official));
      assert.ok(listed.some(({ family }) => family) && listed.every(({ effective }) => effective.from));
      for (const { id, official, effective, family } of listed) {
        const described = await (await fetch(`${server.url}/v1/schemes/${id}`)).json();
        assert.deepEqual([described.official, described.family, described.effective], [official, family, effective]);
        const on = effective.from;
        const response = await fetch(`${server.url}/v1/schemes/${id}/score?on=${on}`, post(JSON.stringify(base)));
        assert.equal(response.status, 200, id);
        const report = await response.json();
        assert.equal(report.official, official);
        assert.equal(report.notice === null, official, `${id}: a notice exactly where it is no official score`);
        assert.deepEqual(report, (await Scheme.load(id)).score(base, { on }).toJSON());
      }
      passed++;
    });

    test("takes China's today when no day is given", async () => {
      const response = await fetch(server.url + SCORE.replace(/\?.*/, ""), post("{}"));
      const china = new Intl.DateTimeFormat("en-CA", { timeZone: "Asia/Shanghai", dateStyle: "short" });
      assert.equal((await response.json()).on, china.format(new Date()));
      passed++;
    });

    test("stops reading a chunked body at the limit", async () => {
      // By hand, since fetch would keep sending: chunks without a Content-Length until the answer comes.
      const { hostname, port } = new URL(server.url);
      const socket = connect(Number(port), hostname);
      await once(socket, "connect");
      socket.on("error", () => {}); // the server may close while chunks are still on their way
      let answer = "";
      socket.setEncoding("utf8").on("data", (text) => {
        answer += text;
      });
      const closed = once(socket, "close");
      socket.write(
        `POST ${SCORE} HTTP/1.1\r\nHost: ${hostname}\r\nContent-Type: application/json\r\nTransfer-Encoding: chunked\r\n\r\n`,
      );
      const chunk = `1000\r\n${" ".repeat(4096)}\r\n`;
      let sent = 0;
      while (!answer && sent < 64 * 1024 * 1024 && !socket.destroyed) {
        socket.write(chunk);
        sent += 4096;
        await new Promise((resolve) => setTimeout(resolve, 1));
      }
      for (const until = Date.now() + 2000; !answer && Date.now() < until;)
        await new Promise((resolve) => setTimeout(resolve, 10));
      socket.destroy();
      await closed;
      assert.match(answer, /^HTTP\/1\.1 413 /);
      assert.ok(sent < 8 * 1024 * 1024, `${sent} bytes were taken`);
      passed++;
    });

    test("answers 400 requests at once, each with its own report", async () => {
      const expected = Array.from({ length: 400 }, (_, n) => ({ ...base, rd_expense: n }));
      const reports = await Promise.all(
        expected.map(async (enterprise) => {
          const response = await fetch(server.url + SCORE, post(JSON.stringify(enterprise)));
          assert.equal(response.status, 200);
          return response.json();
        }),
      );
      reports.forEach((report, n) => {
        assert.deepEqual(report, scheme.score(expected[n], { on: "2026-11-01" }).toJSON());
      });
      passed += expected.length;
    });
  });
}

// The HTTP interface over the npm package, the same on every runtime; what a runtime needs to serve it stands in its entry.
// Stateless: nothing is kept between requests and no body is ever logged.
import { type Context, Hono } from "hono";
import { bodyLimit } from "hono/body-limit";
import { cors } from "hono/cors";
import { secureHeaders } from "hono/secure-headers";
import type { ContentfulStatusCode } from "hono/utils/http-status";
import { assess, finance, InnopointsError, type Problem, Scheme, schemes } from "innopoints";

/** One company's figures are 2 kB; this leaves room and bounds what a request can cost. */
const MAX_BODY = 64 * 1024;

const app = new Hono();
export default app;

app.use(
  secureHeaders({
    contentSecurityPolicy: { defaultSrc: ["'none'"], frameAncestors: ["'none'"] },
    crossOriginResourcePolicy: "cross-origin",
    strictTransportSecurity: "max-age=31536000",
    xFrameOptions: "DENY",
  }),
);
// Any page may call: there are no cookies, no credentials and no state that another site's request could reach.
app.use(cors({ origin: "*", allowMethods: ["GET", "HEAD", "POST"], allowHeaders: ["Content-Type"], maxAge: 86400 }));

type Words = [zh: string, en: string];

/** RFC 9457 problem details; the texts carry both languages, so that a log or a toast needs no second look-up. */
function problem(
  c: Context,
  status: ContentfulStatusCode,
  type: string,
  title: Words,
  detail: Words,
  errors?: Problem[],
) {
  const body = {
    type: `urn:problem-type:innopoints:${type}`,
    title: title.join(" / "),
    status,
    detail: detail.join(" / "),
    errors,
  };
  return c.body(JSON.stringify(body), status, {
    "Content-Type": "application/problem+json; charset=utf-8",
    "Cache-Control": "no-store",
  });
}

/** Engine problems as a response: 400 where the request itself cannot be read, 422 where it was read and is wrong. */
function refused(c: Context, problems: Problem[]) {
  const [first] = problems;
  const detail: Words = [first?.zh ?? "", first?.en ?? ""];
  if (problems.some((p) => p.code === "bad_json")) {
    return problem(c, 400, "bad-json", ["请求体不是合法的 JSON", "the body is not valid JSON"], detail, problems);
  }
  if (problems.some((p) => ["bad_date", "bad_target"].includes(p.code) && p.field === undefined)) {
    return problem(c, 400, "bad-query", ["查询参数有误", "bad query parameter"], detail, problems);
  }
  return problem(c, 422, "bad-enterprise", ["企业数据有误", "the enterprise data are wrong"], detail, problems);
}

function unknownScheme(c: Context, id: string) {
  return problem(
    c,
    404,
    "unknown-scheme",
    ["没有这个积分方案", "no such scheme"],
    [`没有“${id}”；GET /v1/schemes 列出全部`, `there is no "${id}"; GET /v1/schemes lists them all`],
  );
}

function onlyMethods(allow: string) {
  return (c: Context) => {
    c.header("Allow", allow);
    return problem(
      c,
      405,
      "method-not-allowed",
      ["不支持这个方法", "method not allowed"],
      [`此地址只接受 ${allow}`, `this address takes ${allow}`],
    );
  };
}

const isScheme = (id: string) => schemes.some((scheme) => scheme.id === id);

const CACHED = { "Cache-Control": "public, max-age=300" };

app.get("/v1/schemes", (c) => c.json({ schemes }, 200, CACHED));
app.all("/v1/schemes", onlyMethods("GET, HEAD, OPTIONS"));

app.get("/v1/schemes/:id", async (c) => {
  const id = c.req.param("id");
  if (!isScheme(id)) return unknownScheme(c, id);
  // All that is shown of a scheme; what it computes is no member of its own.
  return c.json({ ...(await Scheme.load(id)) }, 200, CACHED);
});
app.all("/v1/schemes/:id", onlyMethods("GET, HEAD, OPTIONS"));

const limited = bodyLimit({
  maxSize: MAX_BODY,
  onError: (c) =>
    problem(
      c,
      413,
      "too-large",
      ["请求体过大", "the body is too large"],
      [`最多 ${MAX_BODY} 字节`, `at most ${MAX_BODY} bytes`],
    ),
});

/** The company's JSON text as it came, for JSON.parse would round digits that a score depends on; or what is wrong with the request. */
async function company(c: Context, parameters: string[] = ["on"]): Promise<string | Response> {
  const unknown = Object.keys(c.req.query()).find((name) => !parameters.includes(name));
  if (unknown !== undefined) {
    return problem(
      c,
      400,
      "bad-query",
      ["查询参数有误", "bad query parameter"],
      [
        `没有参数“${unknown}”，只有 ${parameters.join("、")}`,
        `there is no parameter "${unknown}", only ${parameters.join(", ")}`,
      ],
    );
  }
  if (!/^application\/(json|[\w.+-]+\+json)\s*(;|$)/i.test(c.req.header("Content-Type") ?? "")) {
    return problem(
      c,
      415,
      "unsupported-media-type",
      ["不支持这种内容类型", "unsupported content type"],
      ["请求体须为 application/json", "the body must be application/json"],
    );
  }
  try {
    return new TextDecoder("utf-8", { fatal: true }).decode(await c.req.arrayBuffer());
  } catch {
    return refused(c, [{ code: "bad_json", zh: "请求体不是 UTF-8", en: "the body is not UTF-8" }]);
  }
}

const UNKEPT = { "Cache-Control": "no-store" };

app.post("/v1/schemes/:id/score", limited, async (c) => {
  const id = c.req.param("id");
  if (!isScheme(id)) return unknownScheme(c, id);
  const text = await company(c);
  if (text instanceof Response) return text;
  const scheme = await Scheme.load(id);
  return c.json(scheme.score(text, { on: c.req.query("on") }).toJSON(), 200, UNKEPT);
});
app.all("/v1/schemes/:id/score", onlyMethods("POST, OPTIONS"));

app.post("/v1/schemes/:id/improve", limited, async (c) => {
  const id = c.req.param("id");
  if (!isScheme(id)) return unknownScheme(c, id);
  const text = await company(c, ["on", "target"]);
  if (text instanceof Response) return text;
  const { on, target } = c.req.query();
  const scheme = await Scheme.load(id);
  return c.json(scheme.improve(text, { on, target }), 200, UNKEPT);
});
app.all("/v1/schemes/:id/improve", onlyMethods("POST, OPTIONS"));

app.post("/v1/assess", limited, async (c) => {
  const text = await company(c);
  if (text instanceof Response) return text;
  return c.json({ schemes: await assess(text, { on: c.req.query("on") }) }, 200, UNKEPT);
});
app.all("/v1/assess", onlyMethods("POST, OPTIONS"));

app.post("/v1/finance", limited, async (c) => {
  const text = await company(c);
  if (text instanceof Response) return text;
  return c.json(await finance(text, { on: c.req.query("on") }), 200, UNKEPT);
});
app.all("/v1/finance", onlyMethods("POST, OPTIONS"));

app.notFound((c) =>
  problem(c, 404, "not-found", ["没有这个地址", "not found"], [`没有 ${c.req.path}`, `there is no ${c.req.path}`]),
);

app.onError((error, c) => {
  if (error instanceof InnopointsError) return refused(c, error.problems);
  // A fault of ours: its name helps to find it, its message might quote the company's figures.
  console.error(`500 ${error.name}`);
  return problem(
    c,
    500,
    "internal",
    ["服务出错", "internal error"],
    ["这是程序的错，请报告", "this is a fault of the program; please report it"],
  );
});

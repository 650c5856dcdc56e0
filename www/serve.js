// Serves www/dist as any static host should: the policy of csp.js, the type of wasm, nothing else. PORT and HOST choose where.
import { existsSync } from "node:fs";
import { createServer } from "node:http";
import { fileURLToPath } from "node:url";
import sirv from "sirv";
import { cspHeader } from "./csp.js";

const dist = fileURLToPath(new URL("dist/", import.meta.url));
if (!existsSync(`${dist}index.html`)) {
  console.error("www/dist 不存在，请先运行 make build。www/dist is missing: run make build first.");
  process.exit(1);
}

const files = sirv(dist, {
  etag: true,
  setHeaders(response, path) {
    response.setHeader("Content-Security-Policy", cspHeader);
    response.setHeader("X-Content-Type-Options", "nosniff");
    response.setHeader("Referrer-Policy", "no-referrer");
    response.setHeader("Cross-Origin-Opener-Policy", "same-origin");
    // What the build names by its content may stay; the page itself is asked for anew.
    response.setHeader(
      "Cache-Control",
      path.startsWith("/assets/") ? "public, max-age=31536000, immutable" : "no-cache",
    );
  },
});

const server = createServer((request, response) => {
  if (request.method !== "GET" && request.method !== "HEAD") {
    response.writeHead(405, { Allow: "GET, HEAD" }).end();
    return;
  }
  files(request, response, () => response.writeHead(404).end());
});

const host = process.env.HOST ?? "127.0.0.1";
const wanted = Number(process.env.PORT ?? 8080);
server.on("error", (error) => {
  // Someone else has the usual port: take any free one. A port that was asked for is not exchanged.
  if (error.code !== "EADDRINUSE" || process.env.PORT) throw error;
  server.listen(0, host);
});
server.on("listening", () => console.log(`http://localhost:${server.address().port}/`));
server.listen(wanted, host);

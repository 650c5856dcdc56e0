// Opens pages in Chromium and prints the titles that they give themselves, `EXPECTED` in projects.mjs.
//   node browser.mjs FOLDER                   index.html of a folder
//   node browser.mjs --server PATHS COMMAND…  a server; {port} in its command is a free port, paths are separated by commas
import { spawn } from "node:child_process";
import { createReadStream, existsSync } from "node:fs";
import { createServer } from "node:http";
import { extname, join } from "node:path";
import { chromium } from "playwright-core";

const types = {
  ".html": "text/html",
  ".js": "text/javascript",
  ".mjs": "text/javascript",
  ".wasm": "application/wasm",
};

const listening = (server) =>
  new Promise((resolve) => server.listen(0, "127.0.0.1", () => resolve(server.address().port)));

async function files(folder) {
  const server = createServer((request, response) => {
    const path = join(folder, decodeURIComponent(new URL(request.url, "http://localhost").pathname));
    if (path.endsWith("favicon.ico")) return response.writeHead(204).end();
    if (!existsSync(path) || path.endsWith("/")) return response.writeHead(404).end();
    response.writeHead(200, { "Content-Type": types[extname(path)] ?? "application/octet-stream" });
    createReadStream(path).pipe(response);
  });
  return { port: await listening(server), stop: () => server.close() };
}

async function program(command) {
  const probe = createServer();
  const port = await listening(probe);
  probe.close();
  const [name, ...args] = command.map((word) => word.replace("{port}", port));
  // A group of its own: a server may have children.
  const child = spawn(name, args, { stdio: "inherit", detached: true });
  const ended = new Promise((resolve) => child.once("exit", resolve));
  return {
    port,
    async stop() {
      if (child.exitCode === null) process.kill(-child.pid);
      await ended;
    },
  };
}

const [first, paths = "/index.html", ...command] = process.argv.slice(2);
const server = first === "--server" ? await program(command) : await files(first);
const browser = await chromium.launch({ executablePath: process.env.CHROME_PATH, args: ["--no-sandbox"] });

/** Once it answers. */
async function titleOf(url) {
  for (const deadline = Date.now() + 60_000; ;) {
    const answered = await fetch(url).then(
      (response) => response.ok,
      () => false,
    );
    if (answered) break;
    if (Date.now() > deadline) throw new Error(`no answer from ${url}`);
    await new Promise((resolve) => setTimeout(resolve, 200));
  }
  const page = await browser.newPage();
  const said = [];
  page.on("pageerror", (error) => said.push(String(error)));
  page.on("console", (message) => message.type() === "error" && said.push(message.text()));
  await page.goto(url);
  await page.waitForFunction(() => document.title !== "", undefined, { timeout: 30_000 }).catch(() => {});
  const title = await page.title();
  if (said.length > 0) console.error(said.join("\n"));
  if (title === "") throw new Error(`${url} gave itself no title`);
  return title;
}

try {
  for (const path of paths.split(",")) console.log(await titleOf(`http://127.0.0.1:${server.port}${path}`));
} finally {
  await browser.close();
  await server.stop();
}

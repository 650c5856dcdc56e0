// Starting the four runtimes. Each is an npm package of this workspace: one that is missing fails its tests.
import { spawn } from "node:child_process";
import { createServer } from "node:net";
import { fileURLToPath } from "node:url";

export const root = fileURLToPath(new URL("../../", import.meta.url));
const bin = (name) => `${root}node_modules/.bin/${name}`;

/** The command line that runs an ES module. */
export const commands = {
  node: (file) => [process.execPath, file],
  deno: (file) => [bin("deno"), "run", "--quiet", "--no-prompt", "--allow-read", "--allow-net", "--allow-env", file],
  bun: (file) => [bin("bun"), file],
};

/** Runs a command to its end and gives its standard output; rejects with its standard error when it fails. */
export function run([command, ...args], { input, cwd = root, env, timeout = 120_000 } = {}) {
  return new Promise((resolve, reject) => {
    const child = spawn(command, args, { cwd, env: { ...process.env, ...env }, timeout });
    const out = [];
    const err = [];
    child.stdout.on("data", (chunk) => out.push(chunk));
    child.stderr.on("data", (chunk) => err.push(chunk));
    child.on("error", reject);
    child.on("close", (code, signal) => {
      const stdout = Buffer.concat(out).toString();
      const stderr = Buffer.concat(err).toString();
      if (code === 0) resolve({ stdout, stderr, code });
      else
        reject(
          Object.assign(new Error(`${command} ended with ${code ?? signal}: ${stderr}`), { stdout, stderr, code }),
        );
    });
    child.stdin.on("error", () => {}); // a command that ends early closes its input; its exit code tells why
    child.stdin.end(input);
  });
}

function freePort() {
  return new Promise((resolve, reject) => {
    const server = createServer();
    server.on("error", reject);
    server.listen(0, "127.0.0.1", () => {
      const { port } = server.address();
      server.close(() => resolve(port));
    });
  });
}

/** Starts a server and waits until it answers; `stop` ends it. */
async function start(makeCommand, { cwd = root } = {}) {
  const port = await freePort();
  const [command, ...args] = makeCommand(port);
  const child = spawn(command, args, { cwd, env: { ...process.env, PORT: String(port), HOST: "127.0.0.1" } });
  const output = [];
  let ended;
  child.stdout.on("data", (chunk) => output.push(chunk));
  child.stderr.on("data", (chunk) => output.push(chunk));
  child.on("error", (error) => {
    ended = error.message;
  });
  child.on("exit", (code, signal) => {
    ended = `ended with ${code ?? signal}`;
  });
  const url = `http://127.0.0.1:${port}`;
  const log = () => Buffer.concat(output).toString();
  for (const deadline = Date.now() + 20_000; ;) {
    if (ended || Date.now() > deadline) {
      child.kill();
      throw new Error(`${command}: ${ended ?? "no answer in 20 s"}\n${log()}`);
    }
    try {
      await (await fetch(url)).arrayBuffer();
      break;
    } catch {
      await new Promise((resolve) => setTimeout(resolve, 50));
    }
  }
  return {
    url,
    log,
    async stop() {
      const exit = new Promise((resolve) => child.once("exit", resolve));
      child.kill();
      await exit;
    },
  };
}

/** Serves a worker with the real workerd. */
export const serveWorkerd = (config) =>
  start((port) => [bin("workerd"), "serve", config, "--socket-addr", `http=127.0.0.1:${port}`]);

/** Serves a program that listens on PORT. */
export const serve = (runtime, file) => start(() => commands[runtime](file));

/** Bundles a module for workerd, with the wasm beside it, as a deployment tool would. */
export async function bundleForWorkerd(entry, outfile) {
  const { build } = await import("esbuild");
  await build({
    entryPoints: [entry],
    outfile,
    bundle: true,
    format: "esm",
    target: "es2022",
    conditions: ["workerd", "worker"],
    loader: { ".wasm": "copy" },
    assetNames: "[name]",
    logLevel: "warning",
  });
}

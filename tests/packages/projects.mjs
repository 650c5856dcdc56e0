// Fresh projects that use the package as it is packed. Each is a folder of projects/ whose `npm test` prints `EXPECTED` once for
// every way in which it uses the package; `ways` says how many.
import { execFile } from "node:child_process";
import { cpSync, existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, symlinkSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { promisify } from "node:util";

const here = import.meta.dirname;
export const root = join(here, "../..");
const run = promisify(execFile);

export const EXPECTED = "72 72 12 true true true";

export const names = readdirSync(join(here, "projects")).sort();

/** Packs the package into a folder and gives the path of the tarball. */
export async function pack(folder) {
  const { stdout } = await run("npm", ["pack", "--json", "-w", "pkg", "--pack-destination", folder], {
    cwd: root,
    maxBuffer: 1 << 26,
  });
  const packed = JSON.parse(stdout);
  const [{ filename, files }] = Array.isArray(packed) ? packed : Object.values(packed);
  return { tarball: join(folder, filename), files: files.map(({ path }) => path) };
}

export const temporary = () => mkdtempSync(join(tmpdir(), "innopoints-packages-"));

const manifest = (folder) => JSON.parse(readFileSync(join(folder, "package.json"), "utf8"));

/** Installs the package, and what the manifest names from the registry. */
async function install(folder, tarball) {
  await run("npm", ["install", "--no-audit", "--no-fund", "--no-save", "--loglevel=error", tarball], {
    cwd: folder,
    maxBuffer: 1 << 26,
  });
}

/** The package as npm unpacks it. */
async function unpack(folder, tarball) {
  const target = join(folder, "node_modules/innopoints");
  mkdirSync(target, { recursive: true });
  await run("tar", ["xzf", tarball, "-C", target, "--strip-components=1"]);
}

/** Takes what the manifest names from this workspace, where it is of the same version. */
async function borrow(folder, tarball) {
  const { devDependencies = {} } = manifest(folder);
  for (const [name, version] of Object.entries(devDependencies)) {
    const source = join(root, "node_modules", name);
    const has = existsSync(source) && manifest(source).version;
    if (has !== version) throw new Error(`${name} ${version} is wanted, the workspace has ${has || "none"}`);
    mkdirSync(dirname(join(folder, "node_modules", name)), { recursive: true });
    symlinkSync(source, join(folder, "node_modules", name));
  }
  await unpack(folder, tarball);
}

/** Makes a project afresh, runs it and gives how often it printed what it should; rejects with its output where it fails. */
export async function tryProject(name, tarball, { offline = false, spoil } = {}) {
  const folder = temporary();
  try {
    cpSync(join(here, "projects", name), folder, { recursive: true });
    cpSync(join(here, "score.js"), join(folder, "score.js"));
    await (offline ? borrow : install)(folder, tarball);
    await spoil?.(join(folder, "node_modules/innopoints"));
    const bin = [join(folder, "node_modules/.bin"), join(root, "node_modules/.bin"), process.env.PATH].join(":");
    const env = { ...process.env, PATH: bin, BROWSER: join(here, "browser.mjs"), NO_COLOR: "1", CI: "1" };
    delete env.NODE_TEST_CONTEXT;
    const { stdout, stderr, failed } = await run("npm", ["test", "--silent"], {
      cwd: folder,
      env,
      maxBuffer: 1 << 26,
      timeout: 600_000,
    }).catch((error) => ({ ...error, failed: true }));
    const printed = stdout.split("\n").filter((line) => line.trim() === EXPECTED).length;
    const { ways } = manifest(folder);
    if (failed || printed !== ways)
      throw new Error(`${printed} of ${ways}\n${stdout.slice(-3000)}\n${stderr.slice(-3000)}`);
    return printed;
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

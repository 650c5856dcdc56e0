// The package as npm packs it, in fresh projects with the tools of this workspace; `make packages` tries the others.
import assert from "node:assert/strict";
import { readFileSync, rmSync } from "node:fs";
import { after, before, describe, test } from "node:test";
import { pack, root, temporary, tryProject } from "../packages/projects.mjs";

const offline = ["esbuild", "node", "preload", "typescript", "vite-8", "workerd"];

describe("the packed package", () => {
  let folder;
  let packed;
  before(async () => {
    folder = temporary();
    packed = await pack(folder);
  });
  after(() => rmSync(folder, { recursive: true, force: true }));

  test("holds what its exports name, and its licences", () => {
    const { exports } = JSON.parse(readFileSync(`${root}/pkg/package.json`, "utf8"));
    const named = (entry) => (typeof entry === "string" ? [entry] : Object.values(entry).flatMap(named));
    const wanted = named(exports).map((path) => path.replace("./", ""));
    for (const path of [...wanted, "README.md", "LICENSE-MIT", "LICENSE-APACHE"])
      assert.ok(packed.files.includes(path), path);
  });

  for (const name of offline) test(`in ${name}`, () => tryProject(name, packed.tarball, { offline: true }));

  test("is no package without dist/", async () => {
    const spoil = (installed) => rmSync(`${installed}/dist`, { recursive: true });
    await assert.rejects(tryProject("node", packed.tarball, { offline: true, spoil }));
  });
});

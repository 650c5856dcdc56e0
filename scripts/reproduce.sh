#!/usr/bin/env bash
# Builds the WebAssembly modules from the committed sources in two folders, each with a CARGO_HOME, a home and a name of its own, and
# compares them with each other and with pkg/dist. Prints the digests; fails where they differ.
set -euo pipefail
# shellcheck source=scripts/env.sh
. "$(dirname "$0")/env.sh"

scripts/setup.sh page
export RUSTUP_HOME=${RUSTUP_HOME:-$HOME/.rustup}
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT

# build NAME: prints the digests of the modules.
build() {
  local tree="$folder/$1/innopoints of $1"
  mkdir -p "$tree" "$folder/$1/home"
  git archive HEAD | tar -x -C "$tree"
  ln -s "$ROOT/node_modules" "$tree/node_modules"
  # Linked it would be told by where it is here.
  mkdir "$tree/.tools"
  cp -R "$TOOLS/." "$tree/.tools/"
  (
    cd "$tree"
    unset CARGO_TARGET_DIR
    HOME="$folder/$1/home" USER=$1 LOGNAME=$1 CARGO_HOME="$folder/$1/cargo" scripts/build-wasm.sh modules >&2
    cd pkg/dist && sha256sum ./*.wasm
  )
}

first=$(build one)
printf '%s\n' "$first"
second=$(build another)
printf '%s\n' "$second"
[ "$first" = "$second" ] || die "两次构建不同 the two builds differ"
if [ -z "$(git status --porcelain -- Cargo.toml Cargo.lock crates src schemes finance ./*.json scripts/build-wasm.sh)" ] && [ -d pkg/dist ]; then
  here=$(cd pkg/dist && sha256sum ./*.wasm)
  [ "$first" = "$here" ] || die "与 pkg/dist 不同 they differ from pkg/dist"
fi
say "相同 the same"

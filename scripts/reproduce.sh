#!/usr/bin/env bash
# Builds the WebAssembly modules again from the committed sources, in another folder, with another CARGO_HOME, home and user name, and
# compares them with those in pkg/dist, which must be of the same sources. Prints the digests; fails where they differ.
set -euo pipefail
# shellcheck source=scripts/env.sh
. "$(dirname "$0")/env.sh"

scripts/setup.sh page
[ -z "$(git status --porcelain --untracked-files=no)" ] || die "有没有提交的改动 there are changes that are not committed"
[ -f pkg/dist/innopoints_bg.wasm ] || scripts/build-wasm.sh modules
here=$(cd pkg/dist && sha256sum -- *.wasm)
printf '%s\n' "$here"

export RUSTUP_HOME=${RUSTUP_HOME:-$HOME/.rustup}
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
tree="$folder/another place/innopoints"
mkdir -p "$tree" "$folder/home"
git archive HEAD | tar -x -C "$tree"
ln -s "$ROOT/node_modules" "$tree/node_modules"
cp -RL "$TOOLS" "$tree/.tools"
there=$(
  cd "$tree"
  unset CARGO_TARGET_DIR
  HOME="$folder/home" USER=another LOGNAME=another CARGO_HOME="$folder/cargo" scripts/build-wasm.sh modules >&2
  cd pkg/dist && sha256sum -- *.wasm
)
printf '%s\n' "$there"
[ "$here" = "$there" ] || die "两次构建不同 the two builds differ"
say "相同 the same bytes"

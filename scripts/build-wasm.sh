#!/usr/bin/env bash
# Builds the WebAssembly package into pkg/dist: the engine and the small module that gives total and verdict alone, with
# their glue by wasm-pack, smaller by wasm-opt, and the schemes, packed by the engine. `build-wasm.sh modules` stops after the two
# modules. What this needs comes from scripts/setup.sh.
set -euo pipefail
# shellcheck source=scripts/env.sh
. "$(dirname "$0")/env.sh"

# LLVM as usual copies what loops and branches compute, to save time on processors that have registers; WebAssembly has locals,
# and every copy is downloaded. (Loop strength reduction, and the removal of what is redundant on some paths alone.) What is
# longer than one load and one store is copied by memory.copy: a number is four of each. What machine code has in common,
# wasm-opt finds.
flags=()
for arg in -disable-lsr -enable-pre=false -enable-load-pre=false -disable-machine-cse -max-store-memcpy=1; do
  flags+=(-C "llvm-args=$arg")
done
# The same sources make the same bytes, whoever builds them and wherever: places in the sources are told from where they begin.
cargo fetch --quiet --locked
for registry in "${CARGO_HOME:-$HOME/.cargo}"/registry/src/*; do flags+=("--remap-path-prefix=$registry=crates"); done
flags+=("--remap-path-prefix=$ROOT=." "--remap-path-prefix=${CARGO_TARGET_DIR:-$ROOT/target}=./target")
flags+=("--remap-path-prefix=$(rustc --print sysroot)/lib/rustlib/src/rust=rust")
encoded=$(printf '\x1f%s' "${flags[@]}")

# module CRATE NAME. --no-opt: wasm-pack would look for a wasm-opt of its own to download.
module() {
  local name=$2
  CARGO_ENCODED_RUSTFLAGS=${encoded:1} wasm-pack --quiet build "crates/wasm/$1" --profile wasm --target web --mode no-install --no-pack --no-opt --no-gitignore \
    --out-dir ../../../pkg/dist --out-name "$name" -- --locked
  # First flattened, so that what is alike is found alike; then twice for size. What is called from one place only stays a
  # function: a browser compiles each at its first call, and the words for what is wrong are mostly never called. Below 1,024
  # lies nothing but the end of a full stack. By their names functions stand beside those that are like them.
  wasm-opt --low-memory-unused --one-caller-inline-max-function-size 0 --flatten --rereloop -Oz -Oz --reorder-functions-by-name \
    --strip-producers --strip-debug "pkg/dist/${name}_bg.wasm" -o "pkg/dist/$name.opt"
  mv "pkg/dist/$name.opt" "pkg/dist/${name}_bg.wasm"
  # The glue without its comments, which the declarations beside it have, and without its ways of fetching: pkg/start.js does that.
  esbuild "pkg/dist/$name.js" --minify --define:Response=undefined --define:Request=undefined --define:URL=undefined \
    --log-level=warning --allow-overwrite --outfile="pkg/dist/$name.js"
}

module scorer scorer
module engine innopoints
[ "${1:-all}" = all ] || exit 0
cp LICENSE-MIT LICENSE-APACHE pkg/
node scripts/pack-schemes.mjs

# The JSON Schemas that schemes/*.json and finance/*.json name, made from the types in src/file/.
cargo run --quiet --release --locked -- schema >pkg/dist/scheme.schema.json
cargo run --quiet --release --locked -- schema --instruments >pkg/dist/instruments.schema.json

# What the package gives back, as TypeScript declarations made of the Rust types.
cargo run --quiet --release --locked -- schema --types >pkg/dist/types.d.ts

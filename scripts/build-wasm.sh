#!/usr/bin/env bash
# Builds the WebAssembly package into pkg/dist: the module and its glue by wasm-pack, smaller by wasm-opt, and the schemes
# as JavaScript modules. The tools it needs come from scripts/setup.sh.
set -euo pipefail
# shellcheck source=scripts/env.sh
. "$(dirname "$0")/env.sh"

# Without the command's features. --no-opt: wasm-pack would look for a wasm-opt of its own to download.
wasm-pack --quiet build --profile wasm --target web --mode no-install --no-pack --no-opt --out-dir pkg/dist . -- --no-default-features --locked
wasm-opt -Oz --strip-producers --strip-debug pkg/dist/innopoints_bg.wasm -o pkg/dist/optimised.wasm
mv pkg/dist/optimised.wasm pkg/dist/innopoints_bg.wasm

node scripts/pack-schemes.mjs

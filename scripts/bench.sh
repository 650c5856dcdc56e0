#!/usr/bin/env bash
# Sets up what is missing, builds the WebAssembly package and prints its speed beside other scorers'.
set -euo pipefail
# shellcheck source=scripts/env.sh
. "$(dirname "$0")/env.sh"

scripts/setup.sh page
scripts/build-wasm.sh
exec npm run --silent bench -w tests/js

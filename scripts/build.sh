#!/usr/bin/env bash
# Sets up what is missing and builds the WebAssembly package and then the page, into www/dist.
set -euo pipefail
# shellcheck source=scripts/env.sh
. "$(dirname "$0")/env.sh"

scripts/setup.sh page
say "WebAssembly → pkg/dist"
scripts/build-wasm.sh
say "页面 page → www/dist"
npm run --silent build -w www
# For editors that write schemes: https://…/scheme.schema.json
cp pkg/dist/scheme.schema.json www/dist/

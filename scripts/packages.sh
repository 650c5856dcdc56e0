#!/usr/bin/env bash
# Tries the npm package, as it is packed, in fresh projects: `packages.sh [NAME…]`. Installs what they need from the registry. The
# result of all of them is kept in docs/packages.md.
set -euo pipefail
# shellcheck source=scripts/env.sh
. "$(dirname "$0")/env.sh"

scripts/setup.sh all
if CHROME_PATH=$(find_chromium); then export CHROME_PATH; fi
[ -f pkg/dist/types.d.ts ] || scripts/build-wasm.sh
node tests/packages/run.mjs "$@"

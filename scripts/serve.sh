#!/usr/bin/env bash
# Sets up what is missing, builds the page and serves it until interrupted: PORT=8080 HOST=127.0.0.1 make serve.
set -euo pipefail
# shellcheck source=scripts/env.sh
. "$(dirname "$0")/env.sh"

scripts/build.sh
say "页面地址，按 Ctrl-C 停止 · the page's address, Ctrl-C to stop:"
exec npm run --silent serve -w www

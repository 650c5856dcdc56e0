#!/usr/bin/env bash
# Formats Rust, TypeScript, JavaScript, CSS and HTML.
set -euo pipefail
# shellcheck source=scripts/env.sh
. "$(dirname "$0")/env.sh"

scripts/setup.sh all
cargo fmt
npm run --silent format

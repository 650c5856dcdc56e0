#!/usr/bin/env bash
# Throws random input at the loader, the formula parser and the scorer for FUZZ_SECONDS (600) seconds; anything but a
# result or a located error is a failure.
set -euo pipefail
# shellcheck source=scripts/env.sh
. "$(dirname "$0")/env.sh"

scripts/setup.sh page
FUZZ_SECONDS=${FUZZ_SECONDS:-600} exec cargo test --release --locked --test library fuzz -- --nocapture

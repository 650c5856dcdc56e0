#!/usr/bin/env bash
# Sets up what is missing and runs the checks: all of them, or those of one kind (lint, native, battery, size). Every stage
# runs, whatever the ones before it did; a stage fails when it exits with an error, reports a failed test, or tests nothing.
# Ends with a table and the line "N passed, N failed". Each stage's output is kept in target/test/.
set -euo pipefail
# shellcheck source=scripts/env.sh
. "$(dirname "$0")/env.sh"

kind=${1:-all}
case $kind in all | lint | native | battery | size) ;; *) die "usage: test.sh [lint|native|battery|size]" ;; esac

passed=0
failed=0
table=
logs=target/test
mkdir -p "$logs"
rm -f "$logs/result"

# Sums the results that the test runners print: cargo's "test result:", node's "pass N" and "fail N", our own "N passed, N failed".
results() {
  sed $'s/\x1b\\[[0-9;]*m//g' "$1" | awk '
    /^test result:/ { p += $4; f += $6 }
    /^(#|ℹ) pass [0-9]+$/ { p += $3 }
    /^(#|ℹ) (fail|cancelled) [0-9]+$/ { f += $3 }
    /^[0-9]+ passed, [0-9]+ failed$/ { p += $1; f += $3 }
    END { print p + 0, f + 0 }'
}

# stage check|tests NAME COMMAND…: a check counts as one; of tests, what their runner counted.
stage() {
  local type=$1 name=$2 log="$logs/${2// /-}.log" start=$SECONDS status=0 p=0 f=0
  shift 2
  say "$name: $*"
  "$@" 2>&1 | tee "$log" || status=$?
  if [ "$type" = tests ]; then
    read -r p f <<<"$(results "$log")"
    if [ $((p + f)) = 0 ]; then status=1; fi
    if [ "$status" != 0 ] && [ "$f" = 0 ]; then f=1; fi
  elif [ "$status" = 0 ]; then p=1; else f=1; fi
  passed=$((passed + p))
  failed=$((failed + f))
  table+=$(printf '%-18s %6d passed %4d failed %5d s' "$name" "$p" "$f" $((SECONDS - start)))$'\n'
}

stage check "set-up" scripts/setup.sh all
hash -r
# What it installed may be a browser.
if CHROME_PATH=$(find_chromium); then export CHROME_PATH; fi

if [ "$kind" != native ]; then
  stage check "wasm" scripts/build-wasm.sh
  stage check "page" npm run --silent build -w www
  stage check "edge" npm run --silent build -w edge
fi
case $kind in all | lint)
  stage check "rustfmt" cargo fmt --check
  stage check "clippy" cargo clippy --quiet --locked --all-targets -- -D warnings
  stage check "clippy wasm" cargo clippy --quiet --locked -p innopoints-wasm -p innopoints-scorer -p innopoints-engine --target wasm32-unknown-unknown -- -D warnings
  stage check "crates" cargo-deny --workspace --locked --offline check licenses bans sources
  stage check "npm licences" node scripts/licences.mjs
  stage check "sbom" node scripts/sbom.mjs innopoints target/sbom.cdx.json --crate innopoints-engine --npm www --npm edge
  stage check "version" node scripts/version.mjs
  stage check "prettier" npm run --silent lint
  stage check "types" npm run --silent check --workspaces --if-present
  ;;
esac
# cargo and node run what they find: say what must be there to be found.
[ "$kind" != all ] || stage check "test files" ls tests/{library,command}/main.rs tests/js/{api,architecture,battery,docs,edge,packages,start}.test.js tests/js/{accessibility,browser,browser-advice,browser-typed}.test.mjs
case $kind in all | native)
  stage tests "native" cargo test --release --locked --no-fail-fast
  stage check "crates to publish" cargo publish --dry-run --locked --allow-dirty -p innopoints-core -p innopoints
  ;;
esac
case $kind in all | battery)
  stage check "command" cargo build --release --locked
  stage tests "runtimes, browser" npm test --silent -w tests/js
  ;;
esac
case $kind in all | size)
  stage tests "size" node scripts/size.mjs
  ;;
esac

printf '\n%s' "$table"
printf '%d passed, %d failed\n' "$passed" "$failed" | tee "$logs/result"
[ "$failed" = 0 ]

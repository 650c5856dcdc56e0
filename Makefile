# `make serve` builds the page and serves it; `make test` runs everything. Both set up what is missing first.
# Each target is one script, so that `scripts/serve.sh` does the same where there is no make.

.PHONY: help setup wasm build serve test battery packages lint fmt bench fuzz size release reproduce clean

help: ## this list
	@awk -F ':.*## ' '/^[a-z]+:.*## / { printf "  make %-9s %s\n", $$1, $$2 }' Makefile

setup: ## install what is missing: Rust for wasm, Node, npm packages, Chromium
	@scripts/setup.sh all

wasm: ## the WebAssembly package, into pkg/dist
	@scripts/setup.sh page && scripts/build-wasm.sh

build: ## the WebAssembly package and the page, into www/dist
	@scripts/build.sh

serve: ## build the page and serve it (PORT=8080, HOST=127.0.0.1)
	@scripts/serve.sh

test: ## everything that CI runs
	@scripts/test.sh

battery: ## the cases in Node, workerd, Deno and Bun, and the page in Chromium
	@scripts/test.sh battery

packages: ## the packed npm package in fresh projects of every bundler and framework (NAMES="next-16 jest")
	@scripts/packages.sh $(NAMES)

lint: ## formatting, clippy and types; changes nothing
	@scripts/test.sh lint

fmt: ## format Rust and TypeScript
	@scripts/fmt.sh

bench: ## speed beside other scorers
	@scripts/bench.sh

fuzz: ## random input for FUZZ_SECONDS (600)
	@scripts/fuzz.sh

size: ## sizes against their budgets
	@scripts/test.sh size

release: ## everything that is released, with digests, into release/
	@scripts/release.sh

reproduce: ## whether another build, elsewhere, makes the same wasm bytes
	@scripts/reproduce.sh

clean: ## remove what was built, but not the tools
	@rm -rf target release pkg/dist www/dist

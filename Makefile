# Everyday commands. Each is short enough to be typed by hand.
SHELL := /bin/bash
.DEFAULT_GOAL := help

IMAGES ?= $(if $(XDG_CACHE_HOME),$(XDG_CACHE_HOME),$(HOME)/.cache)/slipway/images
export SLIPWAY_IMAGES := $(IMAGES)

.PHONY: help setup setup-demo setup-test build publish images software demo run test check lint unit conformance e2e mutate fuzz bench simulate-year format golden invoice-picture console-picture clean

help: ## this list
	@grep -hE '^[a-z0-9-]+:.*## ' $(MAKEFILE_LIST) | sed -E 's/:.*## /\t/' | awk -F'\t' '{ printf "  make %-15s %s\n", $$1, $$2 }'

setup:
	@deploy/setup/debian.sh run

# With DNS=1 also a DNS server.
setup-demo:
	@deploy/setup/debian.sh $(if $(DNS),dns,run)

setup-test:
	@deploy/setup/debian.sh test

build: ## compile everything
	dotnet build --nologo -v quiet

publish: ## put the daemon into out/, compiled ahead of time so that it starts twice as fast
	@echo "Compiling slipwayd; the first time takes a few minutes"
	@dotnet publish src/Slipway.Daemon --nologo -v quiet -c Release --use-current-runtime --self-contained false -p:PublishReadyToRun=true -o out

images: setup ## build the Debian images that the local QEMU driver boots (cached)
	@catalog/images/build-all.sh "$(IMAGES)"

software: setup-test ## boot the catalog's software and ask it from outside; ONLY="redis mariadb" OS=debian-12
	@ONLY="$(ONLY)" OS="$(or $(OS),debian-12)" WAY="$(or $(WAY),baked)" tests/software/prove.sh

demo: setup-demo publish ## order a server and log in to it; DNS=1 with a zone and a name, ONCE=1 ends by itself
	@catalog/images/build-all.sh "$(IMAGES)" debian-11 debian-11+wordpress
	@DNS="$(DNS)" samples/demo/demo.sh

run: publish ## serve on SQLite with the simulated fleet: http://127.0.0.1:8080, data in ./out/data
	out/slipwayd serve --data out/data --driver fake

test: ## every test there is; ends with "N passed, N failed"
	@tests/run-all.sh unit conformance e2e

check: lint ## format, scripts, unit and conformance: before every commit
	@dotnet format --verify-no-changes
	@tests/run-all.sh unit conformance

lint: setup-test ## shellcheck, what the recipes of software promise, the reader of seeds
	@tests/software/lint.sh && tests/software/user-data.sh

unit: ## rules, properties, stores on both databases, workflow checks
	@tests/run-all.sh unit

conformance: ## the wire's transcripts, and every driver against its suite
	@tests/run-all.sh conformance

e2e: ## the daemon as a process, a real QEMU guest, a real SMTP exchange
	@tests/run-all.sh e2e

mutate: setup-test ## break the code of prices and billing piece by piece: do the tests notice? Fails below 85 %
	@tests/mutate.sh

fuzz: publish ## 100,000 requests that nobody would think of, from a seed; SEED=1 COUNT=100000 NUMBER= sends one again
	@dotnet run --project tests/Slipway.Bench -c Release -- fuzz $(or $(SEED),1) $(or $(COUNT),100000) $(NUMBER)

simulate-year: build ## two years of a provider's billing in a few minutes, as a table; DAYS=800 SEED=1
	@rm -rf out/year && dotnet artifacts/bin/Slipway.Bench/debug/Slipway.Bench.dll year out/year $(or $(DAYS),800) $(or $(SEED),1)

bench: setup-test publish images ## figures beside their ceilings; ONLY="show orders boot" chooses
	@dotnet run --project tests/Slipway.Bench -c Release -- $(ONLY)

format: ## format the code
	dotnet format

golden: ## rewrite golden files and generated pages; read the difference before committing
	SLIPWAY_GOLDEN=update tests/run-all.sh unit conformance

invoice-picture: setup-test ## draw the picture of an invoice in docs/guides/invoices.md anew
	@dotnet run --project tests/Slipway.Tests -- --filter-method '*InvoicePdfTests.Sample_document_is_small' --progress off
	@mkdir -p docs/pictures
	@pdftoppm -r 96 -png -singlefile artifacts/invoice.pdf docs/pictures/invoice

console-picture: setup-test publish ## take the picture of a console in docs/guides/console.md anew
	@dotnet run --project tests/Slipway.EndToEnd -- --filter-class '*ConsoleTests' --progress off
	@mkdir -p docs/pictures && cp artifacts/console.png docs/pictures/console.png

clean: ## remove what was built, and the data of make run and make demo (images stay in the cache)
	rm -rf artifacts out

# Every command of the repository. `make help` lists them.

# The first Python that is new enough; set PYTHON to choose another.
NEW_ENOUGH := import sys; sys.exit(sys.version_info < (3, 11))
VERSION := import sys; print("%d.%d.%d" % sys.version_info[:3])
CHOSEN := $(PYTHON)
PYTHON ?= $(shell for found in python3.11 python3; do $$found -c '$(NEW_ENOUGH)' 2>/dev/null && echo $$found && break; done)

BIN := .venv/bin
READY := .venv/ready
# An environment that does not run, is too old, or has another version than the chosen Python is made again.
HAS := $(shell $(BIN)/python -c '$(NEW_ENOUGH)' 2>/dev/null && $(BIN)/python -c '$(VERSION)')
WANTS := $(if $(CHOSEN),$(shell "$(CHOSEN)" -c '$(VERSION)' 2>&1 || true),$(HAS))
STALE := $(if $(and $(HAS),$(filter $(HAS),$(WANTS))),,stale)
MEMBERS := $(wildcard libs/*/pyproject.toml services/*/pyproject.toml tools/*/pyproject.toml)
PINS := requirements/bootstrap.txt requirements/dev.txt
SOURCES := libs services tools tests benchmarks/events deploy
BENCHMARKS := events http import pipeline catalog search auth library notifications social gateway
# Three processes on two cores (devstack.testing.parallel_plugin); each starts the servers that its tests need.
PARALLEL := -n logical --dist loadscope --no-loadscope-reorder --durations=20
# What the code itself must keep to; how the services behave is tested by `make test`.
RULES := tests/architecture
# Each of them disturbs a stack of its own, so they run one after another.
FAULTS := tests/faults

NEEDED := Python 3.11 or newer is needed

# Jobs and options of this make are no business of the programs it starts.
unexport MAKEFLAGS
# Tests start hundreds of programs, and each would compile every module again instead of reading what was compiled before.
unexport PYTHONDONTWRITEBYTECODE
.DEFAULT_GOAL := help
.PHONY: help setup run up demo-video down test test-slow alerts faults check types rules hooks fix cluster-check generate clients new-service migration bench lock stale

help: ## List these commands
	@awk -F ':.*## ' '/^[a-z-]+:.*## / {printf "make %-10s %s\n", $$1, $$2}' $(MAKEFILE_LIST)

setup: $(READY) ## Create .venv with every pinned package and the workspace's members

run: $(READY) ## Start everything, import the demo catalog, show what to try; until Ctrl-C
	@exec $(BIN)/marquee run $(ARGS)

up: $(READY) ## Start everything in the background (options in ARGS="--recordings DIR")
	@exec $(BIN)/marquee up --detach $(ARGS)

demo-video: $(READY) ## Add a short playable video to the running demo; fetches the programs that encode on first use
	@exec $(BIN)/marquee demo-video $(ARGS)

down: $(READY) ## End everything; the data stays
	@exec $(BIN)/marquee down $(ARGS)

test: $(READY) ## Run the tests on a real Postgres and Kafka of their own; without the rules (check) and the slow ones
	@exec $(BIN)/python -m pytest $(PARALLEL) -m "not slow" --ignore=$(RULES) $(ARGS)

test-slow: $(READY) ## Run the slow tests: crashes, outages, whole replays
	@exec $(BIN)/python -m pytest $(PARALLEL) --ignore=$(FAULTS) -m slow $(ARGS)

faults: $(READY) ## Run the fault tests and print their report: make faults seed=7 only="relay or poison" nightly=1
	@exec $(BIN)/python -m pytest -q $(FAULTS) $(if $(seed),--fault-seed=$(seed)) $(if $(nightly),--nightly) $(if $(only),-k "$(only)") $(ARGS)

alerts: $(READY) ## Run the unit tests of every alert in a real evaluator of rules; the first time it is built, for minutes
	@exec $(BIN)/python -m pytest -q -m slow tests/observability $(ARGS)

check: $(READY) ## Format, lint, import rules, strict types, the rules of the repository
	@$(BIN)/ruff format --check .
	@$(BIN)/ruff check .
	@$(BIN)/lint-imports
	@$(MAKE) --no-print-directory --jobs=2 types rules

types: $(READY)
	@$(BIN)/mypy $(SOURCES)
	@$(BIN)/mypy conftest.py
	@MYPYPATH=benchmarks/import $(BIN)/mypy benchmarks/import
	@MYPYPATH=benchmarks/import:benchmarks/pipeline $(BIN)/mypy benchmarks/pipeline
	@MYPYPATH=benchmarks/import:benchmarks/pipeline:benchmarks/capacity $(BIN)/mypy benchmarks/capacity
	@MYPYPATH=benchmarks/catalog $(BIN)/mypy benchmarks/catalog
	@MYPYPATH=benchmarks/pages $(BIN)/mypy benchmarks/pages
	@MYPYPATH=benchmarks/http $(BIN)/mypy benchmarks/http
	@MYPYPATH=benchmarks/gateway:benchmarks/http $(BIN)/mypy benchmarks/gateway
	@MYPYPATH=benchmarks/auth:benchmarks/catalog $(BIN)/mypy benchmarks/auth
	@MYPYPATH=benchmarks/insights:benchmarks/events:benchmarks/catalog $(BIN)/mypy benchmarks/insights
	@MYPYPATH=benchmarks/search:benchmarks/catalog $(BIN)/mypy benchmarks/search
	@MYPYPATH=benchmarks/library:benchmarks/events:benchmarks/catalog $(BIN)/mypy benchmarks/library
	@MYPYPATH=benchmarks/notifications:benchmarks/catalog $(BIN)/mypy benchmarks/notifications
	@MYPYPATH=benchmarks/social:benchmarks/catalog $(BIN)/mypy benchmarks/social
	@MYPYPATH=benchmarks/sources:benchmarks/catalog $(BIN)/mypy benchmarks/sources
	@MYPYPATH=benchmarks/billing:benchmarks/catalog $(BIN)/mypy benchmarks/billing
	@MYPYPATH=benchmarks/music:benchmarks/http:benchmarks/catalog $(BIN)/mypy benchmarks/music
	@MYPYPATH=benchmarks/playback:benchmarks/http:benchmarks/catalog $(BIN)/mypy benchmarks/playback

rules: $(READY)
	@$(BIN)/python -m pytest -q $(RULES)

hooks: $(READY) ## Run `make check` before each commit (a git hook)
	@printf '#!/bin/sh\nexec make check\n' > "$$(git rev-parse --git-path hooks)/pre-commit"
	@chmod +x "$$(git rev-parse --git-path hooks)/pre-commit"

fix: $(READY) ## Format, and mend what the linter can
	@$(BIN)/ruff format .
	@$(BIN)/ruff check --fix .

cluster-check: $(READY) ## Rate the manifests by kube-score, and send each to a real API server as a dry run; builds the server once, 15 minutes
	@nice -n 19 $(BIN)/python -m cluster_checks.programs
	@exec $(BIN)/python -m cluster_checks $(ARGS)

generate: $(READY) ## Write every generated file: contracts, manifests, Compose, lists of services and metrics, dashboards
	@$(BIN)/python -m contracts.export
	@$(BIN)/python -m deploy.observability.generate
	@exec $(BIN)/python -m service_table

clients: $(READY) ## Build the Python and the TypeScript client of a running Marquee into build/clients
	@exec $(BIN)/python -m api_clients $(ARGS)

new-service: $(READY) ## Create a service that runs, with tests, a route and its deployment: make new-service name=reviews
	@test -n "$(name)" || { echo 'name must be set: make new-service name=reviews'; exit 2; }
	@$(BIN)/python -m service_table.new_service "$(name)"
	@exec $(MAKE) --no-print-directory setup

migration: $(READY) ## Write a migration from the tables in code: make migration s=catalog m="add awards"
	@test -n "$(s)" && test -n "$(m)" || { echo 'say which service and why: make migration s=catalog m="add awards"'; exit 2; }
	@exec $(BIN)/python -m devstack.commands.migration "$(s)" "$(m)"

bench: $(READY) ## Measure a path beside its bare floor: make bench b=http (auth, catalog, events, gateway, http, import, library, pipeline, search); all without b
	@set -e; for path in $(or $(b),$(BENCHMARKS)); do $(BIN)/python benchmarks/$$path $(ARGS); done

.PHONY: sbom licences audit
sbom: $(READY) ## Write the bill of materials of all images (CycloneDX) to build/marquee.cdx.json
	@exec $(BIN)/python -m supply_chain materials build/marquee.cdx.json

licences: $(READY) ## Check that every part and every pinned package has an allowed licence
	@exec $(BIN)/python -m supply_chain licences

audit: $(READY) ## Look up known vulnerabilities of every pinned package; fails when no source responds as it must
	@exec $(BIN)/python -m supply_chain audit

lock: $(READY) ## Pin the newest allowed packages anew, by version and hash
	@$(BIN)/uv lock --quiet
	@$(BIN)/uv export --quiet --all-packages --no-emit-workspace --no-header --no-annotate \
		--format requirements-txt --output-file requirements/dev.txt
	@rm uv.lock

# Written last and removed first: what an interrupted setup leaves has no such file and is made again from nothing.
# uv is among what is synced: it would remove itself otherwise.
$(READY): $(PINS) $(MEMBERS) $(STALE)
	@test -n "$(PYTHON)" || { echo '$(NEEDED): make setup PYTHON=/path/to/python3.11'; exit 2; }
	@"$(PYTHON)" -c '' 2>/dev/null || { echo '$(NEEDED), and "$(PYTHON)" cannot be run: make setup PYTHON=/path/to/python3.11'; exit 2; }
	@"$(PYTHON)" -c '$(NEW_ENOUGH)' || { echo "$(NEEDED), and $(PYTHON) is $$("$(PYTHON)" -c '$(VERSION)'): make setup PYTHON=/path/to/python3.11"; exit 2; }
	@test -z "$(STALE)" -a -e $@ || "$(PYTHON)" -m venv --clear .venv
	@rm -f $@
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes -r requirements/bootstrap.txt
	@$(BIN)/uv pip sync --quiet --python $(BIN)/python --require-hashes $(PINS)
	@$(BIN)/uv pip install --quiet --python $(BIN)/python --no-deps --no-build-isolation \
		$(patsubst %/pyproject.toml,--editable %,$(MEMBERS))
	@touch $@

# Everything a developer does with Vern. Each target first does what it depends on; what is
# already done is not done again.
.DEFAULT_GOAL := help
.DELETE_ON_ERROR:
.NOTPARALLEL:
SHELL := /bin/bash

BIN := .venv/bin
PYTEST := $(BIN)/python -m pytest
PORT ?= 8000
UV ?= uv
# Tests in parallel; 'make quick JOBS=0' for one process, ARGS='-k incident' for a part.
JOBS ?= 2
ARGS ?=
# Compiled modules are kept, or every process of the tests compiles everything anew.
unexport PYTHONDONTWRITEBYTECODE

PYTHON_READY := .venv/.ready
NODE_READY := node_modules/.ready
JOURNEYS_READY := .vern/.journeys-ready
CATALOGUES := $(patsubst %.po,%.mo,$(wildcard vern/locale/*/LC_MESSAGES/*.po))
READY := $(PYTHON_READY) $(NODE_READY) $(CATALOGUES)

.PHONY: help
help: ## show this list
	@grep -hE '^[a-z-]+:.*## ' $(MAKEFILE_LIST) | sed -E 's/:.*## /\t/' | expand -t 16

.PHONY: setup
setup: $(READY) $(JOURNEYS_READY) ## install everything, for running and for testing

.PHONY: demo-data
demo-data: $(READY) ## fill an empty database with an invented university
	VERN_DEMO=1 $(BIN)/vern migrate --quiet
	VERN_DEMO=1 $(BIN)/vern demo

.PHONY: demo
demo: demo-data ## run Vern with the invented university, on PORT (8000)
	VERN_DEMO=1 $(BIN)/vern serve --port $(PORT)

.PHONY: test
test: check test-18 test-15 journeys ## everything: check, both PostgreSQL versions, journeys

.PHONY: quick
quick: test-18 ## all tests without a browser, on PostgreSQL 18

.PHONY: test-18
test-18: $(READY)
	VERN_TEST_POSTGRES=18 $(PYTEST) -q -m "not journey" -n $(JOBS) --dist worksteal $(ARGS)

.PHONY: test-15
test-15: $(READY) $(JOURNEYS_READY)
	VERN_TEST_POSTGRES=15 $(PYTEST) -q -m "not journey" -n $(JOBS) --dist worksteal $(ARGS)

.PHONY: journeys
journeys: $(READY) $(JOURNEYS_READY) ## whole ways through the system, in a real browser
	VERN_TEST_POSTGRES=18 $(PYTEST) -q -m journey $(ARGS)

.PHONY: check
check: $(READY) ## style, types, layers, templates, migrations and translations
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/lint-imports --no-cache
	$(BIN)/djlint --quiet --lint vern
	$(BIN)/mypy
	VERN_DATABASE_NAME=vern_check $(BIN)/vern manage makemigrations --check --dry-run
	VERN_DATABASE_NAME=vern_check $(BIN)/python scripts/check_migrations.py
	$(BIN)/python scripts/check_messages.py

.PHONY: bench
bench: $(READY) ## measure the slow pages and queries on a large database
	$(BIN)/python scripts/bench.py
	$(BIN)/python -m bench.risk

.PHONY: faults
faults: $(READY) $(JOURNEYS_READY) ## what goes wrong in real life, done on purpose (ARGS='6 10': these alone)
	$(BIN)/python -m faults $(ARGS)

.PHONY: mutants
mutants: $(READY) ## take every access filter away in turn; each must be noticed
	VERN_TEST_POSTGRES=18 VERN_EVERY_CELL=1 $(PYTEST) -q -s -n 0 tests/test_permissions.py
	VERN_TEST_POSTGRES=18 VERN_MUTANTS=all $(PYTEST) -q -s -n 0 tests/test_access_mutants.py

.PHONY: screenshots
screenshots: $(READY) $(JOURNEYS_READY) ## pictures of the main pages, in screenshots/
	$(BIN)/python scripts/screenshots.py

.PHONY: fmt
fmt: $(READY) ## put code and templates in shape
	$(BIN)/ruff check --fix-only --quiet .
	$(BIN)/ruff format .
	-$(BIN)/djlint --quiet --reformat vern >/dev/null
	-$(BIN)/djlint --quiet --reformat vern >/dev/null # what the first pass split, the second indents

.PHONY: messages
messages: $(PYTHON_READY) ## bring the message catalogues up to date with the code
	$(BIN)/python scripts/check_messages.py --update

.PHONY: lock
lock: ## choose versions anew and write requirements.txt (needs uv)
	$(UV) lock
	$(UV) export --quiet --no-emit-project --no-header --no-annotate --format requirements.txt \
		--group dev --output-file requirements.txt >/dev/null

.PHONY: stop
stop: ## stop the database servers of this folder
	$(BIN)/python scripts/stop_servers.py

$(PYTHON_READY): requirements.txt scripts/setup.sh
	scripts/setup.sh python
	@touch $@

$(NODE_READY): package-lock.json scripts/setup.sh
	scripts/setup.sh node
	@touch $@

$(JOURNEYS_READY): scripts/setup.sh
	scripts/setup.sh journeys
	@mkdir -p $(@D) && touch $@

# A catalogue is compiled after gettext is installed, and not again because that was renewed.
%.mo: %.po | $(PYTHON_READY)
	msgfmt --check --output-file=$@ $<

# Two commands: `make run` and `make test`. Each does all of its own set-up.
.DEFAULT_GOAL := help
SHELL := /bin/bash
PYTHON ?= python3
BIN := .venv/bin
PORT ?= 8000
export PYTHONPATH := $(CURDIR)/src
SUDO := $(shell [ "$$(id -u)" = 0 ] || command -v sudo)

.PHONY: help run test check docs format lint lock test-sqlite test-postgres setup-test clean

help: ## Show this list
	@grep -hE '^[a-z-]+:.*## ' $(MAKEFILE_LIST) | sed -E 's/:.*## /\t/' | expand -t 18

run: .venv/installed ## Set everything up and serve Sous on http://localhost:8000
	$(BIN)/sous serve --port $(PORT)

test: setup-test check test-sqlite test-postgres ## Set everything up, check the code, run all tests on both databases

check: .venv/installed-dev ## Format, lint, types, import contracts, migrations, docs
	$(BIN)/ruff format --check .
	$(BIN)/ruff check .
	$(BIN)/mypy
	$(BIN)/lint-imports --no-logo
	SOUS_DATA=$$(mktemp -d) $(BIN)/python -m sous manage makemigrations --check --dry-run
	$(BIN)/python tools/reference.py --check

docs: .venv/installed-dev ## Write the references that are read off the code
	$(BIN)/python tools/reference.py

test-sqlite: .venv/installed-dev ## Run all tests on SQLite
	SOUS_DATA=$$(mktemp -d) $(BIN)/python -m pytest -n 2 --dist loadfile

test-postgres: .venv/installed-dev ## Run the tests that touch a database on PostgreSQL
	SOUS_DATA=$$(mktemp -d) $(BIN)/python tools/with_postgres.py -- $(BIN)/python -m pytest -n 2 --dist loadfile --ignore tests/engines --ignore tests/connectors --ignore tests/architecture

format: .venv/installed-dev ## Format the code and mend what can be mended
	$(BIN)/ruff format .
	$(BIN)/ruff check --fix .

lint: .venv/installed-dev ## The quick checks
	$(BIN)/ruff format --check .
	$(BIN)/ruff check .
	$(BIN)/lint-imports --no-logo

lock: .venv/bin/python ## Resolve the dependencies anew
	$(BIN)/pip install --quiet uv
	$(BIN)/uv pip compile pyproject.toml --extra mcp --extra llm --group build $(LOCK) -o requirements.lock
	$(BIN)/uv pip compile pyproject.toml --all-extras --group build --group dev -c requirements.lock $(LOCK) -o requirements-dev.lock
LOCK := --quiet --generate-hashes --universal --python-version 3.11 --no-emit-index-url --no-emit-find-links --custom-compile-command "make lock"

.venv/bin/python:
	$(PYTHON) -m venv .venv || { $(SUDO) apt-get update -qq && $(SUDO) apt-get install -y -qq python3-venv && $(PYTHON) -m venv .venv; }

.venv/installed: requirements.lock | .venv/bin/python
	$(BIN)/python -m pip install --quiet --require-hashes -r requirements.lock
	$(BIN)/python -m pip install --quiet --no-deps --no-build-isolation -e .
	touch $@

.venv/installed-dev: requirements-dev.lock | .venv/installed
	$(BIN)/python -m pip install --quiet --require-hashes -r requirements-dev.lock
	touch $@

# PostgreSQL and Chromium come from the system's packages; nothing is done where they are there.
setup-test: .venv/installed-dev
	@ls /usr/lib/postgresql/*/bin/initdb >/dev/null 2>&1 && [ -x /usr/bin/chromium ] || { \
	  $(SUDO) apt-get update -qq && DEBIAN_FRONTEND=noninteractive $(SUDO) apt-get install -y -qq postgresql chromium; }

clean: ## Remove what was installed and cached (not the data)
	rm -rf .venv .pytest_cache .mypy_cache .ruff_cache .import_linter_cache .hypothesis

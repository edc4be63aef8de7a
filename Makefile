# Every target sets itself up: the first `make anything` on a fresh machine makes .venv and installs what is pinned.

PYTHON ?= python3
BIN    := .venv/bin
PIP    := $(BIN)/pip install -q --disable-pip-version-check --no-input --root-user-action=ignore

.PHONY: help setup demo test browser check bench pins clean
.DEFAULT_GOAL := help

help:                   ## what can be made
	@awk -F ':.*## ' '/^[a-z]+:.*## / { printf "  make %-8s %s\n", $$1, $$2 }' $(MAKEFILE_LIST)

setup: .venv/ready-dev  ## .venv with everything, for users and developers

demo: .venv/ready       ## five payment stages of a real province, on a real PostgreSQL (SERVE=0: ends by itself)
	$(BIN)/harapan demo

test: .venv/ready-dev   ## the tests
	$(BIN)/pytest -q

browser: .venv/ready-dev ## the pages in a real Chromium, by keyboard and with axe
	$(BIN)/pytest -q tests/browser

check: .venv/ready-dev  ## style, types, import contracts
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/lint-imports --no-logo

bench: .venv/ready-dev  ## the figures of this machine
	$(BIN)/harapan bench

pins: .venv/ready-dev   ## resolve pyproject.toml into hashed pins again
	$(BIN)/uv pip compile -q --universal --python-version 3.11 --generate-hashes --no-header \
		--extra build pyproject.toml -o requirements/run.txt
	$(BIN)/uv pip compile -q --universal --python-version 3.11 --generate-hashes --no-header \
		--extra build --extra dev -c requirements/run.txt pyproject.toml -o requirements/dev.txt

clean:                  ## forget .venv (never the data in ./var)
	rm -rf .venv

.venv/made:
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || \
		{ echo 'Harapan needs Python 3.11 or newer; name one you have: make PYTHON=python3.12 $(MAKECMDGOALS)'; exit 1; }
	@echo 'Setting up .venv; only the first time takes a minute.'
	$(PYTHON) -m venv .venv
	@touch $@

.venv/ready: .venv/made requirements/run.txt pyproject.toml
	$(PIP) --require-hashes -r requirements/run.txt
	$(PIP) --no-deps --no-build-isolation --editable .
	@touch $@

.venv/ready-dev: .venv/ready requirements/dev.txt
	$(PIP) --require-hashes -r requirements/dev.txt
	@touch $@

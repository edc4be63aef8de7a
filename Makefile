# Every target sets itself up: the first `make anything` on a fresh machine makes .venv and installs what is pinned.

PYTHON ?= python3
BIN    := .venv/bin

.PHONY: help setup demo test check bench pins clean
.DEFAULT_GOAL := help

help:            ## what can be made
	@grep -hE '^[a-z]+:.*##' $(MAKEFILE_LIST) | sed 's/:[^#]*##/ -/'

setup: .venv/ready-dev  ## .venv with everything, for users and developers

demo: .venv/ready       ## a whole payment stage of a real province, on a real PostgreSQL
	$(BIN)/harapan demo

test: .venv/ready-dev   ## the tests
	$(BIN)/pytest -q

check: .venv/ready-dev  ## style, types, import contracts
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/lint-imports

bench: .venv/ready-dev  ## the figures of this machine
	$(BIN)/harapan bench

pins: .venv/ready-dev   ## resolve pyproject.toml into hashed pins again
	$(BIN)/uv pip compile -q --universal --python-version 3.11 --generate-hashes --no-emit-index-url --no-header \
		--extra build pyproject.toml -o requirements/run.txt
	$(BIN)/uv pip compile -q --universal --python-version 3.11 --generate-hashes --no-emit-index-url --no-header \
		--extra build --extra dev -c requirements/run.txt pyproject.toml -o requirements/dev.txt

clean:           ## forget .venv (never the data in ./var)
	rm -rf .venv

.venv/made:
	$(PYTHON) -m venv .venv
	touch $@

.venv/ready: .venv/made requirements/run.txt pyproject.toml
	$(BIN)/pip install -q --disable-pip-version-check --require-hashes -r requirements/run.txt
	$(BIN)/pip install -q --disable-pip-version-check --no-deps --no-build-isolation --editable .
	touch $@

.venv/ready-dev: .venv/ready requirements/dev.txt
	$(BIN)/pip install -q --disable-pip-version-check --require-hashes -r requirements/dev.txt
	touch $@

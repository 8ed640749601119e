# Two commands do everything: `make demo` and `make test`. `make help` lists the rest.
SHELL := /bin/bash
.DEFAULT_GOAL := help
.ONESHELL:
.SHELLFLAGS := -euo pipefail -c

VENV := .venv
BIN := $(VENV)/bin
# The newest Python that is new enough; PYTHON=/path/to/python3 chooses another.
PYTHON ?= $(shell for p in python3 python3.13 python3.12 python3.11; do \
	command -v $$p >/dev/null && $$p -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null && echo $$p && break; done)
RUNTIME := $(VENV)/.runtime
DEV := $(VENV)/.dev

.PHONY: help demo test check format eval bench lock derived screenshots clean

help: ## list the targets
	@grep -hE '^[a-z]+:.*##' $(MAKEFILE_LIST) | sed -E 's/:.*## /\t/' | expand -t 14

demo: $(RUNTIME) ## build the environment, load the sample articles, serve page and API
	@$(BIN)/marsad demo

test: $(DEV) ## build the environment and run the whole suite
	@$(BIN)/python -m pytest -n auto --dist loadfile --no-loadscope-reorder $(PYTEST_ARGS)

check: $(DEV) ## format, lint, types (the page's too, where Node is), import rules, derived files
	@$(BIN)/ruff format --check .
	$(BIN)/ruff check .
	$(BIN)/mypy
	$(BIN)/lint-imports
	$(BIN)/marsad model --check
	tools/web/check/run.sh

format: $(DEV) ## format and mend what can be mended
	@$(BIN)/ruff format .
	$(BIN)/ruff check --fix .

eval: $(DEV) ## score the extractor on the development data beside the project, where it is
	@$(BIN)/python -m pytest -m eval -q -s tests/eval

bench: $(DEV) ## measure speed, as ratios in one run
	@for b in benchmarks/[a-z]*.py; do $(BIN)/python $$b; done

derived: $(DEV) ## write again what is derived from the model
	@$(BIN)/marsad model --write

screenshots: $(DEV) ## pictures of every view of the server at SERVER (http://127.0.0.1:8000)
	@$(BIN)/python tools/web/screenshots.py $(SERVER)

lock: ## choose exact versions again, with hashes
	@test -x $(BIN)/uv || { $(PYTHON) -m venv $(VENV) && $(BIN)/python -m pip install -q uv; }
	$(BIN)/uv pip compile -q --universal --python-version 3.11 --generate-hashes --no-emit-index-url --no-emit-find-links \
		--custom-compile-command "make lock" -c constraints.txt --group build pyproject.toml -o requirements.lock
	$(BIN)/uv pip compile -q --universal --python-version 3.11 --generate-hashes --no-emit-index-url --no-emit-find-links \
		--custom-compile-command "make lock" -c constraints.txt -c requirements.lock --group build --group dev pyproject.toml -o requirements-dev.lock

clean: ## remove the environment and what tools left behind
	@rm -rf $(VENV) .mypy_cache .ruff_cache .pytest_cache .hypothesis .import_linter_cache

$(RUNTIME): requirements.lock pyproject.toml
	@test -n "$(PYTHON)" || { echo "Marsad needs Python 3.11 or newer; none was found. Install one, or say PYTHON=/path/to/python3." >&2; exit 1; }
	echo "Building the environment in $(VENV)/ with $$($(PYTHON) --version) (a minute or two, once) …"
	$(PYTHON) -m venv $(VENV) || { echo "The venv module is missing; on Debian and Ubuntu: apt-get install python3-venv" >&2; exit 1; }
	$(BIN)/python -m pip install -q --disable-pip-version-check --require-hashes -r requirements.lock
	$(BIN)/python -m pip install -q --disable-pip-version-check --no-deps --no-build-isolation -e .
	touch $@

$(DEV): requirements-dev.lock $(RUNTIME)
	@echo "Adding what tests and checks need …"
	$(BIN)/python -m pip install -q --disable-pip-version-check --require-hashes -r requirements-dev.lock
	touch $@

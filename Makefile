# `make run` shows what Dragoman does, `make test` checks it; both set up what they need in .venv.

PYTHON ?= $(shell for name in python3 python3.13 python3.12 python3.11 python; do \
	command -v $$name >/dev/null 2>&1 && $$name -c 'import sys; sys.exit(not (3, 11) <= sys.version_info < (3, 14))' \
	2>/dev/null && echo $$name && break; done)
VENV ?= .venv
BIN := $(VENV)/bin
READY := $(VENV)/.ready
SOURCES := src benchmarks tests docs/tools

.PHONY: run test check docs bench lock picture clean help

help: ## what can be made
	@grep -hE '^[a-z]+:.*##' $(MAKEFILE_LIST) | sed -E 's/^([a-z]+):.*## (.*)/make \1	\2/' | expand -t 16

run: $(READY) ## code the example page and show its records
	@$(BIN)/dragoman code examples/page.html --format table

test: $(READY) ## style, types and tests
	$(BIN)/ruff check $(wildcard $(SOURCES))
	$(BIN)/ruff format --check $(wildcard $(SOURCES))
	$(BIN)/mypy
	$(BIN)/python -m pytest -n 2 --dist loadfile

docs: $(READY) ## the documentation, as a site in site/
	$(BIN)/python -m dragoman.cli.docs docs/cli.md
	NO_MKDOCS_2_WARNING=1 $(BIN)/mkdocs build --strict

picture: $(READY) ## docs/images/table.svg, from the example page
	$(BIN)/python docs/tools/picture.py examples/page.html docs/images/table.svg

bench: $(READY) ## the benchmarks that take minutes, where the corpora are
	$(BIN)/python -m benchmarks all

lock: ## requirements.lock from pyproject.toml (needs uv)
	uv pip compile pyproject.toml --all-extras --universal --python-version 3.11 --generate-hashes \
		--no-emit-index-url --no-emit-find-links --no-annotate --no-header --upgrade --quiet -o requirements.lock

clean: ## remove what was made
	rm -rf $(VENV) site .pytest_cache .mypy_cache .ruff_cache .hypothesis

$(READY): requirements.lock pyproject.toml
	@test -n "$(PYTHON)" || { echo 'Dragoman needs Python 3.11, 3.12 or 3.13 (set PYTHON=/path/to/python3)' >&2; exit 1; }
	@$(PYTHON) -c 'import ensurepip, venv' 2>/dev/null || \
		{ echo "$(PYTHON) has no venv module: install it (on Debian and Ubuntu the package python3-venv)" >&2; exit 1; }
	$(PYTHON) -m venv $(VENV)
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes -r requirements.lock
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --no-deps --no-build-isolation -e .
	@touch $(READY)

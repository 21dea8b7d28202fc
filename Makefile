# Everything is set up in .venv/ and set up again only when a lock file changes.
#   make serve    the server, with the demo city on its first start
#   make test     the tests (TESTS="tests/geo -k circle" runs fewer, TESTS= the slow ones too)

VENV := .venv
BIN := $(VENV)/$(if $(filter Windows_NT,$(OS)),Scripts,bin)
UV ?= $(shell command -v uv 2>/dev/null)
PYTHON ?= $(shell for name in python3 python3.13 python3.12 python3.11 python; do \
	$$name -c 'import sys; sys.exit(sys.version_info < (3, 11))' >/dev/null 2>&1 && echo $$name && break; done)
TESTS ?= -m "not slow"
ARGS ?=

.PHONY: help serve install install-dev test lint format bench lock graphiql clean

help:
	@sed -n '1,3s/^# *//p' Makefile
	@echo "make install | install-dev | lint | format | bench | lock | graphiql | clean"

serve: $(VENV)/installed
	@$(BIN)/python server.py serve $(ARGS)

install: $(VENV)/installed

install-dev: $(VENV)/installed-dev

# The tests of a module stay together, since they share a database. Every process that a test
# starts would compile the modules anew if they were not kept.
test: $(VENV)/installed-dev
	PYTHONDONTWRITEBYTECODE= $(BIN)/python -m pytest -n auto --dist loadscope $(TESTS)

lint: $(VENV)/installed-dev
	$(BIN)/ruff check
	$(BIN)/ruff format --check
	$(BIN)/mypy

format: $(VENV)/installed-dev
	$(BIN)/ruff check --fix
	$(BIN)/ruff format

bench: $(VENV)/installed-dev
	@for script in $$(grep -l __main__ bench/*.py); do echo "== $$script"; $(BIN)/python $$script || exit 1; done

# The server's output is the only thing that `make serve` prints to standard output.
$(VENV)/installed: requirements.lock
	@PYTHON="$(PYTHON)" UV="$(UV)" sh .ci/install $(VENV) $(BIN) $< >&2
	@touch $@

$(VENV)/installed-dev: requirements-dev.lock
	@PYTHON="$(PYTHON)" UV="$(UV)" sh .ci/install $(VENV) $(BIN) $< >&2
	@touch $(VENV)/installed $@

LOCK := uv pip compile --quiet --universal --python-version 3.11 --generate-hashes \
	--no-emit-index-url --no-annotate --custom-compile-command "make lock" --group build

lock:
	$(LOCK) pyproject.toml -o requirements.lock
	$(LOCK) --group dev -c requirements.lock pyproject.toml -o requirements-dev.lock

# GraphiQL's pages are built from fixed npm packages and committed; a server needs no Node.
graphiql:
	cd schema/graphiql && npm ci --ignore-scripts && node build.mjs

clean:
	rm -rf $(VENV) .mypy_cache .pytest_cache .ruff_cache .hypothesis schema/graphiql/node_modules

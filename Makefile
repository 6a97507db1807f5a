PYTHON ?= python

.PHONY: check lint types test docs readme example soak bench gallery

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

example:
	$(PYTHON) -c "from datetime import date; from pathlib import Path; from regionplan_xl.documents.example import example_plan; from regionplan_xl.excel.master.create import write_master; Path('workbooks/master.xlsx').write_bytes(write_master(example_plan(), today=date(2025, 3, 15)))"

soak:
	REGIONPLAN_SOAK=1 $(PYTHON) -m pytest -n auto

bench:
	$(PYTHON) benchmarks/update_master.py
	$(PYTHON) benchmarks/read_return.py

gallery:
	$(PYTHON) docs/gallery.py

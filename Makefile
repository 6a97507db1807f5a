PYTHON ?= python
PAGES = docs/cli.md docs/configuration.md docs/messages.md docs/architecture.md docs/decisions/README.md

.PHONY: check quick lint types test docs pages example soak bench gallery

check: quick test

# What needs no tests; pre-commit runs the same.
quick: lint types docs

lint:
	$(PYTHON) -m ruff check .
	$(PYTHON) -m ruff format --check .

types:
	$(PYTHON) -m mypy

test:
	$(PYTHON) -m pytest -n auto

# The generated pages: `docs` checks that they are fresh, `pages` writes them.
docs:
	$(PYTHON) -m cogapp --check $(PAGES)

pages:
	$(PYTHON) -m cogapp -r $(PAGES)
	$(PYTHON) -m docs.report_schema

example:
	$(PYTHON) -c "from datetime import date; from pathlib import Path; from regionplan_xl.documents.example import example_plan; from regionplan_xl.excel.master.create import write_master; Path('workbooks/master.xlsx').write_bytes(write_master(example_plan(), today=date(2025, 3, 15)))"

soak:
	REGIONPLAN_SOAK=1 $(PYTHON) -m pytest -n auto

bench:
	$(PYTHON) -m benchmarks.update_master
	$(PYTHON) -m benchmarks.read_return
	$(PYTHON) -m benchmarks.rounds --sizes S M --runs 5 --write-docs

gallery:
	$(PYTHON) docs/gallery.py

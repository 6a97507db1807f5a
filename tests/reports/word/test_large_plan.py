"""Word cannot handle tables of ten thousand rows: the case of a large plan says where to find all of it."""

import io

import docx
import pytest

from benchmarks.large_case import large_plan
from regionplan_xl.plan.model import Plan
from regionplan_xl.reports import contents as report_contents
from regionplan_xl.reports.word import writer
from regionplan_xl.reports.word.council_case import council_case
from tests.reports.cases import contents


@pytest.fixture
def few_rows(monkeypatch: pytest.MonkeyPatch) -> None:
    """Make 300 measures count as a large plan, and 20 rows as a long list."""
    monkeypatch.setattr(report_contents, "LARGE_CASE", 299)
    monkeypatch.setattr(writer, "LONGEST_LIST", 20)


def case(plan: Plan) -> tuple[str, list[int]]:
    """Return the text of the case, and the number of rows of each of its tables."""
    document = docx.Document(io.BytesIO(council_case(contents(plan))))
    cells = (cell.text for table in document.tables for row in table.rows for cell in row.cells)
    return "\n".join([*(one.text for one in document.paragraphs), *cells]), [
        len(table.rows) for table in document.tables
    ]


def test_the_case_of_a_large_plan_has_figures_and_the_beginning_of_each_list(few_rows: None) -> None:
    text, rows = case(large_plan(300))
    assert "Planen har 300 tiltak, og det er fleire enn Word greier i eitt dokument." in text
    assert max(rows) == 22, "headings, 20 rows, and how many more"
    assert "til: sjå tabellane (--format csv)." in text


def test_a_plan_that_word_handles_has_every_measure(few_rows: None) -> None:
    plan = large_plan(299)
    text, rows = case(plan)
    assert "fleire enn Word greier" not in text
    assert sum(rows) > 299
    assert all(f"{one.number} {one.text}" in text for one in plan.measures)


def test_the_plan_of_the_measurements_has_as_many_measures_as_it_says() -> None:
    plan = large_plan(5_000)
    assert len(plan.measures) == len({one.id for one in plan.measures}) == 5_000

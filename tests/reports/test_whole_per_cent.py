"""A share is the same whole per cent wherever it is shown."""

import csv
import io
from dataclasses import replace
from pathlib import Path

import docx
import pytest

from regionplan_xl.excel.master.create import write_master
from regionplan_xl.plan.model import Measure, Plan, Report
from regionplan_xl.reports.data.report_data import report_data
from regionplan_xl.reports.page.render import council_page
from regionplan_xl.reports.word.council_case import council_case
from tests.libreoffice import LibreOffice
from tests.reports.cases import TODAY, contents
from tests.reports.page.pages import Page


@pytest.fixture
def one_of_eight(plan: Plan) -> Plan:
    """
    | Tiltak | Status      |
    | a      | Gjennomført |
    | b … h  | Starta      |
    """
    measures = tuple(
        Measure(f"M-{n}", f"1.1.{n}", "abcdefgh"[n], report=Report("started" if n else "done"))
        for n in range(8)
    )
    area = replace(plan.areas[0], goals=(replace(plan.goals[0], measures=measures),))
    return replace(plan, areas=(area,))


def test_a_half_per_cent_is_rounded_up_in_the_case_and_on_the_page(one_of_eight: Plan) -> None:
    made = contents(one_of_eight)
    case = docx.Document(io.BytesIO(council_case(made)))
    assert [cell.text.split() for cell in case.tables[0].rows[1].cells][2] == ["1", "13", "%"]
    assert "Gjennomført 1 (13\u00a0%)" in "\n".join(one.text for one in case.paragraphs)
    (table,) = Page(council_page(made).decode()).headed("Satsingsområde")
    assert table[-1][-2] == "13\u00a0%"
    assert report_data(made).total.share_done == 0.125


def test_the_master_shows_the_same_half_as_the_case(
    one_of_eight: Plan, tmp_path: Path, libreoffice: LibreOffice
) -> None:
    (tmp_path / "plan.xlsx").write_bytes(write_master(one_of_eight, today=TODAY))
    libreoffice.convert("csv:Text - txt - csv (StarCalc):44,34,76,1", tmp_path, tmp_path / "plan.xlsx")
    rows = list(csv.reader(io.StringIO((tmp_path / "plan.csv").read_text("utf-8"))))
    assert "13 %" in [cell.replace("\u00a0", " ") for row in rows for cell in row]


def test_the_page_never_says_all_while_one_is_missing(plan: Plan) -> None:
    many = tuple(Measure(f"M-{n}", "1", "x", report=Report("done" if n else None)) for n in range(400))
    area = replace(plan.areas[0], goals=(replace(plan.goals[0], measures=many),))
    (table,) = Page(council_page(contents(replace(plan, areas=(area,)))).decode()).headed("Satsingsområde")
    assert table[-1][-2] == "99\u00a0%"

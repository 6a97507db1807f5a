"""A share is the same whole percentage wherever it is shown."""

import csv
import io
from dataclasses import replace
from pathlib import Path

import docx
import openpyxl
import pytest

from regionplan_xl.excel.master.create import write_master
from regionplan_xl.locale import catalog
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


@pytest.mark.parametrize(("done", "shown"), [(399, "99"), (1, "1"), (400, "100"), (0, "0")])
def test_nothing_is_all_while_one_is_missing_and_nothing_while_one_is_done(
    done: int, shown: str, plan: Plan, tmp_path: Path, libreoffice: LibreOffice
) -> None:
    many = tuple(
        Measure(f"M-{n}", f"1.1.{n}", "x", report=Report("done" if n < done else "started"))
        for n in range(400)
    )
    area = replace(plan.areas[0], goals=(replace(plan.goals[0], measures=many),))
    plan = replace(plan, areas=(area,))
    (table,) = Page(council_page(contents(plan)).decode()).headed("Satsingsområde")
    assert table[-1][-2] == f"{shown}\u00a0%"
    case = docx.Document(io.BytesIO(council_case(contents(plan))))
    assert [cell.text.split() for cell in case.tables[0].rows[1].cells][2] == [str(done), shown, "%"][
        : 3 if done else 1
    ]
    assert _shares_on_oversikt(libreoffice, tmp_path, write_master(plan, today=TODAY)) == [f"{shown} %"] * 2


def test_a_progress_that_is_nearly_all_is_not_shown_as_all() -> None:
    assert [catalog("nn").percent(share) for share in (0.996, 0.004, 1.0, 0.0)] == [
        "99\u00a0%", "1\u00a0%", "100\u00a0%", "0\u00a0%",
    ]  # fmt: skip


def _shares_on_oversikt(libreoffice: LibreOffice, folder: Path, data: bytes) -> list[str]:
    """Return the share done of the first area: as stored in the file, and as computed by LibreOffice."""
    book = openpyxl.load_workbook(io.BytesIO(data), data_only=True)["Oversikt"]
    column = [cell.value for cell in book[4]].index("Del gjennomført")
    (folder / "plan.xlsx").write_bytes(data)
    libreoffice.convert("csv:Text - txt - csv (StarCalc):44,34,76,1", folder, folder / "plan.xlsx")
    rows = list(csv.reader(io.StringIO((folder / "plan.csv").read_text("utf-8"))))
    return [f"{float(str(book[5][column].value)) * 100:.0f} %", rows[4][column].replace("\u00a0", " ")]

"""Merges into masters that other programs have saved in unusual ways."""

import shutil
from collections.abc import Mapping
from datetime import date
from pathlib import Path
from typing import Any

import openpyxl
import pytest

from regionplan_xl.actions.merge import merge
from regionplan_xl.project.folder import Project
from tests.lossless.graft import grafted
from tests.ooxml.compare import values
from tests.ooxml.packages import links, packed, parts
from tests.rounds.answers import answer, measure
from tests.rounds.commands import regionplan

ROW = '<row r="1"><c r="A1"><v>7</v></c></row>'


@pytest.fixture
def folder(answered: Path, tmp_path: Path) -> Path:
    return Path(shutil.copytree(answered, tmp_path / "p"))


def put_master(folder: Path, host: Mapping[str, str | bytes]) -> Path:
    """Put the plan's sheets in that workbook, and make it the project's master."""
    master = folder / "workbooks" / "master.xlsx"
    master.write_bytes(grafted(packed(host), master.read_bytes()))
    return master


def merged(folder: Path) -> dict[str, Any]:
    return dict(merge(Project.open(folder), (), False).data)


def without_formats() -> dict[str, str | bytes]:
    contents = parts(ROW)
    del contents["xl/styles.xml"]
    contents["xl/_rels/workbook.xml.rels"] = links(("worksheet", "worksheets/sheet1.xml"))
    return contents


def test_days_are_text_in_a_master_without_cell_formats_and_the_next_merge_reads_them(folder: Path) -> None:
    master = put_master(folder, without_formats())
    assert {c["field"] for c in merged(folder)["changes"]} == {"status", "comment"}
    today = date.today().isoformat()
    assert measure(master, "1.1.1")["Sist rapportert"] == today
    counted = points(master)
    assert today in counted

    answer(folder, "Næringsforum", {"1.1.1": {"Venta ferdig": date(2027, 6, 1)}}, "meir.xlsx")
    second = merged(folder)
    assert [(c["field"], c["to"]) for c in second["changes"]] == [("expected", date(2027, 6, 1))]
    assert second["hand_edits"] == second["problems"] == []
    assert measure(master, "1.1.1")["Venta ferdig"] == "2027-06-01"
    assert points(master) == counted

    answer(folder, "Næringsforum", {"1.1.1": {"Framdrift": 1}}, "sist.xlsx")
    third = merged(folder)
    assert [c["field"] for c in third["changes"]] == ["progress"]
    assert third["hand_edits"] == []


def points(master: Path) -> list[object]:
    """Return the days for which «Utvikling over tid» has counts of an area."""
    sheet = openpyxl.load_workbook(master)["Utvikling over tid"]
    (table,) = sheet.tables.values()
    top = sheet[table.ref][0]
    (column,) = [cell.column for cell in top if cell.value == "Dato"]
    return [sheet.cell(row, column).value for row in range(top[0].row + 1, sheet.max_row + 1)]


def test_a_part_that_only_a_merge_looks_at_stops_it_before_anything_is_written(folder: Path) -> None:
    host = parts(ROW)
    host["xl/worksheets/_rels/sheet1.xml.rels"] = links(("table", "../tables/borte.xml"))
    master = put_master(folder, host)
    before = master.read_bytes()
    for words in (("merge",), ("merge", "--dry-run")):
        run = regionplan("--lang", "en", *words, folder=folder)
        assert run.status == 2, run.err
        assert "The master cannot be read" in run.err
        assert "tables/borte.xml" in run.err
        assert "Traceback" not in run.err
    assert master.read_bytes() == before
    assert not list((folder / "workbooks" / "backups").glob("master *"))


def test_a_module_of_excel_5_and_missing_parts_do_not_stop_a_merge(folder: Path) -> None:
    host = parts(ROW)
    for gone in ("xl/sharedStrings.xml", "xl/theme/theme1.xml"):
        del host[gone]
    module = '<sheet name="Modul1" sheetId="9" state="hidden" r:id=""/></sheets>'
    host["xl/workbook.xml"] = str(host["xl/workbook.xml"]).replace("</sheets>", module)
    master = put_master(folder, host)
    before = values(master.read_bytes())
    assert len(merged(folder)["changes"]) == 2
    assert measure(master, "1.1.1")["Status"] == "Gjennomført"
    assert {at: value for at, value in values(master.read_bytes()).items() if at[0] == "Tiltak"} == {
        at: value for at, value in before.items() if at[0] == "Tiltak"
    }

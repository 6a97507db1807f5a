"""A sheet added at the end of a workbook: valid, readable by others, and nothing else changed."""

import io
from pathlib import Path

import lxml.etree as et
import openpyxl
import pytest

from regionplan_xl.ooxml.editing.new_sheet import PrintSetup, with_sheet
from regionplan_xl.ooxml.package.package import Package
from regionplan_xl.ooxml.reading.workbook import Workbook
from tests.ooxml.compare import faults, touched

FILES = (
    "poi__sample.strict.xlsx",
    "openpyxl__vba_comments.xlsm",
    "closedxml__PivotTables.xlsx",
    "poi__60512.xlsm",
)

MARGINS = {"left": 0.25, "right": 0.25, "top": 0.5, "bottom": 0.6}
PRINTED = PrintSetup("Konfliktar!$1:$1", "&L&9 Mål & tiltak", MARGINS, area="Konfliktar!$A:$A")


@pytest.mark.parametrize("name", FILES)
def test_a_sheet_comes_last_and_every_other_part_stays(name: str, shared: Path) -> None:
    before = (shared / "wild" / name).read_bytes()
    after = with_sheet(before, "Konfliktar", ["Nr", "Tiltak & meir"], [7, 0], PRINTED)
    book = Workbook.open(after)
    assert [i.name for i in book.sheets] == [*(i.name for i in Workbook.open(before).sheets), "Konfliktar"]
    assert [cell.value for cell in book.cells("Konfliktar")] == ["Nr", "Tiltak & meir"]
    new = book.sheet("Konfliktar").part
    workbook = Package.open(before).workbook_part
    folder, _, file = workbook.rpartition("/")
    assert touched(before, after) == {new, workbook, f"{folder}/_rels/{file}.rels", "[Content_Types].xml"}


def test_the_new_sheet_follows_the_schema_and_opens_in_openpyxl(shared: Path) -> None:
    before = (shared / "wild" / "closedxml__PivotTables.xlsx").read_bytes()
    after = with_sheet(before, "Delstatus", ["Nr", "ID"], [7, 0], PRINTED)
    schema = et.XMLSchema(file=str(shared / "xsd" / "sml.xsd"))
    package = Package.open(after)
    assert not faults(schema, package, Workbook(package).sheet("Delstatus").part)
    old = faults(schema, Package.open(before), package.workbook_part)
    assert not faults(schema, package, package.workbook_part) - old
    sheet = openpyxl.load_workbook(io.BytesIO(after))["Delstatus"]
    assert sheet.column_dimensions["B"].hidden

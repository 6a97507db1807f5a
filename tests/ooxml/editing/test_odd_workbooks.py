"""Unusual workbooks from other programs are read and changed all the same, or refused with a reason."""

import pytest

from regionplan_xl.errors import Rejected
from regionplan_xl.excel.parsing.grid_xlsx import read_xlsx
from regionplan_xl.ooxml import Workbook
from regionplan_xl.ooxml.editing.change import Content, Refused, SheetChange, changed
from tests.ooxml.packages import MAIN, packed, parts
from tests.ooxml.sheets import STRICT, part, refused, sheet, workbook

ROW = '<row r="1"><c r="A1"><v>7</v></c></row>'
AS_TEXT: dict[tuple[int, int], Content] = {(1, 1): "ny"}


def values(data: bytes) -> list[object]:
    return [cell.value for cell in Workbook.open(data).cells("Tiltak")]


def test_a_workbook_in_a_namespace_of_its_own_is_no_workbook() -> None:
    contents = parts(ROW)
    contents["xl/workbook.xml"] = str(contents["xl/workbook.xml"]).replace(MAIN, "urn:beta")
    with pytest.raises(Rejected, match="not an Excel workbook"):
        Workbook.open(packed(contents))


@pytest.mark.parametrize("link", ['r:id=""', ""])
def test_a_module_of_excel_5_is_a_sheet_without_cells_and_the_others_are_read(link: str) -> None:
    contents = parts(ROW)
    module = f'<sheet name="Modul1" sheetId="2" state="veryHidden" {link}/></sheets>'
    contents["xl/workbook.xml"] = str(contents["xl/workbook.xml"]).replace("</sheets>", module)
    data = packed(contents)
    assert [(s.name, s.visibility, s.kind) for s in Workbook.open(data).sheets] == [
        ("Tiltak", "visible", "worksheet"),
        ("Modul1", "veryHidden", "module"),
    ]
    assert [found.name for found in read_xlsx(data).sheets] == ["Tiltak"]
    assert values(changed(data, {"Tiltak": SheetChange(AS_TEXT)})[0]) == ["ny"]
    with pytest.raises(Refused, match="not a sheet of cells"):
        changed(data, {"Modul1": SheetChange(AS_TEXT)})


@pytest.mark.parametrize("gone", ["xl/styles.xml", "xl/theme/theme1.xml", "xl/sharedStrings.xml"])
def test_a_part_that_is_only_pointed_to_counts_as_none(gone: str) -> None:
    contents = parts(ROW)
    del contents[gone]
    data = packed(contents)
    assert values(data) == [7]
    assert [found.name for found in read_xlsx(data).sheets] == ["Tiltak"]
    assert values(changed(data, {"Tiltak": SheetChange(AS_TEXT)})[0]) == ["ny"]


def test_a_text_that_was_in_a_missing_part_is_damage() -> None:
    contents = parts('<row r="1"><c r="A1" t="s"><v>0</v></c></row>', strings="<si><t>x</t></si>")
    del contents["xl/sharedStrings.xml"]
    with pytest.raises(Rejected, match="damaged inside"):
        values(packed(contents))


@pytest.mark.parametrize(
    ("count", "is_heading"), [("true", True), ("1.0", True), ("", True), ("0", False), ("false", False)]
)
def test_a_table_may_say_with_a_word_whether_it_has_headings(count: str, is_heading: bool) -> None:
    table = (
        f'<table xmlns="{MAIN}" id="1" name="T" displayName="T" ref="A1:A2" headerRowCount="{count}">'
        '<tableColumns count="1"><tableColumn id="1" name="Nr"/></tableColumns></table>'
    )
    document, tables = sheet(ROW), {"t.xml": table}
    assert Workbook.open(workbook(document, tables=tables)).tables("Ark")[0].header_rows == int(is_heading)
    if is_heading:
        assert "heading of a table" in refused(document, SheetChange(AS_TEXT), tables=tables)[0][1]
    else:
        changed(workbook(document, tables=tables), {"Ark": SheetChange(AS_TEXT)})


@pytest.mark.parametrize("space", [MAIN, STRICT])
def test_a_namespace_said_again_on_rows_and_cells_means_the_same(space: str) -> None:
    row = f'<row xmlns="{space}" r="1"><c xmlns="{space}" r="A1"><v>1</v></c></row>'
    document = sheet(row).replace(MAIN, space, 1)
    after, _ = changed(workbook(document), {"Ark": SheetChange({(1, 2): 2})})
    assert part(after).decode() == document.replace("</row>", '<c r="B1"><v>2</v></c></row>')


def test_a_row_in_another_namespace_is_not_understood() -> None:
    row = '<row r="1"><c r="A1" xmlns="urn:beta"><v>1</v></c></row>'
    assert "built in a way" in refused(sheet(row), SheetChange(AS_TEXT))[0][1]


def test_a_sheet_with_an_escape_in_its_name_is_changed_under_the_name_that_people_see() -> None:
    contents = parts(ROW)
    contents["xl/workbook.xml"] = str(contents["xl/workbook.xml"]).replace("Tiltak", "Til_x0074_ak")
    assert values(changed(packed(contents), {"Tiltak": SheetChange(AS_TEXT)})[0]) == ["ny"]

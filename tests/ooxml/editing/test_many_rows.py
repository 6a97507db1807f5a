"""A change of more rows than are kept in memory gives the same result."""

import io

import openpyxl
import pytest
import xlsxwriter

from regionplan_xl.ooxml.editing import change
from regionplan_xl.ooxml.editing.change import Content, SheetChange, changed
from regionplan_xl.ooxml.editing.sheet_change import Sheet
from regionplan_xl.ooxml.editing.sheet_edits import ScannedSheet, scan_for_change

ROWS = 40
SHEETS = ("Natur", "Kultur", "Klima")


def book() -> bytes:
    """Return three sheets of shared texts and numbers."""
    out = io.BytesIO()
    with xlsxwriter.Workbook(out, {"in_memory": True}) as workbook:
        for name in SHEETS:
            sheet = workbook.add_worksheet(name)
            for row in range(ROWS):
                sheet.write_row(row, 0, [row, f"Tiltak {row}", "Påbegynt"])
    return out.getvalue()


def changes() -> dict[str, SheetChange]:
    """Change every other status, rewrite the rest unchanged, and append two rows to each sheet."""
    said: dict[tuple[int, int], Content] = {
        (row + 1, 3): "Fullført" if row % 2 else "Påbegynt" for row in range(ROWS)
    }
    return {name: SheetChange({**said}, [{1: 99, 2: "Nytt"}, {3: "Påbegynt"}]) for name in SHEETS}


@pytest.mark.parametrize("kept", [0, 1, ROWS, ROWS + 5, 2 * ROWS + 20])
def test_a_change_is_the_same_however_few_rows_are_kept(kept: int, monkeypatch: pytest.MonkeyPatch) -> None:
    original = book()
    all_kept, appended = changed(original, changes())
    monkeypatch.setattr(change, "_ROWS_KEPT", kept)
    in_memory: list[int] = []

    def noted(sheet: Sheet, wanted: SheetChange, keep: int) -> ScannedSheet:
        scanned = scan_for_change(sheet, wanted, keep)
        in_memory.append(scanned.rows_kept)
        return scanned

    monkeypatch.setattr(change, "scan_for_change", noted)
    assert changed(original, changes()) == (all_kept, appended)
    assert sum(in_memory) == kept // ROWS * ROWS

    read = openpyxl.load_workbook(io.BytesIO(all_kept))
    for name in SHEETS:
        statuses = [cell.value for cell in read[name]["C"]]
        assert statuses == ["Påbegynt", "Fullført"] * (ROWS // 2) + [None, "Påbegynt"]

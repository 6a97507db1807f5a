"""An area sheet renamed by a program that leaves formulas unchanged: Oversikt still counts it."""

import re
import zipfile
from typing import Any

import pytest

from regionplan_xl.ooxml import SheetChange, changed
from tests.rounds.desk import Desk
from tests.rounds.one_figure import counted
from tests.workbooks import load_workbook

pytestmark = pytest.mark.filterwarnings("ignore::UserWarning")


def areas(desk: Desk) -> list[str]:
    """Return the names of the area sheets, in the order of their tabs."""
    book = load_workbook(desk.master)
    return [
        sheet.title
        for sheet in book
        if any(c.value == "Ansvar" and sheet["A1"].value for r in sheet[1:9] for c in r)
    ]


def rename(desk: Desk, names: dict[str, str]) -> None:
    """Rename sheets with openpyxl, which leaves every formula as it is."""
    book: Any = load_workbook(desk.master)
    sheets = {old: book[old] for old in names}
    for number, sheet in enumerate(sheets.values()):
        sheet.title = f"mellombels {number}"
    for old, new in names.items():
        sheets[old].title = new
    book.save(desk.master)


def rename_only(desk: Desk, names: dict[str, str]) -> None:
    """Rename sheets in the file itself, so that every formula keeps its value."""
    edit_part(
        desk,
        "xl/workbook.xml",
        {f'<sheet name="{old}"': f'<sheet name="{new}"' for old, new in names.items()},
    )


def edit_part(desk: Desk, part: str, texts: dict[str, str]) -> None:
    with zipfile.ZipFile(desk.master) as book:
        parts = {name: book.read(name) for name in book.namelist()}
    assert all(old.encode() in parts[part] for old in texts)
    one = re.compile("|".join(map(re.escape, texts)))
    parts[part] = one.sub(lambda found: texts[found[0]], parts[part].decode()).encode()
    with zipfile.ZipFile(desk.master, "w") as book:
        for name, content in parts.items():
            book.writestr(name, content)


def stored(desk: Desk) -> dict[str, object]:
    """Return the values stored in the cells of Oversikt."""
    sheet: Any = load_workbook(desk.master, data_only=True)["Oversikt"]
    return {c.coordinate: c.value for row in sheet for c in row}


def formulas(desk: Desk) -> dict[str, str]:
    sheet: Any = load_workbook(desk.master)["Oversikt"]
    return {c.coordinate: c.value for row in sheet for c in row if str(c.value).startswith("=")}


def about(desk: Desk, sheet: str) -> list[str]:
    """Return the fixes in the findings of `check` about a missing sheet."""
    found = desk.run("check")["findings"]
    return [f["fix"] for f in found if f"«{sheet}»" in f["what"] and f["sheet"] == "Oversikt"]


def agreed(desk: Desk) -> dict[str, int]:
    found = counted(desk)
    assert found["status"] == found["oversikt"] == found["case"] == found["ledger"], found
    return found["status"]


@pytest.mark.parametrize("new", ["Helse 2027", "Helga's plan", "Helse"])
def test_a_renamed_area_sheet_is_a_finding_and_the_next_merge_counts_it_again(desk: Desk, new: str) -> None:
    desk.run("merge")
    before, old = agreed(desk), areas(desk)[0]
    rename(desk, {old: new})
    assert [new in fix for fix in about(desk, old)] == [True]
    desk.run("merge")
    assert agreed(desk) == before
    assert about(desk, old) == []
    assert not any(f"'{old}'!" in formula for formula in formulas(desk).values())
    written = "'" + new.replace("'", "''") + "'!"
    assert any("HYPERLINK" in f and written in f for f in formulas(desk).values())
    again = desk.master.read_bytes()
    desk.run("merge")
    assert desk.master.read_bytes() == again


def test_two_renamed_area_sheets_are_both_counted_again(desk: Desk) -> None:
    desk.run("merge")
    before, (one, other, *_) = agreed(desk), areas(desk)
    rename(desk, {one: "Første", other: "Andre"})
    desk.run("merge")
    assert agreed(desk) == before
    assert about(desk, one) == about(desk, other) == []


def test_a_sheet_with_the_old_name_of_another_stays_a_finding_and_its_figures_as_they_were(
    desk: Desk,
) -> None:
    desk.run("merge")
    one, other, *_ = areas(desk)
    before, shown = formulas(desk), stored(desk)
    rename_only(desk, {one: other, other: "Noko anna"})
    desk.run("merge")
    after = formulas(desk)
    kept = [at for at, text in before.items() if f"'{one}'!" in text and "COUNTIFS" in text]
    assert kept
    assert [(after[at], stored(desk)[at]) for at in kept] == [(before[at], shown[at]) for at in kept]
    assert len(about(desk, one)) == 1


def test_figures_stay_as_they_were_if_no_sheet_has_the_name_of_the_area(desk: Desk) -> None:
    desk.run("merge")
    old = areas(desk)[0]
    shown = stored(desk)
    rename_only(desk, {old: "Ukjend"})
    (row, *_) = [int(re.sub(r"\D", "", at)) for at, text in formulas(desk).items() if f"'{old}'!" in text]
    new = SheetChange(cells={(row, 2): "Noko heilt anna"})
    desk.master.write_bytes(changed(desk.master.read_bytes(), {"Oversikt": new}, recalculate=False)[0])
    counts = [at for at, text in formulas(desk).items() if f"'{old}'!" in text and "COUNTIFS" in text]
    desk.run("merge")
    assert counts
    assert [stored(desk)[at] for at in counts] != [0 for at in counts]
    assert [stored(desk)[at] for at in counts] == [shown[at] for at in counts]
    assert len(about(desk, old)) == 1


def test_the_secretariats_own_formula_keeps_the_old_name(desk: Desk) -> None:
    desk.run("merge")
    old = areas(desk)[0]
    own = f"=COUNTIFS('{old}'!$F:$F,\"Gjennomført\")"
    book: Any = load_workbook(desk.master)
    book["Oversikt"]["Z3"] = own
    book.save(desk.master)
    rename(desk, {old: "Nytt namn"})
    desk.run("merge")
    assert formulas(desk)["Z3"] == own

"""Several texts in one row, or about one file: each is asked about, and a copy of the workbook repeats no question."""

from collections.abc import Mapping
from types import MappingProxyType
from typing import Any

import pytest

from tests.rounds.answers import ROUND, header
from tests.rounds.desk import Desk
from tests.workbooks import load_workbook

pytestmark = pytest.mark.filterwarnings("ignore::UserWarning")
NUMBER = "6.1.1"  # of KRU
Cells = Mapping[str, object]


def returns(
    desk: Desk,
    cells: Cells,
    *,
    name: str = "KRU",
    headings: Mapping[str, str] = MappingProxyType({}),
    copied: Cells | None = None,
    without: str = "",
) -> Any:
    """Merge KRU's workbook with these cells in the row of 6.1.1: by heading, or by column letter.

    `headings`: column letter -> a heading of its own. `copied`: the row is copied to the end, with these cells.
    `without`: a heading that is removed with its column.
    """
    book = load_workbook(desk.folder / "workbooks" / "outbox" / ROUND / "KRU.xlsx")
    sheet: Any = book["Tiltak"]
    top, columns = header(sheet)
    row = next(r for r in range(top + 1, sheet.max_row + 1) if str(sheet.cell(r, 1).value) == NUMBER)
    last = sheet.max_row + 1
    if copied is not None:
        for at in range(1, sheet.max_column + 1):
            sheet.cell(last, at).value = sheet.cell(row, at).value
        for heading, value in copied.items():
            sheet.cell(last, columns[heading]).value = value
    for letter, heading in headings.items():
        sheet[f"{letter}{top}"] = heading
    for key, value in cells.items():
        sheet[f"{key}{row}" if key not in columns else sheet.cell(row, columns[key]).coordinate] = value
    for r in range(top, sheet.max_row + 1) if without else ():
        sheet.cell(r, columns[without]).value = None
    path = desk.folder / "workbooks" / "inbox" / f"{name}.xlsx"
    path.parent.mkdir(parents=True, exist_ok=True)
    book.save(path)
    return desk.run("merge")


def waiting(desk: Desk) -> list[str]:
    """Return what waits on Konfliktar."""
    return [row["Svar"] for row in desk.rows("Konfliktar")]


@pytest.mark.parametrize(
    "row",
    [
        {"cells": {"T": "Gjennomført", "V": "Påstarta"}},
        {"cells": {"T": "Ferdig 1. mai", "V": "Pengane manglar"}, "without": "Venta ferdig"},
        {"cells": {"T": "Me er ferdige", "V": "Nei"}, "headings": {"T": "Kommentar 2", "V": "Kommentar 2"}},
        {"cells": {"T": "Gjennomført", "Status": "Påstarta"}, "copied": {"Status": "Gjennomført"}},
        {
            "cells": {"T": "Gjennomført", "V": "Påstarta", "Status": "Påstarta"},
            "copied": {"Status": "Gjennomført"},
        },
    ],
    ids=[
        "columns without a heading", "while a column for answers is gone", "two columns with one heading",
        "in one of two rows that disagree", "two in one of two rows that disagree",
    ],
)  # fmt: skip
def test_every_text_of_a_row_is_asked_about(desk: Desk, row: dict[str, Any]) -> None:
    asked = [one["answer"] for one in returns(desk, **row)["conflicts"]]
    written = [str(value) for key, value in row["cells"].items() if key != "Status"]
    assert set(written) <= set(asked)
    assert len(asked) == len(written) + 2 * ("copied" in row)
    assert waiting(desk) == asked
    keys = [one["ID"] for one in desk.rows("Konfliktar")]
    assert len(set(keys)) == len(keys)


TWO: dict[str, Any] = {"cells": {"T": "Gjennomført", "V": "Påstarta"}}


def test_a_workbook_saved_once_more_asks_nothing_again(desk: Desk) -> None:
    returns(desk, **TWO)
    assert waiting(desk) == ["Gjennomført", "Påstarta"]
    again = returns(desk, {**TWO["cells"], "Kommentar": "Me har endra dette."}, name="KRU 2")
    assert again["conflicts"] == []
    assert waiting(desk) == ["Gjennomført", "Påstarta"]
    assert desk.cell(NUMBER, "Kommentar") == "Me har endra dette."


def test_two_copies_that_are_merged_together_ask_once(desk: Desk) -> None:
    returns(desk, **TWO, name="den eine")
    desk.run("undo")
    returns(desk, {**TWO["cells"], "Kommentar": "Me har endra dette."}, name="den andre")
    assert waiting(desk) == ["Gjennomført", "Påstarta"]


def test_what_a_person_has_judged_is_not_asked_about_in_a_copy(desk: Desk) -> None:
    returns(desk, **TWO)
    for row in desk.rows("Konfliktar"):
        desk.write("Konfliktar", row["row"], Avgjerd="Legg bort")
    desk.run("merge")
    assert waiting(desk) == []
    returns(desk, {**TWO["cells"], "Kommentar": "Me har endra dette."}, name="KRU 2")
    assert waiting(desk) == []


def test_another_text_in_the_same_cell_of_a_copy_is_asked_about(desk: Desk) -> None:
    returns(desk, **TWO)
    returns(desk, {"T": "Gjennomført", "V": "Ikkje påstarta"}, name="KRU 2")
    assert waiting(desk) == ["Gjennomført", "Påstarta", "Ikkje påstarta"]


def test_the_same_text_in_another_column_is_asked_about(desk: Desk) -> None:
    returns(desk, {"T": "Gjennomført", "V": "Gjennomført"})
    assert waiting(desk) == ["Gjennomført", "Gjennomført"]


def test_an_undone_merge_asks_about_every_text_again(desk: Desk) -> None:
    returns(desk, **TWO)
    desk.run("undo")
    assert waiting(desk) == []
    desk.run("merge")
    assert waiting(desk) == ["Gjennomført", "Påstarta"]

"""What the secretariat writes on Oversikt stays, however long the program's lists become."""

from collections.abc import Mapping
from typing import Any

import pytest

from tests.rounds.answers import measures
from tests.rounds.desk import Desk
from tests.rounds.register_by_hand import rename
from tests.workbooks import load_workbook

pytestmark = pytest.mark.filterwarnings("ignore::UserWarning")

NEW = "2025-2"
ANSWERS, LATE = "Aktør", "Gå til"
"""Headings of the list of answers and of that of overdue measures."""


def sheet_of(desk: Desk) -> Any:
    return load_workbook(desk.master)["Oversikt"]


def header(desk: Desk, heading: str) -> tuple[int, int]:
    """Return the row and column of the first such heading on Oversikt."""
    found = next(c for row in sheet_of(desk).iter_rows() for c in row if c.value == heading)
    return found.row, found.column


def answers(desk: Desk) -> list[str]:
    """Return the names in the list of answers, up to its first blank row."""
    row, column = header(desk, ANSWERS)
    return listed(desk, row, column)


def late(desk: Desk) -> list[str]:
    """Return the numbers in the list of overdue measures, up to its first blank row."""
    return listed(desk, header(desk, LATE)[0], 1)


def listed(desk: Desk, row: int, column: int) -> list[str]:
    sheet = sheet_of(desk)
    found: list[str] = []
    while (value := sheet.cell(row + 1 + len(found), column).value) is not None:
        found.append(str(value))
    return found


def write(desk: Desk, cells: Mapping[tuple[int, int], object]) -> None:
    book = load_workbook(desk.master)
    sheet: Any = book["Oversikt"]
    for (row, column), value in cells.items():
        sheet.cell(row, column).value = value
    book.save(desk.master)


def places(desk: Desk, *texts: object) -> list[tuple[int, int]]:
    """Return the row and column of every cell on Oversikt with one of these contents."""
    cells = (cell for row in sheet_of(desk).iter_rows() for cell in row)
    return [(cell.row, cell.column) for cell in cells if cell.value in texts]


def merge(desk: Desk, number: str = "6.1.1", **cells: object) -> Any:
    """Merge an answer from KRU, so that the master is written."""
    desk.answer("KRU", number, f"KRU {len(list(desk.folder.rglob('*.xlsx')))}", **cells)
    run = desk.run("merge")
    assert run["merge"], run
    return run


def asked_now(desk: Desk) -> list[str]:
    """Return the names that the last round has asked."""
    status = desk.run("status")
    return [*status["answered"], *status["not_answered"]]


@pytest.fixture
def few(desk: Desk) -> Desk:
    """Only Gol and KRU are asked in the last round."""
    desk.run("send", "--round", NEW, "--actor", "Gol", "--actor", "KRU")
    merge(desk, Kommentar="Først.")
    assert sorted(answers(desk)) == ["Gol", "KRU"]
    return desk


def ask_everybody(desk: Desk) -> None:
    desk.run("send", "--round", NEW)


@pytest.mark.parametrize("below", [1, 2, 4])
def test_a_note_below_the_answers_moves_down_when_more_are_asked(few: Desk, below: int) -> None:
    row, column = header(few, ANSWERS)
    write(few, {(row + 2 + below, column): "Ring Hol måndag"})
    overdue = late(few)
    ask_everybody(few)
    assert merge(few, Kommentar="Sidan.")["notices"] == []
    names = [name for name in answers(few) if name != "Ring Hol måndag"]
    assert len(names) > 20
    assert len(set(names)) == len(names)
    ((at, found),) = places(few, "Ring Hol måndag")
    assert (at > header(few, ANSWERS)[0] + len(names), found) == (True, column)
    assert late(few) == overdue


@pytest.mark.parametrize("below", [1, 2])
def test_a_note_below_the_overdue_measures_moves_down_when_more_fall_due(desk: Desk, below: int) -> None:
    merge(desk, Kommentar="Først.")
    before, asked = late(desk), answers(desk)
    row, _ = header(desk, LATE)
    write(desk, {(row + len(before) + below, 2): "Vår merknad"})
    others = [str(one["Nr"]) for one in measures(desk.master).values() if one["Nr"] not in before][:3]
    for number in others:
        desk.edit(number, Tid="2020")
    assert merge(desk, Kommentar="Sidan.")["notices"] == []
    now = late(desk)
    assert sorted(now) == sorted([*before, *others])
    ((at, _),) = places(desk, "Vår merknad")
    assert at > header(desk, LATE)[0] + len(now)
    assert answers(desk) == asked


@pytest.mark.parametrize("first", [["Sum", 25, 3, 22], []])
def test_the_secretariat_may_keep_a_sum_or_a_copy_of_the_list_right_below_it(
    few: Desk, first: list[object]
) -> None:
    row, column = header(few, ANSWERS)
    copied = [[sheet_of(few).cell(r, column + at).value for at in range(4)] for r in range(row, row + 3)]
    mine = [first, *copied] if first else copied[1:]
    write(few, {(row + 3 + r, column + at): v for r, line in enumerate(mine) for at, v in enumerate(line)})
    ask_everybody(few)
    merge(few, Kommentar="Sidan.")
    sheet = sheet_of(few)
    top = max(at[0] for at in places(few, mine[-1][0]) if at[1] == column) - len(mine) + 1
    assert [[sheet.cell(top + r, column + c).value for c in range(4)] for r in range(len(mine))] == mine
    assert len([at for at in places(few, "Gol") if at[1] == column]) == 2
    assert len(set(answers(few)[:20])) == 20


def test_a_list_that_becomes_shorter_leaves_no_rows_and_keeps_what_is_below_and_beside(desk: Desk) -> None:
    merge(desk, Kommentar="Først.")
    row, column = header(desk, ANSWERS)
    names = answers(desk)
    mine = {
        (row + len(names) + 1, column): "Under lista",
        (row + 5, column - 1): "Ved sida av",
        (row + len(names) + 2, column + 2): "Til høgre under",
    }
    write(desk, mine)
    desk.run("send", "--round", NEW, "--actor", "Gol")
    merge(desk, Kommentar="Sidan.")
    assert answers(desk) == ["Gol"]
    assert [sheet_of(desk).cell(*at).value for at in mine] == list(mine.values())
    assert [at for at in places(desk, *(set(names) - {"Gol"})) if at[1] == column] == []


def test_a_renamed_body_leaves_no_row_under_its_former_name(few: Desk) -> None:
    row, column = header(few, ANSWERS)
    write(few, {(row + 3, column): "Ring Hol måndag"})
    rename(few, "Gol", "Gol herad")
    merge(few, Kommentar="Sidan.")
    rename(few, "Gol herad", "Nye Gol")
    merge(few, Kommentar="Endå seinare.")
    names = answers(few)
    assert (len(names), names[2]) == (3, "Ring Hol måndag")
    assert sum("Gol" in name for name in names) == 1


def test_a_blank_row_that_was_inserted_in_the_list_is_used_again(few: Desk) -> None:
    row, column = header(few, ANSWERS)
    book = load_workbook(few.master)
    book["Oversikt"].move_range(f"{'ABCDEFGHIJKLMNOP'[column - 1]}{row + 2}:O{row + 2}", rows=2)
    book.save(few.master)
    merge(few, Kommentar="Sidan.")
    assert sorted(answers(few)) == ["Gol", "KRU"]
    assert len([at for at in places(few, "Gol", "KRU") if at[1] == column]) == 2


def test_what_cannot_be_moved_stays_and_the_notice_tells_how_many_lines_are_left_out(few: Desk) -> None:
    row, column = header(few, ANSWERS)
    mine = {(r, 20): f"Vår logg {r}" for r in range(row, row + 60)}
    write(few, {(row + 3, column): "Ring Hol måndag", **mine})
    ask_everybody(few)
    (notice,) = merge(few, Kommentar="Sidan.")["notices"]
    assert (notice["sheet"], notice["row"]) == ("Oversikt", row + 3)
    assert str(len(asked_now(few)) - 2) in notice["what"]
    assert [sheet_of(few).cell(*at).value for at in mine] == list(mine.values())
    assert answers(few)[2:] == ["Ring Hol måndag"]
    write(few, {(row + 3, column): None})
    assert merge(few, Kommentar="Endå seinare.")["notices"] == []
    assert len(set(answers(few))) == len(answers(few)) > 20


@pytest.mark.parametrize("edited", [False, True])
def test_an_undone_merge_keeps_what_was_written_before_it_and_after_it(few: Desk, edited: bool) -> None:
    row, column = header(few, ANSWERS)
    write(few, {(row + 3, column): "Ring Hol måndag"})
    ask_everybody(few)
    merge(few, Kommentar="Sidan.")
    if edited:
        write(few, {(header(few, ANSWERS)[0] + len(answers(few)) + 5, column): "Skrive etterpå"})
    few.run("undo")
    assert len(places(few, "Ring Hol måndag")) == 1
    assert len(places(few, "Skrive etterpå")) == edited
    assert len(set(answers(few))) == len(answers(few))


def test_a_new_year_keeps_what_was_written_below_the_lists(few: Desk) -> None:
    row, column = header(few, ANSWERS)
    write(few, {(row + 3, column): "Ring Hol måndag"})
    below = header(few, LATE)[0] + len(late(few)) + 1
    write(few, {(below, 2): "Vår merknad"})
    few.run("roll-over", "--year", "2026")
    assert len(places(few, "Ring Hol måndag", "Vår merknad")) == 2
    ask_everybody(few)
    few.run("merge")
    assert len(places(few, "Ring Hol måndag", "Vår merknad")) == 2


def test_the_secretariat_may_write_the_name_of_an_area_below_the_counts(desk: Desk) -> None:
    row, column = header(desk, "Forfalne")
    name = sheet_of(desk).cell(row + 1, 2).value
    free = row + 9
    write(desk, {(free, 2): name, (free, column): "Sjå vedtak"})
    merge(desk, Kommentar="Først.")
    assert sheet_of(desk).cell(free, column).value == "Sjå vedtak"

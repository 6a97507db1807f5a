"""Returns are matched with the sent rows where they are parsed, in a child process, and limited in size."""

import subprocess
import sys
from collections.abc import Callable
from typing import Any

import pytest
from openpyxl import Workbook

from regionplan_xl.config.engine import EngineSettings
from regionplan_xl.errors import Rejected
from regionplan_xl.excel.parsing.grid import Grid, GridCell, GridSheet
from regionplan_xl.excel.returned.proposals import MORE, read_returned_proposals
from regionplan_xl.excel.returned.workbook import NO_TABLE
from regionplan_xl.plan.merging.sent_and_returned import Clues, Dispatch, Submission
from regionplan_xl.sandbox.protocol import ProtocolError
from regionplan_xl.sandbox.reader import open_reader
from regionplan_xl.sandbox.return_protocol import (
    ReturnedFile,
    submission_from_plain,
    submission_to_plain,
)
from tests.excel.actor.dispatches import DISPATCH
from tests.paths import PROJECT
from tests.sandbox.reading import RULES
from tests.sandbox.returned_files import Fill, everything, file_with, from_first


def read_by(kind: str, *files: ReturnedFile) -> list[Submission | Rejected]:
    with open_reader(EngineSettings(kind=kind, workers=2)) as reader:  # type: ignore[arg-type]
        return list(reader.returns(files, RULES, from_first))


def test_a_return_says_the_same_whether_a_child_reads_it_or_this_process() -> None:
    files = [file_with(everything), file_with(lambda _: None, "tom.xlsx")]
    apart, here = read_by("processes", *files), read_by("inline", *files)
    assert apart == here
    full = apart[0]
    assert isinstance(full, Submission)
    assert len(full.answers) >= 5
    assert full.held
    assert full.remarks
    assert full.proposals == (("Ny bru over elva", "", "", ""),)


def test_who_answers_is_asked_once_for_each_file_and_a_doubt_costs_that_file_only() -> None:
    asked = []

    def identify(file: ReturnedFile, clues: Clues) -> Dispatch:
        asked.append(file.name)
        if file.name == "b.xlsx":
            raise Rejected(NO_TABLE)
        return from_first(file, clues)

    files = [file_with(everything, name) for name in ("a.xlsx", "b.xlsx", "c.xlsx")]
    with open_reader() as reader:
        read = list(reader.returns(files, RULES, identify))
    assert asked == ["a.xlsx", "b.xlsx", "c.xlsx"]
    assert [isinstance(one, Submission) for one in read] == [True, False, True]


def test_the_command_itself_loads_nothing_that_reads_or_matches_cells_of_returns() -> None:
    code = (
        "import sys, regionplan_xl.project.submissions; "
        "sys.exit('regionplan_xl.excel.returned.workbook' in sys.modules)"
    )
    assert subprocess.run([sys.executable, "-c", code], cwd=PROJECT, check=False).returncode == 0


def told(change: Callable[[Any], object]) -> Submission:
    """Return the result of an answer from a child that was tampered with."""
    (submission,) = read_by("inline", file_with(everything))
    assert isinstance(submission, Submission)
    plain: Any = submission_to_plain(submission)
    change(plain)
    return submission_from_plain(plain, file_with(everything), DISPATCH, RULES)


def only_involved() -> int:
    return next(at for at, row in enumerate(DISPATCH.rows) if not row.answerable)


@pytest.mark.parametrize(
    "change",
    [
        lambda plain: plain["answers"].append([only_involved(), "status", "done", ["Tiltak", 5, ""]]),
        lambda plain: plain["answers"].append([len(DISPATCH.rows), "status", "done", ["Tiltak", 5, ""]]),
        lambda plain: plain["answers"].append([-1, "status", "done", ["Tiltak", 5, ""]]),
        lambda plain: plain["answers"].append([0, "status", "cancelled", ["Tiltak", 5, ""]]),
        lambda plain: plain["answers"].append([0, "status", 3, ["Tiltak", 5, ""]]),
        lambda plain: plain["answers"].append([0, "expected", "2025-01-01", ["Tiltak", 5, ""]]),
        lambda plain: plain["answers"].append([0, "owner", "Gol", ["Tiltak", 5, ""]]),
        lambda plain: plain["held"].append(
            [{"say": "{x.__class__}", "with": [["x", 1]]}, ["", 1, ""], "", ""]
        ),
        lambda plain: plain["remarks"].append(3),
        lambda plain: plain.pop("proposals"),
    ],
)
def test_a_child_can_say_nothing_that_the_actor_could_not(change: Callable[[Any], object]) -> None:
    with pytest.raises((ProtocolError, LookupError, TypeError, ValueError)):
        told(change)
    assert told(lambda _: None).answers


def calls(fill: Fill) -> int:
    """Return the number of function calls to match a filled-in return, after everything is loaded."""
    from regionplan_xl.sandbox.formats.read_file import read_file
    from regionplan_xl.sandbox.read_return import look_at, read_answers
    from regionplan_xl.sandbox.return_protocol import task_to_plain

    file = file_with(fill)
    grid = read_file(file.data, file.name)
    task = task_to_plain(file, DISPATCH, RULES)
    count = 0

    def counting(_frame: object, event: str, _argument: object) -> None:
        nonlocal count
        count += event in ("call", "c_call")

    sys.setprofile(counting)
    try:
        look_at(grid)
        read_answers(grid, task)
    finally:
        sys.setprofile(None)
    return count


def long_texts_like_ours(workbook: Workbook, size: int) -> None:
    for row in (5, 6, 8):
        workbook.worksheets[1].cell(row, 2).value = "e" * 20 * size


def our_wordings_again_and_again(workbook: Workbook, size: int) -> None:
    for row in range(30, 60):
        workbook.worksheets[0].cell(row, 2).value = "Kode: a · " * size


def many_rows_of_their_own(workbook: Workbook, size: int) -> None:
    for row in range(30, 30 + size):
        workbook.worksheets[1].cell(row, 7).value = f"Merknad nummer {row} om eitt og hitt"


def many_sheets_of_their_own(workbook: Workbook, size: int) -> None:
    for number in range(size // 10):
        sheet = workbook.create_sheet(f"Notat {number}")
        for row in range(1, 11):
            sheet.cell(row, 1).value = f"1.1.{number}: dette er gjort {row}"


def many_codes(workbook: Workbook, size: int) -> None:
    for row in range(30, 30 + size):
        workbook.worksheets[0].cell(row, 2).value = f"Kode: A{row:05}"


def many_copies_of_a_row(workbook: Workbook, size: int) -> None:
    sheet = workbook.worksheets[1]
    for row in range(30, 30 + size):
        for column in range(1, 20):
            sheet.cell(row, column).value = sheet.cell(5, column).value
        sheet.cell(row, 5).value = "Gjennomført"


@pytest.mark.parametrize(
    "fill",
    [
        long_texts_like_ours, our_wordings_again_and_again, many_rows_of_their_own, many_sheets_of_their_own,
        many_codes, many_copies_of_a_row,
    ],
)  # fmt: skip
def test_a_return_twice_as_long_costs_no_more_than_twice_as_much(
    fill: Callable[[Workbook, int], None],
) -> None:
    some, more = (calls(lambda workbook, size=size: fill(workbook, size)) for size in (400, 1600))  # type: ignore[misc]
    assert more <= 4.2 * some


def test_no_file_can_fill_the_sheet_of_proposals() -> None:
    def fill(workbook: Workbook) -> None:
        sheet = workbook.worksheets[2]
        top = next(row for row in range(1, 20) if str(sheet.cell(row, 1).value or "").startswith("Kva"))
        for row in range(1_000):
            sheet.cell(top + 1 + row, 1).value = f"Framlegg {row}"

    (read,) = read_by("inline", file_with(fill))
    assert isinstance(read, Submission)
    assert len(read.proposals) == 200
    assert [one.reason for one in read.held] == [MORE.with_values(count=800)]


def test_a_name_among_the_answers_is_no_title() -> None:
    """A committee's answer of last time begins with its name: that does not make the return somebody else's."""

    def fill(workbook: Workbook) -> None:
        sheet = workbook.worksheets[1]
        sheet.delete_rows(1, 2)  # the title and the note above the headings
        at = next(number for number, cell in enumerate(sheet[1], 1) if cell.value == "Kommentar")
        sheet.cell(3, at).value = "Nesbyen: har ikkje svart enno"

    seen: list[Clues] = []

    def identify(file: ReturnedFile, clues: Clues) -> Dispatch:
        seen.append(clues)
        return DISPATCH

    with open_reader(EngineSettings(kind="inline")) as reader:
        list(reader.returns([file_with(fill)], RULES, identify))
    assert seen[0].codes == {DISPATCH.code}
    assert not any("nesbyen" in title for title in seen[0].titles)


def proposed(*cells: object) -> Submission:
    """Return a submission whose Framlegg has one row with these cells."""

    def fill(workbook: Workbook) -> None:
        sheet = workbook.worksheets[2]
        top = next(row for row in range(1, 20) if str(sheet.cell(row, 1).value or "").startswith("Kva"))
        for column, value in enumerate(cells, 1):
            sheet.cell(top + 1, column).value = value  # type: ignore[assignment]

    (read,) = read_by("inline", file_with(fill))
    assert isinstance(read, Submission)
    return read


def test_a_proposal_with_a_character_that_no_workbook_keeps_is_a_proposal_all_the_same() -> None:
    """openpyxl refuses the character itself; Excel writes it so."""
    read = proposed("Ny sti", "1.1", "Kvifor_x000B_ikkje", "Per")
    assert read.proposals == (("Ny sti", "1.1", "Kvifor\ufffdikkje", "Per"),)
    assert read.held == ()


def test_a_proposal_too_long_for_a_cell_is_cut_with_its_length_shown() -> None:
    rows = {
        1: {1: GridCell("Kva"), 2: GridCell("Kvar")},
        2: {1: GridCell("å" * 40_000), 2: GridCell("1.1")},
    }
    ((what, where, *_),), held = read_returned_proposals(
        Grid((GridSheet("Framlegg", rows=rows),)), (), "svar.csv"
    )
    assert what.endswith("å… (40000)")
    assert 32_700 < len(what) <= 32_767
    assert (where, held) == ("1.1", [])


@pytest.mark.parametrize("bad", ["#N/A", "=A1"])
def test_a_proposal_with_a_cell_that_says_nothing_is_held_with_all_that_its_row_says(bad: str) -> None:
    read = proposed("Ny sti", "1.1", bad, "Per")
    assert read.proposals == ()
    (held,) = read.held
    assert all(word in held.written for word in ("Ny sti", "1.1", bad, "Per"))

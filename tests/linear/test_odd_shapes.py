"""Plans, returns and mailboxes of unusual shapes cost in proportion to their size too."""

from collections.abc import Callable
from copy import copy
from dataclasses import replace
from email.message import EmailMessage
from functools import partial
from io import BytesIO
from pathlib import Path
from typing import Any

import pytest

from benchmarks.round_data import ROUND, answer_round, make_project
from regionplan_xl.documents.blocks import TableCell
from regionplan_xl.documents.understanding.words.cell_shapes import shape_of
from regionplan_xl.ledger.dispatch_lookup import DispatchLookup
from regionplan_xl.mailing.receipts.content import OpenQuestions
from regionplan_xl.ooxml.editing.change import SheetChange, changed
from regionplan_xl.plan.checks import check_plan
from regionplan_xl.plan.merging.outcome import ProposalDecision, Question
from regionplan_xl.plan.merging.proposals import decide_proposals
from regionplan_xl.plan.merging.sent_and_returned import Clues, Dispatch, Proposal, SentRow, Submission
from regionplan_xl.plan.model import Indicator, Plan, Report
from regionplan_xl.project.folder import Project
from regionplan_xl.text import phrase
from tests.delivery.incoming.corpus import SERVER
from tests.excel.actor.dispatches import DISPATCH, book
from tests.excel.returned.returns import read, saved
from tests.linear.counting import Counts, more_than_linear, operations
from tests.linear.even_plan import even_plan, run
from tests.ooxml.sheets import sheet, workbook
from tests.paths import PACKAGE
from tests.rounds.answers import header, read_in_this_process
from tests.rounds.desk import Desk
from tests.rounds.mailbox import Box, collect
from tests.rounds.reminding import deadline_in
from tests.workbooks import load_workbook

SMALL, TIMES = 20, 4
Work = Callable[[], object]

pytestmark = pytest.mark.filterwarnings("ignore::UserWarning")


def growing(work_of: Callable[[int], Work]) -> dict[str, tuple[int, int]]:
    """Return the operations that grow by more than the size does, from a small size to one four times as large."""
    return more_than_linear(*counted(work_of, SMALL), TIMES)


def counted(work_of: Callable[[int], Work], small: int) -> tuple[Counts, Counts]:
    """Count the work of a small size, and of one four times as large."""
    work_of(6)()  # what is loaded or remembered once per process is done before anything is counted
    return operations(work_of(small), PACKAGE), operations(work_of(TIMES * small), PACKAGE)


def made(folder: Path, plan: Plan) -> Desk:
    """Make a project with the plan, which reads returns in this process."""
    make_project(folder, plan)
    read_in_this_process(folder)
    return Desk(folder)


def sent(folder: Path, plan: Plan) -> Desk:
    desk = made(folder, plan)
    run(folder, "send", "--round", ROUND)
    return desk


def answer_all(desk: Desk, plan: Plan, status: str = "Gjennomført") -> None:
    """Put every body's answer to its measures in the inbox."""
    answers: dict[str, dict[str, tuple[str, str]]] = {}
    for measure in plan.measures:
        answers.setdefault(measure.responsible[0], {})[measure.number] = status, f"Om {measure.id}"
    books = desk.folder / "workbooks"
    answer_round(books / "outbox" / ROUND, books / "inbox", answers)


def large_dispatch(rows: int) -> Dispatch:
    return replace(DISPATCH, rows=tuple(
        SentRow(f"M-{n:05}", f"1.{n // 10 + 1}.{n % 10 + 1}", f"Tiltak nummer {n:05}", "", Report("started"))
        for n in range(rows)
    ))  # fmt: skip


def with_answers_turned(dispatch: Dispatch) -> bytes:
    """Return the workbook with a comment in each row, and with its answer cells sorted by themselves."""
    made = load_workbook(BytesIO(book(dispatch)))
    tiltak = made.worksheets[1]
    top, _ = header(tiltak)
    rows = [
        n for n in range(top + 1, tiltak.max_row + 1) if str(tiltak.cell(n, 1).value or "").count(".") == 2
    ]
    for column in "EFGH":
        cells = [(copy(tiltak[f"{column}{n}"].fill), f"Svar {n}" if column == "G" else None) for n in rows]
        for n, (fill, value) in zip(rows, reversed(cells), strict=True):
            tiltak[f"{column}{n}"].fill = fill
            tiltak[f"{column}{n}"].value = value or tiltak[f"{column}{n}"].value
    return saved(made)


def test_a_body_that_has_sorted_all_its_answers_away_from_its_measures_keeps_nobody_waiting() -> None:
    def reading(rows: int) -> Work:
        dispatch = large_dispatch(rows)
        data = with_answers_turned(dispatch)

        def work() -> None:
            held = read(data, dispatch).held
            assert len(held) >= rows * 0.9
            assert all(one.candidates for one in held)

        return work

    small, large = counted(reading, 124)  # twice as many rows as there are shades
    # In all, since a row has more candidates in a large workbook, though never more than a drop-down holds.
    assert large.total() < TIMES * 1.25 * small.total()


@pytest.mark.parametrize("times", [1, 2], ids=["new", "again"])
def test_rows_that_each_have_their_own_choices_are_not_compared_with_each_other(times: int) -> None:
    """Every row that waits on Konfliktar has a drop-down of its own."""

    def changing(rows: int) -> Work:
        xml = "".join(f'<row r="{n}"><c r="A{n}"><v>{n}</v></c></row>' for n in range(1, rows + 1))
        choices = {(n, 2): (f"høyrer til {n}", "behald") for n in range(1, rows + 1)}
        data = workbook(sheet(xml))
        for turn in range(1, times):
            data, _ = changed(data, {"Ark": SheetChange({(1, 1): float(turn)}, choices=choices)})
        other = {cell: (*words, "ta svaret") for cell, words in choices.items()}
        return lambda: changed(data, {"Ark": SheetChange({(1, 1): 7.0}, choices=other)})

    assert growing(changing) == {}


def test_returns_that_all_have_the_same_name_are_not_compared_with_each_other(tmp_path: Path) -> None:
    def merging(bodies: int) -> Work:
        plan = even_plan(bodies)
        desk = sent(tmp_path / f"{bodies}", plan)
        answer_all(desk, plan)
        for number, path in enumerate(sorted((desk.folder / "workbooks" / "inbox").glob("*.xlsx"))):
            folder = path.with_name(f"mappe {number}")
            folder.mkdir()
            path.rename(folder / "svar.xlsx")
        return partial(run, desk.folder, "merge")

    assert growing(merging) == {}


def test_files_that_nobody_can_place_are_not_compared_with_every_body(tmp_path: Path) -> None:
    def looking(bodies: int) -> Work:
        lookup = DispatchLookup(Project.open(sent(tmp_path / f"{bodies}", even_plan(bodies)).folder).ledger)
        return lambda: [lookup.candidates(f"ukjent {number}.xlsx", Clues()) for number in range(bodies)]

    assert growing(looking) == {}


def test_receipts_are_not_compared_with_every_open_question() -> None:
    def writing(answers: int) -> Work:
        when = DISPATCH.sent
        files = [Submission(f"{number}", "svar.xlsx", when, DISPATCH) for number in range(answers)]
        questions = [Question(phrase("Why"), "Gol", one.file, one.source, when) for one in files]

        def work() -> None:
            asked = OpenQuestions(questions)
            assert [asked.about(one) for one in files] == [[one] for one in questions]

        return work

    assert growing(writing) == {}


def test_accepted_proposals_are_not_compared_with_every_goal() -> None:
    def accepting(proposals: int) -> Work:
        plan = even_plan(proposals)
        waiting = [
            Proposal("Organ 001", ROUND, (f"Nytt tiltak {n}",), DISPATCH.sent, "", "", key=f"F-{n}")
            for n in range(proposals)
        ]
        decisions = [ProposalDecision(one.key, "accept", "1.1") for one in waiting]

        def work() -> None:
            assert len(decide_proposals(plan, waiting, decisions).settled) == proposals

        return work

    assert growing(accepting) == {}


def test_a_name_that_is_not_in_the_register_is_not_folded_together_with_all_that_are() -> None:
    def checking(bodies: int) -> Work:
        plan = even_plan(bodies)
        plan = plan.map_measures(lambda one: replace(one, responsible=(f"{one.responsible[0]}x",)))
        return partial(check_plan, plan)

    assert growing(checking) == {}


@pytest.mark.parametrize("table", ["questions", "proposals", "remarks"])
def test_what_waits_is_read_from_the_ledger_once_in_a_merge_that_brings_nothing_new(
    tmp_path: Path, table: str
) -> None:
    plan = even_plan(6)
    desk = sent(tmp_path / "plan", plan)
    answer_all(desk, plan, "kanskje")
    assert desk.run("merge")["open_questions"] == 6
    counts = operations(lambda: desk.run("merge"), PACKAGE)
    asked = {name: count for name, count in counts.items() if name.startswith(f"SQL: SELECT {table}.")}
    assert sum(asked.values()) == 1, asked


def test_the_look_of_a_text_is_found_once_however_often_its_column_is_looked_at() -> None:
    """Each row of an imported table may be its header, so the cells below each are looked at."""
    cells = [TableCell(f"Eit tiltak som ingen andre har, nummer {n}") for n in range(60)]
    counts = operations(lambda: [shape_of(cells) for _ in range(20)], PACKAGE)
    assert counts["cell_shapes.py: is_number"] == len(cells)


def letter(number: int) -> bytes:
    message = EmailMessage()
    message["From"], message["Subject"] = f"nokon{number}@framand{number % 7}.example", f"Tilbod {number}"
    message.set_content(f"Vi har eit tilbod til dykk, nummer {number}.")
    passed = f"dmarc=pass header.from=framand{number % 7}.example"
    return f"Authentication-Results: {SERVER}; {passed}\r\n".encode() + message.as_bytes()


def test_letters_from_strangers_are_not_compared_with_every_body(tmp_path: Path) -> None:
    def merging(bodies: int) -> Work:
        plan = even_plan(bodies)
        actors = tuple(replace(one, email=f"post@{one.name[-3:]}.example") for one in plan.actors)
        desk = sent(tmp_path / f"{bodies}", replace(plan, actors=actors))
        collect(desk, Box([letter(number) for number in range(bodies)]))
        return partial(run, desk.folder, "merge")

    assert growing(merging) == {}


def test_the_folder_of_reminders_is_not_listed_for_each_body(tmp_path: Path) -> None:
    def reminding(bodies: int) -> Work:
        desk = sent(tmp_path / f"{bodies}", even_plan(bodies))
        deadline_in(desk, 3)
        return partial(run, desk.folder, "remind")

    assert growing(reminding) == {}


def without_values(desk: Desk, *headings: str) -> None:
    """Put formulas that nothing has computed in these columns of Aktørar, and a new row below."""
    master: Any = load_workbook(desk.master)
    actors = master["Aktørar"]
    top = next(n for n in range(1, 20) if actors.cell(n, 1).value == "Namn")
    columns = {str(cell.value): cell.column for cell in actors[top]}
    last = max(n for n in range(top, actors.max_row + 1) if actors.cell(n, 1).value)
    for row in range(top + 1, last + 1):
        for heading in headings:
            actors.cell(row, columns[heading]).value = f'=UPPER("{row}")'
    actors.cell(last + 1, columns["Namn"]).value = "Ny aktør"
    master.save(desk.master)


@pytest.mark.parametrize("headings", [("E-post",), ("Namn",)], ids=str)
def test_lists_with_a_column_without_values_are_not_compared_row_by_row(
    tmp_path: Path, headings: tuple[str, ...]
) -> None:
    def reading(bodies: int) -> Work:
        plan = even_plan(bodies)
        actors = tuple(replace(one, email=f"post@{one.name[-3:]}.example") for one in plan.actors)
        plan = replace(plan, actors=actors)
        desk = sent(tmp_path / f"{bodies}", plan)
        answer_all(desk, plan)
        run(desk.folder, "merge")
        without_values(desk, *headings)
        return lambda: desk.run("status")

    # The rest of the reading is counted elsewhere; cells that were read before are not made again here.
    assert [name for name in growing(reading) if name.startswith("last_said.py")] == []


def values_of(path: Path, to: Path) -> None:
    """Write a value for each result goal of a workbook."""
    made: Any = load_workbook(path)
    goals = made["Indikatorar"]
    top = next(n for n in range(1, 20) if goals.cell(n, 1).value == "Indikator")
    value = next(cell.column for cell in goals[top] if cell.value == "Verdi")
    for row in range(top + 1, goals.max_row + 1):
        if str(goals.cell(row, 1).value or "").startswith("Mål nummer"):
            goals.cell(row, value).value = row
    made.save(to)


def test_the_sheet_of_result_goals_is_not_read_again_for_each_value(tmp_path: Path) -> None:
    def merging(goals: int) -> Work:
        plan = even_plan(6)
        owner = plan.actors[0].name
        indicators = tuple(
            Indicator(
                f"Mål nummer {n}", "1", "10", "200", "stk", "2030", id=f"I-{n:05}", responsible=(owner,)
            )
            for n in range(goals)
        )
        desk = sent(tmp_path / f"{goals}", replace(plan, indicators=indicators))
        books = desk.folder / "workbooks"
        values_of(books / "outbox" / ROUND / f"{owner}.xlsx", books / "inbox" / "svar.xlsx")

        def merge() -> None:
            assert len(desk.run("merge")["changes"]) >= goals

        return merge

    assert growing(merging) == {}

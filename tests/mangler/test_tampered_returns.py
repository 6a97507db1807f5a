"""Whatever is done to a workbook, only answers to its own actor's rows in the open round are written."""

import io
import os
import random
from collections.abc import Callable, Iterator
from datetime import UTC, date, datetime
from pathlib import Path

import pytest
from openpyxl import load_workbook

from regionplan_xl.errors import Rejected
from regionplan_xl.excel.actor import layout as actor_layout
from regionplan_xl.excel.actor.template import render_actor_template
from regionplan_xl.excel.actor.workbook import RoundFacts, render_actor_workbook
from regionplan_xl.excel.parsing.grid import BLANK, Grid, GridCell, GridSheet
from regionplan_xl.excel.parsing.grid_xlsx import read_xlsx
from regionplan_xl.excel.returned.sender_clues import find_clues
from regionplan_xl.excel.returned.workbook import read_returned
from regionplan_xl.ledger.dispatch_lookup import DispatchLookup
from regionplan_xl.ledger.entries import Outgoing
from regionplan_xl.ledger.ledger import Ledger
from regionplan_xl.locale import catalog
from regionplan_xl.plan.merging.fold import fold
from regionplan_xl.plan.merging.rows_to_send import rows_by_actor
from regionplan_xl.plan.merging.rules import Rules
from regionplan_xl.plan.merging.sent_and_returned import Dispatch, Round, Submission
from regionplan_xl.plan.model import Actor, Field, FocusArea, Goal, Measure, Plan, Report, Share
from regionplan_xl.plan.status import STANDARD
from tests.rounds.answers import measures
from tests.rounds.commands import regionplan

SOAK = os.environ.get("REGIONPLAN_SOAK") == "1"
RETURNS = 5_000 if SOAK else 200
NOON = datetime(2025, 3, 1, 12, tzinfo=UTC)
ROUNDS = ("2024-1", "2025-1")
TOWNS = ("Gol", "Hol", "Ål")
ACTORS = (
    *(Actor(name) for name in TOWNS),
    Actor("Kommunane", kind="group", members=TOWNS),
    Actor("Regionrådet"),
    Actor("Næringshagen"),
)
AT = {column.key: number for number, column in enumerate(actor_layout.COLUMNS, 1)}
Sheet = dict[int, dict[int, GridCell]]


def plan() -> Plan:
    """Return twenty measures of the region's bodies, some shared by the towns; each body is involved in others'."""
    owners = [("Kommunane",), ("Regionrådet",), ("Gol",), ("Næringshagen",), ("Hol",)]
    involved = [("Næringshagen",), ("Kommunane",), (), ("Regionrådet",), ("Gol", "Ål")]
    made = [
        Measure(
            f"M-{'BCDFGHJKMN'[n % 10]}{'2345'[n // 10]}QXA", f"1.{n // 5 + 1}.{n % 5 + 1}",
            f"Gjere sak {n * 37} ferdig",
            responsible=owners[n % 5], involved=involved[n % 5],
            report=Report("started") if n % 5 and n % 3 == 0 else Report(),
            shares=(Share("Gol", Report("started", comment=f"Gol har starta {n}")),) if n % 10 == 0 else (),
        )
        for n in range(20)
    ]  # fmt: skip
    goals = tuple(
        Goal(f"G-{g}AAAA", f"1.{g + 1}", f"Mål {g}", tuple(made[g * 5 : g * 5 + 5])) for g in range(4)
    )
    return Plan("Plan", (FocusArea("1", "Næring", goals, "Næring"),), ACTORS)


PLAN = plan()


class Sent:
    """Two rounds sent from one plan: the dispatches by round and actor, and each workbook as read."""

    def __init__(self, ledger: Ledger) -> None:
        self.ledger = ledger
        self.books: dict[tuple[str, str], tuple[Dispatch, Grid]] = {}
        for round_ in ROUNDS:
            opened = Round(round_, date(2025, 3, 22), NOON)
            facts = RoundFacts(opened, "Plan", "", "nn", STANDARD)
            outgoing = [Outgoing(actor=actor, rows=rows) for actor, rows in rows_by_actor(PLAN).items()]
            with ledger.sending_round(opened, NOON, outgoing) as dispatches:
                pass
            for dispatch in dispatches:
                book = render_actor_workbook(
                    render_actor_template("nn", STANDARD), dispatch, dispatch.actor, facts
                )
                self.books[round_, dispatch.actor] = dispatch, read_xlsx(book)

    def read(self, grid: Grid, name: str = "svar.xlsx") -> Submission:
        """Read a file with `submissions`; raises `Rejected` if it is held as a whole."""
        dispatch = DispatchLookup(self.ledger).identify(name, find_clues(grid))
        if dispatch.round != ROUNDS[-1]:
            raise Rejected(dispatch.round)  # type: ignore[arg-type]
        return read_returned(grid, dispatch, scale=STANDARD, source_hash="f" * 64, file=name, received=NOON)


@pytest.fixture(scope="module")
def sent(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Sent]:
    with Ledger.open(f"sqlite:///{tmp_path_factory.mktemp('ledger') / 'ledger.db'}") as ledger:
        yield Sent(ledger)


class Forged:
    """A workbook being tampered with; all its cells can be changed."""

    def __init__(self, sent: Sent, rng: random.Random) -> None:
        self.sent, self.rng = sent, rng
        self.round = rng.choice(ROUNDS) if rng.random() < 0.2 else ROUNDS[-1]
        self.actor = rng.choice([actor for round_, actor in sent.books if round_ == ROUNDS[-1]])
        self.dispatch, grid = sent.books[self.round, self.actor]
        self.codes = grid.codes
        self.sheets = {sheet.name: _changeable(sheet) for sheet in grid.sheets}

    @property
    def rows(self) -> Sheet:
        """The rows of Tiltak."""
        return self.sheets["Tiltak"]

    def measures(self) -> list[int]:
        return [number for number, row in self.rows.items() if row.get(AT["id"], BLANK).text]

    def answer(self) -> None:
        """Answer every row, including those not to be answered."""
        labels = [status.label("nn") for status in STANDARD.statuses]
        for number, row in self.rows.items():
            if number > actor_layout.HEADER_ROW and self.rng.random() < 0.7:
                row[AT["status"]] = GridCell(self.rng.choice(labels))
                row[AT["comment"]] = GridCell(f"Skrive i rad {number}, {self.rng.randrange(10**6)}")

    def other(self) -> tuple[Dispatch, Grid]:
        """Return another actor's workbook, or that of another round."""
        return self.sent.books[
            self.rng.choice([key for key in self.sent.books if key != (self.round, self.actor)])
        ]

    def grid(self) -> Grid:
        return Grid(tuple(GridSheet(name, True, rows) for name, rows in self.sheets.items()), self.codes)


def _changeable(sheet: GridSheet) -> Sheet:
    return {number: dict(row) for number, row in sheet.rows.items()}


def others_ids(book: Forged) -> None:
    """Write IDs of rows that others were sent."""
    ids = [row.measure for row in book.other()[0].rows]
    for number in book.measures():
        if book.rng.random() < 0.4:
            for key in book.rng.choice((("id",), ("id_after_answers",), ("id", "id_after_answers"))):
                book.rows[number][AT[key]] = GridCell(book.rng.choice(ids))


def others_rows(book: Forged) -> None:
    """Append whole rows of another workbook."""
    tiltak = _changeable(book.other()[1].sheets[1])
    below = max(book.rows) + 1
    for n, number in enumerate(book.rng.sample([r for r in tiltak if r > 4], min(4, len(tiltak) - 4))):
        book.rows[below + n] = tiltak[number]


def _recode(book: Forged, code: str) -> None:
    for sheet in book.sheets.values():
        for row in sheet.values():
            for column, cell in row.items():
                if (
                    isinstance(cell.value, str)
                    and book.dispatch.code in cell.value
                    and book.rng.random() < 0.8
                ):
                    row[column] = cell._replace(value=cell.value.replace(book.dispatch.code, code))
    if book.rng.random() < 0.5:
        book.codes = (code,)


def others_code(book: Forged) -> None:
    """Write another actor's code, or one of another round, on some or all sheets."""
    _recode(book, book.other()[0].code)


def edited_code(book: Forged) -> None:
    """Change one character of the code."""
    code = list(book.dispatch.code)
    code[book.rng.choice((0, 1, 2, 4, 5, 6))] = book.rng.choice("ABCDEF23456789")
    _recode(book, "".join(code))


def no_code(book: Forged) -> None:
    """Remove the code everywhere, or nearly."""
    _recode(book, "")


def swapped_sheets(book: Forged) -> None:
    """Take Tiltak from another workbook, with or without its code."""
    other, grid = book.other()
    book.sheets["Tiltak"] = _changeable(grid.sheets[1])
    if book.rng.random() < 0.5:
        note = book.rows[actor_layout.NOTE_ROW][1]
        book.rows[actor_layout.NOTE_ROW][1] = note._replace(value=note.text.replace(other.code, ""))


def locked_cells(book: Forged) -> None:
    """Overwrite numbers, texts, owners and earlier reports."""
    keys = ("number", "text", "timeframe", "responsible", "involved", "reported_on", "reported_by", "remark")
    for number in book.measures():
        if book.rng.random() < 0.5:
            book.rows[number][AT[book.rng.choice(keys)]] = GridCell(
                book.rng.choice(("Gol", "1.1.1", "Noko anna", None))
            )


def swapped_words(book: Forged) -> None:
    """Exchange number, text or both of two rows."""
    rows = book.measures()
    if len(rows) > 1:
        one, other = book.rng.sample(rows, 2)
        for key in book.rng.choice((("number",), ("text",), ("number", "text"))):
            cells = book.rows[one].get(AT[key], BLANK), book.rows[other].get(AT[key], BLANK)
            book.rows[other][AT[key]], book.rows[one][AT[key]] = cells


def invented_rows(book: Forged) -> None:
    """Add rows that nobody sent."""
    for n in range(3):
        row = {
            AT["id"]: GridCell(f"M-ZZ{n}ZZ"),
            AT["id_after_answers"]: GridCell(f"M-ZZ{n}ZZ"),
            AT["text"]: GridCell("Nytt"),
        }
        book.rows[max(book.rows) + 1] = {**row, AT["status"]: GridCell("Gjennomført")}


TAMPERED: tuple[Callable[[Forged], None], ...] = (
    others_ids, others_rows, others_code, edited_code, no_code, swapped_sheets, locked_cells, swapped_words,
    invented_rows,
)  # fmt: skip


def outside(book: Forged, submission: Submission) -> list[object]:
    """Return all changes by the fold that this workbook has no right to make."""
    outcome = fold(PLAN, [submission], Rules(today=date(2025, 3, 2)))
    # A Tiltak that was swapped in under this code counts as this actor's own; nothing else does.
    dispatch = submission.dispatch
    may = {(row.measure, row.member) for row in dispatch.rows if row.answerable}
    bad: list[object] = [
        change
        for change in outcome.changes
        if change.kind != "rollup"
        and ((change.measure, change.member) not in may or change.field not in {name.value for name in Field})
    ]
    written = {
        str(cell.value)
        for rows in book.sheets.values()
        for row in rows.values()
        for column, cell in row.items()
        if AT["status"] <= column <= AT["expected"]
    }
    bad += [
        c for c in outcome.changes if c.kind == "answer" and c.field == "comment" and c.after not in written
    ]
    before, after = {m.id: m for m in PLAN.measures}, {m.id: m for m in outcome.plan.measures}
    bad += [m for m in after.values() if _locked(m) != _locked(before[m.id])]
    bad += [
        share
        for m in after.values()
        for share in m.shares
        if share.member != dispatch.actor and share != before[m.id].share(share.member)
    ]
    return bad


def _locked(measure: Measure) -> tuple[object, ...]:
    return measure.id, measure.number, measure.text, measure.timeframe, measure.responsible, measure.involved


def test_nothing_is_written_outside_the_actors_own_rows(sent: Sent) -> None:
    read = held = 0
    for seed in range(RETURNS):
        rng = random.Random(seed)
        book = Forged(sent, rng)
        steps = rng.sample(TAMPERED, rng.choice((1, 1, 2)))
        book.answer()
        for step in steps:
            step(book)
        if rng.random() < 0.3:
            book.answer()
        try:
            submission = sent.read(book.grid())
        except Rejected:
            held += 1
            continue
        read += 1
        assert submission.dispatch.round == ROUNDS[-1]
        assert not outside(book, submission), (seed, [step.__name__ for step in steps])
    assert read > RETURNS // 5
    assert held > RETURNS // 5


def only(sent: Sent, actor: str, *steps: Callable[[Forged], None], round_: str = ROUNDS[-1]) -> Forged:
    book = Forged(sent, random.Random(1))
    book.actor, book.round = actor, round_
    book.dispatch, grid = sent.books[round_, actor]
    book.codes, book.sheets = grid.codes, {sheet.name: _changeable(sheet) for sheet in grid.sheets}
    for step in steps:
        step(book)
    return book


def strip(book: Forged) -> None:
    """Remove every code and title."""
    book.codes = ()
    for sheet in book.sheets.values():
        for row in sheet.values():
            for column, cell in row.items():
                if isinstance(cell.value, str):
                    row[column] = cell._replace(value=cell.value.replace(book.dispatch.code, ""))


def untitled(book: Forged) -> None:
    book.rows[actor_layout.TITLE_ROW][1] = BLANK


def reason(sent: Sent, book: Forged, name: str) -> str:
    with pytest.raises(Rejected) as rejected:
        sent.read(book.grid(), name)
    return catalog("nn")(rejected.value.reason)


@pytest.mark.parametrize(
    "name", ["Gol.xlsx", "Gol (1).xlsx", "Kopi av Gol.xlsx", "Gol - svar.xlsx", "gol_ferdig.XLSX"]
)
def test_a_file_without_its_code_is_held_with_the_likely_match_named(sent: Sent, name: str) -> None:
    """The six towns have the same measures, so the IDs alone do not identify the actor; the name does."""
    why = reason(sent, only(sent, "Gol", strip, untitled), name)
    assert "Ho liknar på Gol, runde 2025-1" in why
    assert "liknar" not in reason(sent, only(sent, "Hol", strip, untitled), "svar.xlsx")
    assert "liknar på Hol" in reason(sent, only(sent, "Hol", strip), "svar.xlsx")
    # Only the council has its measures.
    assert "liknar på Regionrådet" in reason(sent, only(sent, "Regionrådet", strip, untitled), "svar.xlsx")


def test_a_mistyped_code_is_held_with_the_likely_match_named(sent: Sent) -> None:
    book = only(sent, "Ål", strip, untitled)
    code = book.dispatch.code
    book.rows[2][1] = GridCell(f"Kode: {code[:-1]}{'A' if code[-1] != 'A' else 'B'}")
    assert "liknar på Ål, runde 2025-1" in reason(sent, book, "svar.xlsx")


def test_a_sheet_of_another_actor_is_held_though_the_code_is_right(sent: Sent) -> None:
    book = only(sent, "Gol")
    hol = only(sent, "Hol", strip)
    book.sheets["Tiltak"] = hol.rows
    assert "har namnet til Hol" in reason(sent, book, "svar.xlsx")
    council = only(sent, "Regionrådet", strip, untitled)
    book.sheets["Tiltak"] = council.rows
    assert "aldri sende dit" in reason(sent, book, "svar.xlsx")


def test_tampered_files_in_a_real_project_change_nothing_of_others(tmp_path: Path) -> None:
    folder = tmp_path / "p"
    assert regionplan("init", folder).status == 0
    assert regionplan("send", "--round", "2025-1", folder=folder).status in (0, 1)
    outbox, inbox = folder / "workbooks" / "outbox" / "2025-1", folder / "workbooks" / "inbox"
    before = measures(folder / "workbooks" / "master.xlsx")
    gol, hol = (next(outbox.glob(f"{name}*.xlsx")) for name in ("Gol", "Hol"))
    mine = {
        row[AT["id"] - 1]
        for row in load_workbook(gol)["Tiltak"].iter_rows(min_row=4, values_only=True)
        if row[AT["id"] - 1]
    }
    rng = random.Random(5)
    for n, path in enumerate((gol, hol)):
        book = load_workbook(path)
        sheet = book["Tiltak"]
        for row in range(4, sheet.max_row + 1):
            sheet.cell(row, AT["status"]).value = "Gjennomført"
            sheet.cell(row, AT["responsible"]).value = "Alle"
            if n == 0 and rng.random() < 0.5:
                foreign = rng.choice([identity for identity in before if identity not in mine])
                sheet.cell(row, AT["id"]).value = foreign
        if n == 1:
            sheet["A2"] = f"Kode: {load_workbook(gol)['Rettleiing']['C7'].value}"
        out = io.BytesIO()
        book.save(out)
        (inbox / f"svar {n}.xlsx").write_bytes(out.getvalue())
    merged = regionplan("merge", "--dry-run", "--json", folder=folder)
    assert merged.status == 1, merged.err
    assert {change["id"] for change in merged.data["changes"]} <= mine
    assert {change["actor"] for change in merged.data["changes"]} <= {"Gol", "Gol kommune", ""}
    assert regionplan("merge", folder=folder).status == 1
    after = measures(folder / "workbooks" / "master.xlsx")
    assert {identity for identity in after if after[identity] != before[identity]} <= mine
    assert all(after[identity]["Ansvar"] == before[identity]["Ansvar"] for identity in before)

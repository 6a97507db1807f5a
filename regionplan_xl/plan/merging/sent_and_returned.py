"""Rounds, dispatches and rows that are sent; submissions and answers that are returned."""

from dataclasses import dataclass, replace
from datetime import date, datetime
from functools import cached_property
from typing import Literal

from regionplan_xl.errors import Place
from regionplan_xl.plan.model import Field, Report, Value
from regionplan_xl.text import LONGEST_TEXT, Phrase, writable


@dataclass(frozen=True)
class Round:
    """One reporting round."""

    name: str
    deadline: date
    opened: datetime


@dataclass(frozen=True, slots=True)
class SentRow:
    """One measure or indicator as an actor's workbook showed it; `measure` is its id.

    `member`: the actor itself if the measure is shared, otherwise ""; for an indicator, the year asked about.
    `facts`: an indicator's baseline, target, unit, target year, and last value before that year. `answerable` is False
    for measures that the actor is only involved in.
    """

    measure: str  # Measure.id
    number: str
    text: str
    member: str
    base: Report
    answerable: bool = True
    goal: str = ""
    area: str = ""
    timeframe: str = ""
    responsible: str = ""
    involved: str = ""
    reported_on: date | None = None
    reported_by: str = ""
    facts: tuple[str, ...] = ()


@dataclass(frozen=True)
class Dispatch:
    """A workbook sent to one actor in one round; its unique `code` is printed on its sheets.

    `texts`: what the program wrote in the workbook besides rows and code; empty if an earlier version sent it.
    """

    code: str
    round: str
    actor: str
    sent: datetime
    rows: tuple[SentRow, ...] = ()
    texts: tuple[str, ...] = ()

    @cached_property
    def _by_measure(self) -> dict[str, SentRow]:
        return {row.measure: row for row in reversed(self.rows)}

    def row(self, measure: str) -> SentRow | None:
        """Return the first row about the measure with this id, or None."""
        return self._by_measure.get(measure)

    def under_name(self, actor: str) -> "Dispatch":
        """Return the dispatch as one to `actor`, the name that its actor has now; its shares get that name too."""
        if actor == self.actor:
            return self
        rows = (replace(row, member=actor) if row.member == self.actor else row for row in self.rows)
        return replace(self, actor=actor, rows=tuple(rows))


@dataclass(frozen=True)
class Clues:
    """What in a returned workbook identifies its dispatch: codes, rows' IDs, and titles (from `text.normalise`).

    A title is the text before a colon in a line at the top of a sheet; in our workbooks it is the actor's name. `texts`
    (from `text.comparison_key`) are those of a workbook without codes and IDs; some are the measures' own.
    """

    codes: frozenset[str] = frozenset()
    ids: frozenset[str] = frozenset()
    titles: frozenset[str] = frozenset()
    texts: frozenset[str] = frozenset()


@dataclass(frozen=True)
class Unclear:
    """A value that was not understood, as written in the cell.

    `options` are pairs (choice, value) of possible meanings: of its "word", of its "colour", or ("take") of the whole.
    """

    written: str
    reason: Phrase
    options: tuple[tuple[str, Value], ...] = ()


@dataclass(frozen=True)
class Clear:
    """The actor wrote «(tøm)»: the field is to be emptied."""


AnswerValue = Value | Clear | Unclear


@dataclass(frozen=True, slots=True)
class Answer:
    """The answer to one field in a returned workbook, and its place.

    `base` is the value that was sent. A blank or untouched field gives no answer.
    """

    measure: str
    member: str
    field: Field
    value: AnswerValue
    base: Value
    place: Place = Place()


@dataclass(frozen=True)
class Candidate:
    """What a held row or file may belong to: a measure (id and number), or a dispatch (actor and round)."""

    measure: str = ""
    number: str = ""
    actor: str = ""
    round: str = ""


@dataclass(frozen=True)
class Held:
    """A row or file that waits for a person; nothing in it was written.

    `candidates`: the measures that a row may belong to, the most likely first.
    """

    reason: Phrase
    place: Place = Place()
    written: str = ""
    measure: str = ""
    candidates: tuple[Candidate, ...] = ()


@dataclass(frozen=True)
class Remark:
    """A text that an actor wrote outside the cells for answers; `kind` says what it is (a note, a text box).

    `measure` (id), `number` and `text` identify the measure that it is about; "" if unknown. The column of `place` is a
    number from 1, as text.
    """

    actor: str
    round: str
    kind: Phrase
    written: str
    received: datetime
    source: str
    file: str
    place: Place = Place()
    measure: str = ""
    number: str = ""
    text: str = ""
    key: str = ""


@dataclass(frozen=True)
class Submission:
    """The content of one returned file: the dispatch that it answers, its answers, and what was held.

    `placed`: the secretariat decided where this "file", or this single "row" of a file, belongs. `restored`: cells
    marked for correction that again have the value that was sent, or are now empty (value None).
    """

    source: str  # SHA-256 of the file
    file: str  # name as received
    received: datetime
    dispatch: Dispatch
    answers: tuple[Answer, ...] = ()
    held: tuple[Held, ...] = ()
    # Free text from the sheet Framlegg, one tuple of cells per row.
    proposals: tuple[tuple[str, ...], ...] = ()
    remarks: tuple[Remark, ...] = ()
    placed: Literal["", "row", "file"] = ""
    restored: tuple[Answer, ...] = ()

    def with_rows_in_use(self) -> "Submission":
        """Return the submission with only those rows of its dispatch that it refers to; the others are not needed."""
        used = {one.measure for one in self.answers} | {one.measure for one in self.held}
        used |= {one.measure for one in self.remarks} | {one.measure for one in self.restored}
        rows = tuple(row for row in self.dispatch.rows if row.measure in used)
        return replace(self, dispatch=replace(self.dispatch, rows=rows, texts=()))


@dataclass(frozen=True)
class Proposal:
    """A row of the sheet Framlegg in an actor's workbook. `cells`: proposal, place in the plan, reason, contact."""

    actor: str
    round: str
    cells: tuple[str, ...]
    received: datetime
    source: str
    file: str
    key: str = ""

    def cell(self, number: int) -> str:
        """Return one of the cells, or "" if there is none."""
        return self.cells[number] if number < len(self.cells) else ""

    @property
    def title(self) -> str:
        """Return what messages call the proposal: the first cell that says something."""
        return next((cell for cell in self.cells if cell.strip()), "")

    @property
    def whole(self) -> str:
        """Return all that its row says, as one text that a cell can hold."""
        return writable(" · ".join(cell for cell in self.cells if cell.strip()), LONGEST_TEXT)

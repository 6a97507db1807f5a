"""What is sent and what is returned: rounds, dispatches, submissions, answers."""

from dataclasses import dataclass, replace
from datetime import date, datetime
from functools import cached_property
from typing import Literal

from regionplan_xl.errors import Place
from regionplan_xl.plan.model import Field, Report, Value
from regionplan_xl.text import Phrase


@dataclass(frozen=True)
class Round:
    """One reporting round."""

    name: str
    deadline: date
    opened: datetime


@dataclass(frozen=True, slots=True)
class SentRow:
    """One measure as an actor's workbook showed it, or one indicator (its id is `measure`).

    `member` is the actor itself if the measure is shared (group-owned), else ""; of an indicator the year that is
    asked about, and `facts` are its baseline, target, unit, the target's year, and the last value before.
    `answerable` is False for measures that the actor is only involved in.
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
    """A workbook sent to one actor in one round; `code` is printed on its sheets and is unique.

    `texts`: what the program wrote in it besides rows and code; none if an earlier version sent it.
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


@dataclass(frozen=True)
class Clues:
    """What in a returned workbook hints at its dispatch: codes, the rows' IDs, and titles as `text.fold` returns them.

    A title is what is before a colon in a line at the top of a sheet, where ours have the actor's name.
    """

    codes: frozenset[str] = frozenset()
    ids: frozenset[str] = frozenset()
    titles: frozenset[str] = frozenset()


@dataclass(frozen=True)
class Unclear:
    """A value that was not understood, as written in the cell.

    `options` are what it may mean, by the choice that takes it: what the "word" says, what the "colour", or what
    the whole answer says if one may "take" it.
    """

    written: str
    reason: Phrase
    options: tuple[tuple[str, Value], ...] = ()


@dataclass(frozen=True)
class Clear:
    """The actor asked, with the word «(tøm)», that the field be emptied."""


AnswerValue = Value | Clear | Unclear


@dataclass(frozen=True, slots=True)
class Answer:
    """What a returned workbook says of one field, and where.

    `base` is what was sent. A blank or untouched field gives no answer at all.
    """

    measure: str
    member: str
    field: Field
    value: AnswerValue
    base: Value
    place: Place = Place()


@dataclass(frozen=True)
class Candidate:
    """What a held row or file may belong to: a measure (its id and number), or what an actor was sent in a round."""

    measure: str = ""
    number: str = ""
    actor: str = ""
    round: str = ""


@dataclass(frozen=True)
class Held:
    """A row or file of a return that waits for a person: nothing of it was written.

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

    `measure` (its id), `number` and `text` are those of the measure that it is about, "" if that is not known.
    The column of `place` is a number from 1, as text.
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
    """One returned file, read: the dispatch that it answers, its answers, and what could not be placed.

    `placed`: the secretariat has said where the "file", or the one "row" of it that is here, belongs. `restored`: the
    cells marked to be corrected that say again what was sent, or (the value is None) nothing any more.
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
        """Return it with only the rows of its dispatch that it says something about: a round has many others."""
        used = {one.measure for one in self.answers} | {one.measure for one in self.held}
        used |= {one.measure for one in self.remarks} | {one.measure for one in self.restored}
        rows = tuple(row for row in self.dispatch.rows if row.measure in used)
        return replace(self, dispatch=replace(self.dispatch, rows=rows, texts=()))


@dataclass(frozen=True)
class Proposal:
    """A row of the sheet Framlegg in an actor's workbook. `cells`: what, where in the plan, why, whom to ask."""

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

"""What Oversikt says beside the counts: its headings, and the rows of the blocks that grow."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from textwrap import shorten

from regionplan_xl.excel.common.sheet_names import quoted_sheet_name
from regionplan_xl.locale import catalog
from regionplan_xl.plan.model import Plan
from regionplan_xl.plan.overdue import overdue_measures
from regionplan_xl.text import Phrase, phrase

AREA = phrase("Focus area")
MEASURE_COUNT = phrase("Measures")
WITHOUT_STATUS = phrase("Without status")
SHARE_DONE = phrase("Share done")
OVERDUE_COUNT = phrase("Overdue")
TOTAL = phrase("The whole plan")

OVERDUE_HEADING = phrase("Overdue measures")
OVERDUE_AT_MOST = 200
"""Lines in the list; nobody reads a longer one on a page that is to be read in ten seconds."""

OVERDUE_NOTE = phrase("{count} measures, the longest overdue first")
NOTHING_OVERDUE = phrase("Nothing is overdue.")
MORE_OVERDUE = phrase("… and {count} more; filter the area sheets on the timeframe to see them all.")
_LETTERS_PER_UNIT = 1.1  # a column's width counts digits, and running text is a little narrower
GO_TO = phrase("Go to")
TARGET = phrase("Place")

ANSWERS_HEADING = phrase("Answers")
ANSWERS_NOTE = phrase("{count} of {asked} have answered")
NOBODY_ASKED = phrase("Nobody has been asked yet.")
ANSWER_COLUMNS = (phrase("Actor"), phrase("Sent"), phrase("Replied"), phrase("Left"))


@dataclass(frozen=True)
class Response:
    """How far one actor has come in a round: how many measures it was sent, and has answered."""

    actor: str
    sent: int
    answered: int

    @property
    def open(self) -> int:
        """How many are still unanswered."""
        return self.sent - self.answered


@dataclass(frozen=True)
class OverdueRow:
    """A line of «Forfalne tiltak». `target` is where the measure stands: `'Kultur'!A12`."""

    number: str
    text: str
    timeframe: str
    responsible: str
    target: str


AS_OF, CHANGE_SINCE = "AsOf", "ChangeSince"
OVERDUE_NOTE_CELL, ANSWERS_NOTE_CELL = "OverdueNote", "AnswersNote"
"""The defined names of the lines that each merge writes anew."""


def as_of(today: date) -> Phrase:
    """The line under the title: «Status per 15. mars 2025»."""
    return phrase("Status as of {day}", day=today)


def change_since(day: date) -> Phrase:
    """The heading of what has changed."""
    return phrase("Change since {day}", day=day)


def overdue_note(plan: Plan, today: date) -> Phrase:
    """The line beside the heading of the overdue measures."""
    count = sum(1 for _ in overdue_measures(plan, today))
    return replace(OVERDUE_NOTE, values=(("count", count),)) if count else NOTHING_OVERDUE


def answers_note(responses: Sequence[Response]) -> Phrase:
    """The line beside the heading of the answers."""
    if not responses:
        return NOBODY_ASKED
    answered = sum(response.answered > 0 for response in responses)
    return replace(ANSWERS_NOTE, values=(("count", answered), ("asked", len(responses))))


def overdue_rows(
    plan: Plan, today: date, rows: Mapping[str, tuple[str, int]], *, room: float, room_for_names: float
) -> list[OverdueRow]:
    """The overdue measures, the longest overdue first; `rows` gives each id's sheet and row (from 1).

    A line each: text and names are cut to their room (column widths), which ends in «…»; the row that the link
    leads to has all of it. At most `OVERDUE_AT_MOST`, and then a line that says how many more there are.
    """
    late = sorted(overdue_measures(plan, today), key=lambda placed: placed[2].timeframe.end or today)
    shown = [
        OverdueRow(
            number=measure.number,
            text=_on_a_line(measure.text, room),
            timeframe=measure.timeframe.written,
            responsible=_on_a_line(", ".join(measure.responsible), room_for_names),
            target=target(*rows[measure.id]) if measure.id in rows else "",
        )
        for _, _, measure in late[:OVERDUE_AT_MOST]
    ]
    if len(late) > len(shown):
        more = catalog(plan.language)(replace(MORE_OVERDUE, values=(("count", len(late) - len(shown)),)))
        shown.append(OverdueRow("", more, "", "", ""))
    return shown


def _on_a_line(text: str, room: float) -> str:
    return shorten(text, max(round(room * _LETTERS_PER_UNIT), 12), placeholder=" …")


def target(sheet: str, row: int) -> str:
    """What a link to a row points to."""
    return f"{quoted_sheet_name(sheet)}!A{row}"


def sorted_responses(responses: Sequence[Response]) -> list[Response]:
    """Those who have not answered first, then those with most left, then by name."""
    return sorted(responses, key=lambda r: (r.answered > 0, -r.open, r.actor.casefold()))

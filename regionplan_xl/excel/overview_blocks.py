"""What Oversikt says beside the counts: its headings, and the rows of the blocks that grow."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date

from regionplan_xl.excel.sheet_names import quoted
from regionplan_xl.locale import catalog
from regionplan_xl.plan.model import Plan
from regionplan_xl.plan.overdue import overdue
from regionplan_xl.text import Phrase, say

AREA = say("Focus area")
MEASURE_COUNT = say("Measures")
WITHOUT_STATUS = say("Without status")
SHARE_DONE = say("Share done")
OVERDUE_COUNT = say("Overdue")
TOTAL = say("The whole plan")

OVERDUE_HEADING = say("Overdue measures")
OVERDUE_AT_MOST = 200
"""Lines in the list; nobody reads a longer one on a page that is to be read in ten seconds."""

NOTHING_OVERDUE = say("Nothing is overdue.")
MORE_OVERDUE = say("… and {count} more; filter the area sheets on the timeframe to see them all.")
GO_TO = say("Go to")
TARGET = say("Place")

ANSWERS_HEADING = say("Answers")
NOBODY_ASKED = say("Nobody has been asked yet.")
ANSWER_COLUMNS = (say("Actor"), say("Sent"), say("Replied"), say("Left"))


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


def as_of(today: date) -> Phrase:
    """The line under the title: «Status per 15. mars 2025»."""
    return say("Status as of {day}", day=today)


def overdue_rows(plan: Plan, today: date, rows: Mapping[str, tuple[str, int]]) -> list[OverdueRow]:
    """The overdue measures, the longest overdue first; `rows` gives each id's sheet and row (from 1).

    At most `OVERDUE_AT_MOST`, and then a line that says how many more there are.
    """
    late = sorted(overdue(plan, today), key=lambda placed: placed[2].timeframe.end or today)
    shown = [
        OverdueRow(
            number=measure.number,
            text=measure.text,
            timeframe=measure.timeframe.written,
            responsible=", ".join(measure.responsible),
            target=target(*rows[measure.id]) if measure.id in rows else "",
        )
        for _, _, measure in late[:OVERDUE_AT_MOST]
    ]
    if len(late) > len(shown):
        more = catalog(plan.language)(replace(MORE_OVERDUE, values=(("count", len(late) - len(shown)),)))
        shown.append(OverdueRow("", more, "", "", ""))
    return shown


def target(sheet: str, row: int) -> str:
    """What a link to a row points to."""
    return f"{quoted(sheet)}!A{row}"


def sorted_responses(responses: Sequence[Response]) -> list[Response]:
    """Those with most left first, then by name."""
    return sorted(responses, key=lambda r: (-r.open, r.actor.casefold()))

"""How the page shows statuses: word, symbol and colour, and the bars made up of them."""

from collections.abc import Sequence
from dataclasses import dataclass

from regionplan_xl.colour import WHITE, text_colour
from regionplan_xl.excel.common import count_headings
from regionplan_xl.excel.common.cell_formats import UNREAD, status_symbol
from regionplan_xl.locale import Catalog
from regionplan_xl.plan.counts import StatusCounts
from regionplan_xl.plan.status import Scale
from regionplan_xl.text import readable

NONE_KEY, UNREAD_KEY = "none", "unread"


@dataclass(frozen=True)
class StatusMark:
    """A status as shown: `style` is its CSS class, `ink` the text colour on its own colour."""

    key: str
    label: str
    symbol: str
    style: str
    colour: str
    ink: str


@dataclass(frozen=True)
class BarPart:
    """One part of a bar: its count, and its share of the width in per cent."""

    mark: StatusMark
    count: int
    width: str


@dataclass(frozen=True)
class StatusMarks:
    """The marks for every status of a scale, then for measures without a status and with an unread one.

    `former` are those of statuses that the plan no longer has; they only show what a measure was.
    """

    known: tuple[StatusMark, ...]
    former: tuple[StatusMark, ...]
    none: StatusMark
    unread: StatusMark

    @property
    def all(self) -> tuple[StatusMark, ...]:
        """Every mark, those of the scale first."""
        return (*self.known, self.none, self.unread)

    @classmethod
    def of(cls, scale: Scale, known_scale: Scale, translate: Catalog) -> "StatusMarks":
        """Return the marks of a scale in one language; `known_scale` has the former statuses too."""
        known = tuple(
            _mark(
                one.key,
                readable(one.label(translate.language)),
                status_symbol(scale, one.key),
                f"s{n}",
                one.colour,
            )
            for n, one in enumerate(scale.statuses)
        )
        former = tuple(
            _mark(one.key, readable(one.label(translate.language)), "", "s-none", WHITE)
            for one in known_scale.statuses
            if one.key not in scale
        )
        none = _mark(NONE_KEY, translate(count_headings.WITHOUT_STATUS), "–", "s-none", WHITE)
        unread = _mark(UNREAD_KEY, translate(count_headings.UNREAD_STATUS), "?", "s-unread", UNREAD)
        return cls(known, former, none, unread)

    def of_measure(self, status: str | None, unread: str = "") -> StatusMark:
        """Return the mark for the status of a measure."""
        if unread:
            return self.unread
        return next((one for one in (*self.known, *self.former) if one.key == status), self.none)

    def counted(self, counts: StatusCounts) -> tuple[tuple[StatusMark, int], ...]:
        """Return each mark with its count, in the scale's order; unread ones only if there are any."""
        found = [(one, counts.by_status.get(one.key, 0)) for one in self.known]
        found.append((self.none, counts.without))
        return tuple([*found, (self.unread, counts.unread)] if counts.unread else found)

    def bar(self, counts: StatusCounts) -> Sequence[BarPart]:
        """Return the non-empty parts of a bar."""
        total = counts.total or 1
        return [BarPart(m, n, f"{100 * n / total:.3f}") for m, n in self.counted(counts) if n]


def _mark(key: str, label: str, symbol: str, style: str, colour: str) -> StatusMark:
    return StatusMark(key, label, symbol, style, colour, text_colour(colour))

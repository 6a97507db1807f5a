"""How many measures have each status: the one count behind Oversikt, the trend, `status` and the reports."""

from collections import Counter
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field, replace
from datetime import date

from regionplan_xl.plan.model import FocusArea, Measure, Plan
from regionplan_xl.plan.overdue import done_key, is_overdue
from regionplan_xl.plan.status import Scale
from regionplan_xl.text import Phrase, counted, within_whole_per_cent


@dataclass(frozen=True)
class StatusCounts:
    """The number of measures by status: `by_status` has every key of the scale, in its order.

    `without` have no status; `unread` have a status word that is not understood. `undecided` of the total have an
    open question. `share_done` is 0.0-1.0 of the total; None if there are no measures.
    """

    by_status: Mapping[str, int] = field(hash=False)
    without: int
    total: int
    share_done: float | None
    unread: int = 0
    undecided: int = 0

    @property
    def shown_share_done(self) -> float:
        """The share done as it is shown in whole per cent; 0.0 if there are no measures."""
        return within_whole_per_cent(self.share_done or 0.0)


@dataclass(frozen=True)
class AreaCounts:
    """The counts of one focus area."""

    number: str
    name: str
    counts: StatusCounts
    overdue: int


def count_measures(
    measures: Iterable[Measure], scale: Scale, asked_about: Collection[str] = ()
) -> StatusCounts:
    """Count measures by status; `asked_about` are the ids of the measures with an open question."""
    measures = tuple(measures)
    unread = sum(bool(measure.unread) for measure in measures)
    counts = count_statuses((measure.report.status for measure in measures), scale, unread)
    return replace(counts, undecided=len(undecided_measures(measures, asked_about)))


def undecided_measures(measures: Iterable[Measure], asked_about: Collection[str]) -> tuple[Measure, ...]:
    """Return the measures with an open question, in their order. `asked_about`: their ids."""
    return tuple(measure for measure in measures if measure.id and measure.id in asked_about)


def undecided_words(count: int) -> Phrase:
    """Return a phrase with the number of measures that wait for a decision."""
    return counted("{count} waits for a decision", "{count} wait for a decision", count=count)


def shown_share(part: int, whole: int) -> float | None:
    """Return a share as it is shown in whole per cent; None if `whole` is 0."""
    return within_whole_per_cent(part / whole) if whole else None


def due_later(count: int, today: date) -> Phrase:
    """Return a phrase with the number of measures due later this year."""
    return counted(
        "{count} measure is due later in {year}.",
        "{count} measures are due later in {year}.",
        count=count,
        year=today.year,
    )


def count_statuses(statuses: Iterable[str | None], scale: Scale, unread: int = 0) -> StatusCounts:
    """Count statuses; `unread` of them are None because the cell was not understood.

    A status that is not in the scale counts as unread too.
    """
    found = list(statuses)
    unread += sum(bool(status) and status not in scale for status in found)
    return status_counts(Counter(status for status in found if status), len(found), scale, unread)


def status_counts(by_status: Mapping[str, int], total: int, scale: Scale, unread: int = 0) -> StatusCounts:
    """Return the counts of `total` measures; `by_status` maps a status's key to its number of measures."""
    known = {key: by_status.get(key, 0) for key in scale.keys()}  # noqa: SIM118  (in the scale's order)
    share = known[done_key(scale)] / total if total else None
    return StatusCounts(known, total - sum(known.values()) - unread, total, share, unread)


def count_areas(plan: Plan, today: date) -> tuple[AreaCounts, ...]:
    """Count the measures of each focus area, in the plan's order; `overdue` is as of `today`.

    `undecided` is left at 0.
    """
    return tuple(_count_area(area, plan.scale, today) for area in plan.areas)


def _count_area(area: FocusArea, scale: Scale, today: date) -> AreaCounts:
    counts = count_measures(area.measures, scale)
    overdue = sum(is_overdue(m, scale, today) for m in area.measures)
    return AreaCounts(area.number, area.name, counts, overdue)


def sum_counts(areas: Iterable[AreaCounts], scale: Scale) -> AreaCounts:
    """Add up the counts of areas; the total has no number and no name."""
    areas = tuple(areas)
    by_status: Counter[str] = Counter()
    for area in areas:
        by_status.update(area.counts.by_status)
    total, unread = (sum(getattr(area.counts, name) for area in areas) for name in ("total", "unread"))
    return AreaCounts(
        "", "", status_counts(by_status, total, scale, unread), sum(area.overdue for area in areas)
    )

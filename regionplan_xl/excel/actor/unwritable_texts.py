"""Find values that an actor's workbook cannot hold, before the first one is written."""

from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import replace
from itertools import chain
from operator import attrgetter

from regionplan_xl.errors import Place, Problem
from regionplan_xl.excel.actor.stamping import why_unwritable
from regionplan_xl.excel.actor.workbook import band_text, title_text
from regionplan_xl.excel.common import columns
from regionplan_xl.locale import Catalog
from regionplan_xl.ooxml.editing.cell_values import Content
from regionplan_xl.plan.merging.sent_and_returned import Round, SentRow
from regionplan_xl.plan.model import Plan
from regionplan_xl.text import phrase

# The master columns shown in a row, by the path in `SentRow`; the other columns follow from these.
_SHOWN = {
    "number": columns.NUMBER, "text": columns.MEASURE, "timeframe": columns.TIMEFRAME,
    "responsible": columns.RESPONSIBLE, "involved": columns.INVOLVED, "base.status": columns.STATUS,
    "base.progress": columns.PROGRESS, "base.comment": columns.COMMENT, "base.expected": columns.EXPECTED,
    "reported_on": columns.REPORTED_ON, "reported_by": columns.REPORTED_BY,
}  # fmt: skip
_shown = attrgetter(*_SHOWN)
_IN_MASTER = phrase("Change it in the master and send again.")
_IN_SETTINGS = phrase("Change it in config.yaml and send again.")


def unwritable_rows(plan: Plan, rows: Collection[SentRow], places: Mapping[str, Place]) -> Iterator[Problem]:
    """Yield one problem per text of `rows` that no cell can hold, with its place in the master.

    `places` are those of measures and goals, by ID.
    """
    sent = {row.measure: row for row in rows}
    seen: set[tuple[str, Content]] = set()
    # Actors involved in a measure share its row, and measures share words, so check each only once.
    distinct = list({id(row): row for row in rows}.values())
    reasons = {
        content: why_unwritable(content) for content in set(chain.from_iterable(map(_shown, distinct)))
    }
    wrong = {content for content, reason in reasons.items() if reason is not None}
    for row in distinct if wrong else ():
        for column, content in zip(_SHOWN.values(), _shown(row), strict=True):
            reason = reasons[content]
            if reason is None or (row.measure, content) in seen:
                continue
            seen.add((row.measure, content))
            place = places.get(row.measure, Place())
            yield Problem(replace(place, column=str(column.heading)), reason, _IN_MASTER)
    placed = {goal.id: (area, goal) for area, goal, _ in plan.placed()}
    for area, goal in placed.values():
        mine = next((sent[measure.id] for measure in goal.measures if measure.id in sent), None)
        reason = why_unwritable(band_text(mine.area, mine.goal)) if mine is not None else None
        if reason is not None:
            place = places.get(goal.id) or Place(sheet=area.sheet or area.name)
            yield Problem(replace(place, column=str(columns.MEASURE.heading)), reason, _IN_MASTER)


def unwritable_titles(
    actors: Iterable[str],
    round_: Round,
    plan_name: str,
    sender: str,
    places: Mapping[str, Place],
    translate: Catalog,
) -> Iterator[Problem]:
    """Yield a problem for each actor's name, the plan's name and the sender that no cell can hold."""
    for text, column in ((plan_name, "plan.name"), (sender, "delivery.sender")):
        reason = why_unwritable(text)
        if reason is not None:
            yield Problem(Place(file="config.yaml", column=column), reason, _IN_SETTINGS)
    for actor in actors:
        reason = why_unwritable(title_text(actor, round_, True, translate))
        if reason is not None:
            place = places.get(actor, Place())
            yield Problem(replace(place, column=str(columns.ACTOR_COLUMNS[0].heading)), reason, _IN_MASTER)

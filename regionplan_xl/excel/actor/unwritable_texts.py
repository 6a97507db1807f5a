"""Find what an actor's workbook cannot hold before the first one is written."""

from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import replace

from regionplan_xl.errors import Place, Problem
from regionplan_xl.excel.actor import layout
from regionplan_xl.excel.actor.workbook import band_text, row_contents, title_text
from regionplan_xl.excel.common import columns
from regionplan_xl.locale import Catalog
from regionplan_xl.ooxml.editing.cell_values import Content, encode_content
from regionplan_xl.plan.merging.exchange import Round, SentRow
from regionplan_xl.plan.model import Plan
from regionplan_xl.plan.status import Scale
from regionplan_xl.text import Phrase, phrase

# These repeat the other columns, shortened or as they are.
_OURS = (layout.ID_BEFORE_ANSWERS, layout.ID_AFTER_ANSWERS, layout.PREVIOUS)
_HEADINGS = {column.key: str(column.heading) for column in layout.COLUMNS if column not in _OURS}
_IN_MASTER = phrase("Change it in the master and send again.")
_IN_SETTINGS = phrase("Change it in config.yaml and send again.")


def unwritable_rows(
    plan: Plan, rows: Collection[SentRow], places: Mapping[str, Place], scale: Scale, translate: Catalog
) -> Iterator[Problem]:
    """Yield a problem for each text of `rows` that no cell can hold, once, with its place in the master.

    `places` are those of measures and goals, by ID.
    """
    sent = {row.measure: row for row in rows}
    found: set[tuple[str, str]] = set()
    for row in dict.fromkeys(rows):
        for key, content in row_contents(row, translate, scale).items():
            reason = _reason(content) if key in _HEADINGS and (row.measure, key) not in found else None
            if reason is not None:
                found.add((row.measure, key))
                place = places.get(row.measure, Place())
                yield Problem(replace(place, column=_HEADINGS[key]), reason, _IN_MASTER)
    placed = {goal.id: (area, goal) for area, goal, _ in plan.placed()}
    for area, goal in placed.values():
        mine = next((sent[measure.id] for measure in goal.measures if measure.id in sent), None)
        reason = _reason(band_text(mine.area, mine.goal)) if mine is not None else None
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
    """Yield a problem for each actor's name, and for the plan's name or the sender, that no cell can hold."""
    for text, column in ((plan_name, "plan.name"), (sender, "delivery.sender")):
        reason = _reason(text)
        if reason is not None:
            yield Problem(Place(file="config.yaml", column=column), reason, _IN_SETTINGS)
    for actor in actors:
        reason = _reason(title_text(actor, round_, translate))
        if reason is not None:
            place = places.get(actor, Place())
            yield Problem(replace(place, column=str(columns.ACTOR_COLUMNS[0].heading)), reason, _IN_MASTER)


def _reason(content: Content) -> Phrase | None:
    """Return why no cell can hold the content, or None."""
    encoded = encode_content(content)
    return encoded if isinstance(encoded, Phrase) else None

"""Measures below a heading that says something of all of them: «2027», «Ansvar: Statsforvaltaren»."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace

from regionplan_xl.documents.draft import Value
from regionplan_xl.documents.understanding.words.cell_shapes import leading_time
from regionplan_xl.documents.understanding.words.labels import labelled
from regionplan_xl.documents.understanding.words.levels import SHEET, Item, Level
from regionplan_xl.text import Phrase, phrase

_DOUBTS: Mapping[str, Phrase] = {
    "timeframe": phrase("The time is that of the heading above."),
    "responsible": phrase("The body is that of the heading above."),
    "involved": phrase("The body is that of the heading above."),
}
_LIKELY = 0.9


def with_said_above(items: Sequence[Item]) -> list[Item]:
    """Return items; those without a time or bodies get what the headings above say, as something to ask about."""
    return [_with_said(item) for item in items]


def _with_said(item: Item) -> Item:
    measure = item.content
    for means, value in (one for level in reversed(item.path) for one in _said(level)):
        if means == "timeframe" and not measure.timeframe:
            measure = replace(measure, timeframe=value)
        elif means == "responsible" and not measure.responsible:
            measure = replace(measure, responsible=value)
        elif means == "involved" and not measure.involved:
            measure = replace(measure, involved=value)
    return item if measure is item.content else replace(item, content=measure)


def _said(level: Level) -> Iterator[tuple[str, Value]]:
    """Yield what a heading says of measures. A year as the name of a sheet may be the edition of the plan."""
    if level.means:
        return
    means, text = "", level.text.text
    if found := labelled(text):
        means, text = found.means, found.value
    elif level.rank != SHEET and _is_time(text):
        means = "timeframe"
    if text and means in _DOUBTS:
        yield means, Value(text, level.text.place, _LIKELY, _DOUBTS[means])


def _is_time(text: str) -> bool:
    found = leading_time(text)
    return found is not None and not found[1]

"""Measures below a heading that is a time: «2027»."""

from collections.abc import Sequence
from dataclasses import replace

from regionplan_xl.documents.draft import Value
from regionplan_xl.documents.understanding.words.cell_shapes import leading_time
from regionplan_xl.documents.understanding.words.levels import SHEET, Item
from regionplan_xl.text import phrase

_ABOVE = phrase("The time is that of the heading above.")
_LIKELY = 0.9


def with_times_above(items: Sequence[Item]) -> list[Item]:
    """Return items, with the time of the heading above where they have none, as something to ask about.

    The name of a sheet does not count, because it may be the edition of the plan.
    """
    return [item if item.content.timeframe else _with_time(item) for item in items]


def _with_time(item: Item) -> Item:
    said = [one.text for one in item.path if one.rank != SHEET and not one.means and _is_time(one.text.text)]
    if not said:
        return item
    time = Value(said[-1].text, said[-1].place, _LIKELY, _ABOVE)
    return replace(item, content=replace(item.content, timeframe=time))


def _is_time(text: str) -> bool:
    found = leading_time(text)
    return found is not None and not found[1]

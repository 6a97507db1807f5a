"""Lines of a document that name the UN goals served by the measures below a heading."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace

from regionplan_xl.documents.blocks import Block, Heading, Paragraph, Table
from regionplan_xl.documents.draft import Value
from regionplan_xl.documents.understanding.words.levels import Item, Path
from regionplan_xl.plan.development_goals import goals_in
from regionplan_xl.plan.own_columns import DEVELOPMENT_GOALS
from regionplan_xl.text import normalise, squeeze

_NAMES = "|".join(sorted(map(re.escape, DEVELOPMENT_GOALS.also), key=len, reverse=True))
# «Relevante FN-mål: 3, 4», «FNs berekraftsmål 3, 4 og 11», «UN goals – Climate action».
_LINE = re.compile(
    rf"(?P<label>(?:[^\W\d][\w:'’]* ){{0,3}}(?:{_NAMES})(?:a|ene)?(?: \([^()]{{1,30}}\))?)"
    r"(?:\s*[:–—]\s*|\s+-\s+|\s+(?=\d)|$)(?P<rest>.*)"
)
_LONGEST_LINE = 250  # characters
_LONGEST_ITEM = 100
_Keys = tuple[tuple[str, str], ...]


@dataclass
class GoalsSaid:
    """The lines about UN goals, each with the path above it."""

    found: list[tuple[Path, Value]] = field(default_factory=list)

    def with_goals(self, items: Sequence[Item]) -> list[Item]:
        """Return the items, each with the goals named for the innermost level above it.

        A measure that names goals itself keeps its own.
        """
        said: dict[_Keys, list[Value]] = {}
        for path, value in self.found:
            if not _is_of_all(_keys(path), items):
                said.setdefault(_keys(path), []).append(value)
        if not said:
            return list(items)
        own = (heading for item in items for heading, _ in item.content.own)
        theirs = (heading for heading in own if normalise(heading) in DEVELOPMENT_GOALS.also)
        heading = next(theirs, str(DEVELOPMENT_GOALS.heading))
        return [_with_goals(item, said, heading) for item in items]

    def unused(self, items: Sequence[Item]) -> Iterator[Value]:
        """Yield the lines without measures below, and those about the plan as a whole."""
        above = [_keys(item.path) for item in items]
        for path, value in self.found:
            keys = _keys(path)
            if _is_of_all(keys, items) or not any(one[: len(keys)] == keys for one in above):
                yield value


def goals_at(blocks: Sequence[Block], at: int) -> tuple[Value, int] | None:
    """Return the UN goals named by a line, and the number of blocks it takes; None for any other line.

    The goals are in the line itself or below it, each by number or name.
    """
    block = blocks[at]
    if isinstance(block, Table) or len(block.text) > _LONGEST_LINE:
        return None
    text = squeeze(block.text)
    line = _LINE.fullmatch(normalise(text))
    if line is None:
        return None
    rest = text[len(text) - len(line["rest"]) :] if line["rest"] else ""
    if goals_in(rest):
        return Value(rest.rstrip(". "), block.place), 1
    if rest:
        return None
    listed: list[str] = []
    for below in blocks[at + 1 :]:
        is_item = isinstance(below, Paragraph) and len(below.text) <= _LONGEST_ITEM
        if not is_item or isinstance(below, Table | Heading) or not goals_in(below.text):
            break
        listed.append(squeeze(below.text))
    return (Value("\n".join(listed), block.place), 1 + len(listed)) if listed else None


def _is_of_all(keys: _Keys, items: Sequence[Item]) -> bool:
    """Return whether this is the title of the plan: several areas are below it, and nothing is beside it."""
    above = [_keys(item.path) for item in items]
    below = {one[len(keys) : len(keys) + 1] for one in above}
    return len(below) > 1 and all(one[: len(keys)] == keys for one in above)


def _with_goals(item: Item, said: dict[_Keys, list[Value]], heading: str) -> Item:
    measure, keys = item.content, _keys(item.path)
    if any(normalise(one) in DEVELOPMENT_GOALS.also for one, _ in measure.own):
        return item
    values = next((said[keys[:n]] for n in range(len(keys), 0, -1) if keys[:n] in said), [])
    own = tuple((heading, value) for value in values)
    return replace(item, content=replace(measure, own=(*measure.own, *own))) if own else item


def _keys(path: Path) -> _Keys:
    return tuple(one.key for one in path)

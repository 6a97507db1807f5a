"""The levels above a measure in a document: headings, sheets, table rows; and which of them are areas and goals."""

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace

from regionplan_xl.documents.draft import NONE, DraftArea, DraftGoal, DraftMeasure, Value
from regionplan_xl.documents.vocabulary.lookup import (
    find_label,
    names_document,
    names_sheet_or_introduction,
)
from regionplan_xl.documents.vocabulary.words_of_texts import APPENDICES
from regionplan_xl.text import normalise, squeeze

# The source of a level, outermost first; a heading's own level (1-9) is added to HEADING.
SHEET, HEADING, TOPIC, BAND, COLUMN = 0, 1, 15, 20, 40
GOAL_BAND = BAND + 8
UNSTYLED = HEADING + 8  # a paragraph that only looks like a heading
UNSTYLED_GOAL = UNSTYLED + 1
_LEADING_NUMBER = re.compile(
    r"^(?P<number>(?:[A-ZÆØÅÄÖÜ]{1,3}[-. ]?)?\d{1,2}(?:\s?\.\s?\d{1,2}){0,2}|[A-Z]\d{1,2}|[IVX]{1,4}|[A-Z])"
    r"(?P<end>[.:)]|\s[-–—])?\s+(?P<rest>\S.*)$",
    re.DOTALL,
)

_APPENDIX = re.compile(rf"(?:{APPENDICES})\b.*")
_AREA_AND_GOAL = 2


@dataclass(frozen=True)
class Level:
    """A level above measures. `means`: area, sub_area or goal if it says so itself, else "" (decided later).

    `label`: the text is only this label («Mål 1.1:»), so that its text is still to come.
    """

    rank: int
    text: Value
    number: Value = NONE
    means: str = ""
    label: str = ""

    @property
    def key(self) -> tuple[str, str]:
        """The key by which two occurrences of a level are equal."""
        return normalise(self.number.text), normalise(self.text.text)


Path = tuple[Level, ...]


@dataclass(frozen=True)
class Item:
    """A measure, and what is above it, outermost first."""

    path: Path
    content: DraftMeasure


def level(rank: int, text: Value, means: str = "", number: Value = NONE) -> Level:
    """Return a level from a heading or row, with its label («Mål 1.2:») and number split off the text."""
    found = find_label(text.text)
    if found and found.means in ("area", "goal") and means in ("", found.means):
        own = replace(text, text=found.rest or squeeze(text.text))
        given = number or (replace(text, text=found.number) if found.number else NONE)
        return Level(rank, own, given, found.means, "" if found.rest else own.text)
    leading = _LEADING_NUMBER.match(squeeze(text.text)) if not number else None
    if leading and (leading["end"] or any(map(str.isdigit, leading["number"]))):
        own, given = replace(text, text=leading["rest"]), replace(text, text=leading["number"])
        return Level(rank, own, given, means)
    return Level(rank, replace(text, text=squeeze(text.text)), number, means)


def inside(path: Path, new: Level) -> Path:
    """Return a path with a new level in place of those of the same or inner rank."""
    return (*(one for one in path if one.rank < new.rank), new)


def assemble(items: Sequence[Item]) -> tuple[DraftArea, ...]:
    """Return the areas of all items, in document order."""
    shared = _shared_by_all(items)
    areas: dict[tuple[str, str], _Area] = {}
    for item in items:
        path = [
            one
            for one in item.path
            if one.rank not in shared and not names_sheet_or_introduction(one.text.text)
        ]
        area, sub_area, goal = _meanings(_within_appendix(path))
        found = areas.setdefault(area.key, _Area(area))
        found.add(item.content, sub_area, goal)
    return tuple(area.draft() for area in areas.values())


def _within_appendix(path: Sequence[Level]) -> Sequence[Level]:
    """Return a path without the heading of an appendix («Vedlegg 1: Tiltaksliste»), if area and goal are below it."""
    is_appendix = len(path) > _AREA_AND_GOAL and not path[0].means
    return path[1:] if is_appendix and _APPENDIX.fullmatch(normalise(path[0].text.text)) else path


def _shared_by_all(items: Sequence[Item]) -> set[int]:
    """Return the ranks above everything (the title, «Handlingsprogram»), which are therefore not areas.

    Such a rank is an area, though, if it is the only one above the measures or says so itself.
    """
    by_rank: dict[int, set[tuple[str, str]]] = {}
    hinted: set[int] = set()
    counts: dict[int, int] = {}
    texts: dict[int, str] = {}
    for item in items:
        for one in item.path:
            by_rank.setdefault(one.rank, set()).add(one.key)
            counts[one.rank] = counts.get(one.rank, 0) + 1
            texts.setdefault(one.rank, one.text.text)
            if one.means:
                hinted.add(one.rank)
    single = {
        rank
        for rank, keys in by_rank.items()
        if len(keys) == 1 and counts[rank] == len(items) and rank not in hinted
    }
    others = by_rank.keys() - single
    outer = min(others, default=None)
    if outer is None:  # a single area, below the title
        return {rank for rank in single if names_document(texts[rank]) and rank != max(single)}
    # Above areas with goals there is only a title; above goals alone it may be the plan's single area.
    above = {rank for rank in single if rank < outer}
    return above if len(others) > 1 else {rank for rank in above if names_document(texts[rank])}


def leading_number(text: str) -> str:
    """Return the number at the start of a heading: «II» of «II. Skog»; "" if there is none."""
    found = level(HEADING, Value(text))
    return found.number.text


def _meanings(path: Sequence[Level]) -> tuple[Level, Level | None, Level | None]:
    """Return the levels of a path that are the area, the sub-area and the goal.

    A level that says what it is, is that; otherwise the outermost is the area and the innermost the goal.
    """
    area = next((one for one in path if one.means == "area"), None)
    goal = next((one for one in reversed(path) if one.means == "goal"), None)
    sub_area = next((one for one in path if one.means == "sub_area"), None)
    free = [one for one in path if not one.means]
    if area is None and free:
        area = free.pop(0)
    if goal is None and free:
        goal = free.pop()
    if sub_area is None and free:
        sub_area = free[-1]
    if area is None:
        area = Level(0, NONE)
    return area, sub_area, goal


class _Area:
    def __init__(self, level: Level) -> None:
        self._level = level
        self._goals: dict[
            tuple[tuple[str, str], tuple[str, str]], tuple[Level, Level, list[DraftMeasure]]
        ] = {}

    def add(self, content: DraftMeasure, sub_area: Level | None, goal: Level | None) -> None:
        nothing = Level(0, NONE)
        sub_area, goal = sub_area or nothing, goal or nothing
        self._goals.setdefault((sub_area.key, goal.key), (sub_area, goal, []))[2].append(content)

    def draft(self) -> DraftArea:
        goals = tuple(
            DraftGoal(goal.text, goal.number, tuple(measures), sub_area.text)
            for sub_area, goal, measures in self._goals.values()
        )
        return DraftArea(self._level.text, self._level.number, goals)

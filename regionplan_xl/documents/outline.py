"""The outline of a plan document: which lines belong to which area, goal and measure."""

from collections.abc import Sequence
from dataclasses import dataclass, field

from regionplan_xl.documents.imported_document import Line
from regionplan_xl.documents.legend import parse_legend
from regionplan_xl.documents.numbering import (
    Numbered,
    area_number,
    goal_number,
    is_closing,
    is_heading_word,
    is_page_number,
    is_table_header,
    measure_number,
    ordinal,
)
from regionplan_xl.documents.wording import is_bullet, is_capitals
from regionplan_xl.plan.actors import Register
from regionplan_xl.plan.status import STANDARD
from regionplan_xl.plan.timeframe import leading
from regionplan_xl.text import fold, squeeze

_HEADING_WORDS = 9
_SHORT_NAME = 5  # letters


@dataclass
class MeasureLines:
    """A measure's number, as understood, and the lines under it (its own number cut off the first)."""

    number: str
    printed: str
    row: int
    corrected: bool = False
    lines: list[Line] = field(default_factory=list)


@dataclass
class GoalLines:
    """A goal's number, the lines of its text, and its measures. `row` is 0 where it is not printed."""

    number: str
    row: int
    lines: list[Line] = field(default_factory=list)
    measures: list[MeasureLines] = field(default_factory=list)


@dataclass
class AreaLines:
    """An area's printed number (or ""), its heading, lines before its first goal, and its goals."""

    number: str
    row: int
    heading: list[str] = field(default_factory=list)
    lines: list[Line] = field(default_factory=list)
    goals: list[GoalLines] = field(default_factory=list)


@dataclass
class Outline:
    """A whole document: what is before the areas, the areas, what is after, and page furniture (page numbers)."""

    opening: list[Line] = field(default_factory=list)
    areas: list[AreaLines] = field(default_factory=list)
    closing: list[Line] = field(default_factory=list)
    furniture: list[Line] = field(default_factory=list)


def parse_outline(lines: Sequence[Line], register: Register) -> Outline:
    """Return the outline of a document; every line that is not blank is in it once, except the tables' headings."""
    return _Reader(lines, register).read()


class _Reader:
    def __init__(self, lines: Sequence[Line], register: Register) -> None:
        self.lines = lines
        self.register = register
        self.outline = Outline()
        self.title = next((fold(line.text) for line in lines if not line.blank), "")
        self.headers = self._header_rows()
        self.headings = self._area_headings()
        self.area: AreaLines | None = None
        self.goal: GoalLines | None = None
        self.measure: MeasureLines | None = None
        self.closed = False

    def read(self) -> Outline:
        for at, line in enumerate(self.lines):
            if at in self.headers:
                continue
            if at in self.headings:
                self._open_area(at)
            elif self._is_furniture(at):
                self.outline.furniture.append(line)
            elif (goal := self._goal(at)) is not None:
                self._open_goal(goal, line.row)
            elif (number := self._measure(at)) is not None:
                self._open_measure(*number, line)
            elif self.area is not None and is_closing(line.text) and self._blank(at - 1):
                self.closed = True
                self.outline.closing.append(line)
            else:
                self._place_for_lines().append(line)
        return self.outline

    # What a line is

    def _header_rows(self) -> set[int]:
        """Lines that are headings of a table, whole or a column's name a line."""
        found = {at for at, line in enumerate(self.lines) if is_table_header(line.text)}
        run: list[int] = []
        for at, line in enumerate([*self.lines, Line(0, "end of document")]):
            if line.blank:
                continue
            if is_heading_word(line.text) or at in found:
                run.append(at)
            else:
                found |= set(run) if len(run) >= 3 else set()
                run = []
        return found

    def _area_headings(self) -> dict[int, int]:
        """Lines that open an area -> how many lines the heading has."""
        found: dict[int, int] = {}
        at = 0
        while at < len(self.lines):
            count = 0 if at in self.headers or self._blank(at) else self._heading_length(at)
            if count:
                found[at] = count
            at += max(count, 1)
        return found

    def _blank(self, at: int) -> bool:
        """True for a blank line, and before the first and after the last."""
        return not 0 <= at < len(self.lines) or self.lines[at].blank

    def _heading_length(self, at: int) -> int:
        text = self.lines[at].text
        if goal_number(text) or is_table_header(text):
            return 0
        numbered = area_number(text)
        if numbered is None and not is_capitals(text):
            return int(self._is_plain_heading(at))
        if numbered is None and (self.register.knows_all(text) or self._is_short_name(at)):
            return 0
        end = at + 1
        while end < len(self.lines) and self._is_more_heading(end, numbered):
            end += 1
        return end - at if self._opens_a_table(end) else 0

    def _is_short_name(self, at: int) -> bool:
        """Whether a word of a few capitals is a body («USG»): the numbers go on in the same area."""
        before, after = self._last_figures(at), self._first_figures(at)
        short = len(squeeze(self.lines[at].text)) <= _SHORT_NAME
        return short and before is not None and after is not None and before[0] == after[0]

    def _is_more_heading(self, at: int, numbered: Numbered | None) -> bool:
        line = self.lines[at]
        if line.blank:
            before = squeeze(self.lines[at - 1].text).casefold()
            unfinished = before.endswith((" og", " eller", "-", ",")) or bool(numbered and not numbered.rest)
            return unfinished and not self.lines[at - 1].blank
        return at not in self.headers and goal_number(line.text) is None and is_capitals(line.text)

    def _opens_a_table(self, at: int) -> bool:
        """Whether the headings of a table or a goal come next, and not just the same table on a new page."""
        following = self._next(at)
        if following is None:
            return False
        goal = goal_number(self.lines[following].text)
        if following not in self.headers:
            return goal is not None
        before, after = self._last_figures(at), self._first_figures(at)
        return not (before and after and before[0] == after[0] and before < after)

    def _is_plain_heading(self, at: int) -> bool:
        """A heading in small letters: alone, then a table's headings, then a new area's goal."""
        text = self.lines[at].text
        alone = self._blank(at - 1) and self._blank(at + 1)
        following = self._next(at + 1) if alone else None
        if following is None or not (following in self.headers or goal_number(self.lines[following].text)):
            return False
        if (
            measure_number(text)
            or is_bullet(text)
            or squeeze(text)[-1] in ".:?!"
            or self.register.knows_all(text)
        ):
            return False
        if len(text.split()) > _HEADING_WORDS or leading(text) is not None or parse_legend([text], STANDARD):
            return False
        before, after = self._last_figures(at), self._first_figures(at)
        return after is not None and (before is None or before[0] != after[0])

    def _next(self, at: int) -> int | None:
        return next((index for index in range(at, len(self.lines)) if not self._blank(index)), None)

    def _first_figures(self, at: int) -> tuple[int, ...] | None:
        return next((f for index in range(at, len(self.lines)) if (f := self._figures(index))), None)

    def _last_figures(self, at: int) -> tuple[int, ...] | None:
        return next((f for index in range(at - 1, -1, -1) if (f := self._figures(index))), None)

    def _figures(self, at: int) -> tuple[int, ...] | None:
        text = self.lines[at].text
        found = goal_number(text) or measure_number(text)
        return found.parts if found is not None and (len(found.parts) > 2 or goal_number(text)) else None

    def _is_furniture(self, at: int) -> bool:
        line = self.lines[at]
        if line.blank:
            return False
        apart = (self._blank(at - 1) or line.new_page) and (
            self._blank(at + 1) or self.lines[at + 1].new_page
        )
        if is_page_number(line.text) and apart:
            return True
        return at > 0 and self.area is not None and fold(line.text) == self.title

    def _goes_on(self, at: int, number: Numbered) -> bool:
        """Whether a number at the start of a line is only where a sentence was broken: «sjå / 1.2.3 om …»."""
        if self._blank(at - 1) or self.lines[at - 1].text.rstrip()[-1] in ".:":
            return False
        return number.rest[:1].islower() and self.measure is not None

    def _goal(self, at: int) -> Numbered | None:
        """The goal that a line opens: by its word, or by a number that the next measure is under."""
        found = goal_number(self.lines[at].text)
        if found is not None:
            return None if self._goes_on(at, found) else found
        bare_number = measure_number(self.lines[at].text)
        if bare_number is None or len(bare_number.parts) != 2 or bare_number.headless or self.closed:
            return None
        following = self._first_figures(at + 1)
        is_next = following is not None and len(following) > 2 and following[:2] == bare_number.parts
        same = self.goal is not None and self.goal.number == bare_number.number
        return bare_number if self._blank(at - 1) and is_next and not same else None

    def _measure(self, at: int) -> tuple[str, Numbered, bool] | None:
        """The number of the measure that a line opens, as understood, and whether it had to be corrected."""
        found = measure_number(self.lines[at].text)
        if found is None or self.area is None or (self.closed and not self._fits(found)):
            return None
        goal = self.goal.number if self.goal is not None else ""
        if found.headless:
            head = goal.split(".") if goal else []
            missing = 3 - len(found.parts)
            return ".".join([*head[: max(missing, 0)], found.number]), found, True
        if len(found.parts) > 2:
            broken = self._goes_on(at, found) and not self._fits(found)
            return None if broken else (found.number, found, not found.clean)
        return self._short_number(at, found, goal)

    def _fits(self, found: Numbered) -> bool:
        return self.goal is not None and found.number.startswith(f"{self.goal.number}.")

    def _short_number(self, at: int, found: Numbered, goal: str) -> tuple[str, Numbered, bool] | None:
        """A measure's number that lost its first or its last figure, where the one before tells which."""
        if not goal or self.goal is None or not self._blank(at - 1):
            return None
        expected = f"{goal}.{len(self.goal.measures) + 1}"
        lost_first = expected.endswith(f".{found.number}")
        lost_last = found.number == goal and not found.rest
        return (expected, found, True) if lost_first or lost_last else None

    # Where a line goes

    def _open_area(self, at: int) -> None:
        end = at + self.headings[at]
        rows = [line for line in self.lines[at:end] if not line.blank]
        numbered = area_number(rows[0].text) or ordinal(rows[0].text)
        first = numbered.rest if numbered else rows[0].text
        heading = [first, *(line.text for line in rows[1:])]
        # The other lines of the heading are passed over by `read`.
        self.headers |= set(range(at + 1, end))
        number = numbered.number if numbered else ""
        self.area = AreaLines(number, rows[0].row, [part for part in heading if part])
        self.outline.areas.append(self.area)
        self.goal = self.measure = None
        self.closed = False

    def _open_goal(self, goal: Numbered, row: int) -> None:
        if self.area is None or self._opens_nameless_area(goal):
            self.area = AreaLines("", 0)
            self.outline.areas.append(self.area)
        self.goal = GoalLines(goal.number, row, [Line(row, goal.rest)])
        self.area.goals.append(self.goal)
        self.measure = None
        self.closed = False

    def _opens_nameless_area(self, goal: Numbered) -> bool:
        """Whether the first goal of the next area comes although no heading was seen."""
        if self.area is None or not self.area.goals:
            return False
        current = self.area.number or self.area.goals[0].number.partition(".")[0]
        is_first = goal.parts[1] == 1 and goal.number.partition(".")[0] != current
        return is_first and bool(self.goal and self.goal.measures)

    def _open_measure(self, number: str, printed: Numbered, corrected: bool, line: Line) -> None:
        assert self.area is not None  # noqa: S101  (`_measure` finds none outside an area)
        if self.goal is None:
            self.goal = GoalLines(number.rpartition(".")[0], 0)
            self.area.goals.append(self.goal)
        lines = [Line(line.row, printed.rest)]
        self.measure = MeasureLines(number, printed.printed, line.row, corrected, lines)
        self.goal.measures.append(self.measure)
        self.closed = False

    def _place_for_lines(self) -> list[Line]:
        if self.closed:
            return self.outline.closing
        holder = self.measure or self.goal or self.area
        return holder.lines if holder is not None else self.outline.opening

"""Result goals in a document: list items under such a heading, and the rows of a table of indicators."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace

from regionplan_xl.documents.blocks import Block, Heading, Paragraph, Row, Table, TableCell
from regionplan_xl.documents.draft import NONE, DraftArea, DraftIndicator, Value
from regionplan_xl.documents.understanding.sums import calculation_in
from regionplan_xl.documents.vocabulary.lookup import match_heading
from regionplan_xl.similarity import is_similar
from regionplan_xl.text import bare, normalise, squeeze

_SECTION = re.compile(
    r"\b(?:resultatmål(?:a|ene)?|effektmål(?:a|ene)?|resultatindikator\w*|styringsindikator\w*|indikator(?:ar|er|ene|ane)?|"
    r"result goals?|(?:outcome|result|performance|target|success) indicators?|indicators|kpis?|key results?|"
    r"kennzahlen|(?:ziel|wirkungs)?indikatoren|nyckeltal|resultatmålen)\b"
)
_NAMES = re.compile(
    r"resultatmål|effektmål|result goals?|indikator(?:ar|er)?|indicators?|kpi|nyckeltal|kennzahl(?:en)?"
)
_YEAR = re.compile(r"(?:[^\W\d]+ )?(?P<year>(?:19|20)\d\d)")
_SHORT = 120  # characters of a heading
_HEADER_WITHIN = 20  # rows
_WORDS = 5  # words of a line that does not look like a heading
_ABOVE_A_LIST = 3  # lines between an area's name and its first goal
_LEAST_SIMILAR = 0.85


@dataclass(frozen=True)
class ResultGoals:
    """The result goals of a document, each with the name of its area, and the indexes of the blocks with them."""

    goals: tuple[tuple[Value, DraftIndicator], ...] = ()
    blocks: frozenset[int] = frozenset()


def find_result_goals(
    blocks: Sequence[Block], given: Mapping[str, str], sheets: Sequence[str] = ()
) -> ResultGoals:
    """Return the result goals among the blocks; in tables only on `sheets`, if any are given.

    `given` is the user's meaning of headings (heading -> field).
    """
    walk = _Walk(blocks, given, sheets)
    for at in range(len(blocks)):
        walk.take(at)
    return ResultGoals(tuple(walk.goals), frozenset(walk.taken))


def with_result_goals(areas: tuple[DraftArea, ...], found: ResultGoals) -> tuple[DraftArea, ...]:
    """Return the areas with their result goals; an area that has no measures is added."""
    if not found.goals:
        return areas
    names = [area.name.text for area in areas]
    indicators: dict[int, list[DraftIndicator]] = {}
    others: dict[str, tuple[Value, list[DraftIndicator]]] = {}
    for name, goal in found.goals:
        at = _area_called(name.text, names)
        if at is not None:
            indicators.setdefault(at, []).append(goal)
        else:
            others.setdefault(bare(name.text), (name, []))[1].append(goal)
    known = (
        replace(area, indicators=(*area.indicators, *indicators.get(at, ()))) for at, area in enumerate(areas)
    )
    return (*known, *(DraftArea(name, indicators=tuple(goals)) for name, goals in others.values()))


def _area_called(name: str, names: Sequence[str]) -> int | None:
    same = [at for at, known in enumerate(names) if bare(known) == bare(name)]
    alike = same or [
        at for at, known in enumerate(names) if is_similar(bare(known), bare(name), least=_LEAST_SIMILAR)
    ]
    return alike[0] if bare(name) and len(alike) == 1 else None


@dataclass
class _Walk:
    """The state while reading the blocks in order."""

    blocks: Sequence[Block]
    given: Mapping[str, str]
    sheets: Sequence[str]
    goals: list[tuple[Value, DraftIndicator]] = field(default_factory=list)
    taken: set[int] = field(default_factory=set)
    _inside: bool = False
    _level: int = 0  # level of the section's heading; 0 if it only looks like one
    _above: Value = NONE  # the last heading before the section
    _lines: list[Value] = field(default_factory=list)
    _area: Value = NONE
    _listed: bool = False

    def take(self, at: int) -> None:
        """Read the block at an index."""
        block = self.blocks[at]
        if isinstance(block, Table):
            self._table(block, at)
            self._inside = False
        elif not block.text.strip():
            return
        elif self._is_section(block):
            self._inside, self._listed, self._lines, self._area = True, False, [], NONE
            self._level = block.level if isinstance(block, Heading) else 0
        elif self._inside:
            self._line(block, at)
        if self._is_name(block) and not self._inside:
            self._above = Value(squeeze(block.text), block.place)  # type: ignore[union-attr]

    def _is_section(self, block: Heading | Paragraph) -> bool:
        text = squeeze(block.text)
        found = _SECTION.search(normalise(text))
        if found is None or len(text) > _SHORT:
            return False
        if isinstance(block, Heading):
            return True
        # A sentence may mention indicators too.
        is_line = not (block.bullet or text.endswith((".", ";", ",", "?", "-")))
        return is_line and (block.bold or found.start() == 0 or len(text.split()) <= _WORDS)

    def _is_name(self, block: Block) -> bool:
        if isinstance(block, Heading):
            return True
        return (
            isinstance(block, Paragraph)
            and len(block.text) <= _SHORT
            and (block.bold or block.text.isupper())
        )

    def _line(self, block: Heading | Paragraph, at: int) -> None:
        """Read a line of a section: a goal, or a heading above an area's goals."""
        value = Value(squeeze(block.text), block.place)
        if isinstance(block, Paragraph) and block.bullet:
            if self._lines or not self._listed:
                short = self._lines[-_ABOVE_A_LIST:]
                self._area = short[0] if short else self._above
            self.goals.append((self._area, DraftIndicator(value)))
            self.taken.add(at)
            self._lines, self._listed = [], True
            return
        ends = isinstance(block, Heading) and 0 < block.level <= self._level
        if ends or ((self._listed or not self._level) and not self._goes_on(at)):
            self._inside = False
        elif len(value.text) <= _SHORT and not value.text.endswith((".", "?", ":")):
            self._lines.append(value)
        else:
            self._lines = []

    def _goes_on(self, at: int) -> bool:
        """Return whether the goals of another area follow soon."""
        following = [block for block in self.blocks[at + 1 :][: 2 * _ABOVE_A_LIST] if not _is_blank(block)]
        return any(isinstance(block, Paragraph) and block.bullet for block in following[:_ABOVE_A_LIST])

    def _table(self, table: Table, at: int) -> None:
        is_left_out = (bool(self.sheets) or table.hidden) and table.place.sheet not in self.sheets
        header = None if is_left_out else _indicator_header(table, self.given)
        if header is None:
            calculated = () if is_left_out else calculation_in(table)
            self.goals += [(self._above, one) for one in calculated]
            self.taken |= {at} if calculated else set()
            return
        self.taken.add(at)
        above = self._lines[-1] if self._lines else self._above
        for row in table.rows[header.row + 1 :]:
            area, goal = _row(row, header, above)
            if goal.text:
                self.goals.append((area, goal))


def _is_blank(block: Block) -> bool:
    return not isinstance(block, Table) and not block.text.strip()


@dataclass(frozen=True)
class _Header:
    """The header row of a table of indicators: its index, the columns of fields and years, and the other columns."""

    row: int
    fields: Mapping[str, int]
    years: Mapping[int, int]
    others: Mapping[int, str]


def _indicator_header(table: Table, given: Mapping[str, str]) -> _Header | None:
    """Return the header of a table of indicators; None for others (a table of measures may name indicators too)."""
    for at, row in enumerate(table.rows[:_HEADER_WITHIN]):
        header = _header_of(at, row, given)
        if header is not None:
            lengths = {column: _length(table, header, column) for column in header.others}
            # A column with longer texts than the indicators is the real subject of the table.
            is_beside = max(lengths.values(), default=0.0) > _length(table, header, header.fields["name"])
            return None if is_beside else header
    return None


def _length(table: Table, header: "_Header", column: int) -> float:
    """Return the mean length of the texts in a column."""
    texts = [text for row in table.rows[header.row + 1 :] if (text := squeeze(row.cells[column].text))]
    return sum(map(len, texts)) / len(texts) if texts else 0.0


def _header_of(at: int, row: Row, given: Mapping[str, str]) -> _Header | None:
    fields: dict[str, int] = {}
    years: dict[int, int] = {}
    others: dict[int, str] = {}
    for column, cell in enumerate(row.cells):
        heading = squeeze(cell.text)
        if not heading or cell.continues:
            continue
        means = _meaning(heading, given)
        if means == "year" and (found := _YEAR.fullmatch(heading)):
            years.setdefault(int(found["year"]), column)
        elif means and means not in fields:
            fields[means] = column
        else:
            others[column] = heading
    if "name" not in fields and {"baseline", "target"} <= fields.keys() and "goal" in fields:
        fields["name"] = fields.pop("goal")
    elif (goal := fields.pop("goal", None)) is not None:
        others[goal] = squeeze(row.cells[goal].text)
    is_measured = bool(fields.keys() & {"baseline", "target"}) or bool(years)
    if "name" not in fields or "text" in fields or "status" in fields or not is_measured:
        return None
    return _Header(at, fields, years, others)


def _meaning(heading: str, given: Mapping[str, str]) -> str:
    """Return the result goal field of a column; "" if none."""
    folded = normalise(heading)
    if folded in given:
        return {"indicator": "name", "timeframe": "time"}.get(given[folded], given[folded])
    if _NAMES.fullmatch(folded):
        return "name"
    if _YEAR.fullmatch(heading):
        return "year"
    match = match_heading(heading)
    means = match.means[0] if match and match.certainty >= 0.75 else ""
    return {"indicator": "name", "timeframe": "time", "end": "time"}.get(means, means)


_FIELDS = (
    "name",
    "number",
    "baseline",
    "target",
    "unit",
    "time",
    "responsible",
    "area",
    "text",
    "status",
    "goal",
)


def _row(row: Row, header: _Header, above: Value) -> tuple[Value, DraftIndicator]:
    """Return the area name and the result goal in a row."""

    def value(column: int | None) -> Value:
        cell = row.cells[column] if column is not None and column < len(row.cells) else TableCell()
        return Value(cell.text.strip(), row.place) if cell.text.strip() else NONE

    known = {name: value(header.fields.get(name)) for name in _FIELDS}
    unknown = {at: name for name, at in header.fields.items() if name not in _FIELDS}
    own = [(heading, value(at)) for at, heading in sorted({**header.others, **unknown}.items())]
    measured = ((year, value(at)) for year, at in sorted(header.years.items()))
    goal = DraftIndicator(
        text=known["name"],
        number=known["number"],
        baseline=known["baseline"],
        target=known["target"],
        unit=known["unit"],
        year=known["time"],
        responsible=known["responsible"],
        own=tuple((heading, text) for heading, text in own if text),
        values=tuple((year, text) for year, text in measured if text),
    )
    return known["area"] or above, goal

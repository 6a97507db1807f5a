"""Result goals in a document: list items under such a heading, and the rows of a table of indicators."""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace

from regionplan_xl.documents.blocks import Block, Heading, Paragraph, Row, Table, TableCell
from regionplan_xl.documents.draft import NONE, ColumnUnderstood, DraftArea, DraftIndicator, Value
from regionplan_xl.documents.understanding.sums import calculation_in
from regionplan_xl.documents.vocabulary.lookup import match_heading, names_document
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
_OF_YEAR = re.compile(r"(?P<words>(?:[^\W\d][^\W\d.-]*[ -]){0,3})\(?(?P<year>(?:19|20)\d\d)\)?")
# Words before the year of a column with what was measured: «Status 2024».
_MEASURED = re.compile(
    r"(?:status|resultat|result|måling|målt|verdi|nivå|tal|tall|faktisk|actual|measured|value|utfall|utfald|ergebnis|wert|"
    r"ist|år|year|jahr|per|pr)*"
)
_SHORT = 120  # characters of a heading
_HEADER_WITHIN = 20  # rows
_WORDS = 5  # words of a line that does not look like a heading
_ABOVE_A_LIST = 3  # lines between an area's name and its first goal
_LEAST_SIMILAR = 0.85


@dataclass(frozen=True)
class ResultGoals:
    """The result goals of a document, each with the name of its area; the blocks and columns with them."""

    goals: tuple[tuple[Value, DraftIndicator], ...] = ()
    blocks: frozenset[int] = frozenset()
    columns: tuple[ColumnUnderstood, ...] = ()


def find_result_goals(
    blocks: Sequence[Block], given: Mapping[str, str], sheets: Sequence[str] = ()
) -> ResultGoals:
    """Return the result goals among the blocks; in tables only on `sheets`, if any are given.

    `given` is the user's meaning of headings (heading -> field).
    """
    walk = _Walk(blocks, given, sheets)
    for at in range(len(blocks)):
        walk.take(at)
    return ResultGoals(tuple(walk.goals), frozenset(walk.taken), tuple(walk.columns))


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
    columns: list[ColumnUnderstood] = field(default_factory=list)
    _headings: list[Heading] = field(default_factory=list)  # those above, outermost first
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
            if self._level:
                self._above = self._area_of(self._level)
        elif self._inside:
            self._line(block, at)
        if isinstance(block, Heading):
            self._headings = [*(one for one in self._headings if one.level < block.level), block]
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

    def _area_of(self, level: int) -> Value:
        """Return the heading above that of the result goals; none if it is only the document's title."""
        above = [one for one in self._headings if one.level < level]
        is_title = len(above) == 1 and names_document(above[0].text)
        return Value(squeeze(above[-1].text), above[-1].place) if above and not is_title else NONE

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
        self.columns += header.understood(table)
        above = self._lines[-1] if self._lines else self._above
        for row in table.rows[header.row + 1 :]:
            area, goal = _row(row, header, above)
            if goal.text:
                self.goals.append((area, goal))


def _is_blank(block: Block) -> bool:
    return not isinstance(block, Table) and not block.text.strip()


@dataclass(frozen=True)
class _Header:
    """The header row of a table of indicators: its index, the columns of fields and years, and the other columns.

    `target_year` is the year in the heading of the targets («Mål 2028»), or "".
    """

    row: int
    fields: Mapping[str, int]
    years: Mapping[int, int]
    others: Mapping[int, str]
    target_year: str = ""

    def understood(self, table: Table) -> Iterator[ColumnUnderstood]:
        """Yield the columns, as shown in the preview."""
        means = {
            at: {"name": "indicator", "time": "timeframe"}.get(name, name) for name, at in self.fields.items()
        }
        means |= dict.fromkeys(self.years.values(), "measured")
        for at, cell in enumerate(table.rows[self.row].cells):
            if cell.text.strip() and not cell.continues:
                yield ColumnUnderstood(squeeze(cell.text), means.get(at, ""), place=table.place)


def _indicator_header(table: Table, given: Mapping[str, str]) -> _Header | None:
    """Return the header of a table of indicators; None for others (a table of measures may name indicators too)."""
    for at, row in enumerate(table.rows[:_HEADER_WITHIN]):
        header = _header_of(at, row, given, table.rows[at + 1 :])
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


def _header_of(at: int, row: Row, given: Mapping[str, str], below: Sequence[Row]) -> _Header | None:
    headings = {
        column: squeeze(cell.text)
        for column, cell in enumerate(row.cells)
        if cell.text.strip() and not cell.continues
    }
    fields: dict[str, int] = {}
    years: dict[int, int] = {}
    targets: dict[int, int] = {}
    for column, heading in headings.items():
        means, year = _meaning(heading, given)
        if year and means in ("target", "goal"):
            targets.setdefault(year, column)
        elif year and not means:
            years.setdefault(year, column)
        elif means:
            fields.setdefault(means, column)
    target_year = max(targets) if targets and "target" not in fields else None
    if target_year is not None:
        fields["target"] = targets[target_year]
    if (goal := fields.pop("goal", None)) is not None:
        if "name" not in fields and {"baseline", "target"} <= fields.keys():
            fields["name"] = goal
        elif "name" in fields and "target" not in fields and _are_figures(goal, below):
            fields["target"] = goal  # «Utgangspunkt | Mål»
    is_measured = bool(fields.keys() & {"baseline", "target"}) or bool(years)
    if "name" not in fields or "text" in fields or "status" in fields or not is_measured:
        return None
    placed = {*fields.values(), *years.values()}
    if (baseline := fields.get("baseline", -1)) in headings and _meaning(headings[baseline], given)[1]:
        placed.remove(baseline)  # listed by its heading too, which says the year
    others = {column: heading for column, heading in headings.items() if column not in placed}
    return _Header(at, fields, years, others, str(target_year or ""))


def _are_figures(column: int, rows: Sequence[Row]) -> bool:
    """Return whether most texts in a column have a figure."""
    texts = [text for row in rows if (text := squeeze(row.cells[column].text))]
    return bool(texts) and 2 * sum(any(map(str.isdigit, text)) for text in texts) > len(texts)


def _meaning(heading: str, given: Mapping[str, str]) -> tuple[str, int]:
    """Return the result goal field of a column («Mål 2028» is a goal) and the year in its heading; ("", 0) if none.

    A column of measurements («2024», «Status 2024») has a year but no field.
    """
    folded = normalise(heading)
    if folded in given:
        return {"indicator": "name", "timeframe": "time"}.get(given[folded], given[folded]), 0
    if _NAMES.fullmatch(folded):
        return "name", 0
    if dated := _OF_YEAR.fullmatch(heading):
        words = squeeze(dated["words"].replace("-", " "))
        if _MEASURED.fullmatch(normalise(words).replace(" ", "")):
            return "", int(dated["year"])
        means = _field(words)
        return (means, int(dated["year"])) if means in ("baseline", "target", "goal") else ("", 0)
    return _field(heading), 0


def _field(heading: str) -> str:
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
    if known["target"] and not known["time"]:
        known["time"] = Value(header.target_year, row.place)
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

"""The list sheets of the master read: the register of actors, the indicators, the decisions."""

import re
from collections.abc import Iterable, Mapping
from datetime import date

from regionplan_xl.errors import Problem
from regionplan_xl.excel import layout
from regionplan_xl.excel.answers import read_answer
from regionplan_xl.excel.grid import GridCell
from regionplan_xl.excel.master import SheetPlace
from regionplan_xl.excel.read_sheet import ReadSheet, Row
from regionplan_xl.locale import every_wording
from regionplan_xl.plan.exchange import Clear, Unclear
from regionplan_xl.plan.model import Actor, ActorKind, Field, Indicator, Value
from regionplan_xl.plan.outcome import Decision
from regionplan_xl.plan.status import Scale
from regionplan_xl.text import bare, say, squeeze

_SEPARATORS = re.compile(r"[,;\n]")
_YEAR = re.compile(r"(?:19|20)\d\d")
_ALL_KINDS: tuple[ActorKind, ...] = ("organ", "group", "role", "open")
_KINDS: Mapping[str, ActorKind] = {
    bare(word): kind for kind in _ALL_KINDS for word in (kind, *every_wording(layout.GROUP_WORDS[kind]))
}
_YES_WORDS = {bare(word) for word in (*every_wording(layout.YES), "x", "1", "true", "sant", "j", "y")}
_NO_WORDS = {bare(word) for word in (*every_wording(layout.NO), "0", "false", "usant", "n")}
_FIELDS: Mapping[str, Field] = {
    name: Field(column.key) for column in layout.ANSWERABLE for name in column.names()
}
_CHOOSE = say("Choose a word from the list.")
# No answer equals these, so that every own value counts as said.
_NEVER: Mapping[Field, Value] = {
    Field.STATUS: "\0", Field.PROGRESS: -1.0, Field.COMMENT: "\0", Field.EXPECTED: date.min,
}  # fmt: skip


def list_place(sheet: ReadSheet, last: int) -> SheetPlace:
    """Where the list stands; `last` is its last row with content."""
    return SheetPlace(sheet.name, sheet.header, max(last, sheet.header), sheet.columns)


def rows_with_content(sheet: ReadSheet) -> Iterable[Row]:
    """The rows of which at least one of our columns says something."""
    for row in sheet.rows():
        if any(not row.cell(key).is_blank for key in sheet.columns):
            yield row


def read_actors(sheet: ReadSheet, problems: list[Problem]) -> tuple[tuple[Actor, ...], SheetPlace]:
    """The register."""
    actors, last = [], sheet.header
    for row in rows_with_content(sheet):
        last = row.number
        name = row.line("name")
        if not name:
            what, cure = (
                say("The actor has no name, so it is left out."),
                say("Write the name, or delete the row."),
            )
            problems.append(row.problem("name", what, cure))
            continue
        actors.append(
            Actor(
                name=name,
                short=row.line("short"),
                aliases=_listed(row.text("aliases")),
                kind=_kind(row, problems),
                members=_listed(row.text("members")),
                email=row.line("email"),
                language=row.line("language"),
                reports=_reports(row, problems),
            )
        )
    return tuple(actors), list_place(sheet, last)


def read_indicators(sheet: ReadSheet) -> tuple[tuple[Indicator, ...], SheetPlace]:
    """The result goals, with the columns that are headed by a year."""
    years = {at: int(text) for at, text in sheet.headings.items() if _YEAR.fullmatch(text)}
    indicators, last = [], sheet.header
    for row in rows_with_content(sheet):
        last = row.number
        values = {year: row.at(at).text.strip() for at, year in years.items()}
        texts = {key: row.text(key) for key in ("name", "area", "baseline", "target", "unit", "year")}
        measured = tuple(sorted((year, value) for year, value in values.items() if value))
        indicators.append(Indicator(**texts, values=measured))
    return tuple(indicators), list_place(sheet, last)


def read_last_row(sheet: ReadSheet) -> SheetPlace:
    """Where a list stands whose rows are not read (the change log)."""
    last = sheet.header
    for row in rows_with_content(sheet):
        last = row.number
    return list_place(sheet, last)


def read_decisions(
    sheet: ReadSheet, scale: Scale, problems: list[Problem]
) -> tuple[tuple[Decision, ...], SheetPlace]:
    """What the secretariat has decided in Konfliktar; rows without a decision still wait."""
    decisions, last = [], sheet.header
    for row in rows_with_content(sheet):
        last = row.number
        decision = _decision(row, scale, problems)
        if decision is not None:
            decisions.append(decision)
    return tuple(decisions), list_place(sheet, last)


def _decision(row: Row, scale: Scale, problems: list[Problem]) -> Decision | None:
    word, own = row.line(layout.DECISION.key), row.cell(layout.OWN_VALUE.key)
    if not word and own.is_blank:
        return None
    key = row.line("id")
    if word and not own.is_blank:
        what = say("There is both a decision and an own value, so nothing is carried out.")
        problems.append(row.problem(layout.DECISION.key, what, say("Empty one of the two cells.")))
        return None
    if not own.is_blank:
        value = _own_value(row, own, scale)
        if isinstance(value, Unclear):
            problems.append(
                row.problem(layout.OWN_VALUE.key, value.reason, say("Write it as in the column it is for."))
            )
            return None
        return Decision(key, "own", value, row.place(layout.OWN_VALUE.key))
    for choice, phrase in (("keep", layout.KEEP_MASTER), ("take", layout.TAKE_ANSWER)):
        if bare(word) in {bare(wording) for wording in every_wording(phrase)}:
            return Decision(key, "keep" if choice == "keep" else "take", None, row.place(layout.DECISION.key))
    what = say("«{shown}» is not one of the decisions.", shown=word)
    problems.append(row.problem(layout.DECISION.key, what, _CHOOSE))
    return None


def _own_value(row: Row, cell: GridCell, scale: Scale) -> Value | Clear | Unclear:
    name = _FIELDS.get(bare(row.line("field")))
    if name is None:
        return cell.text.strip()
    is_share = isinstance(cell.value, int | float) and 0 <= cell.value <= 1
    return read_answer(name, GridCell(cell.value, percent=is_share), _NEVER[name], scale)


def _listed(text: str) -> tuple[str, ...]:
    return tuple(dict.fromkeys(name for name in map(squeeze, _SEPARATORS.split(text)) if name))


def _kind(row: Row, problems: list[Problem]) -> ActorKind:
    word = row.line("kind")
    if not word:
        return "group" if row.line("members") else "organ"
    kind = _KINDS.get(bare(word))
    if kind is None:
        problems.append(row.problem("kind", say("«{shown}» is no kind of actor.", shown=word), _CHOOSE))
        return "organ"
    return kind


def _reports(row: Row, problems: list[Problem]) -> bool:
    cell = row.cell("reports")
    word = bare(cell.text)
    if word in _NO_WORDS:
        return False
    if word and word not in _YES_WORDS:
        what = say("«{shown}» is neither yes nor no.", shown=row.line("reports"))
        problems.append(row.problem("reports", what, _CHOOSE))
    return True

"""The list sheets of the master read: the register of actors, the indicators."""

import re
from collections.abc import Iterable, Mapping

from regionplan_xl.errors import Problem
from regionplan_xl.excel.common import columns as layout
from regionplan_xl.excel.common.master_model import RegisterPlace, SheetPlace
from regionplan_xl.excel.parsing.headed_sheet import HeadedRow, HeadedSheet
from regionplan_xl.locale import every_wording
from regionplan_xl.plan.model import Actor, ActorKind, Indicator
from regionplan_xl.text import bare, phrase, squeeze

_SEPARATORS = re.compile(r"[,;\n]")
_YEAR = re.compile(r"(?:19|20)\d\d")
_ALL_KINDS: tuple[ActorKind, ...] = ("organ", "group", "role", "open")
_KINDS: Mapping[str, ActorKind] = {
    bare(word): kind for kind in _ALL_KINDS for word in (kind, *every_wording(layout.GROUP_WORDS[kind]))
}
_YES_WORDS = {bare(word) for word in (*every_wording(layout.YES), "x", "1", "true", "sant", "j", "y")}
_NO_WORDS = {bare(word) for word in (*every_wording(layout.NO), "0", "false", "usant", "n")}
_CHOOSE = phrase("Choose a word from the list.")


def list_place(sheet: HeadedSheet, last: int) -> SheetPlace:
    """Where the list stands; `last` is its last row with content."""
    return SheetPlace(sheet.name, sheet.header, max(last, sheet.header), sheet.columns)


def rows_with_content(sheet: HeadedSheet) -> Iterable[HeadedRow]:
    """The rows of which at least one of our columns says something."""
    for row in sheet.rows():
        if any(not row.cell(key).is_blank for key in sheet.columns):
            yield row


def read_actors(sheet: HeadedSheet, problems: list[Problem]) -> tuple[tuple[Actor, ...], RegisterPlace]:
    """The register."""
    actors, last = [], sheet.header
    rows: dict[str, int] = {}
    for row in rows_with_content(sheet):
        last = row.number
        name = row.line("name")
        if not name:
            what, fix = (
                phrase("The actor has no name, so it is left out."),
                phrase("Write the name, or delete the row."),
            )
            problems.append(row.problem("name", what, fix))
            continue
        rows[name] = row.number
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
    return tuple(actors), RegisterPlace(
        sheet.name, sheet.header, max(last, sheet.header), sheet.columns, rows
    )


def read_indicators(sheet: HeadedSheet) -> tuple[tuple[Indicator, ...], SheetPlace]:
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


def read_last_row(sheet: HeadedSheet) -> SheetPlace:
    """Where a list stands whose rows are not read (the change log)."""
    last = sheet.header
    for row in rows_with_content(sheet):
        last = row.number
    return list_place(sheet, last)


def _listed(text: str) -> tuple[str, ...]:
    return tuple(dict.fromkeys(name for name in map(squeeze, _SEPARATORS.split(text)) if name))


def _kind(row: HeadedRow, problems: list[Problem]) -> ActorKind:
    word = row.line("kind")
    if not word:
        return "group" if row.line("members") else "organ"
    kind = _KINDS.get(bare(word))
    if kind is None:
        problems.append(row.problem("kind", phrase("«{shown}» is no kind of actor.", shown=word), _CHOOSE))
        return "organ"
    return kind


def _reports(row: HeadedRow, problems: list[Problem]) -> bool:
    cell = row.cell("reports")
    word = bare(cell.text)
    if word in _NO_WORDS:
        return False
    if word and word not in _YES_WORDS:
        what = phrase("«{shown}» is neither yes nor no.", shown=row.line("reports"))
        problems.append(row.problem("reports", what, _CHOOSE))
    return True

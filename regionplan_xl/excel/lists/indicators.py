"""Indikatorar, the result goals: create and read. Each year has a column with the year as heading."""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date
from functools import cache
from typing import Any

from regionplan_xl.errors import Problem
from regionplan_xl.excel.common.cells import cell_at
from regionplan_xl.excel.common.columns import (
    COMMENT,
    ID,
    INDICATOR_COLUMNS,
    INDICATORS,
    REMARK,
    RESPONSIBLE,
    Column,
)
from regionplan_xl.excel.common.master_model import RowPlace, RowWithoutId, SheetPlace
from regionplan_xl.excel.common.sheet_builder import FIRST_ROW, MasterBuilder, last_prepared_row
from regionplan_xl.excel.lists.last_said import rows_as_said
from regionplan_xl.excel.lists.list_sheet import CHOOSE_FROM_LIST, list_place, write_list_sheet
from regionplan_xl.excel.parsing.grid import GridCell
from regionplan_xl.excel.parsing.headed_sheet import HeadedRow, HeadedSheet
from regionplan_xl.excel.parsing.item_number import read_identity
from regionplan_xl.excel.parsing.master_report_cells import ReportReader
from regionplan_xl.locale import every_wording
from regionplan_xl.plan.actors import Register
from regionplan_xl.plan.model import Indicator
from regionplan_xl.plan.targets import as_number
from regionplan_xl.text import Phrase, Translate, bare, comparison_key, phrase, workbook_text

DIRECTIONS: Mapping[str, Phrase] = {"up": workbook_text(phrase("Up")), "down": workbook_text(phrase("Down"))}
_TAIL = (REMARK, ID)  # right of the years
_FIXED = tuple(column for column in INDICATOR_COLUMNS if column not in _TAIL)
_TEXTS = ("name", "area", "baseline", "target", "unit", "year")
_NUMBERS = ("baseline", "target")
_YEAR = re.compile(r"(?:19|20)\d\d")
_DIRECTION_WORDS = {
    comparison_key(word): key
    for key, listed in (("up", "opp|auke|øke|↑|up|increase"), ("down", "ned|reduksjon|↓|down|decrease"))
    for word in (*listed.split("|"), *every_wording(DIRECTIONS[key]))
}
NO_DIRECTION = phrase("«{shown}» is neither up nor down.")


@dataclass(frozen=True)
class IndicatorSheet:
    """The content of the sheet: the indicators, the rows of those with an ID, and those without one."""

    indicators: tuple[Indicator, ...] = ()
    place: SheetPlace | None = None
    places: Mapping[str, RowPlace] = field(default_factory=dict)
    new: tuple[RowWithoutId, ...] = ()


def comment_key(year: int | str) -> str:
    """Return the key of the comment column for a year."""
    return f"comment {year}"


def year_columns(years: Mapping[int, bool]) -> list[Column]:
    """Return the year columns, each followed by a comment column if it has comments."""
    found: list[Column] = []
    for year, has_comments in years.items():
        found.append(Column(str(year), Phrase(str(year)), 10))
        if has_comments:
            found.append(Column(comment_key(year), COMMENT.heading, 28))
    return found


def write_indicators(builder: MasterBuilder, today: date) -> None:
    """Write the result goals, with a column per year (the current year if there are no values yet)."""
    indicators, translate = builder.plan.indicators, builder.translate
    commented = {year for indicator in indicators for year, _ in indicator.comments}
    measured = {year for indicator in indicators for year, _ in indicator.values}
    years = {year: year in commented for year in sorted(measured | commented)} or {today.year: False}
    columns = [
        Column(c.key, Phrase(comment_heading(c.key, translate(COMMENT.heading))), c.width)
        if c.key.startswith("comment ")
        else c
        for c in (*_FIXED, *year_columns(years), *_TAIL)
    ]
    rows = [tuple(_cells(one, translate).get(c.key, "") for c in columns) for one in indicators]
    hint = phrase("Result goals. For a new year, write the year as the heading of the next column.")
    numeric, last = range(2, len(columns) - 1), [c.key for c in columns][-len(_TAIL) - 1]
    sheet = write_list_sheet(
        builder, INDICATORS, hint, columns, rows, "Indicators", printed=last, numeric=numeric
    )
    at = [c.key for c in columns].index("baseline")
    for number, one in enumerate(indicators):
        if formula := _formula(one, number, at):
            value = float(as_number(one.baseline) or 0)
            sheet.write_formula(FIRST_ROW + number, at, formula, builder.formats["text"], value)
    end, at = last_prepared_row(FIRST_ROW + len(rows)), [c.key for c in columns].index("direction")
    words = [translate(word) for word in DIRECTIONS.values()]
    builder.answers.choice(sheet, FIRST_ROW, end, at, words, columns[at].heading)


def _formula(indicator: Indicator, number: int, column: int) -> str:
    """Return the formula of a baseline computed from those above it; `number` and `column` are from 0."""
    row = FIRST_ROW + number
    if indicator.adds and indicator.adds <= number:
        return f"=SUM({cell_at(row - indicator.adds, column)}:{cell_at(row - 1, column)})"
    return f"={cell_at(row - 1, column)}*{indicator.times}" if indicator.times and number else ""


def comment_heading(key: str, heading: str) -> str:
    """Return the heading of a comment column: «Kommentar 2026»."""
    return f"{heading} {key.removeprefix('comment ')}"


def _cells(indicator: Indicator, translate: Translate) -> dict[str, str]:
    direction = DIRECTIONS.get(indicator.direction)
    return {
        **{key: getattr(indicator, key) for key in _TEXTS},
        "direction": translate(direction) if direction else "",
        RESPONSIBLE.key: ", ".join(indicator.responsible),
        **{str(year): value for year, value in indicator.values},
        **{comment_key(year): text for year, text in indicator.comments},
        REMARK.key: indicator.remark,
        ID.key: indicator.id,
    }


def read_indicators(
    sheet: HeadedSheet | None, values: ReportReader, register: Register, problems: list[Problem]
) -> IndicatorSheet:
    """Return the result goals, with the values in the year columns, and their places.

    Returns an empty result if there is no sheet.
    """
    if sheet is None:
        return IndicatorSheet()
    years, comments = _years(sheet), _comments(sheet)
    columns = {
        **sheet.columns,
        **{str(year): at for year, at in years.items()},
        **{comment_key(year): at for year, at in comments.items()},
    }
    rows = rows_as_said(sheet, columns, values, values.last.get("indicators", ()))
    indicators: list[Indicator] = []
    places: dict[str, RowPlace] = {}
    new: list[RowWithoutId] = []
    for row in rows:
        place = RowPlace(sheet.name, row.number, columns, sheet.header, sheet.headings)
        identity = read_identity(row, "I", problems)
        if not identity or identity in places:
            new.append(RowWithoutId("indicator", place, copied_from=identity))
            identity = ""
        else:
            places[identity] = place
        texts: dict[str, Any] = {key: row.text(key) for key in _TEXTS}
        texts |= {key: _shown(row, sheet.columns[key]) for key in _NUMBERS if key in sheet.columns}
        indicators.append(
            Indicator(
                **texts,
                values=tuple(_of_years(row, years)),
                id=identity,
                responsible=register.split_names(row.text(RESPONSIBLE.key)),
                direction=_direction(row, problems),
                comments=tuple(_of_years(row, comments)),
                remark=row.text(REMARK.key),
            )
        )
    return IndicatorSheet(tuple(indicators), list_place(sheet, rows), places, tuple(new))


def _years(sheet: HeadedSheet) -> dict[int, int]:
    """Return the column of each year; of two equal headings the first counts."""
    found: dict[int, int] = {}
    for at, text in sorted(sheet.headings.items()):
        if _YEAR.fullmatch(text):
            found.setdefault(int(text), at)
    return found


def _comments(sheet: HeadedSheet) -> dict[int, int]:
    found: dict[int, int] = {}
    for at, text in sorted(sheet.headings.items()):
        word, _, year = text.rpartition(" ")
        if _YEAR.fullmatch(year) and bare(word) in _comment_words():
            found.setdefault(int(year), at)
    return found


@cache
def _comment_words() -> frozenset[str]:
    return frozenset(bare(word) for word in every_wording(COMMENT.heading))


def _of_years(row: HeadedRow, columns: Mapping[int, int]) -> Iterator[tuple[int, str]]:
    for year, at in sorted(columns.items()):
        if text := _shown(row, at):
            yield year, text


def _shown(row: HeadedRow, column: int) -> str:
    """Return a number or text as a cell shows it: 0.4 in a cell of per cents is «40 %»."""
    cell = row.cells.get(column)
    if cell is None:
        return ""
    return GridCell(
        row.at(column).value, percent=cell.style in row.sheet.workbook.styles.percents
    ).text.strip()


def _direction(row: HeadedRow, problems: list[Problem]) -> str:
    word = row.line("direction")
    direction = _DIRECTION_WORDS.get(comparison_key(word), "") if word else ""
    if word and not direction:
        problems.append(row.problem("direction", NO_DIRECTION.with_values(shown=word), CHOOSE_FROM_LIST))
    return direction

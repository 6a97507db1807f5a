"""Indikatorar, the result goals: create and read."""

import re
from datetime import date

from regionplan_xl.excel.common.columns import INDICATOR_COLUMNS, INDICATORS, Column
from regionplan_xl.excel.common.master_model import SheetPlace
from regionplan_xl.excel.common.sheet_builder import MasterBuilder
from regionplan_xl.excel.lists.last_said import rows_as_said
from regionplan_xl.excel.lists.list_sheet import list_place, write_list_sheet
from regionplan_xl.excel.parsing.headed_sheet import HeadedSheet
from regionplan_xl.excel.parsing.master_report_cells import ReportReader
from regionplan_xl.plan.model import Indicator
from regionplan_xl.text import Phrase, phrase

_FIELDS = tuple(column.key for column in INDICATOR_COLUMNS)
_YEAR = re.compile(r"(?:19|20)\d\d")


def write_indicators(builder: MasterBuilder, today: date) -> None:
    """Write the result goals, with a column per year (the current one if none is measured yet)."""
    indicators = builder.plan.indicators
    years = sorted({year for indicator in indicators for year, _ in indicator.values}) or [today.year]
    columns = (*INDICATOR_COLUMNS, *(Column(str(year), Phrase(str(year)), 10) for year in years))
    rows = [
        (*(getattr(i, key) for key in _FIELDS), *(dict(i.values).get(year, "") for year in years))
        for i in indicators
    ]
    hint = phrase("Result goals. For a new year, write the year as the heading of the next column.")
    numeric, last = range(2, len(columns)), columns[-1].key
    write_list_sheet(builder, INDICATORS, hint, columns, rows, "Indicators", printed=last, numeric=numeric)


def read_indicators(sheet: HeadedSheet, values: ReportReader) -> tuple[tuple[Indicator, ...], SheetPlace]:
    """Return the result goals, with the values in the columns that are headed by a year, and where they are."""
    years = {at: int(text) for at, text in sheet.headings.items() if _YEAR.fullmatch(text)}
    columns = {**sheet.columns, **{str(year): at for at, year in years.items()}}
    rows = rows_as_said(sheet, columns, values, values.last.get("indicators", ()))
    indicators = []
    for row in rows:
        measured = {year: row.at(at).text.strip() for at, year in years.items()}
        texts = {key: row.text(key) for key in _FIELDS}
        said = tuple(sorted((year, value) for year, value in measured.items() if value))
        indicators.append(Indicator(**texts, values=said))
    return tuple(indicators), list_place(sheet, rows)

"""Shared by every sheet of a new master: title, hint, headings, columns, table, print setup."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from regionplan_xl.excel.common.cell_formats import RULE, CellFormats
from regionplan_xl.excel.common.cells import cell_at, write_text
from regionplan_xl.excel.common.columns import Column
from regionplan_xl.excel.common.input_rules import AnswerCells
from regionplan_xl.excel.common.row_height import heading_width
from regionplan_xl.excel.common.sheet_names import quoted_sheet_name
from regionplan_xl.ooxml.common.references import column_letters
from regionplan_xl.plan.model import Plan
from regionplan_xl.text import Phrase, Translate

TITLE_ROW, HINT_ROW, HEADER_ROW, FIRST_ROW = 0, 1, 2, 3
"""Counted from 0, as in XlsxWriter."""

TITLE_HEIGHT, HINT_HEIGHT = 26.0, 20.0  # points
_ROWS_TO_COME = 5_000
LAST_ROW = 1_048_575
LONGEST_FOOTER = 255
_FOOTER_SIZE = "&11"  # a footer is scaled with its sheet
MARGINS: Mapping[str, float] = {"left": 0.25, "right": 0.25, "top": 0.5, "bottom": 0.6}  # inches
_PIXELS_PER_CHARACTER, _PIXELS_BETWEEN = 7, 5
# Keeps the print at 9 points or more on A4, even with a fallback font a third wider than Calibri.
_PIXELS_ON_A_PAGE = 977
PRINT_SCALE = 84  # per cent: 11 points become 9.2


@dataclass(frozen=True)
class MasterBuilder:
    """A new master: the workbook, its cell formats and language, and the plan with sheet names."""

    workbook: Any
    plan: Plan
    translate: Translate
    formats: CellFormats
    answers: AnswerCells

    def add_sheet(self, name: str, *, title: str, hint: Phrase | str, subject: str | None = None) -> Any:
        """Add a sheet and write its title and hint; for an area, `title` is its number and `subject` its name."""
        sheet = self.workbook.add_worksheet(name)
        # These rows get their own format, because the columns' formats would wrap the title.
        sheet.set_row(TITLE_ROW, TITLE_HEIGHT)
        sheet.set_row(HINT_ROW, HINT_HEIGHT)
        for row, style in ((TITLE_ROW, "title"), (HINT_ROW, "hint")):
            sheet.write_blank(row, 0, None, self.formats[style])
        if title:
            write_text(sheet, TITLE_ROW, 0, title, self.formats["title"])
        if subject:
            write_text(sheet, TITLE_ROW, 1, subject, self.formats["title"])
        # Not in a number column: there «a.b.c» would pass for a measure's number.
        write_text(sheet, HINT_ROW, 0 if subject is None else 1, self.translate(hint), self.formats["hint"])
        self._prepare_print(sheet)
        return sheet

    def set_columns(self, sheet: Any, columns: Sequence[Column], styles: dict[str, str]) -> None:
        """Set widths and formats of whole columns, so that added rows look like the others."""
        for index, column in enumerate(columns):
            style = self.formats.variant(styles.get(column.key, "text"), bottom=0)
            hidden = {} if column.width else {"hidden": True}
            width = max(column.width, heading_width(self.translate(column.heading))) if column.width else 10
            sheet.set_column(index, index, width, style, hidden)

    def write_header(self, sheet: Any, columns: Sequence[Column]) -> None:
        """Write the heading of each column."""
        sheet.set_row(HEADER_ROW, 34)
        for index, column in enumerate(columns):
            write_text(sheet, HEADER_ROW, index, self.translate(column.heading), self.formats["header"])

    def add_table(self, sheet: Any, name: str, headings: Sequence[str], header: int, last: int) -> None:
        """Make an Excel table of the first columns, from row `header` to row `last` (from 0)."""
        columns = [{"header": heading, "header_format": self.formats["header"]} for heading in headings]
        sheet.add_table(header, 0, last, len(headings) - 1, {"name": name, "style": None, "columns": columns})

    def name_cell(self, name: str, sheet: str, row: int, column: int) -> None:
        """Give a cell (from 0) a defined name, so that it is found wherever people move it."""
        self.workbook.define_name(
            name, f"={quoted_sheet_name(sheet)}!${column_letters(column + 1)}${row + 1}"
        )

    def name_column(self, name: str, sheet: str, column: int) -> None:
        """Give a whole column (from 0) a defined name, for conditional formats on other sheets."""
        letters = column_letters(column + 1)
        self.workbook.define_name(name, f"={quoted_sheet_name(sheet)}!${letters}:${letters}")

    def mark_headings(self, sheet: str, region: int, first: tuple[int, int], last: tuple[int, int]) -> None:
        """Tell screen readers that the top row of a block is its headings, and its left column the row names.

        JAWS and NVDA find headings by names such as `TitleRegion1.A3.M80.2`: region, first and last cell, sheet.
        """
        number = [one.get_name() for one in self.workbook.worksheets()].index(sheet) + 1
        corner, end = (cell_at(row, column) for row, column in (first, last))
        self.name_cell(f"TitleRegion{region}.{corner}.{end}.{number}", sheet, *first)

    def rule_rows(self, sheet: Any, first: tuple[int, int], last: tuple[int, int], filled: str) -> None:
        """Draw a thin line below every filled row, also later ones; `filled` is a formula for the first row."""
        line = self.formats.overlay(bottom=1, bottom_color=RULE)
        rule = {"type": "formula", "criteria": f'={filled}<>""', "format": line}
        sheet.conditional_format(*first, *last, rule)

    def numbers_are_text(self, sheet: Any, last_column: int) -> None:
        """Suppress the green triangles on «1.1» and «2025», which are text on purpose."""
        whole = f"A1:{cell_at(LAST_ROW, last_column)}"
        sheet.ignore_errors({"number_stored_as_text": whole, "two_digit_text_year": whole})

    def _prepare_print(self, sheet: Any) -> None:
        sheet.set_landscape()
        sheet.set_paper(9)  # A4
        sheet.fit_to_pages(1, 0)
        sheet.set_margins(**MARGINS)
        sheet.set_footer(footer(self.plan.name))


def print_columns(sheet: Any, last: int) -> None:
    """Print the columns up to `last` (from 0); all of them would make the print too small.

    The print area has whole columns, so that rows added later print too.
    """
    sheet.print_area(0, 0, LAST_ROW, last)


def print_further_pages(sheet: Any, widths: Sequence[float], repeated: int) -> None:
    """Print columns of these widths (in characters) on several pages if a single page would be too small.

    Each page begins with the first `repeated` columns.
    """
    if is_wider_than_a_page(widths):
        sheet.set_print_scale(PRINT_SCALE)
        sheet.repeat_columns(0, repeated - 1)


def is_wider_than_a_page(widths: Sequence[float]) -> bool:
    """Return whether columns of these widths (in characters) would be too small on one page."""
    return sum(width * _PIXELS_PER_CHARACTER + _PIXELS_BETWEEN for width in widths) > _PIXELS_ON_A_PAGE


def footer(plan_name: str) -> str:
    """Return the footer of every sheet: plan, sheet and page."""
    name = plan_name.replace("&", "&&")
    # A digit right after a code would be read as a font size.
    whole = f"&L{_FOOTER_SIZE} {name}&C{_FOOTER_SIZE}&A&R{_FOOTER_SIZE}&P / &N"
    return whole if len(whole) <= LONGEST_FOOTER else f"&C{_FOOTER_SIZE}&A&R{_FOOTER_SIZE}&P / &N"


def last_prepared_row(last: int) -> int:
    """Return the last row (from 0) with validations and colours; `last` is the last row with content."""
    return min(LAST_ROW, max(_ROWS_TO_COME, last + 1_000) - 1)

"""Shared by the list sheets: each is an Excel table when new, and is read by its headings."""

from collections.abc import Iterable, Iterator, Sequence
from itertools import product
from typing import Any

from regionplan_xl.excel.common.cells import write_text, write_text_or_number
from regionplan_xl.excel.common.columns import DECISION, OWN_VALUE, Column
from regionplan_xl.excel.common.master_model import SheetPlace
from regionplan_xl.excel.common.row_height import height
from regionplan_xl.excel.common.sheet_builder import (
    FIRST_ROW,
    HEADER_ROW,
    MasterBuilder,
    last_prepared_row,
    print_columns,
)
from regionplan_xl.excel.parsing.headed_sheet import HeadedRow, HeadedSheet
from regionplan_xl.ooxml import Workbook
from regionplan_xl.text import Phrase, phrase

CHOOSE_FROM_LIST = phrase("Choose a word from the list.")


def write_list_sheet(
    builder: MasterBuilder,
    name: Phrase,
    hint: Phrase,
    columns: Sequence[Column],
    rows: Sequence[tuple[str, ...]],
    table: str,
    *,
    printed: str,
    numeric: range = range(0),
) -> Any:
    """Write a sheet with a table; whole numbers in the `numeric` columns (from 0) are written as numbers.

    `printed` is the key of the last column to print.
    """
    translate, formats = builder.translate, builder.formats
    sheet = builder.add_sheet(translate(name), title=translate(name), hint=hint)
    styles = {c.key: "number" for c in columns if c.key in ("number", "id", "when", "under")}
    styles |= {c.key: "input" for c in columns if c in (DECISION, OWN_VALUE)}
    builder.set_columns(sheet, columns, styles)
    # The column's colour begins below its heading.
    for at, row in product(
        (i for i, c in enumerate(columns) if styles.get(c.key) == "input"), range(HEADER_ROW)
    ):
        sheet.write_blank(row, at, None, formats.variant("text", bottom=0))
    sheet.set_row(HEADER_ROW, 34)
    # A table needs at least one row below its headings.
    rows = rows or [("",) * len(columns)]
    last = FIRST_ROW + len(rows) - 1
    builder.add_table(sheet, table, [translate(c.heading) for c in columns], HEADER_ROW, last)
    for row, texts in enumerate(rows, start=FIRST_ROW):
        cells = list(zip(columns, texts, strict=True))
        sheet.set_row(row, height((text, column.width) for column, text in cells if column.width))
        for index, (column, text) in enumerate(cells):
            write = write_text_or_number if index in numeric else write_text
            write(sheet, row, index, text, formats[styles.get(column.key, "text")])
    builder.numbers_are_text(sheet, len(columns) - 1)
    sheet.freeze_panes(FIRST_ROW, 1)
    sheet.repeat_rows(HEADER_ROW)
    print_columns(sheet, next(at for at, column in enumerate(columns) if column.key == printed))
    row, end = FIRST_ROW + 1, (last_prepared_row(0), len(columns) - 1)
    builder.rule_rows(sheet, (FIRST_ROW, 0), end, f"$A{row}&$B{row}")
    return sheet


def offer_decisions(
    builder: MasterBuilder, sheet: Any, columns: Sequence[Column], words: Iterable[Phrase], rows: int = 0
) -> None:
    """Give the column «Avgjerd» its drop-down; `rows` is the number of rows in the list so far."""
    column, last = columns.index(DECISION), last_prepared_row(rows)
    labels = [builder.translate(word) for word in words]
    builder.answers.choice(sheet, FIRST_ROW, last, column, labels, DECISION.heading)


def has_content(row: HeadedRow) -> bool:
    """Return whether at least one of our columns has content."""
    return any(not row.is_blank(key) for key in row.sheet.columns)


def rows_with_content(sheet: HeadedSheet) -> Iterator[HeadedRow]:
    """Yield the rows with content in at least one of our columns."""
    return filter(has_content, sheet.list_rows())


def list_place(sheet: HeadedSheet, rows: Iterable[HeadedRow]) -> SheetPlace:
    """Return the place of the list; `rows` are those with content."""
    return SheetPlace(sheet.name, sheet.header, last_row(sheet, rows), sheet.columns)


def last_row(sheet: HeadedSheet, rows: Iterable[HeadedRow]) -> int:
    """Return the number of the last of `rows`, or of the header if there are none."""
    return max((row.number for row in rows), default=sheet.header)


def column_texts(book: bytes, place: SheetPlace, key: str) -> Iterator[str]:
    """Yield the cells of one of our columns as text, skipping totals rows (a total is not a merge number)."""
    column = place.columns.get(key)
    if column is None:
        return
    for number, row in Workbook.opened(book).rows_without_totals(place.sheet):
        if number > place.header and column in row:
            yield str(row[column].value)

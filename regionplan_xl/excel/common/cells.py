"""Write cells of a new workbook: text is written in full and as text, or refused with the reason."""

import re
from datetime import date, datetime, time
from typing import Any

from regionplan_xl.errors import InputError, Place
from regionplan_xl.ooxml.common.references import cell_name
from regionplan_xl.text import LONGEST_TEXT, phrase, utf16_length, with_line_feeds

_HALF_CHARACTER = re.compile(r"[\ud800-\udfff]")
_WHOLE_NUMBER = re.compile(r"-?(?:0|[1-9]\d{0,13})")
_DECIMAL_NUMBER = re.compile(r"-?(?:0|[1-9]\d{0,9})\.\d{0,3}[1-9]")


def write_text(sheet: Any, row: int, column: int, text: str | None, style: Any) -> None:
    """Write `text` as text; `row` and `column` count from 0. Empty text gives an empty cell with the style.

    Raises `InputError` for text that no cell can hold.
    """
    if not text:
        sheet.write_blank(row, column, None, style)
        return
    text = with_line_feeds(text)
    place = Place(sheet.get_name(), row + 1)
    if 2 * len(text) > LONGEST_TEXT and (length := utf16_length(text)) > LONGEST_TEXT:
        what = phrase(
            "The text is {length} characters long; a cell holds {most}.", length=length, most=LONGEST_TEXT
        )
        raise InputError(what, phrase("Shorten it."), place)
    if _HALF_CHARACTER.search(text):
        what = phrase("The text holds half a character, which no file can keep.")
        raise InputError(what, phrase("Type it again."), place)
    sheet.write_string(row, column, text, style)


def write_text_or_number(sheet: Any, row: int, column: int, text: str, style: Any) -> None:
    """Write a plain number («600», «12.5») as a number, so that charts can use it; write anything else as text."""
    if _WHOLE_NUMBER.fullmatch(text) and text != "-0":
        sheet.write_number(row, column, int(text), style)
    elif _DECIMAL_NUMBER.fullmatch(text):
        sheet.write_number(row, column, float(text), style)
    else:
        write_text(sheet, row, column, text, style)


def write_number_or_day(sheet: Any, row: int, column: int, value: float | date | None, style: Any) -> None:
    """Write a number, or a date; an empty cell for None."""
    if value is None:
        sheet.write_blank(row, column, None, style)
    elif isinstance(value, date):
        sheet.write_datetime(row, column, datetime.combine(value, time()), style)
    else:
        sheet.write_number(row, column, value, style)


def cell_at(row: int, column: int) -> str:
    """Return the name of a cell counted from 0, as in XlsxWriter: `A1` for 0, 0."""
    return cell_name(row + 1, column + 1)

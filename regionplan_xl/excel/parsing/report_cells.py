"""Read the four cells of a report, each as a value or as the reason to ask."""

import math
import re
import unicodedata
from collections.abc import Sequence
from datetime import date, datetime, timedelta
from functools import cache

from regionplan_xl.excel.common.actor_marks import CLEAR
from regionplan_xl.excel.parsing import status_words
from regionplan_xl.excel.parsing.dates import seconds_of_time, with_month_as_day, written_days
from regionplan_xl.excel.parsing.excerpt import excerpt
from regionplan_xl.excel.parsing.grid import GridCell, Uncomputed
from regionplan_xl.excel.parsing.painted_colour import status_of_paint
from regionplan_xl.excel.parsing.status_parser import fix_encoding, parse_status
from regionplan_xl.locale import every_wording
from regionplan_xl.ooxml.reading.cells import CellError
from regionplan_xl.plan.merging.sent_and_returned import AnswerValue, Clear, Unclear
from regionplan_xl.plan.model import Field, Value
from regionplan_xl.plan.status import Scale
from regionplan_xl.plan.targets import as_number, counts_per_cent, is_per_cent, plain_number
from regionplan_xl.plan.timeframe import Timeframe
from regionplan_xl.text import (
    ILLEGAL,
    LONGEST_TEXT,
    Phrase,
    bare,
    day_in_figures,
    normalise,
    phrase,
    shortened,
    squeeze,
    utf16_length,
    with_line_feeds,
)

_BRACKETED = re.compile(r"[«\"'\s]*[(\[{]\s*(?P<word>[^()\[\]{}]*?)\s*[)\]}][»\"'.\s]*")
_NUMBER_OR_PERCENT = re.compile(
    r"(?P<number>\d{1,3}(?:[.,]\d+)?)"
    rf"(?P<percent>\s*(?:{'|'.join(re.escape(word) for word in status_words.PERCENT_WORDS)})\.?)?"
)
_FIRST_SERIAL, _LAST_SERIAL = 20_000, 80_000  # the days in 1954 and 2119 by Excel's count
_YEARS = range(1990, 2101)
_EPOCH = date(1899, 12, 30)
_SECONDS_OF_A_DAY = 86_400
_SERIAL = re.compile(r"\d{5}")


NO_VALUE = phrase("The cell has a formula without a value. Write what it should say.")
_NO_NUMBER = phrase("«{shown}» is not a plain number; write for example 40 or 12,5.")
_WHICH_PER_CENT = phrase("«{shown}» may be a share or per cent; write for example 12,5 %.")
SWAPPED = phrase(
    "«{shown}» is {sent}, which was sent, with day and month swapped. A program may have done that."
)
STRUCK_THROUGH = phrase("The text is struck through, so it is not clear whether it still holds.")


def why_doubtful(cell: GridCell) -> Unclear | None:
    """Return why a cell of a return cannot be relied on, whatever its text; None if it can."""
    if isinstance(cell.value, Uncomputed):
        return Unclear(excerpt(cell.text), NO_VALUE)
    return Unclear(excerpt(cell.text), STRUCK_THROUGH) if cell.struck and not cell.is_blank else None


def read_answer(
    name: Field,
    cell: GridCell,
    base: Value,
    scale: Scale,
    ticked: Sequence[str] = (),
    today: date | None = None,
) -> AnswerValue:
    """Return the answer in `cell` to one field; None if it says nothing new. `base` is the value that was sent.

    `ticked`: the statuses in whose columns the row is ticked. `today`: the day of the answer, or shortly after.
    """
    if name is Field.STATUS:
        return read_status(cell, str(base) if base is not None else None, scale, ticked, today)
    if name is Field.PROGRESS:
        return read_progress(cell, float(base) if isinstance(base, (int, float)) else None)
    if name is Field.COMMENT:
        return read_comment(cell, str(base) if base is not None else None)
    if name is Field.VALUE:
        return read_value(cell, str(base) if base is not None else None)
    return read_expected(cell, base if isinstance(base, date) else None)


def read_value(
    cell: GridCell, base: str | None, unit: str = "", *, counted: bool = False
) -> str | Clear | Unclear | None:
    """Return the value of an indicator: a number as `plain_number` writes it, or words.

    `unit` is the unit of the indicator; `counted`: it is known to be a number. Words with a figure in them («ca. 40»)
    are `Unclear`, as are a number in another unit and one that may be 12.5 or 0.125 per cent.
    """
    if cell.is_blank:
        return None
    if _is_clear(cell):
        return Clear()
    if base is not None and squeeze(cell.text) == squeeze(base):
        return None
    if isinstance(cell.value, bool | date | timedelta | CellError):
        return _unclear(cell, _NO_NUMBER)
    text = squeeze(cell.text)
    if unit and normalise(text).endswith(normalise(unit)) and not is_per_cent(text):
        text = text[: len(text) - len(unit)].strip()
    number = as_number(text)
    if number is None:
        if counted or any(map(str.isdigit, text)):
            return _unclear(cell, _NO_NUMBER)
        return read_comment(cell, base)
    if text.startswith(("<", ">", "≤", "≥", "=")) or (
        is_per_cent(text) and unit and not counts_per_cent(unit)
    ):
        return _unclear(cell, _NO_NUMBER)
    if counts_per_cent(unit) and not isinstance(cell.value, str) and not cell.percent and 0 < abs(number) < 1:
        return _unclear(cell, _WHICH_PER_CENT)
    return None if base is not None and as_number(base) == number else plain_number(number)


def read_status(
    cell: GridCell, base: str | None, scale: Scale, ticked: Sequence[str] = (), today: date | None = None
) -> str | Clear | Unclear | None:
    """Return the status named by the word; if that is blank or unchanged, the status painted or ticked.

    A word that disagrees with a colour or tick is `Unclear`.
    """
    word = _status_word(cell, base, scale, today)
    if isinstance(word, Unclear):
        return word
    painted = status_of_paint(cell.colour, scale)
    without_word = {*ticked} | ({painted} if isinstance(painted, str) else set())
    if word is not None:
        return word if without_word <= {word} else _contradiction(cell, scale, word, painted)
    if isinstance(painted, Unclear):
        return painted
    if len(without_word) > 1:
        return _contradiction(cell, scale, None, painted)
    status = next(iter(without_word), None)
    return None if status == base else status


def word_and_colour(cell: GridCell, scale: Scale) -> str:
    """Return what a status cell says: its text, and the colour if somebody painted it (unlike the program's own)."""
    text = "" if cell.is_blank else cell.text
    colour = (cell.colour or "") if status_of_paint(cell.colour, scale) is not None else ""
    return f"{text} ({colour})" if text and colour else text or colour


def read_progress(cell: GridCell, base: float | None) -> float | Clear | Unclear | None:
    """Return the progress as a fraction 0.0-1.0.

    A number without a per cent sign is a percentage from 5 to 100 and a fraction below 1; in between we ask.
    """
    if cell.is_blank:
        return None
    if _is_clear(cell):
        return Clear()
    if base is not None and cell.value == base and not isinstance(cell.value, bool):
        return None
    seconds = seconds_of_time(cell.value)
    fraction = _fraction(cell) if seconds is None else _fraction_of_time(seconds, base)
    if fraction is None:
        return _unclear(cell, phrase("«{shown}» is not a clear percentage; write for example 40 %."))
    # Programs that keep only the displayed value turn 0.3333 into 33 %.
    if base is not None and (math.isclose(fraction, base, abs_tol=1e-9) or fraction == round(base, 2)):
        return None
    if not 0 <= fraction <= 1:
        return _unclear(cell, phrase("Progress goes from 0 % to 100 %, not «{shown}»."))
    return fraction


def read_comment(cell: GridCell, base: str | None) -> str | Clear | Unclear | None:
    """Return the comment as typed, with line feeds as line ends and no white space at its end.

    `Unclear` if no workbook can hold it.
    """
    text = comment_text(cell.text)
    before = comment_text(base or "")
    if not text.strip() or squeeze(_composed(text)) == squeeze(_composed(before)):
        return None
    if _is_clear(cell):
        return Clear()
    if isinstance(cell.value, CellError):
        return Unclear(text, phrase("«{shown}» is an error of a formula, not a comment.", shown=text))
    if ILLEGAL.search(text):
        return Unclear(
            excerpt(text),
            phrase("The comment holds characters that no workbook can keep. Write it again without them."),
        )
    if utf16_length(text) > LONGEST_TEXT:
        too_long = phrase("The comment is {length} characters long; a cell holds {most}. Shorten it.")
        return Unclear(excerpt(text), too_long.with_values(length=utf16_length(text), most=LONGEST_TEXT))
    return text


def read_expected(cell: GridCell, base: date | None) -> date | Clear | Unclear | None:
    """Return the day expected to be done; `Unclear` for a year or a month, with a day to write instead.

    If the day is the one that was sent with day and month swapped, it is not known who swapped them, so it is unclear.
    """
    if cell.is_blank:
        return None
    if _is_clear(cell):
        return Clear()
    days = _days(cell)
    if days == (base,):
        return None
    swapped = with_month_as_day(base) if base is not None else None
    if base is not None and swapped in days:
        reason = SWAPPED.with_values(sent=day_in_figures(base))
        return _unclear(cell, reason, (("take", swapped),))
    if len(days) == 1 and days[0].year in _YEARS:
        return days[0]
    return _unclear(cell, _no_clear_day(cell))


def comment_text(text: str) -> str:
    """Return `text` with line feeds as line ends and no white space at its end."""
    return with_line_feeds(text).rstrip()


def _unclear(cell: GridCell, reason: Phrase, options: tuple[tuple[str, Value], ...] = ()) -> Unclear:
    """Return the cell's text as `Unclear` with the reason, in which `shown` is the text unless given."""
    if "shown" not in (values := dict(reason.values)):
        reason = reason.with_values(shown=shortened(excerpt(squeeze(cell.text))), **values)
    return Unclear(excerpt(cell.text), reason, options)


def _is_clear(cell: GridCell) -> bool:
    found = _BRACKETED.fullmatch(cell.text) if isinstance(cell.value, str) and len(cell.value) < 40 else None
    return found is not None and bare(found["word"]) in _clear_words()


@cache
def _clear_words() -> frozenset[str]:
    return frozenset(bare(word) for word in (*status_words.CLEAR_WORDS, *every_wording(CLEAR)))


def _contradiction(
    cell: GridCell, scale: Scale, word: str | Clear | None, painted: str | Unclear | None
) -> Unclear:
    says = (("word", word), ("colour", painted))
    options = tuple((name, status) for name, status in says if isinstance(status, str))
    reason = phrase("The word, the colour and the ticks of the status do not agree.")
    return Unclear(excerpt(word_and_colour(cell, scale)), reason, options)


def _status_word(
    cell: GridCell, base: str | None, scale: Scale, today: date | None
) -> str | Clear | Unclear | None:
    """Return the status that the word names; None if it is blank or the status that was sent."""
    if cell.is_blank:
        return None
    if isinstance(cell.value, str) and (named := scale.status_of_label(cell.text)):
        return None if named == base else named
    if _is_clear(cell):
        return Clear()
    if base is not None and base not in scale and normalise(cell.text) == normalise(base):
        return None  # a status that has since left the scale, shown as its key
    if isinstance(cell.value, str) or (cell.percent and not isinstance(cell.value, bool)):
        status = parse_status(cell.text, scale, today)
        if base is not None and base.isidentifier() and base not in scale and isinstance(status, str):
            # The status that was sent has left the scale: its label must not be read as another status.
            return _unclear(cell, phrase("«{shown}» is none of the statuses."))
        if isinstance(status, Unclear):
            if base is not None and base in scale and parse_status(fix_encoding(cell.text), scale) == base:
                return None  # the word that was sent, with letters damaged by a program on the way
            return _unclear(cell, status.reason)
        return None if status == base else status
    return _unclear(cell, phrase("«{shown}» is none of the statuses."))


def _fraction(cell: GridCell) -> float | None:
    value = cell.value
    if isinstance(value, bool):
        return None
    if isinstance(value, (int, float)):
        return _fraction_of_number(float(value), percent=cell.percent)
    if not isinstance(value, str):
        return None
    text = normalise(value)
    for about in sorted(status_words.ABOUT, key=len, reverse=True):
        if text.startswith(about) and not text[len(about) : len(about) + 1].isalpha():
            text = text[len(about) :].strip()
            break
    found = _NUMBER_OR_PERCENT.fullmatch(text)
    if found is None:
        return None
    number = float(found["number"].replace(",", "."))
    return round(number / 100, 6) if found["percent"] else _fraction_of_number(number, percent=False)


def _fraction_of_number(number: float, *, percent: bool) -> float | None:
    if not math.isfinite(number):
        return None
    if number < 1 or number > 100 or (percent and number == 1):
        return number if number <= 1 else number / 100
    # 1 may mean all or one per cent; 2 and 3 may be a step of the scale.
    return round(number / 100, 6) if number >= 5 else None


def _fraction_of_time(seconds: float, base: float | None) -> float | None:
    """Return the percentage that a program shows as a time (78 % as 18:43:12): `base` if it matches, else whole."""
    if base is not None and abs(seconds - base * _SECONDS_OF_A_DAY) <= 1:
        return base
    percentage = round(seconds / _SECONDS_OF_A_DAY * 100)
    # Times are cut to whole seconds; if it is not a whole percentage, a time may have been meant.
    is_whole = abs(seconds - percentage / 100 * _SECONDS_OF_A_DAY) <= 1
    return percentage / 100 if is_whole else None


def _days(cell: GridCell) -> tuple[date, ...]:
    """Return every day that the cell may mean."""
    value = cell.value
    if isinstance(value, datetime):
        return (value.date(),)
    if isinstance(value, date):
        return (value,)
    if isinstance(value, bool) or cell.percent:
        return ()
    if isinstance(value, str) and _SERIAL.fullmatch(value.strip()):
        # SheetJS writes a day to .csv as a serial number.
        return (_EPOCH + timedelta(days=int(value)),)
    if isinstance(value, str):
        return written_days(normalise(value))
    if isinstance(value, (int, float)) and _FIRST_SERIAL <= value <= _LAST_SERIAL:
        return (_EPOCH + timedelta(days=int(value)),)
    return ()


def _no_clear_day(cell: GridCell) -> Phrase:
    value = cell.value
    text = cell.text
    if isinstance(value, date) and value.year == 1905:
        # In a date cell, Excel takes «2026» as the 2026th day since 1900.
        day = value.date() if isinstance(value, datetime) else value
        text = str((day - _EPOCH).days)
    timeframe = Timeframe.parse(text)
    if timeframe.end is not None:
        return phrase(
            "«{shown}» is not a day; write for example {day}.",
            shown=squeeze(text),
            day=day_in_figures(timeframe.end),
        )
    return phrase("«{shown}» is not a clear day; write for example 31.12.2026.")


def _composed(text: str) -> str:
    return unicodedata.normalize("NFC", text)

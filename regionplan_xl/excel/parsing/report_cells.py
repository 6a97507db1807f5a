"""One reader for each field that an actor answers: a cell -> a value, or why it must be asked about."""

import math
import re
import unicodedata
from collections.abc import Sequence
from datetime import date, datetime, timedelta
from functools import cache

from regionplan_xl.excel.common.actor_marks import CLEAR
from regionplan_xl.excel.common.cells import LONGEST_TEXT
from regionplan_xl.excel.common.sheet_names import utf16_length
from regionplan_xl.excel.parsing import status_words
from regionplan_xl.excel.parsing.dates import written_day
from regionplan_xl.excel.parsing.grid import GridCell
from regionplan_xl.excel.parsing.painted_colour import status_of_paint
from regionplan_xl.excel.parsing.status_parser import mended, status_of_words
from regionplan_xl.locale import every_wording
from regionplan_xl.ooxml.reading.cells import CellError
from regionplan_xl.plan.merging.exchange import Clear, Unclear
from regionplan_xl.plan.model import Field, Value
from regionplan_xl.plan.status import Scale
from regionplan_xl.plan.timeframe import Timeframe
from regionplan_xl.text import Phrase, bare, fold, phrase, squeeze

AnswerValue = Value | Clear | Unclear
"""None: nothing was answered, the cell is blank or says what was sent."""

_SHOWN_AT_MOST = 500
# XML 1.0 section 2.2: what no workbook can hold. Half characters (surrogates) too.
_ILLEGAL = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")
_BRACKETED = re.compile(r"[«\"'\s]*[(\[{]\s*(?P<word>[^()\[\]{}]*?)\s*[)\]}][»\"'.\s]*")
_NUMBER = re.compile(r"(?P<number>\d{1,3}(?:[.,]\d+)?)")
_PERCENT = re.compile(
    rf"(?P<number>\d{{1,3}}(?:[.,]\d+)?)\s*(?:{'|'.join(re.escape(w) for w in status_words.PERCENT_WORDS)})\.?"
)
_FIRST_SERIAL, _LAST_SERIAL = 20_000, 80_000  # 1954 to 2119 as Excel counts days
_YEARS = range(1990, 2101)
_EPOCH = date(1899, 12, 30)
_SERIAL = re.compile(r"\d{5}")


def read_answer(
    name: Field,
    cell: GridCell,
    base: Value,
    scale: Scale,
    marks: Sequence[str] = (),
    today: date | None = None,
) -> AnswerValue:
    """What `cell` answers to one field. `base` is what was sent; None comes back where nothing new is said.

    `marks`: the statuses under whose heading the row is ticked off. `today`: the day that it was answered, or
    a little later.
    """
    if name is Field.STATUS:
        return read_status(cell, str(base) if base is not None else None, scale, marks, today)
    if name is Field.PROGRESS:
        return read_progress(cell, float(base) if isinstance(base, (int, float)) else None)
    if name is Field.COMMENT:
        return read_comment(cell, str(base) if base is not None else None)
    return read_expected(cell, base if isinstance(base, date) else None)


def read_status(
    cell: GridCell,
    base: str | None,
    scale: Scale,
    marks: Sequence[str] = (),
    today: date | None = None,
) -> str | Clear | Unclear | None:
    """The status that the word says; where the word is untouched or blank, the one that paint or a tick says.

    Word and paint (or tick) that disagree are unclear.
    """
    word = _status_word(cell, base, scale, today)
    if isinstance(word, Unclear):
        return word
    paint = status_of_paint(cell.colour, scale)
    hints = {*marks} | ({paint} if isinstance(paint, str) else set())
    if word is not None:
        return word if hints <= {word} else _contradiction(cell)
    if isinstance(paint, Unclear):
        return paint
    if len(hints) > 1:
        return _contradiction(cell)
    meant = next(iter(hints), None)
    return None if meant == base else meant


def read_progress(cell: GridCell, base: float | None) -> float | Clear | Unclear | None:
    """A share 0.0-1.0.

    A bare number counts as per cent from 5 up to 100 and as a share below 1; between them we ask.
    """
    if cell.is_blank:
        return None
    if _is_clear(cell):
        return None if base is None else Clear()
    if base is not None and cell.value == base and not isinstance(cell.value, bool):
        return None
    share = _share(cell)
    if base is not None and share is not None and _same_share(share, base):
        return None
    if share is None:
        return Unclear(
            shown(cell.text),
            phrase("«{shown}» is no clear percentage; write for example 40 %.", shown=_brief(cell)),
        )
    if not 0 <= share <= 1:
        return Unclear(
            shown(cell.text), phrase("Progress goes from 0 % to 100 %, not «{shown}».", shown=_brief(cell))
        )
    return share


def read_comment(cell: GridCell, base: str | None) -> str | Clear | Unclear | None:
    """The comment as typed, line ends made line feeds, without white space at its end.

    Unclear where no workbook could hold it.
    """
    text = tidy(cell.text)
    before = tidy(base or "")
    if not text.strip() or squeeze(_composed(text)) == squeeze(_composed(before)):
        return None
    if _is_clear(cell):
        return Clear() if before else None
    if isinstance(cell.value, CellError):
        return Unclear(text, phrase("«{shown}» is an error of a formula, not a comment.", shown=text))
    if _ILLEGAL.search(text):
        return Unclear(
            shown(text),
            phrase("The comment holds characters that no workbook can keep. Write it again without them."),
        )
    if utf16_length(text) > LONGEST_TEXT:
        length = utf16_length(text)
        return Unclear(
            shown(text),
            phrase(
                "The comment is {length} characters long; a cell holds {most}. Shorten it.",
                length=length,
                most=LONGEST_TEXT,
            ),
        )
    return text


def read_expected(cell: GridCell, base: date | None) -> date | Clear | Unclear | None:
    """The day expected to be done; a year or a month alone is asked about, saying which day to write."""
    if cell.is_blank:
        return None
    if _is_clear(cell):
        return None if base is None else Clear()
    day = _day(cell)
    if day is not None and day == base:
        return None
    if day is not None and day.year in _YEARS:
        return day
    return Unclear(shown(cell.text), _which_day(cell))


def tidy(text: str) -> str:
    """`text` with line feeds as line ends and no white space at its end, else as it was typed."""
    return text.replace("\r\n", "\n").replace("\r", "\n").rstrip()


def shown(text: str) -> str:
    """`text` fit to be shown in any workbook: illegal characters as �, a long one by its beginning."""
    text = _ILLEGAL.sub("�", text)
    if len(text) <= _SHOWN_AT_MOST:
        return text
    return f"{text[:_SHOWN_AT_MOST]}… ({len(text)})"


def _brief(cell: GridCell) -> str:
    text = shown(squeeze(cell.text))
    return text if len(text) <= 80 else text[:79] + "…"


def _is_clear(cell: GridCell) -> bool:
    found = _BRACKETED.fullmatch(cell.text) if isinstance(cell.value, str) and len(cell.value) < 40 else None
    return found is not None and bare(found["word"]) in _clear_words()


@cache
def _clear_words() -> frozenset[str]:
    return frozenset(bare(word) for word in (*status_words.CLEAR_WORDS, *every_wording(CLEAR)))


def _contradiction(cell: GridCell) -> Unclear:
    seen = f"{cell.text} ({cell.colour})" if cell.colour else cell.text
    return Unclear(
        shown(seen), phrase("The word, the colour and the ticks of the status do not say the same.")
    )


def _status_word(
    cell: GridCell, base: str | None, scale: Scale, today: date | None
) -> str | Clear | Unclear | None:
    """What the word newly says; None where it is blank or still the one that was sent."""
    if cell.is_blank:
        return None
    if _is_clear(cell):
        return None if base is None else Clear()
    if base is not None and base not in scale and fold(cell.text) == fold(base):
        return None  # a status that has since left the scale, shown by its key
    if isinstance(cell.value, str) or (cell.percent and not isinstance(cell.value, bool)):
        meant = status_of_words(cell.text, scale, today)
        if isinstance(meant, Unclear):
            if base is not None and base in scale and status_of_words(mended(cell.text), scale) == base:
                return None  # the word that was sent, its letters spoilt by a program on the way
            return Unclear(shown(cell.text), meant.reason)
        return None if meant == base else meant
    return Unclear(shown(cell.text), phrase("«{shown}» is none of the statuses.", shown=_brief(cell)))


def _share(cell: GridCell) -> float | None:
    value = cell.value
    if isinstance(value, bool):
        return None
    if isinstance(value, (int, float)):
        return _share_of_number(float(value), percent=cell.percent)
    if not isinstance(value, str):
        return None
    text = fold(value)
    for about in sorted(status_words.ABOUT, key=len, reverse=True):
        if text.startswith(about) and not text[len(about) : len(about) + 1].isalpha():
            text = text[len(about) :].strip()
            break
    if found := _PERCENT.fullmatch(text):
        return _rounded(float(found["number"].replace(",", ".")) / 100)
    if found := _NUMBER.fullmatch(text):
        return _share_of_number(float(found["number"].replace(",", ".")), percent=False)
    return None


def _share_of_number(number: float, *, percent: bool) -> float | None:
    if not math.isfinite(number):
        return None
    if number < 1 or number > 100 or (percent and number == 1):
        return number if number <= 1 else number / 100
    # 1 may be all or one per cent; 2 and 3 may be a step of the scale.
    return _rounded(number / 100) if number >= 5 else None


def _rounded(share: float) -> float:
    return round(share, 6)


def _same_share(share: float, base: float) -> bool:
    # Programs that keep only what is shown give 33 % for 0.3333.
    return math.isclose(share, base, abs_tol=1e-9) or share == round(base, 2)


def _day(cell: GridCell) -> date | None:
    value = cell.value
    if isinstance(value, datetime):
        return value.date()
    if isinstance(value, date):
        return value
    if isinstance(value, bool) or cell.percent:
        return None
    if isinstance(value, (int, float)):
        return _EPOCH + timedelta(days=int(value)) if _FIRST_SERIAL <= value <= _LAST_SERIAL else None
    if isinstance(value, str) and _SERIAL.fullmatch(value.strip()):
        # As SheetJS writes a day to .csv.
        return _EPOCH + timedelta(days=int(value))
    return written_day(fold(value)) if isinstance(value, str) else None


def _which_day(cell: GridCell) -> Phrase:
    value = cell.value
    text = cell.text
    if isinstance(value, date) and value.year == 1905:
        # «2026» typed into a date cell: Excel takes it for the 2026th day since 1900.
        day = value.date() if isinstance(value, datetime) else value
        text = str((day - _EPOCH).days)
    frame = Timeframe.parse(text)
    if frame.end is not None:
        return phrase(
            "«{shown}» is not a day; write for example {day}.",
            shown=squeeze(text),
            day=frame.end.strftime("%d.%m.%Y"),
        )
    return phrase("«{shown}» is not a clear day; write for example 31.12.2026.", shown=_brief(cell))


def _composed(text: str) -> str:
    return unicodedata.normalize("NFC", text)

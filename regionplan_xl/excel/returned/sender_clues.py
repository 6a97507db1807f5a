"""Find what in a returned workbook hints at its dispatch: codes, the rows' IDs, titles. None of it is proof."""

import re
from collections.abc import Collection

from regionplan_xl.excel.common.actor_marks import CODE
from regionplan_xl.excel.parsing.grid import Grid
from regionplan_xl.locale import every_wording
from regionplan_xl.plan.codes import read_dispatch_code
from regionplan_xl.plan.merging.sent_and_returned import Clues
from regionplan_xl.text import fold, squeeze

_CODE_WORDS = tuple(dict.fromkeys(fold(word) for word in (*every_wording(CODE), "kode", "code")))
# Ours has two groups of five, earlier of three (`plan.codes`); people put spaces and other dashes between them.
_GROUPED = "|".join(rf"[0-9a-z]{{{n}}}\s*[-–—]?\s*[0-9a-z]{{{n}}}" for n in (5, 3))
_CODE = re.compile(
    rf"\b(?:{'|'.join(_CODE_WORDS)})\s*[:：]\s*"
    rf"(?P<code>(?:{_GROUPED})(?![0-9a-z-])|[0-9a-z]+(?:-[0-9a-z]+)*)",
    re.IGNORECASE,
)
_ID = re.compile(r"[MI]-[0-9A-Z]{4,8}")
_TITLE_WITHIN = 3  # rows from the top
_CELLS_BY_A_TITLE = 3  # filled ones in its row; the header and the measures have more
_COLONS = 5  # of one title
_MOST_CODES, _MOST_IDS = 20, 20_000  # of one file
# Characters; a longer text is a comment.
_LONGEST_ID, _LONGEST_CODE_WORD, _LONGEST_TITLE, _LONGEST_WITH_CODE = 19, 40, 299, 400


def find_clues(grid: Grid) -> Clues:
    """Return what in a workbook hints at its dispatch; of very many codes or IDs, some."""
    texts = _texts(grid)
    codes, ids = sorted(_find_codes(grid, texts)), sorted(_find_ids(texts))
    return Clues(frozenset(codes[:_MOST_CODES]), frozenset(ids[:_MOST_IDS]), _find_titles(grid))


def _find_codes(grid: Grid, texts: Collection[str]) -> set[str]:
    """Return every dispatch code in the workbook, on any sheet or in its properties, as the ledger writes codes."""
    found = {*grid.codes}
    words: set[str] = set()
    for text in texts:
        if ":" in text or "\uff1a" in text:
            found.update(match["code"] for match in _CODE.finditer(text))
        if len(text) <= _LONGEST_CODE_WORD and fold(text).rstrip(": ") in _CODE_WORDS:
            words.add(text)
    if words:
        found.update(_right_of(words, grid))
    return {read_dispatch_code(code) or squeeze(code).upper() for code in found}


def _right_of(words: Collection[str], grid: Grid) -> set[str]:
    """Return what is in the cells to the right of those that say one of `words`."""
    rows = [row for sheet in grid.sheets for row in sheet.rows.values()]
    right = (row.get(at + 1) for row in rows for at, cell in row.items() if cell.value in words)
    return {cell.text for cell in right if cell and not cell.is_blank}


def _find_ids(texts: Collection[str]) -> frozenset[str]:
    """Return the ID of every row that has it in a cell of its own."""
    short = [text for text in texts if "-" in text and len(text) <= _LONGEST_ID]
    return frozenset(text for text in map(str.upper, map(squeeze, short)) if _ID.fullmatch(text))


def _find_titles(grid: Grid) -> frozenset[str]:
    """Return what is before each colon of the first text in a row, in rows at the top of each sheet, folded."""
    found: set[str] = set()
    for sheet in grid.sheets:
        for number in filter(sheet.rows.get, range(1, _TITLE_WITHIN + 1)):
            filled = [cell for _, cell in sorted(sheet.rows[number].items()) if not cell.is_blank]
            if filled and len(filled) <= _CELLS_BY_A_TITLE and len(filled[0].text) <= _LONGEST_TITLE:
                *before, _ = fold(filled[0].text).split(":")
                found.update(":".join(before[: at + 1]).rstrip() for at in range(min(len(before), _COLONS)))
    return frozenset(found)


def _texts(grid: Grid) -> list[str]:
    """Every text in a cell that is no comment, once."""
    rows = [row.values() for sheet in grid.sheets for row in sheet.rows.values()]
    values = {cell.value for row in rows for cell in row}
    return [text for text in values if isinstance(text, str) and len(text) <= _LONGEST_WITH_CODE]

"""Find what in a returned workbook hints at its dispatch: codes, row IDs, titles. None of it is proof."""

import re
from collections.abc import Collection

from regionplan_xl.excel.common.actor_marks import CODE
from regionplan_xl.excel.parsing.grid import Grid
from regionplan_xl.locale import every_wording
from regionplan_xl.plan.codes import read_dispatch_code
from regionplan_xl.plan.merging.sent_and_returned import Clues
from regionplan_xl.text import comparison_key, normalise, squeeze

_CODE_WORDS = tuple(dict.fromkeys(normalise(word) for word in (*every_wording(CODE), "kode", "code")))
# Our codes have two groups of five, earlier ones of three (`plan.codes`); people put spaces or other dashes between.
_GROUPED = "|".join(rf"[0-9a-z]{{{n}}}\s*[-–—]?\s*[0-9a-z]{{{n}}}" for n in (5, 3))
_CODE = re.compile(
    rf"\b(?:{'|'.join(_CODE_WORDS)})\s*[:：]\s*"
    rf"(?P<code>(?:{_GROUPED})(?![0-9a-z-])|[0-9a-z]+(?:-[0-9a-z]+)*)",
    re.IGNORECASE,
)
_ID = re.compile(r"[MI]-[0-9A-Z]{4,8}")
_TITLE_WITHIN = 3  # rows from the top
_CELLS_BY_A_TITLE = 3  # filled cells in its row; the header and the measures have more
_COLONS = 5  # per title
_MOST_CODES, _MOST_IDS, _MOST_TEXTS = 20, 20_000, 5_000  # per file
_SHORTEST_TEXT = 8  # letters; shorter ones tell no measure from another
# Characters; a longer text is taken for a comment.
_LONGEST_ID, _LONGEST_CODE_WORD, _LONGEST_TITLE, _LONGEST_WITH_CODE = 19, 40, 299, 400


def find_clues(grid: Grid) -> Clues:
    """Return the hints in a workbook at its dispatch; only some if there are very many codes, IDs or texts."""
    texts = _texts(grid)
    codes, ids = sorted(_find_codes(grid, texts)), sorted(_find_ids(texts))
    # Only a file that has lost both is compared by what its measures say.
    said = (
        []
        if codes or ids
        else sorted({comparison_key(text) for text in texts if len(text) >= _SHORTEST_TEXT})
    )
    return Clues(
        frozenset(codes[:_MOST_CODES]),
        frozenset(ids[:_MOST_IDS]),
        _find_titles(grid),
        frozenset(said[:_MOST_TEXTS]),
    )


def _find_codes(grid: Grid, texts: Collection[str]) -> set[str]:
    """Return every dispatch code on any sheet or in the properties, written as in the ledger."""
    found = {*grid.codes}
    words: set[str] = set()
    for text in texts:
        if ":" in text or "\uff1a" in text:
            found.update(match["code"] for match in _CODE.finditer(text))
        if len(text) <= _LONGEST_CODE_WORD and normalise(text).rstrip(": ") in _CODE_WORDS:
            words.add(text)
    if words:
        found.update(_right_of(words, grid))
    return {read_dispatch_code(code) or squeeze(code).upper() for code in found}


def _right_of(words: Collection[str], grid: Grid) -> set[str]:
    """Return the texts of the cells to the right of those that contain one of `words`."""
    rows = [row for sheet in grid.sheets for row in sheet.rows.values()]
    right = (row.get(at + 1) for row in rows for at, cell in row.items() if cell.value in words)
    return {cell.text for cell in right if cell and not cell.is_blank}


def _find_ids(texts: Collection[str]) -> frozenset[str]:
    """Return the row IDs that have a cell to themselves."""
    short = [text for text in texts if "-" in text and len(text) <= _LONGEST_ID]
    return frozenset(text for text in map(str.upper, map(squeeze, short)) if _ID.fullmatch(text))


def _find_titles(grid: Grid) -> frozenset[str]:
    """Return the text before each colon of the first text in each of the top rows of the sheets, folded."""
    found: set[str] = set()
    for sheet in grid.sheets:
        for number in filter(sheet.rows.get, range(1, _TITLE_WITHIN + 1)):
            filled = [cell for _, cell in sorted(sheet.rows[number].items()) if not cell.is_blank]
            if filled and len(filled) <= _CELLS_BY_A_TITLE and len(filled[0].text) <= _LONGEST_TITLE:
                *before, _ = normalise(filled[0].text).split(":")
                found.update(":".join(before[: at + 1]).rstrip() for at in range(min(len(before), _COLONS)))
    return frozenset(found)


def _texts(grid: Grid) -> list[str]:
    """Return the distinct texts of cells, except those long enough to be comments."""
    rows = [row.values() for sheet in grid.sheets for row in sheet.rows.values()]
    values = {cell.value for row in rows for cell in row}
    return [text for text in values if isinstance(text, str) and len(text) <= _LONGEST_WITH_CODE]

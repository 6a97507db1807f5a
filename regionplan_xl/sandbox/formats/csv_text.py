"""The grid of a .csv: text in any of the usual encodings, with any of the usual separators."""

import csv
import io
from collections import Counter
from collections.abc import Iterator
from itertools import islice
from pathlib import PurePath

from regionplan_xl.excel.parsing.grid import Grid, GridCell, GridSheet
from regionplan_xl.ooxml.common import refusals
from regionplan_xl.sandbox.bounds import RETURNED
from regionplan_xl.sandbox.file_kind import decoded

_SEPARATORS = ";\t,|"
_TRIED = 200  # records
_SAMPLE = 200_000  # characters
_LONGEST = 1_000_000


def read_separated(data: bytes, name: str) -> Grid:
    """One sheet, called as the file; every value is text, just as it stands there."""
    text = decoded(data)
    if text is None:
        raise refusals.not_a_workbook()
    csv.field_size_limit(_LONGEST)
    separator = _told(text) or _likeliest(text)
    rows: dict[int, dict[int, GridCell]] = {}
    count = 0
    try:
        for number, record in enumerate(_records(text, separator), 1):
            cells = {column: GridCell(value) for column, value in enumerate(record, 1) if value.strip()}
            count += len(cells)
            if count > RETURNED.cells:
                raise refusals.too_many_cells(RETURNED.cells)
            if cells:
                rows[number] = cells
    except csv.Error:
        raise refusals.damaged() from None
    if _told(text):
        rows.pop(1, None)
    return Grid((GridSheet(PurePath(name.replace("\\", "/")).stem, rows=rows),))


def _told(text: str) -> str:
    """The separator that Excel's own first line `sep=;` names, or nothing."""
    line = text[:20].partition("\n")[0].strip().lower()
    return line[4] if len(line) == 5 and line.startswith("sep=") else ""


def _likeliest(text: str) -> str:
    """The separator by which the most records fall into the same number of columns, and the most of them."""
    return max(_SEPARATORS, key=lambda separator: _evenness(text[:_SAMPLE], separator))


def _evenness(sample: str, separator: str) -> float:
    try:
        widths = [len(record) for record in islice(_records(sample, separator), _TRIED) if record]
    except csv.Error:
        return 0
    wide = Counter(width for width in widths if width > 1).most_common(1)
    return wide[0][0] * wide[0][1] / len(widths) if wide else 0


def _records(text: str, separator: str) -> Iterator[list[str]]:
    return csv.reader(io.StringIO(text, newline=""), delimiter=separator)

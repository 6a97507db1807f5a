"""Read the grid of a .csv: text in any common encoding, with any common separator."""

import csv
import io
from collections import Counter
from collections.abc import Iterator
from itertools import islice
from pathlib import PurePath

from regionplan_xl.excel.parsing.grid import Grid, GridCell, GridSheet
from regionplan_xl.ooxml.common import refusals
from regionplan_xl.sandbox.formats.file_kind import decode_text
from regionplan_xl.sandbox.formats.limits import RETURNED
from regionplan_xl.text import from_csv_text

_SEPARATORS = ";\t,|"
_TRIED = 200  # records
_SAMPLE = 200_000  # characters
_LONGEST = 1_000_000


def read_separated(data: bytes, name: str) -> Grid:
    """Return one sheet, named like the file. Every value is text, as in the file.

    Drops the apostrophe that keeps Excel from evaluating a text. Raises `Rejected` if the file is not text, is damaged
    or is too large.
    """
    text = decode_text(data)
    if text is None:
        raise refusals.not_a_workbook()
    csv.field_size_limit(_LONGEST)
    declared = _declared_separator(text)
    separator = declared or max(_SEPARATORS, key=lambda one: _evenness(text[:_SAMPLE], one))
    rows: dict[int, dict[int, GridCell]] = {}
    count = 0
    try:
        for number, record in enumerate(_records(text, separator), 1):
            cells = {
                column: GridCell(from_csv_text(value))
                for column, value in enumerate(record, 1)
                if value.strip()
            }
            count += len(cells)
            if count > RETURNED.cells:
                raise refusals.too_many_cells(RETURNED.cells)
            if cells:
                rows[number] = cells
    except csv.Error:
        raise refusals.damaged() from None
    if declared:
        rows.pop(1, None)
    return Grid((GridSheet(PurePath(name.replace("\\", "/")).stem, rows=rows),))


def _declared_separator(text: str) -> str:
    """Return the separator in the first line `sep=;`, which is Excel's own convention, or ""."""
    line = text[:20].partition("\n")[0].strip().lower()
    return line[4] if len(line) == 5 and line.startswith("sep=") else ""


def _evenness(sample: str, separator: str) -> float:
    """Return the most frequent number of columns with this separator, weighted by the share of records that have it."""
    try:
        widths = [len(record) for record in islice(_records(sample, separator), _TRIED) if record]
    except csv.Error:
        return 0
    wide = Counter(width for width in widths if width > 1).most_common(1)
    return wide[0][0] * wide[0][1] / len(widths) if wide else 0


def _records(text: str, separator: str) -> Iterator[list[str]]:
    return csv.reader(io.StringIO(text, newline=""), delimiter=separator)

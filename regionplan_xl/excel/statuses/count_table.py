"""Find the table of counts on Oversikt: which column counts which status, wherever people have moved it."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

from regionplan_xl.excel.common import count_headings
from regionplan_xl.excel.overview.blocks import find_header, has_heading, written
from regionplan_xl.excel.overview.counts import COUNTED_COLUMNS
from regionplan_xl.ooxml.common.references import column_letters
from regionplan_xl.plan.status import Scale, Status
from regionplan_xl.text import bare

if TYPE_CHECKING:
    from regionplan_xl.excel.common.workbook_update import SheetRows

_MOST_AREAS = 500


@dataclass(frozen=True)
class CountTable:
    """`columns` are the headings of columns that count a status; `changes`: column of a change -> column it is about.

    `rows` are those of the areas and, last, the whole plan's. `others` are the columns of measures without a status or
    with one that is not read; their formulas sum all statuses.
    """

    header: int
    columns: Mapping[int, str]
    rows: tuple[int, ...]
    changes: Mapping[int, int]
    others: tuple[int, ...]

    @property
    def last(self) -> int:
        """The last column that counts a status."""
        return max(self.columns)

    @property
    def labels_range(self) -> str:
        """The cells with the labels, such as `$D$4:$F$4`."""
        first, last = column_letters(min(self.columns)), column_letters(self.last)
        return f"${first}${self.header}:${last}${self.header}"


def find_count_table(rows: SheetRows) -> CountTable | None:
    """Return the table; None if it is missing, or if none of its columns counts a status with our formula."""
    found = find_header(rows, COUNTED_COLUMNS)
    if found is None:
        return None
    header = found[0]
    headings = {at: written(cell) for at, cell in rows[header].items() if written(cell)}
    columns = {at: text for at, text in headings.items() if _counts(rows, header + 1, at, header)}
    if not columns:
        return None
    end = header + 1
    while end < header + _MOST_AREAS and _counts(rows, end, min(columns), header):
        end += 1
    total = rows.get(end, {}).get(min(columns))
    if total is not None and (total.formula or "").startswith("SUM("):
        end += 1
    letters = {column_letters(at): at for at in columns}
    changes = {}
    for at in headings.keys() - columns.keys():
        compared = re.match(r"([A-Z]+)\d+-", _formula(rows, header + 1, at))
        if compared and compared[1] in letters:
            changes[at] = letters[compared[1]]
    others = tuple(
        at
        for at, cell in rows[header].items()
        if has_heading(cell, count_headings.WITHOUT_STATUS) or has_heading(cell, count_headings.UNREAD_STATUS)
    )
    return CountTable(header, columns, tuple(range(header + 1, end)), changes, others)


def _formula(rows: SheetRows, row: int, column: int) -> str:
    cell = rows.get(row, {}).get(column)
    return cell.formula or "" if cell is not None else ""


def _counts(rows: SheetRows, row: int, column: int, header: int) -> bool:
    """Return whether the cell counts the status in its heading."""
    formula = _formula(rows, row, column)
    return formula.startswith("COUNTIF") and f",{column_letters(column)}${header})" in formula


def statuses_of(
    table: CountTable, scale: Scale, colours: Mapping[int, str | None]
) -> Mapping[int, Status | None]:
    """Return the status of each column: by its heading, else a new label in the heading's colour; None if it has left.

    `colours` are those of the headings.
    """
    by_label = {bare(label): status for status in scale.statuses for label in status.labels.values()}
    owners = {at: by_label.get(bare(text)) for at, text in table.columns.items()}
    present = {status.key for status in owners.values() if status}
    for at in [at for at, status in owners.items() if status is None]:
        alike = [
            status
            for status in scale.statuses
            if status.key not in present and status.colour.upper() == (colours.get(at) or "").upper()
        ]
        if len(alike) == 1:
            owners[at] = alike[0]
            present.add(alike[0].key)
    return owners

"""Find which rows of a sheet differ after a change, by comparing their bytes."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from itertools import chain

_OPENING = re.compile(rb"<sheetData(?:\s[^<>]*)?>")
_CLOSING = b"</sheetData>"
_ROW = b"<row "
_NUMBER = re.compile(rb'r="([1-9][0-9]{0,6})"')


@dataclass(frozen=True)
class ChangedRows:
    """The `numbers` of changed and new rows, and the `sheet` with only these rows.

    `same_around`: everything before the first row and after the last is identical, byte for byte.
    """

    numbers: tuple[int, ...]
    sheet: bytes
    same_around: bool


def changed_rows(old: bytes, new: bytes) -> ChangedRows | None:
    """Return which rows of a sheet differ, given its XML (UTF-8) before and after a change.

    Returns None if that is not certain: rows are gone, out of order, or written in an unusual way.
    """
    before, after = _split(old), _split(new)
    if before is None or after is None or not before.rows.keys() <= after.rows.keys():
        return None
    changed = {number: row for number, row in after.rows.items() if row != before.rows.get(number)}
    same_around = (before.head, before.tail) == (after.head, after.tail)
    # Join once, without copying all rows: those of a long list are tens of megabytes.
    rows = chain.from_iterable((_ROW, row) for row in changed.values())
    return ChangedRows(tuple(changed), b"".join([after.head, *rows, after.tail]), same_around)


@dataclass(frozen=True)
class _Split:
    """A sheet split into the XML before its rows, the rows by number (without `<row `), and the XML after them."""

    head: bytes
    rows: Mapping[int, bytes]
    tail: bytes


def _split(sheet: bytes) -> _Split | None:
    opening, end = _OPENING.search(sheet), sheet.rfind(_CLOSING)
    # In comments and the like, `<` need not begin a tag.
    if opening is None or end < opening.end() or b"<!" in sheet or sheet.rfind(b"<?") > 0:
        return None
    head, *written = sheet.split(_ROW)
    tail = sheet[end:]
    if written:
        # Otherwise something after the rows looks like a row.
        if not written[-1].endswith(tail):
            return None
        written[-1] = written[-1][: -len(tail)]
    else:
        head = sheet[:end]
    if len(head) < opening.end() or head[opening.end() :].strip():
        return None
    rows: dict[int, bytes] = {}
    last = 0
    for row in written:
        found = _NUMBER.match(row)
        number = int(found[1]) if found else 0
        if number <= last:
            return None
        rows[number], last = row, number
    return _Split(sheet[: opening.end()], rows, tail)

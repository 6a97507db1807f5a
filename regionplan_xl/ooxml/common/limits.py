"""Limits on an outside file, beyond which it is refused."""

from dataclasses import dataclass

_MEBIBYTE = 1024 * 1024


@dataclass(frozen=True)
class Limits:
    """Limits on one file; sizes in bytes, everything else a count.

    `rows` and `columns` are the size of a sheet in Excel.
    """

    file_bytes: int = 200 * _MEBIBYTE
    inflated_bytes: int = 300 * _MEBIBYTE
    tree_bytes: int = 16 * _MEBIBYTE
    parts: int = 10_000
    sheets: int = 5_000
    rows: int = 1_048_576
    columns: int = 16_384
    shared_strings: int = 1_000_000
    string_bytes: int = 96 * _MEBIBYTE
    cells: int = 20_000_000
    merges: int = 200_000
    styles: int = 70_000
    text: int = 1_000_000
    elements: int = 1_000_000


STANDARD = Limits()

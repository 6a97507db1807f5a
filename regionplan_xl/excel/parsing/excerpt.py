"""Text from a returned file, made fit to be quoted in messages and workbooks."""

from regionplan_xl.text import writable

_LONGEST = 8_000  # characters


def excerpt(text: str, most: int = _LONGEST) -> str:
    """Return `text` as a workbook can hold it; of one longer than `most` the beginning, with its length."""
    return writable(text, most)

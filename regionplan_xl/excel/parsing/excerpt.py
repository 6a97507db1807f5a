"""Shorten text from a returned file so that it can be quoted in messages and workbooks."""

from regionplan_xl.text import writable

_LONGEST = 8_000  # characters


def excerpt(text: str, most: int = _LONGEST) -> str:
    """Return `text` as a workbook can hold it; if longer than `most`, its beginning and its length."""
    return writable(text, most)

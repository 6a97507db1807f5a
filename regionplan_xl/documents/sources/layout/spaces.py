"""Spaces that a PDF prints after words: a line that ends in one was not broken within a word."""

from collections.abc import Mapping, Sequence
from itertools import pairwise
from typing import Any

SPACE_AFTER = (
    "space_after"  # key of a word: True, False, or None on a page without spaces at the ends of lines
)
_NEAR = 1  # point
_MANY = 3  # lines with a space at the end: these are from where the lines were wrapped


def with_spaces_after(
    words: Sequence[Mapping[str, Any]], characters: Sequence[Mapping[str, Any]]
) -> list[dict[str, Any]]:
    """Return the words of a page with whether a space is printed after each.

    LibreOffice and Word print the space at which they wrap a line, if it has room. Programs that do not say nothing.
    """
    ends = sum(
        one["text"] == " " and abs(after["top"] - one["top"]) > _NEAR for one, after in pairwise(characters)
    )
    spaces = {_at(one["x0"], one["top"]) for one in characters if one["text"] == " "}
    return [{**word, SPACE_AFTER: _is_near(word, spaces) if ends >= _MANY else None} for word in words]


def _is_near(word: Mapping[str, Any], spaces: set[tuple[int, int]]) -> bool:
    x, top = _at(word["x1"], word["top"])
    return any((x + dx, top + dy) in spaces for dx in (-_NEAR, 0, _NEAR) for dy in (-_NEAR, 0, _NEAR))


def _at(x: float, top: float) -> tuple[int, int]:
    return round(x), round(top)

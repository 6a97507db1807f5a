"""Convert cells while they are read into the form that the caller needs."""

from collections.abc import Callable
from typing import Generic, TypeVar

from regionplan_xl.ooxml.reading.cells import Cell, Value

_Made = TypeVar("_Made")
Content = tuple[Value, int, str | None]
"""Value, style and formula of a cell, with the same meaning as in `Cell`."""
_KEPT_AT_MOST = 10_000


class CellMaker(Generic[_Made]):
    """Converts cells; cells with the same content and style are converted once.

    `known`: results by the XML of a cell after its reference. They hold only for workbooks with the same styles and
    shared strings.
    """

    def __init__(self, most: int = _KEPT_AT_MOST) -> None:
        self.known: dict[str, _Made | None] = {}
        self._most = most

    def keep(self, says: str, made: _Made | None) -> None:
        """Cache the result for a cell without a formula."""
        if len(self.known) >= self._most:
            self.known.clear()
        self.known[says] = made

    def plain(self, value: Value, style: int) -> _Made | None:
        """Return the result for a cell without a formula; None to skip the cell."""
        raise NotImplementedError

    def computed(self, cell: Cell) -> _Made | None:
        """Return the result for a cell with a formula; None to skip the cell."""
        raise NotImplementedError


class ContentMaker(CellMaker[Content]):
    """Returns the content of filled cells, and of empty cells in a style that is `blank_wanted`."""

    def __init__(self, blank_wanted: Callable[[int], bool], most: int = _KEPT_AT_MOST) -> None:
        super().__init__(most)
        self._blank_wanted = blank_wanted

    def plain(self, value: Value, style: int) -> Content | None:
        """Return value and style."""
        return (value, style, None) if value is not None or self._blank_wanted(style) else None

    def computed(self, cell: Cell) -> Content:
        """Return value, style and formula."""
        return cell.value, cell.style, cell.formula

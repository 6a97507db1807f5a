"""Make of cells, as they are read, what somebody wants of them."""

from collections.abc import Callable
from typing import Generic, TypeVar

from regionplan_xl.ooxml.reading.cells import Cell, Value

_Made = TypeVar("_Made")
Content = tuple[Value, int, str | None]
"""Value, style and formula of a cell, whose meanings are those of `Cell`."""
_KEPT_AT_MOST = 10_000


class CellMaker(Generic[_Made]):
    """Makes something of each cell; of all that say the same in one style, once.

    `known`: what was made, by the XML of a cell after its reference. It is true of workbooks with the same styles and
    shared strings only.
    """

    def __init__(self, most: int = _KEPT_AT_MOST) -> None:
        self.known: dict[str, _Made | None] = {}
        self._most = most

    def keep(self, says: str, made: _Made | None) -> None:
        """Keep what was made of a cell without a formula."""
        if len(self.known) >= self._most:
            self.known.clear()
        self.known[says] = made

    def plain(self, value: Value, style: int) -> _Made | None:
        """Return what is wanted of a cell without a formula; None for nothing."""
        raise NotImplementedError

    def computed(self, cell: Cell) -> _Made | None:
        """Return what is wanted of a cell with a formula; None for nothing."""
        raise NotImplementedError


class ContentMaker(CellMaker[Content]):
    """Makes the content of cells that have some, and of empty ones in a style that is `blank_wanted`."""

    def __init__(self, blank_wanted: Callable[[int], bool], most: int = _KEPT_AT_MOST) -> None:
        super().__init__(most)
        self._blank_wanted = blank_wanted

    def plain(self, value: Value, style: int) -> Content | None:
        """Return value and style."""
        return (value, style, None) if value is not None or self._blank_wanted(style) else None

    def computed(self, cell: Cell) -> Content:
        """Return value, style and formula."""
        return cell.value, cell.style, cell.formula

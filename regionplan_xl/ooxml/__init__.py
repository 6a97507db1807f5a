"""The .xlsx package itself: parts, streaming cells, in-place cell changes.

The names below are imported on first use, so a command that opens no workbook does not load them.
"""

from importlib import import_module
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from regionplan_xl.ooxml.common.limits import STANDARD
    from regionplan_xl.ooxml.common.references import Area
    from regionplan_xl.ooxml.editing.change import Cached, Put, Refused, SheetChange, changed
    from regionplan_xl.ooxml.package.package import Package
    from regionplan_xl.ooxml.reading.cells import Cell, CellError
    from regionplan_xl.ooxml.reading.tables import ExcelTable
    from regionplan_xl.ooxml.reading.workbook import Workbook

__all__ = [
    "STANDARD",
    "Area",
    "Cached",
    "Cell",
    "CellError",
    "ExcelTable",
    "Package",
    "Put",
    "Refused",
    "SheetChange",
    "Workbook",
    "changed",
]  # fmt: skip

_NAMES = {
    "common.limits": ["STANDARD"],
    "common.references": ["Area"],
    "editing.change": ["Cached", "Put", "Refused", "SheetChange", "changed"],
    "package.package": ["Package"],
    "reading.cells": ["Cell", "CellError"],
    "reading.tables": ["ExcelTable"],
    "reading.workbook": ["Workbook"],
}
_HOMES = {name: home for home, names in _NAMES.items() for name in names}


def __getattr__(name: str) -> object:
    if name not in _HOMES:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    return getattr(import_module(f"{__name__}.{_HOMES[name]}"), name)

"""The .xlsx package itself: parts, streaming cells, in-place cell changes.

The names below are fetched when they are first used, so that a command that opens no workbook pays nothing.
"""

from importlib import import_module
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from regionplan_xl.ooxml.area import Area
    from regionplan_xl.ooxml.cells import Cell, CellError, Value
    from regionplan_xl.ooxml.change import Cached, Put, Refused, SheetChange, change, changed
    from regionplan_xl.ooxml.limits import STANDARD, Limits
    from regionplan_xl.ooxml.package import Package
    from regionplan_xl.ooxml.tables import Table
    from regionplan_xl.ooxml.workbook import DefinedName, SheetInfo, Workbook

_HOMES = {
    "Area": "area",
    "Cached": "change",
    "Cell": "cells",
    "CellError": "cells",
    "DefinedName": "workbook",
    "Limits": "limits",
    "Package": "package",
    "Put": "change",
    "Refused": "change",
    "STANDARD": "limits",
    "SheetChange": "change",
    "SheetInfo": "workbook",
    "Table": "tables",
    "Value": "cells",
    "Workbook": "workbook",
    "change": "change",
    "changed": "change",
}

__all__ = [
    "STANDARD",
    "Area",
    "Cached",
    "Cell",
    "CellError",
    "DefinedName",
    "Limits",
    "Package",
    "Put",
    "Refused",
    "SheetChange",
    "SheetInfo",
    "Table",
    "Value",
    "Workbook",
    "change",
    "changed",
]


def __getattr__(name: str) -> object:
    if name not in _HOMES:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    return getattr(import_module(f"{__name__}.{_HOMES[name]}"), name)

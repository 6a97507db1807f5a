"""The .xlsx package itself: parts, streaming cells, in-place cell changes.

The names below are fetched when they are first used, so that a command that opens no workbook pays nothing.
"""

from importlib import import_module
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from regionplan_xl.ooxml.common.limits import STANDARD, Limits
    from regionplan_xl.ooxml.common.references import Area
    from regionplan_xl.ooxml.editing.change import Cached, Put, Refused, SheetChange, change, changed
    from regionplan_xl.ooxml.package.package import Package
    from regionplan_xl.ooxml.reading.cells import Cell, CellError, Value
    from regionplan_xl.ooxml.reading.sheets import DefinedName, SheetInfo
    from regionplan_xl.ooxml.reading.tables import Table
    from regionplan_xl.ooxml.reading.workbook import Workbook

_HOMES = {
    "Area": "common.references",
    "Cached": "editing.change",
    "Cell": "reading.cells",
    "CellError": "reading.cells",
    "DefinedName": "reading.sheets",
    "Limits": "common.limits",
    "Package": "package.package",
    "Put": "editing.change",
    "Refused": "editing.change",
    "STANDARD": "common.limits",
    "SheetChange": "editing.change",
    "SheetInfo": "reading.sheets",
    "Table": "reading.tables",
    "Value": "reading.cells",
    "Workbook": "reading.workbook",
    "change": "editing.change",
    "changed": "editing.change",
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

"""Change cells and append rows in a workbook file; every other part stays as it was."""

from collections.abc import Iterable, Mapping
from io import BytesIO
from pathlib import Path
from typing import BinaryIO

from regionplan_xl.errors import InputError, Place, Problem
from regionplan_xl.ooxml.editing.cell_values import Cached, Content, Put
from regionplan_xl.ooxml.editing.date_formats import NewDateFormats
from regionplan_xl.ooxml.editing.sheet_change import Sheet, SheetChange
from regionplan_xl.ooxml.editing.sheet_edits import (
    ScannedSheet,
    SheetEdits,
    edits_of_sheet,
    scan_for_change,
)
from regionplan_xl.ooxml.editing.workbook_edits import filter_name_edits, has_formulas, recalculation_edits
from regionplan_xl.ooxml.package.package import Package
from regionplan_xl.ooxml.package.xml_part import XmlPart
from regionplan_xl.ooxml.package.zip_writer import Contents
from regionplan_xl.ooxml.reading.workbook import Workbook
from regionplan_xl.ooxml.xml.byte_edits import ByteEdit
from regionplan_xl.text import phrase

__all__ = ["Cached", "Content", "Put", "Refused", "SheetChange", "change", "changed"]

# The most rows whose cells stay in memory until all sheets are scanned. Beyond this they would take most of the memory.
_ROWS_KEPT = 2_000
_NOT_CELLS = phrase("That is not a sheet of cells.")
_NO_SHEET = phrase("The workbook has no such sheet.")


class Refused(InputError):  # noqa: N818  (a verdict on one file)
    """The change cannot be made without harm, and nothing was written; `problems` has the places and reasons."""

    def __init__(self, problems: Iterable[Problem]) -> None:
        self.problems = tuple(problems)
        first = self.problems[0]
        super().__init__(first.what, first.fix, first.place, self.problems)


def changed(
    source: bytes | Path,
    changes: Mapping[str, SheetChange],
    *,
    parts: Mapping[str, Contents] | None = None,
    recalculate: bool = True,
) -> tuple[bytes, Mapping[str, tuple[int, ...]]]:
    """Return the workbook after `changes`, and what `change` returns. Raises the same errors as `change`."""
    out = BytesIO()
    appended = change(source, out, changes, parts=parts, recalculate=recalculate)
    return out.getvalue(), appended


def change(
    source: bytes | Path,
    out: BinaryIO,
    changes: Mapping[str, SheetChange],
    *,
    parts: Mapping[str, Contents] | None = None,
    recalculate: bool = True,
) -> Mapping[str, tuple[int, ...]]:
    """Write the workbook with `changes` to `out`; return the numbers of the appended rows.

    Changes and row numbers are by sheet name. `parts` are whole parts to replace as well. `recalculate`: formulas are
    recomputed when the workbook is opened. Raises `Refused` with every reason, or `Rejected` for a file that cannot be
    read, before anything is written.
    """
    package = Package.open(source)
    if package.signed:
        what = phrase("The workbook is signed; any change would break the signature.")
        raise Refused([Problem(Place(), what)])
    workbook = Workbook(package)
    kinds = {sheet.name: sheet.kind for sheet in workbook.sheets}
    problems = [
        Problem(Place(name), _NOT_CELLS if name in kinds else _NO_SHEET)
        for name in changes
        if kinds.get(name) != "worksheet"
    ]
    formats = NewDateFormats(workbook)
    scanned: dict[str, ScannedSheet] = {}
    room = _ROWS_KEPT
    for name, sheet_change in changes.items():
        if kinds.get(name) == "worksheet":
            scanned[name] = one = scan_for_change(Sheet.of(workbook, name, formats), sheet_change, room)
            room -= one.rows_kept
    # Read them for all sheets at once: the shared strings may be the largest part.
    shared_strings = workbook.shared_strings(set().union(*(one.shared_strings for one in scanned.values())))
    # Free the rows of each sheet as soon as its edits are made.
    found = {name: edits_of_sheet(scanned.pop(name), shared_strings) for name in tuple(scanned)}
    problems += [problem for edits in found.values() for problem in edits.problems]
    if problems:
        raise Refused(problems)

    replaced = {
        name: XmlPart.of(package, name).contents(edits)
        for name, edits in _part_edits(workbook, found, formats, recalculate).items()
        if edits
    }
    exchanged: dict[str, Contents] = {package.find(name) or name: new for name, new in (parts or {}).items()}
    if twice := replaced.keys() & exchanged.keys():
        raise ValueError(f"both changed and exchanged: {sorted(twice)}")
    package.save(out, {**replaced, **exchanged})
    return {name: edits.appended for name, edits in found.items()}


def _part_edits(
    workbook: Workbook, found: Mapping[str, SheetEdits], formats: NewDateFormats, recalculate: bool
) -> Mapping[str, list[ByteEdit]]:
    """Return the edits of every part that changes."""
    if not any(edits.edits for edits in found.values()):
        return {}
    by_part = formats.edits()
    for edits in found.values():
        by_part |= {edits.part: edits.edits, **edits.table_edits}
    by_part[workbook.package.workbook_part] = _workbook_edits(workbook, found, recalculate)
    return by_part


def _workbook_edits(workbook: Workbook, found: Mapping[str, SheetEdits], recalculate: bool) -> list[ByteEdit]:
    edits = [
        edit
        for index, sheet in enumerate(workbook.sheets)
        if sheet.name in found and (areas := found[sheet.name].extended_filter)
        for edit in filter_name_edits(workbook.root, index, *areas)
    ]
    if not recalculate:
        return edits
    scanned = [of_sheet.part for of_sheet in found.values()]
    if any(of_sheet.has_formulas for of_sheet in found.values()) or has_formulas(workbook, without=scanned):
        edits += recalculation_edits(workbook.root)
    return edits

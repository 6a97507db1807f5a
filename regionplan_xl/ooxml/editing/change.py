"""Cells changed and rows appended in a workbook file, and nothing else: every other part stays as it was."""

from collections.abc import Iterable, Mapping, Sequence
from io import BytesIO
from pathlib import Path
from typing import BinaryIO

from regionplan_xl.errors import InputError, Place, Problem
from regionplan_xl.ooxml.editing.cell_xml import Cached, Content, Put
from regionplan_xl.ooxml.editing.sheet_edits import Outcome, Sheet, SheetChange, decide
from regionplan_xl.ooxml.editing.workbook_part import Book
from regionplan_xl.ooxml.package.package import Package
from regionplan_xl.ooxml.package.xml_part import XmlPart
from regionplan_xl.ooxml.package.zip_writer import Contents
from regionplan_xl.ooxml.xml.byte_edits import Edit
from regionplan_xl.text import phrase

__all__ = ["Cached", "Content", "Put", "Refused", "SheetChange", "change", "changed"]


class Refused(InputError):  # noqa: N818  (a verdict on one file)
    """The change cannot be made without harm, and nothing was written; `problems` says where and why."""

    def __init__(self, problems: Iterable[Problem]) -> None:
        self.problems = tuple(problems)
        first = self.problems[0]
        super().__init__(first.what, first.fix, first.place)


def changed(
    source: bytes | Path, changes: Mapping[str, SheetChange], *, parts: Mapping[str, bytes] | None = None
) -> tuple[bytes, Mapping[str, tuple[int, ...]]]:
    """The workbook after `changes`, and what `change` returns."""
    out = BytesIO()
    appended = change(source, out, changes, parts=parts)
    return out.getvalue(), appended


def change(
    source: bytes | Path,
    out: BinaryIO,
    changes: Mapping[str, SheetChange],
    *,
    parts: Mapping[str, bytes] | None = None,
) -> Mapping[str, tuple[int, ...]]:
    """Write the workbook to `out` with `changes` made; returns the numbers of the appended rows.

    Both go by sheet name. `parts` are whole parts to exchange at the same time. `Refused` with every reason,
    or `Rejected` for a file that cannot be read, before anything is written.
    """
    package = Package.open(source)
    if package.signed:
        raise Refused(
            [Problem(Place(), phrase("The workbook is signed; any change would break the signature."))]
        )
    book = Book(package)
    problems = [_no_such_sheet(book, name) for name in changes if not book.has_cells(name)]
    outcomes = [
        (sheet, decide(sheet, changes[name]))
        for name in changes
        if book.has_cells(name)
        for sheet in [_sheet(book, name)]
    ]
    problems += [problem for _, outcome in outcomes for problem in outcome.problems]
    if problems:
        raise Refused(problems)

    replaced = _replacements(book, outcomes)
    exchanged = {package.find(name) or name: contents for name, contents in (parts or {}).items()}
    if twice := replaced.keys() & exchanged.keys():
        raise ValueError(f"both changed and exchanged: {sorted(twice)}")
    package.save(out, {**replaced, **exchanged})
    return {sheet.name: outcome.appended for sheet, outcome in outcomes}


def _no_such_sheet(book: Book, name: str) -> Problem:
    if name in book.sheets:
        return Problem(Place(name), phrase("That is not a sheet of cells."))
    return Problem(Place(name), phrase("The workbook has no such sheet."))


def _sheet(book: Book, name: str) -> Sheet:
    part = XmlPart.of(book.package, book.sheets[name].part or "")
    return Sheet(
        name,
        part,
        book.tables(part),
        book.pivots(part),
        epoch_1904=book.epoch_1904,
        shared_texts=book.shared_texts,
        formats=book.formats,
    )


def _replacements(book: Book, outcomes: Sequence[tuple[Sheet, Outcome]]) -> Mapping[str, Contents]:
    """The parts that are no longer what they were, and what they hold instead."""
    if not any(outcome.edits for _, outcome in outcomes):
        return {}
    edits = [(sheet.part, outcome.edits) for sheet, outcome in outcomes]
    edits += [(table.part, of_table) for _, outcome in outcomes for table, of_table in outcome.table_edits]
    edits += [(book.part, _book_edits(book, outcomes)), *book.new_formats()]
    return {part.name: part.contents(of_part) for part, of_part in edits if of_part}


def _book_edits(book: Book, outcomes: Sequence[tuple[Sheet, Outcome]]) -> list[Edit]:
    edits = [
        edit
        for sheet, outcome in outcomes
        if outcome.filter_grown
        for edit in book.filter_grown(book.sheets[sheet.name], *outcome.filter_grown)
    ]
    surveyed = [sheet.part.name for sheet, _ in outcomes]
    if any(outcome.has_formulas for _, outcome in outcomes) or book.has_formulas(without=surveyed):
        edits += book.recalculated()
    return edits

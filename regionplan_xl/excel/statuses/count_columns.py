"""The status columns on Oversikt: inserted, renamed, repainted, or emptied when their status has left the scale."""

import re
from collections.abc import Iterator, Mapping, Set
from dataclasses import dataclass

from regionplan_xl.excel.common.cell_formats import status_symbol, with_symbol
from regionplan_xl.excel.common.workbook_update import RowColumn, SheetRows
from regionplan_xl.excel.overview.blocks import written
from regionplan_xl.excel.statuses.calculation_chain import chain_parts
from regionplan_xl.excel.statuses.cells import NewCell, cell_edits, cell_styles
from regionplan_xl.excel.statuses.chart import chart_parts
from regionplan_xl.excel.statuses.colours import StatusFormats
from regionplan_xl.excel.statuses.count_table import CountTable, find_count_table, statuses_of
from regionplan_xl.excel.statuses.trend_columns import earlier_columns
from regionplan_xl.locale import Catalog
from regionplan_xl.ooxml import Cell, Workbook, changed
from regionplan_xl.ooxml.common.references import column_letters
from regionplan_xl.ooxml.editing.cell_values import Formula
from regionplan_xl.ooxml.inserting.insertion import with_insertion
from regionplan_xl.ooxml.inserting.reference_shift import ColumnInsertion, copied_formula
from regionplan_xl.ooxml.package.xml_part import XmlPart
from regionplan_xl.plan.status import Scale, Status
from regionplan_xl.text import bare, phrase

_LEFT = phrase("{status} (not in use)")


@dataclass(frozen=True)
class CountedStatuses:
    """What Oversikt counts: the labels of its columns, and the differences from config.yaml.

    `renamed` is the earlier label of a status and `colours` the fill of each heading, by status. `missing` statuses
    have no column, and `gone` columns no status.
    """

    labels: tuple[str, ...] = ()
    owners: Mapping[int, Status | None] | None = None
    renamed: Mapping[str, str] | None = None
    missing: tuple[Status, ...] = ()
    gone: frozenset[int] = frozenset()
    colours: Mapping[str, str] | None = None


def read_counted(workbook: Workbook, overview: str, scale: Scale, language: str) -> CountedStatuses | None:
    """Return what Oversikt counts; None if it has no table of counts that we recognise."""
    rows = dict(workbook.rows(overview))
    table = find_count_table(rows)
    if table is None:
        return None
    styles = cell_styles(workbook, overview, table.header)
    fills = {at: workbook.styles.fill(styles.get(at, 0)) for at in table.columns}
    owners = statuses_of(table, scale, fills)
    present = {status.key for status in owners.values() if status}
    return CountedStatuses(
        labels=tuple(table.columns[at] for at in sorted(table.columns)),
        owners=owners,
        renamed={
            status.key: table.columns[at]
            for at, status in owners.items()
            if status and bare(table.columns[at]) != bare(status.label(language))
        },
        missing=tuple(status for status in scale.statuses if status.key not in present),
        gone=frozenset(at for at, status in owners.items() if status is None),
        colours={status.key: (fills[at] or "").upper() for at, status in owners.items() if status},
    )


def with_count_columns(
    book: bytes, overview: str, scale: Scale, repainted: Set[str], translate: Catalog
) -> bytes:
    """Adapt the table of counts, the changes beside it and the chart to the statuses of `scale`.

    Statuses keep their columns whatever their order; a new one comes after the last. Where it is doubtful whether a
    column can be inserted, the status stays uncounted. `repainted` are the statuses with a new colour.
    """
    counted = read_counted(Workbook.opened(book), overview, scale, translate.language)
    if counted is None or counted.owners is None:
        return book
    owners = dict(counted.owners)
    new: dict[int, Status] = {}
    for status in counted.missing:
        inserted = _with_column(book, overview)
        if inserted is None:
            break
        book, at = inserted
        owners = {column + (column >= at): owner for column, owner in owners.items()}
        book = _filled(book, overview, at, status, scale, translate)
        new[at] = status
    gone = frozenset(at for at, owner in owners.items() if owner is None)
    painted = {at: owner for at, owner in owners.items() if owner and owner.key in repainted}
    if not (new or gone or painted or counted.renamed):
        return book
    renamed = counted.renamed or {}
    texts = {at: owner for at, owner in owners.items() if owner and owner.key in renamed}
    return _rewritten(book, overview, scale, _Rewrite(new, gone, painted, texts), translate)


def _with_column(book: bytes, overview: str) -> tuple[bytes, int] | None:
    """Insert blank columns after the last count and after the last change; None if that is not possible."""
    table = find_count_table(dict(Workbook.opened(book).rows(overview)))
    if table is None:
        return None
    # The right one first, since inserting it does not move the other.
    for at in (*([max(table.changes) + 1] if table.changes else []), table.last + 1):
        with_room = with_insertion(book, ColumnInsertion(overview, at, 1))
        if with_room is None:
            return None
        book = with_room
    return book, table.last + 1


def _filled(book: bytes, overview: str, at: int, status: Status, scale: Scale, translate: Catalog) -> bytes:
    """Fill the new columns with headings and formulas; `at` is the column of counts."""
    workbook = Workbook.opened(book)
    rows = dict(workbook.rows(overview))
    table = find_count_table(rows)
    if table is None:
        return book
    formats = StatusFormats(workbook)
    styles = cell_styles(workbook, overview, table.header)
    symbol = with_symbol(status_symbol(scale, status.key))
    label = status.label(translate.language)
    cells: dict[RowColumn, NewCell] = {}
    columns = {at: table.last}
    if table.changes:
        columns[max(table.changes) + 1] = max(table.changes)
    for new, beside in columns.items():
        style = formats.heading(styles.get(beside, 0), status.colour, symbol)
        cells[table.header, new] = (label, style)
    for row in table.rows:
        formula = rows[row][table.last].formula or ""
        cells[row, at] = (Formula(copied_formula(formula, at - table.last)), None)
        for column in table.others:
            wider = _with_sum(rows[row].get(column), row, table, at)
            if wider is not None:
                cells[row, column] = (Formula(wider), None)
    cells |= _change_cells(workbook, rows, table, at, status, scale)
    part = XmlPart.of(workbook.package, workbook.sheet(overview).part)
    parts = {part.name: part.contents(list(cell_edits(part, cells))), **formats.contents()}
    return changed(book, {}, parts=parts, recalculate=False)[0]


def _with_sum(cell: Cell | None, row: int, table: CountTable, at: int) -> str | None:
    """Extend a formula that sums all statuses to the column `at`; None if it has no such sum."""
    first, last, new = (column_letters(one) for one in (min(table.columns), table.last, at))
    old = f"SUM({first}{row}:{last}{row})"
    formula = cell.formula if cell is not None else None
    return formula.replace(old, f"SUM({first}{row}:{new}{row})") if formula and old in formula else None


def _change_cells(
    workbook: Workbook, rows: SheetRows, table: CountTable, at: int, status: Status, scale: Scale
) -> Iterator[tuple[RowColumn, NewCell]]:
    """Yield the change in the number with the status; blank if the earlier count is not recorded."""
    if not table.changes:
        return
    beside = max(table.changes)
    earlier = earlier_columns(workbook, scale)[1].get(status.key)
    for row in table.rows:
        cell = rows[row].get(beside)
        found = _DIFFERENCE.fullmatch((cell.formula if cell is not None else None) or "")
        if earlier is not None and found is not None:
            before = f"{found['sheet']}{column_letters(earlier)}{found['row']}"
            yield (row, beside + 1), (Formula(f"{column_letters(at)}{row}-{before}"), None)


_DIFFERENCE = re.compile(r"\$?[A-Z]+\$?\d+-(?P<sheet>.*!)\$?[A-Z]+\$?(?P<row>\d+)")


@dataclass(frozen=True)
class _Rewrite:
    """Columns of counts: new ones, those whose status has left, and those with a new colour or label."""

    new: Mapping[int, Status]
    gone: Set[int]
    painted: Mapping[int, Status]
    renamed: Mapping[int, Status]


def _rewritten(book: bytes, overview: str, scale: Scale, change: _Rewrite, translate: Catalog) -> bytes:
    """Return the workbook with the new headings and chart; columns that are `gone` count nothing."""
    workbook = Workbook.opened(book)
    rows = dict(workbook.rows(overview))
    table = find_count_table(rows)
    if table is None:
        return book
    formats = StatusFormats(workbook)
    styles = cell_styles(workbook, overview, table.header)
    cells: dict[RowColumn, NewCell] = {}
    for at, column in [*((at, at) for at in table.columns), *table.changes.items()]:
        heading, style = written(rows[table.header][at]), None
        if column in change.gone:
            cells[table.header, at] = (translate(_LEFT.with_values(status=heading)), None)
            cells |= {(row, at): (None, None) for row in table.rows}
            continue
        if column in change.painted:
            status = change.painted[column]
            symbol = with_symbol(status_symbol(scale, status.key))
            style = formats.heading(styles.get(at, 0), status.colour, symbol)
        if column in change.renamed:
            heading = change.renamed[column].label(translate.language)
        if column in change.painted or column in change.renamed:
            cells[table.header, at] = (heading, style)
    part = XmlPart.of(workbook.package, workbook.sheet(overview).part)
    emptied = {at for at, (content, _) in cells.items() if content is None}
    charts = chart_parts(workbook, overview, table, scale, change.new, change.gone, change.painted)
    parts = {**dict(charts), **formats.contents(), **chain_parts(workbook, overview, emptied)}
    if cells:
        parts[part.name] = part.contents(list(cell_edits(part, cells)))
    return changed(book, {}, parts=parts, recalculate=False)[0]

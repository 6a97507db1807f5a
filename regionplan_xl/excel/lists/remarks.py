"""Merknader, other things that actors wrote in their workbooks, to be ticked off when read: create, read and update."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

from regionplan_xl.excel.common import columns
from regionplan_xl.excel.common.id_column import with_id_column
from regionplan_xl.excel.common.master_model import DecisionsPlace
from regionplan_xl.excel.common.sheet_builder import FIRST_ROW, MasterBuilder, last_prepared_row
from regionplan_xl.excel.lists import decisions
from regionplan_xl.excel.lists.list_sheet import write_list_sheet
from regionplan_xl.excel.parsing.headed_sheet import HeadedRow, HeadedSheet
from regionplan_xl.locale import Catalog
from regionplan_xl.moments import local_minute
from regionplan_xl.ooxml.common.references import column_letters
from regionplan_xl.plan.merging.outcome import MergeOutcome
from regionplan_xl.plan.merging.sent_and_returned import Remark
from regionplan_xl.text import bare, phrase

if TYPE_CHECKING:
    from regionplan_xl.excel.common.workbook_update import WorkbookUpdate

_NOT_READ = frozenset({"nei", "no", "n", "0", "false", "ulesen", "ulest", "unread"})


def write_remarks(builder: MasterBuilder) -> None:
    """Write the empty sheet; merges append what actors write outside the answer cells."""
    hint = phrase(
        "What else was written in the returned workbooks: notes, text boxes, own columns. None of it is taken as "
        "an answer. Tick off each row that you have read."
    )
    sheet = write_list_sheet(
        builder,
        columns.REMARKS,
        hint,
        columns.REMARK_COLUMNS,
        [],
        "Remarks",
        printed=columns.LAST_PRINTED_REMARK,
    )
    at, last = columns.REMARK_COLUMNS.index(columns.READ), last_prepared_row(0)
    builder.answers.choice(sheet, FIRST_ROW, last, at, [builder.translate(columns.YES)], columns.READ.heading)


def read_remarks(sheet: HeadedSheet) -> tuple[tuple[str, ...], DecisionsPlace]:
    """Return the keys of the rows that are ticked off, and the place of the list."""
    rows, place = decisions.read_waiting_rows(sheet)
    return tuple(decisions.row_key(row) for row in rows if _is_ticked(row)), place


def _is_ticked(row: HeadedRow) -> bool:
    word = bare(row.line(columns.READ.key))
    return bool(row.line(columns.READ.key)) and word not in _NOT_READ and bool(decisions.row_key(row))


def update_remarks(
    update: WorkbookUpdate, place: DecisionsPlace, outcome: MergeOutcome, translate: Catalog
) -> None:
    """Write the remarks of `outcome` that have no row yet, and empty the rows of withdrawn ones."""
    if not outcome.remarks and not outcome.withdrawn_remarks:
        return
    place = with_id_column(update, place, translate)

    def texts_of(remark: Remark) -> Mapping[str, str]:
        return _remark_texts(remark, translate)

    own, ours = update.sheets[place.sheet], columns.REMARK_COLUMNS
    decisions.replace_waiting_rows(own, place, ours, outcome.withdrawn_remarks, outcome.remarks, texts_of)


def _remark_texts(remark: Remark, translate: Catalog) -> Mapping[str, str]:
    place = remark.place
    cell = f"{_column(place.column)}{place.row}" if place.row and place.column else str(place.row or "")
    return {
        "actor": remark.actor,
        "round": remark.round,
        "number": remark.number,
        "text": remark.text,
        "kind": translate(remark.kind),
        "written": remark.written,
        "where": ", ".join(part for part in (place.sheet, cell) if part),
        "file": remark.file,
        "when": local_minute(remark.received),
        "id": remark.key,
    }


def _column(column: str) -> str:
    return column_letters(int(column)) if column.isdecimal() else column

"""Endringslogg, every change made by a merge: create, read and append."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from functools import cache
from typing import TYPE_CHECKING

from regionplan_xl.excel.common.columns import DECLINE, LOG, LOG_COLUMNS
from regionplan_xl.excel.common.display import changed_field, changed_in_round, value_words
from regionplan_xl.excel.common.master_model import SheetPlace
from regionplan_xl.excel.common.sheet_builder import MasterBuilder
from regionplan_xl.excel.lists import list_sheet
from regionplan_xl.excel.parsing.headed_sheet import HeadedSheet
from regionplan_xl.locale import Catalog, every_wording
from regionplan_xl.moments import local_minute
from regionplan_xl.plan.merging.outcome import Change
from regionplan_xl.plan.model import Field
from regionplan_xl.plan.status import Scale
from regionplan_xl.text import phrase

if TYPE_CHECKING:
    from regionplan_xl.excel.common.workbook_update import WorkbookUpdate

UNDONE = phrase("Merge {number} was undone.")


def write_log(builder: MasterBuilder) -> None:
    """Write the empty sheet; merges append to it and never rewrite it."""
    hint = phrase("Every change that a merge has made, the newest at the bottom. Not to be edited.")
    list_sheet.write_list_sheet(builder, LOG, hint, LOG_COLUMNS, [], "ChangeLog", printed="after")


def read_log(sheet: HeadedSheet) -> SheetPlace:
    """Return the place of the log; its rows are not read."""
    return list_sheet.list_place(sheet, list_sheet.rows_with_content(sheet))


def append_log(
    update: WorkbookUpdate,
    log: SheetPlace,
    changes: Sequence[Change],
    *,
    number: int,
    now: datetime,
    scale: Scale,
    translate: Catalog,
    round_name: str = "",
) -> None:
    """Append a row per change of merge `number`; for a rolled-up measure only the status.

    An answer to a round other than the current `round_name` is logged with its round.
    """
    sheet, when = update.sheets[log.sheet], local_minute(now)
    sheet.head = log.head
    words = cache(lambda field, value: value_words(field, value, scale, translate))
    for change in changes:
        if change.kind == "rollup" and change.field != Field.STATUS:
            continue
        declined = change.kind == "proposal" and change.after is None
        texts = {
            "when": when,
            "number": change.number,
            "text": change.text,
            "actor": changed_in_round(change, round_name, translate),
            "field": changed_field(change, translate),
            "before": words(change.field, change.before),
            "after": translate(DECLINE) if declined else words(change.field, change.after),
            "file": change.file,
            "merge": str(number),
            "id": change.measure,
        }
        sheet.append.append(
            {log.columns[key]: text for key, text in texts.items() if text and key in log.columns}
        )


def log_has_merge(book: bytes, log: SheetPlace | None, number: int) -> bool:
    """Return whether the log has rows of merge `number`."""
    return log is not None and any(
        text == str(number) for text in list_sheet.column_texts(book, log, "merge")
    )


def log_has_undo(book: bytes, log: SheetPlace | None, number: int) -> bool:
    """Return whether the log says that merge `number` was undone."""
    undone = {wording.format(number=number) for wording in every_wording(UNDONE)}
    return log is not None and any(text in undone for text in list_sheet.column_texts(book, log, "text"))

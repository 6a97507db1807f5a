"""Workbooks as sent, edited by an actor, and what is read of them."""

import io
from collections.abc import Callable
from typing import Any

from openpyxl import Workbook, load_workbook

from regionplan_xl.plan.merging.sent_and_returned import Submission
from tests.excel.actor.dispatches import book
from tests.excel.returned.commented_rows import SENT_OUT
from tests.excel.returned.returns import read, saved

Edit = Callable[[Any], None]


def edited(*edits: Edit) -> bytes:
    workbook = load_workbook(io.BytesIO(book(SENT_OUT, "nn")))
    for edit in edits:
        edit(workbook)
    return saved(workbook)


def returned(*edits: Edit) -> Submission:
    return read(edited(*edits), SENT_OUT)


def cell(name: str, value: object, sheet: str = "Tiltak", **more: Any) -> Edit:
    def edit(workbook: Workbook) -> None:
        at = workbook[sheet][name]
        at.value = value if value is not None else at.value
        for key, setting in more.items():
            setattr(at, key, setting)

    return edit


def listed(submission: Submission) -> list[tuple[str, str, str]]:
    """Return each text with its column and the measure it is about."""
    return [(r.written, r.place.column, r.number) for r in submission.remarks]

"""A return of five measures whose comments repeat the measures' own texts."""

from collections.abc import Sequence
from dataclasses import replace

from openpyxl.worksheet.worksheet import Worksheet

from regionplan_xl.excel.actor import layout as actor_layout
from regionplan_xl.plan.merging.sent_and_returned import SentRow, Submission
from regionplan_xl.plan.model import Report
from tests.excel.actor.dispatches import DISPATCH
from tests.excel.returned.returns import Edit, returned

FIRST = 4
COLUMN_OF = {column.key: number for number, column in enumerate(actor_layout.COLUMNS, 1)}
SENT = tuple(
    SentRow(
        f"M-{n}{n}{n}{n}A",
        f"1.1.{n}",
        f"{what} i {where}",
        "",
        Report(),
        timeframe=str(2025 + n % 3),
        responsible="Gol kommune",
    )
    for n, (what, where) in enumerate(
        [("Kartleggje turstiar", "Gol"), ("Byggje leikeplass", "Ål"), ("Leige ut lokale", "Hol"),
         ("Rydde i fjøra", "Flå"), ("Halde kurs", "Nesbyen")], 2
    )
)  # fmt: skip
SENT_OUT = replace(DISPATCH, rows=SENT)
ROWS = range(FIRST, FIRST + len(SENT))


def answered(*more: Edit, after: Sequence[Edit] = ()) -> Submission:
    """Return the submission: every row gets its own text as comment, then come the edits `more`, then `after`."""

    def comment(sheet: Worksheet) -> None:
        for row in ROWS:
            sheet.cell(row, COLUMN_OF["comment"]).value = f"Svar: {sheet.cell(row, 2).value}"

    return returned(comment, *more, *after, dispatch=SENT_OUT)

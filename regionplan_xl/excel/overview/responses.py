"""The list «Svar» of Oversikt: who has answered in this round. It is written at first and updated by merges."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from regionplan_xl.excel.common.cell_formats import QUIET, RULE
from regionplan_xl.excel.common.cells import cell_at, write_text
from regionplan_xl.excel.common.columns import OVERVIEW, Column
from regionplan_xl.excel.common.sheet_builder import MasterBuilder
from regionplan_xl.excel.common.workbook_update import SheetRows
from regionplan_xl.excel.overview import blocks
from regionplan_xl.excel.overview.layout import RESPONSE_COLUMNS, OverviewColumns
from regionplan_xl.excel.overview.printing import with_printed
from regionplan_xl.ooxml import Cell
from regionplan_xl.text import Phrase, alphabetical, bare, phrase

HEADING = phrase("Answers")
NOTE_CELL = "AnswersNote"
"""The defined name of the line beside the heading."""
_COLUMNS = (
    Column("actor", phrase("Actor"), 0), Column("sent", phrase("Sent"), 0),
    Column("answered", phrase("Replied"), 0), Column("open", phrase("Left"), 0),
)  # fmt: skip
_NOBODY_ASKED = phrase("Nobody has been asked yet.")


@dataclass(frozen=True)
class Response:
    """How many measures one actor was sent in a round, how many it has answered, and whether it has replied at all."""

    actor: str
    sent: int
    answered: int
    replied: bool

    @property
    def open(self) -> int:
        """The number of measures still unanswered."""
        return self.sent - self.answered


def sorted_responses(responses: Sequence[Response]) -> list[Response]:
    """Return those who have not answered first, then those with most left, then by name."""
    return sorted(responses, key=lambda r: (r.replied, -r.open, alphabetical(r.actor)))


def responses_note(responses: Sequence[Response], printed: int | None = None) -> Phrase:
    """Return the line beside the heading: «2 av 3 har svart», and how many are `printed` unless all (None) are."""
    if not responses:
        return _NOBODY_ASKED
    answered = sum(response.replied for response in responses)
    note = phrase("{count} of {asked} have answered", count=answered, asked=len(responses))
    return with_printed(note, responses, printed)


def _numbers(response: Response) -> tuple[int, int | None, int]:
    """Return what the columns after the name say; nothing is answered by one who has not replied."""
    return response.sent, response.answered if response.replied else None, response.open


def write_responses(
    builder: MasterBuilder, sheet: Any, at: OverviewColumns, row: int, responses: Sequence[Response], last_printed: int
) -> None:  # fmt: skip
    """Write the list from `row` on, actors without an answer first. Rows up to `last_printed` are printed."""
    formats, translate = builder.formats, builder.translate
    note = responses_note(responses, last_printed - row - 1)
    write_text(sheet, row, at.trend, translate(HEADING), formats["heading"])
    write_text(sheet, row, at.trend + 1, translate(note), formats["hint"])
    builder.name_cell(NOTE_CELL, translate(OVERVIEW), row, at.trend + 1)
    row += 1
    for offset, column in enumerate(_COLUMNS):
        style = formats.variant("header", align="center", text_wrap=False) if offset else formats["header"]
        write_text(sheet, row, at.trend + offset, translate(column.heading), style)
    last = at.trend + RESPONSE_COLUMNS - 1
    builder.mark_headings(translate(OVERVIEW), 4, (row, at.trend), (row + blocks.RULED_ROWS, last))
    row += 1
    for line, response in enumerate(sorted_responses(responses), start=row):
        write_text(sheet, line, at.trend, response.actor, formats["line"])
        for offset, number in enumerate(_numbers(response), start=1):
            if number is not None:
                sheet.write_number(line, at.trend + offset, number, formats["line_count"])
    actor, answered, left = (f"${cell_at(row, at.trend + offset)}" for offset in (0, 2, 3))
    weights: tuple[tuple[str, dict[str, object]], ...] = (
        (f'AND({actor}<>"",{answered}="")', {"bold": True}),
        (f'AND({actor}<>"",{answered}>0,{left}=0)', {"font_color": QUIET}),
    )
    for condition, weight in weights:
        # The line too, since some programs apply only the first rule that is true for a cell.
        line = formats.overlay(bottom=1, bottom_color=RULE, **weight)
        rule = {"type": "formula", "criteria": f"={condition}", "format": line}
        sheet.conditional_format(row, at.trend, row + blocks.RULED_ROWS, at.trend, rule)
    builder.rule_rows(sheet, (row, at.trend), (row + blocks.RULED_ROWS, last), actor)


def update_responses(
    rows: SheetRows, responses: Sequence[Response], is_body: Callable[[str], bool]
) -> blocks.RewrittenList | None:
    """Return the list, which is found by its headings; None if there are no responses.

    `is_body`: whether the program may have written a name. A row with another one is the secretariat's.
    """
    header = blocks.find_header(rows, _COLUMNS)
    if header is None or not responses:
        return None
    row, columns = header
    numbers = tuple(columns[column.key] for column in _COLUMNS)

    def name_in(cells: Mapping[int, Cell]) -> str:
        actor, *counts = (cells.get(at) for at in numbers)
        if actor is None or not isinstance(actor.value, str) or not _are_counts(counts):
            return ""
        return bare(actor.value) if is_body(actor.value) else ""

    old = blocks.OldList(
        rows,
        row + 1,
        numbers,
        frozenset(range(min(numbers), max(numbers) + 1)),
        blocks.own_rows(rows, row + 1, numbers, name_in),
    )
    hint = blocks.without_hint(rows, (row - 1, row - 2), _NOBODY_ASKED)
    new = blocks.replace_rows(old, [(r.actor, *_numbers(r)) for r in sorted_responses(responses)])
    return replace(new, cells={**dict(hint), **new.cells})


def _are_counts(cells: Sequence[Cell | None]) -> bool:
    """Return whether the cells hold what the program writes after a name: numbers, of which the second may be blank."""
    if any(cell is not None and cell.formula is not None for cell in cells):
        return False
    sent, answered, left = (None if cell is None else cell.value for cell in cells)
    written = (sent, left) if answered in (None, "") else (sent, answered, left)
    return all(isinstance(one, int | float) for one in written)

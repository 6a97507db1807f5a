"""What Konfliktar, Framlegg and Merknader have in common: each row waits for the secretariat."""

from collections import defaultdict
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from datetime import datetime
from typing import TypeVar

from regionplan_xl.errors import Problem
from regionplan_xl.excel.common.columns import DECISION, Column
from regionplan_xl.excel.common.master_model import DecisionsPlace
from regionplan_xl.excel.common.row_height import height
from regionplan_xl.excel.common.workbook_update import AppendedRow, SheetUpdate
from regionplan_xl.excel.lists.list_sheet import CHOOSE_FROM_LIST, has_content, last_row
from regionplan_xl.excel.parsing.headed_sheet import HeadedRow, HeadedSheet
from regionplan_xl.locale import every_wording
from regionplan_xl.plan.merging.exchange import Proposal, Remark
from regionplan_xl.plan.merging.outcome import Question
from regionplan_xl.text import Phrase, bare, phrase

Waiting = TypeVar("Waiting", bound=Question | Proposal | Remark)
Choice = TypeVar("Choice", bound=str)
Choices = Mapping[Choice, tuple[Phrase, Sequence[str]]]
"""The label of each choice, and other words for it."""


def read_waiting_rows(sheet: HeadedSheet) -> tuple[list[HeadedRow], DecisionsPlace]:
    """Return the rows with content, and where the list is; a blank row among them may be filled again."""
    every_row = list(sheet.rows())
    rows = list(filter(has_content, every_row))
    numbers: dict[str, list[int]] = defaultdict(list)
    for row in rows:
        if row_key(row):
            numbers[row_key(row)].append(row.number)
    written: dict[int, set[int]] = defaultdict(set)
    for row in every_row:
        written[row.number] |= {at for at, cell in row.cells.items() if cell.value not in (None, "")}
    filled = {*sheet.totals(), *(number for number, columns in written.items() if columns)}
    ours, last = set(sheet.columns.values()), last_row(sheet, rows)
    # Below the last row that has a key there may be a list of somebody else's.
    last_known = max((row for found in numbers.values() for row in found), default=sheet.header)
    return rows, DecisionsPlace(
        sheet.name, sheet.header, last, sheet.columns,
        rows={key: tuple(found) for key, found in numbers.items()},
        blank=tuple(number for number in range(sheet.header + 1, last_known) if number not in filled),
        annotated=frozenset(number for number, columns in written.items() if columns - ours),
    )  # fmt: skip


def row_key(row: HeadedRow) -> str:
    """Return the key of the question or proposal of a row, or ""."""
    return row.line("id").upper()


def read_choice(row: HeadedRow, choices: Choices[Choice], problems: list[Problem]) -> Choice | None:
    """Return which of `choices` is written under «Avgjerd», in any language and case.

    None if nothing is written, or nothing known, which is added to `problems`.
    """
    word = row.line(DECISION.key)
    if not word:
        return None
    for choice, (label, other_words) in choices.items():
        if bare(word) in {bare(wording) for wording in (*every_wording(label), *other_words)}:
            return choice
    what = phrase("«{shown}» is not one of the decisions.", shown=word)
    problems.append(row.problem(DECISION.key, what, CHOOSE_FROM_LIST))
    return None


def replace_waiting_rows(
    own: SheetUpdate,
    place: DecisionsPlace,
    columns: Sequence[Column],
    settled: Collection[str],
    waiting: Iterable[Waiting],
    texts_of: Callable[[Waiting], Mapping[str, str]],
) -> None:
    """Empty the rows of `settled` (keys); write what waits and has no row over them, on blank rows, then below all.

    `texts_of` gives the texts of a row by column key. A row with a note in a column of the secretariat's own is
    not used again: the note is about the settled row.
    """
    ours = {column: place.columns[column.key] for column in columns if column.key in place.columns}
    emptied = sorted(number for key in settled for number in place.rows.get(key, ()))
    reusable = iter([number for number in (*emptied, *place.blank) if number not in place.annotated])
    for number in emptied:
        own.cells |= {(number, at): None for at in ours.values()}
    listed = {*settled, *place.rows}
    for one in waiting:
        if one.key in listed:
            continue
        listed.add(one.key)
        texts = texts_of(one)
        contents: AppendedRow = {at: text for column, at in ours.items() if (text := texts.get(column.key))}
        number = next(reusable, 0)
        if not number:
            own.append.append(contents)
            continue
        own.cells |= {(number, at): content for at, content in contents.items()}
        own.heights[number] = height((texts.get(c.key, ""), c.width) for c in ours if c.width)


def moment_text(moment: datetime) -> str:
    """Return a moment as the column «Når» has it, in local time: `2026-03-15 09:30`."""
    return moment.astimezone().strftime("%Y-%m-%d %H:%M")

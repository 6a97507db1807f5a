"""Shared by Konfliktar, Framlegg and Merknader: each row waits for the secretariat."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, TypeVar

from regionplan_xl.errors import Problem
from regionplan_xl.excel.common.columns import DECISION, OWN_VALUE, UNDER, Column
from regionplan_xl.excel.common.master_model import DecisionsPlace
from regionplan_xl.excel.common.row_height import height
from regionplan_xl.excel.lists.list_sheet import CHOOSE_FROM_LIST, has_content, last_row
from regionplan_xl.excel.parsing.headed_sheet import HeadedRow, HeadedSheet
from regionplan_xl.locale import every_wording
from regionplan_xl.plan.merging.decisions import NO_DECISION
from regionplan_xl.plan.merging.outcome import Question
from regionplan_xl.plan.merging.sent_and_returned import Proposal, Remark
from regionplan_xl.text import Phrase, bare

if TYPE_CHECKING:
    from regionplan_xl.excel.common.workbook_update import AppendedRow, SheetUpdate

Waiting = TypeVar("Waiting", bound=Question | Proposal | Remark)
_FOLLOWING = ("number", "text", "now", "reason")
_OF_THE_SECRETARIAT = (DECISION.key, OWN_VALUE.key, UNDER.key)
Choice = TypeVar("Choice", bound=str)
Choices = Mapping[Choice, tuple[Phrase, Sequence[str]]]
"""The label of each choice, and other words for it."""


def read_waiting_rows(sheet: HeadedSheet) -> tuple[list[HeadedRow], DecisionsPlace]:
    """Return the rows with content, and the place of the list; blank rows among them may be reused."""
    rows = list(filter(has_content, sheet.list_rows()))
    numbers: dict[str, list[int]] = defaultdict(list)
    for row in rows:
        if row_key(row):
            numbers[row_key(row)].append(row.number)
    written: dict[int, set[int]] = defaultdict(set)
    for row in sheet.rows():
        written[row.number] |= {at for at, cell in row.cells.items() if cell.value not in (None, "")}
    filled = {*sheet.totals(), *(number for number, columns in written.items() if columns)}
    ours, last = set(sheet.columns.values()), last_row(sheet, rows)
    # Below the last row with a key may be somebody else's list.
    last_known = max((row for found in numbers.values() for row in found), default=sheet.header)
    return rows, DecisionsPlace(
        sheet.name, sheet.header, last, sheet.columns,
        rows={key: tuple(found) for key, found in numbers.items()},
        blank=tuple(number for number in range(sheet.header + 1, last_known) if number not in filled),
        annotated=frozenset(number for number, columns in written.items() if columns - ours),
        decided=frozenset(
            row.number for row in rows if any(not row.is_blank(key) for key in _OF_THE_SECRETARIAT)
        ),
        texts={row.number: {key: row.text(key) for key in _FOLLOWING} for row in rows},
    )  # fmt: skip


def row_key(row: HeadedRow) -> str:
    """Return the key of the row's question or proposal, or ""."""
    return row.line("id").upper()


def read_choice(row: HeadedRow, choices: Choices[Choice], problems: list[Problem]) -> Choice | None:
    """Return the choice written under «Avgjerd», in any language and case.

    Returns None for an empty cell, and for an unknown word, which is added to `problems`.
    """
    word = row.line(DECISION.key)
    choice = known_choice(word, choices)
    if word and choice is None:
        what = NO_DECISION.with_values(shown=word)
        problems.append(row.problem(DECISION.key, what, CHOOSE_FROM_LIST))
    return choice


def known_choice(word: str, choices: Choices[Choice]) -> Choice | None:
    """Return the choice that a word means, in any language and case, or None."""
    for choice, (label, other_words) in choices.items():
        if bare(word) in {bare(wording) for wording in (*every_wording(label), *other_words)}:
            return choice
    return None


def replace_waiting_rows(
    own: SheetUpdate,
    place: DecisionsPlace,
    columns: Sequence[Column],
    settled: Collection[str],
    waiting: Iterable[Waiting],
    texts_of: Callable[[Waiting], Mapping[str, str]],
    choices_of: Callable[[Waiting], tuple[str, ...]] | None = None,
) -> Collection[str]:
    """Empty the rows of `settled` (keys); write waiting items without a row in those, in blank rows, then below all.

    `texts_of` gives the texts of a row by column key, `choices_of` the words of its own drop-down. Rows that still wait
    move up into emptied rows. A row with a note in the secretariat's own column is neither reused nor moved, because
    the note belongs to what was written there. Returns the keys of the items that keep their rows.
    """
    waiting = tuple(waiting)
    ours = {column: place.columns[column.key] for column in columns if column.key in place.columns}
    decision = ours.get(DECISION, 0)
    new = _places_after(place, settled, waiting)
    for number in new.emptied:
        own.cells |= {(number, at): None for at in ours.values()}
    written: set[str] = set()
    for one in waiting:
        choices = choices_of(one) if choices_of and decision else None
        own_choices = {} if choices is None else {decision: choices}
        if one.key in new.unmoved:
            numbers = place.rows[one.key]
            own.choices |= {(number, at): words for number in numbers for at, words in own_choices.items()}
        elif one.key not in written and one.key not in settled:
            _write_row(own, ours, new.rows.get(one.key), texts_of(one), own_choices)
            written.add(one.key)
    return new.unmoved


def _write_row(
    own: SheetUpdate,
    ours: Mapping[Column, int],
    number: int | None,
    texts: Mapping[str, str],
    choices: Mapping[int, tuple[str, ...]],
) -> None:
    """Write an item in the row `number`, or below the list; `choices` are the words of drop-downs by column number."""
    contents: AppendedRow = {at: text for column, at in ours.items() if (text := texts.get(column.key))}
    if number is None:
        own.append.append(contents)
        own.append_choices.append(dict(choices))
        return
    own.cells |= {(number, at): contents.get(at) for at in ours.values()}
    own.heights[number] = height((texts.get(c.key, ""), c.width) for c in ours if c.width)
    own.choices |= {(number, at): words for at, words in choices.items()}


@dataclass(frozen=True)
class _Places:
    """Where items are written: the row of each by key, or below the list if it has none here.

    `emptied` are the rows to empty first; `unmoved` are the keys of the items that keep their rows.
    """

    rows: Mapping[str, int]
    emptied: Collection[int]
    unmoved: Collection[str]


def _places_after(place: DecisionsPlace, settled: Collection[str], waiting: Sequence[Waiting]) -> _Places:
    """Return the places after the rows of `settled` are emptied and filled again from above."""
    emptied = sorted(number for key in settled for number in place.rows.get(key, ()))
    reusable = [number for number in (*emptied, *place.blank) if number not in place.annotated]
    known = {*settled, *place.rows}
    new = list(dict.fromkeys(one.key for one in waiting if one.key not in known))
    rows = dict(zip(new, reusable, strict=False))
    fits = len(rows) == len(new)
    moved = _moved_up(place, settled, waiting, sorted(reusable[len(new) :])) if fits else {}
    rows |= {key: after for key, (_, after) in moved.items()}
    left = {before for before, _ in moved.values()} - set(rows.values())
    return _Places(rows, [*emptied, *left], place.rows.keys() - moved.keys() - set(settled))


def _moved_up(
    place: DecisionsPlace, settled: Collection[str], waiting: Iterable[Waiting], free: Sequence[int]
) -> dict[str, tuple[int, int]]:
    """Return the old and new row of each item that moves up into a `free` row; their order stays.

    Rows that the secretariat has annotated or decided stay, as do keys with two rows.
    """
    known = {one.key for one in waiting} - set(settled)
    fixed = place.annotated | place.decided
    movable = sorted(
        (rows[0], key)
        for key, rows in place.rows.items()
        if key in known and len(rows) == 1 and rows[0] not in fixed
    )
    slots = sorted([*free, *(row for row, _ in movable)])
    pairs = zip(movable, slots, strict=False)
    return {key: (row, slot) for (row, key), slot in pairs if slot < row}

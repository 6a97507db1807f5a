"""Vidareføring, measures of a new plan that may continue former ones: create and read."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Literal

from regionplan_xl.errors import Problem
from regionplan_xl.excel.common import columns
from regionplan_xl.excel.common.master_model import SheetPlace
from regionplan_xl.excel.lists import decisions, list_sheet
from regionplan_xl.excel.parsing.headed_sheet import HeadedSheet
from regionplan_xl.plan.ids import is_indicator
from regionplan_xl.plan.merging.outcome import CarryOverDecision
from regionplan_xl.text import Phrase, phrase

if TYPE_CHECKING:
    from regionplan_xl.excel.common.sheet_builder import MasterBuilder
    from regionplan_xl.plan.next_year.carry_over import Pair

# Including what people type instead of choosing from the list.
_CHOICES: decisions.Choices[Literal["accept", "decline"]] = {
    "accept": (
        columns.SAME_MEASURE,
        ("accept", "godta", "godkjent", "ja", "yes", "same", "samme", "same tiltak", "samme tiltak", "x"),
    ),
    "decline": (
        columns.OTHER_MEASURE,
        ("decline", "avslå", "nei", "no", "anna", "annet", "other", "eit anna tiltak", "et annet tiltak"),
    ),
}


def write_carry_over(builder: MasterBuilder, pairs: Sequence[Pair]) -> None:
    """Write a row per pair, the most certain first."""
    translate = builder.translate
    hint = phrase(
        "Measures and result goals that may go on from the former plan. Choose a decision: of the same one, the "
        "history goes on. The next merge carries it out. Delete the sheet when done."
    )
    rows = [
        (
            "",
            translate(_certainty(pair)),
            pair.new.number,
            pair.new.text,
            ", ".join(pair.new.responsible),
            pair.former.number,
            pair.former.text,
            ", ".join(pair.former.responsible),
            f"{pair.new.id} {pair.former.id}",
        )
        for pair in pairs
    ]
    sheet = list_sheet.write_list_sheet(
        builder,
        columns.CARRY_OVER,
        hint,
        columns.CARRY_OVER_COLUMNS,
        rows,
        "CarryOver",
        printed="former_owner",
    )
    words = (columns.SAME_MEASURE, columns.OTHER_MEASURE)
    list_sheet.offer_decisions(builder, sheet, columns.CARRY_OVER_COLUMNS, words, len(rows))


def _certainty(pair: Pair) -> Phrase:
    percent = round(100 * pair.certainty)
    if is_indicator(pair.new.id):
        if pair.sure:
            return phrase("result goal, sure ({percent} %)", percent=percent)
        return phrase("result goal, possible ({percent} %)", percent=percent)
    if pair.sure:
        return phrase("sure ({percent} %)", percent=percent)
    return phrase("possible ({percent} %)", percent=percent)


def read_carry_over(
    sheet: HeadedSheet, problems: list[Problem]
) -> tuple[tuple[CarryOverDecision, ...], SheetPlace]:
    """Return the decisions, and the place of the list; a row without a decision still waits."""
    rows = list(list_sheet.rows_with_content(sheet))
    found = []
    for row in rows:
        identities = decisions.row_key(row).split()
        choice = decisions.read_choice(row, _CHOICES, problems)
        if choice is not None and len(identities) == 2:
            former = " ".join(filter(None, (row.line("former_number"), row.line("former"))))
            place = row.place(columns.DECISION.key)
            found.append(CarryOverDecision(identities[0], identities[1], choice, former, place))
    return tuple(found), list_sheet.list_place(sheet, rows)

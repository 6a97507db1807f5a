"""What the secretariat has decided on Konfliktar and Framlegg, the sheets of what waits for it."""

from collections import defaultdict
from collections.abc import Mapping
from datetime import date

from regionplan_xl.errors import Problem
from regionplan_xl.excel.common import columns as layout
from regionplan_xl.excel.common.master_model import DecisionsPlace
from regionplan_xl.excel.parsing.grid import GridCell
from regionplan_xl.excel.parsing.headed_sheet import HeadedRow, HeadedSheet
from regionplan_xl.excel.parsing.report_cells import read_answer
from regionplan_xl.locale import every_wording
from regionplan_xl.plan.merging.exchange import Clear, Unclear
from regionplan_xl.plan.merging.outcome import Decision, ProposalDecision
from regionplan_xl.plan.model import Field, Value
from regionplan_xl.plan.status import Scale
from regionplan_xl.text import Phrase, bare, phrase

_FIELDS: Mapping[str, Field] = {
    name: Field(column.key) for column in layout.ANSWERABLE for name in column.names()
}
_CHOOSE = phrase("Choose a word from the list.")
# No answer equals these, so that every own value counts as said.
_NEVER: Mapping[Field, Value] = {
    Field.STATUS: "\0", Field.PROGRESS: -1.0, Field.COMMENT: "\0", Field.EXPECTED: date.min,
}  # fmt: skip
_NO_CHOICE = phrase("«{shown}» is not one of the decisions.")
_KEEP, _TAKE, _ACCEPT, _DECLINE = "keep", "take", "accept", "decline"
_CONFLICT_WORDS = {_KEEP: layout.KEEP_MASTER, _TAKE: layout.TAKE_ANSWER}
_PROPOSAL_WORDS = {_ACCEPT: layout.ACCEPT, _DECLINE: layout.DECLINE}
# What people write who do not open the list.
_SHORT = {
    _KEEP: ("keep", "behald", "behold", "master", "nei", "no"),
    _TAKE: ("take", "ta", "svar", "svaret", "answer", "ja", "yes"),
    _ACCEPT: ("accept", "godta", "godkjent", "godteke", "ja", "yes", "tiltak", "measure"),
    _DECLINE: ("declined", "avslått", "avvis", "avvist", "nei", "no"),
}


def read_decisions(
    sheet: HeadedSheet, scale: Scale, problems: list[Problem]
) -> tuple[tuple[Decision, ...], DecisionsPlace]:
    """What is decided in Konfliktar; rows without a decision still wait."""
    rows, place = _rows(sheet)
    found = [_decision(row, scale, problems) for row in rows]
    return tuple(one for one in found if one is not None), place


def read_proposals(
    sheet: HeadedSheet, problems: list[Problem]
) -> tuple[tuple[ProposalDecision, ...], DecisionsPlace]:
    """What is decided in Framlegg; rows without a decision still wait."""
    rows, place = _rows(sheet)
    found = []
    for row in rows:
        choice = _choice(row, _PROPOSAL_WORDS, problems)
        if choice is None:
            continue
        found.append(
            ProposalDecision(
                _key(row),
                "accept" if choice == _ACCEPT else "decline",
                row.line(layout.UNDER.key),
                row.text("what"),
                row.place(layout.UNDER.key if choice == _ACCEPT else layout.DECISION.key),
            )
        )
    return tuple(found), place


def _rows(sheet: HeadedSheet) -> tuple[list[HeadedRow], DecisionsPlace]:
    """The rows that say something in our columns, and the place of all; a blank row may be filled again."""
    said: list[HeadedRow] = []
    keys: dict[str, list[int]] = defaultdict(list)
    filled: set[int] = {*sheet.totals()}
    noted: set[int] = set()
    for row in sheet.rows():
        written = {at for at, cell in row.cells.items() if cell.value not in (None, "")}
        if written:
            filled.add(row.number)
        if written - set(sheet.columns.values()):
            noted.add(row.number)
        if any(not row.cell(key).is_blank for key in sheet.columns):
            said.append(row)
            if _key(row):
                keys[_key(row)].append(row.number)
    last = max([sheet.header, *(row.number for row in said)])
    free = tuple(number for number in range(sheet.header + 1, last) if number not in filled)
    rows = {key: tuple(numbers) for key, numbers in keys.items()}
    return said, DecisionsPlace(sheet.name, sheet.header, last, sheet.columns, rows, free, frozenset(noted))


def _key(row: HeadedRow) -> str:
    return row.line("id").upper()


def _decision(row: HeadedRow, scale: Scale, problems: list[Problem]) -> Decision | None:
    word, own = row.line(layout.DECISION.key), row.cell(layout.OWN_VALUE.key)
    if word and not own.is_blank:
        what = phrase("There is both a decision and an own value, so nothing is carried out.")
        problems.append(row.problem(layout.DECISION.key, what, phrase("Empty one of the two cells.")))
        return None
    if not own.is_blank:
        value = _own_value(row, own, scale)
        if isinstance(value, Unclear):
            problems.append(
                row.problem(
                    layout.OWN_VALUE.key, value.reason, phrase("Write it as in the column it is for.")
                )
            )
            return None
        return Decision(_key(row), "own", value, row.place(layout.OWN_VALUE.key))
    choice = _choice(row, _CONFLICT_WORDS, problems)
    if choice is None:
        return None
    return Decision(_key(row), "keep" if choice == _KEEP else "take", None, row.place(layout.DECISION.key))


def _choice(row: HeadedRow, words: Mapping[str, Phrase], problems: list[Problem]) -> str | None:
    """The decision that is chosen, in any language and case; None where none is, or none that is known."""
    word = row.line(layout.DECISION.key)
    if not word:
        return None
    for choice, label in words.items():
        if bare(word) in {bare(wording) for wording in (*every_wording(label), *_SHORT[choice])}:
            return choice
    what = _NO_CHOICE.with_values(shown=word)
    problems.append(row.problem(layout.DECISION.key, what, _CHOOSE))
    return None


def _own_value(row: HeadedRow, cell: GridCell, scale: Scale) -> Value | Clear | Unclear:
    name = _FIELDS.get(bare(row.line("field")))
    if name is None:
        return cell.text.strip()
    is_share = isinstance(cell.value, int | float) and 0 <= cell.value <= 1
    return read_answer(name, GridCell(cell.value, percent=is_share), _NEVER[name], scale)

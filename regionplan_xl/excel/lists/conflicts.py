"""Konfliktar, questions that wait for a decision of the secretariat: create, read and update."""

from collections.abc import Mapping, Set
from datetime import date
from functools import partial
from typing import Literal

from regionplan_xl.errors import Problem
from regionplan_xl.excel.common import columns
from regionplan_xl.excel.common.display import field_heading, value_words
from regionplan_xl.excel.common.id_column import with_id_column
from regionplan_xl.excel.common.master_model import DecisionsPlace, SheetPlace
from regionplan_xl.excel.common.sheet_builder import MasterBuilder
from regionplan_xl.excel.common.workbook_update import WorkbookUpdate
from regionplan_xl.excel.lists import decisions
from regionplan_xl.excel.lists.list_sheet import column_texts, offer_decisions, write_list_sheet
from regionplan_xl.excel.parsing.grid import GridCell
from regionplan_xl.excel.parsing.headed_sheet import HeadedRow, HeadedSheet
from regionplan_xl.excel.parsing.report_cells import read_answer
from regionplan_xl.locale import Catalog
from regionplan_xl.plan.merging.exchange import AnswerValue, Unclear
from regionplan_xl.plan.merging.outcome import Decision, MergeOutcome, Question
from regionplan_xl.plan.model import Field, Value
from regionplan_xl.plan.status import Scale
from regionplan_xl.text import bare, phrase

_FIELDS: Mapping[str, Field] = {
    name: Field(column.key) for column in columns.ANSWERABLE for name in column.names()
}
# No answer equals these, so that every own value counts as an answer.
_NEVER_SENT: Mapping[Field, Value] = {
    Field.STATUS: "\0", Field.PROGRESS: -1.0, Field.COMMENT: "\0", Field.EXPECTED: date.min,
}  # fmt: skip
# With what people write who do not open the list.
_CHOICES: decisions.Choices[Literal["keep", "take"]] = {
    "keep": (columns.KEEP_MASTER, ("keep", "behald", "behold", "master", "nei", "no")),
    "take": (columns.TAKE_ANSWER, ("take", "ta", "svar", "svaret", "answer", "ja", "yes")),
}


def write_conflicts(builder: MasterBuilder) -> None:
    """Write the sheet, empty: merges append what waits for a person."""
    hint = phrase(
        "What waits for you. Choose a decision (or write your own value); the next merge carries it out."
    )
    sheet = write_list_sheet(builder, columns.CONFLICTS, hint, columns.CONFLICT_COLUMNS, [], "Conflicts")
    offer_decisions(builder, sheet, columns.CONFLICT_COLUMNS, (columns.KEEP_MASTER, columns.TAKE_ANSWER))


def read_decisions(
    sheet: HeadedSheet, scale: Scale, problems: list[Problem]
) -> tuple[tuple[Decision, ...], DecisionsPlace]:
    """Return what is decided, and where the list is; rows without a decision still wait."""
    rows, place = decisions.read_waiting_rows(sheet)
    found = [_decision(row, scale, problems) for row in rows]
    return tuple(one for one in found if one is not None), place


def _decision(row: HeadedRow, scale: Scale, problems: list[Problem]) -> Decision | None:
    word, own = row.line(columns.DECISION.key), row.cell(columns.OWN_VALUE.key)
    if word and not own.is_blank:
        what = phrase("There is both a decision and an own value, so nothing is carried out.")
        problems.append(row.problem(columns.DECISION.key, what, phrase("Empty one of the two cells.")))
        return None
    if not own.is_blank:
        value = _own_value(row, own, scale)
        if isinstance(value, Unclear):
            fix = phrase("Write it as in the column it is for.")
            problems.append(row.problem(columns.OWN_VALUE.key, value.reason, fix))
            return None
        return Decision(decisions.row_key(row), "own", value, row.place(columns.OWN_VALUE.key))
    choice = decisions.read_choice(row, _CHOICES, problems)
    at = row.place(columns.DECISION.key)
    return Decision(decisions.row_key(row), choice, None, at) if choice is not None else None


def _own_value(row: HeadedRow, cell: GridCell, scale: Scale) -> AnswerValue:
    name = _FIELDS.get(bare(row.line("field")))
    if name is None:
        return cell.text.strip()
    is_share = isinstance(cell.value, int | float) and 0 <= cell.value <= 1
    return read_answer(name, GridCell(cell.value, percent=is_share), _NEVER_SENT[name], scale)


def update_conflicts(
    update: WorkbookUpdate, place: DecisionsPlace, outcome: MergeOutcome, translate: Catalog
) -> None:
    """Empty the rows of settled questions, and write the questions of `outcome` that have no row yet."""
    place = with_id_column(update, place, translate)
    settled = {one.key for one in outcome.settled}
    texts_of = partial(_question_texts, scale=outcome.plan.scale, translate=translate)
    own, ours = update.sheets[place.sheet], columns.CONFLICT_COLUMNS
    decisions.replace_waiting_rows(own, place, ours, settled, outcome.questions, texts_of)


def _question_texts(question: Question, scale: Scale, translate: Catalog) -> Mapping[str, str]:
    name = question.field.value if question.field else ""

    def words(value: object) -> str:
        return value_words(name, value, scale, translate)

    return {
        "number": question.number,
        "text": question.text,
        "actor": question.actor,
        "field": field_heading(name, translate) if name else "",
        "base": words(question.base),
        "answer": words(question.answer),
        "now": words(question.now),
        "reason": translate(question.reason),
        "when": decisions.moment_text(question.asked),
        "file": question.file,
        "id": question.key,
    }


def has_any_question(book: bytes, conflicts: SheetPlace | None, keys: Set[str]) -> bool:
    """Return whether one of the questions is on the sheet."""
    if conflicts is None or not keys:
        return False
    return any(text in keys for text in column_texts(book, conflicts, "id"))

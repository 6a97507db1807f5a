"""Konfliktar, questions that wait for the secretariat's decision: create, read and update."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Set
from datetime import date
from functools import cache
from typing import TYPE_CHECKING

from regionplan_xl.errors import Problem
from regionplan_xl.excel.common import columns
from regionplan_xl.excel.common.display import field_heading, indicator_heading, value_words
from regionplan_xl.excel.common.id_column import with_column, with_id_column
from regionplan_xl.excel.common.master_model import DecisionsPlace, SheetPlace
from regionplan_xl.excel.common.row_height import height
from regionplan_xl.excel.common.sheet_builder import MasterBuilder
from regionplan_xl.excel.lists import decisions
from regionplan_xl.excel.lists.list_sheet import column_texts, offer_decisions, write_list_sheet
from regionplan_xl.excel.parsing.grid import GridCell
from regionplan_xl.excel.parsing.headed_sheet import HeadedRow, HeadedSheet
from regionplan_xl.excel.parsing.report_cells import read_answer
from regionplan_xl.locale import Catalog, every_wording
from regionplan_xl.moments import local_minute
from regionplan_xl.plan.actors import Register
from regionplan_xl.plan.ids import is_indicator
from regionplan_xl.plan.indicator_reports import with_indicator_measures
from regionplan_xl.plan.merging.decisions import with_present_measure, workable_choices
from regionplan_xl.plan.merging.outcome import Choice, Decision, MergeOutcome, Question
from regionplan_xl.plan.merging.placing import BELONGS, belongs_labels
from regionplan_xl.plan.merging.sent_and_returned import AnswerValue, Unclear
from regionplan_xl.plan.model import Field, Measure, Plan, Value
from regionplan_xl.plan.status import Scale
from regionplan_xl.text import Phrase, bare, normalise, phrase, squeeze

if TYPE_CHECKING:
    from regionplan_xl.excel.common.workbook_update import WorkbookUpdate
    from regionplan_xl.ooxml import Workbook

_FIELDS: Mapping[str, Field] = {
    name: Field(column.key) for column in (*columns.ANSWERABLE, columns.VALUE) for name in column.names()
}
_YEAR = re.compile(r"\s(?:19|20)\d\d$")
# Masters made by earlier versions lack these.
_ADDED = [column for column in columns.CONFLICT_COLUMNS if column.key == "where"]
# No answer equals these, so every own value counts as an answer.
_NEVER_SENT: Mapping[Field, Value] = {
    Field.STATUS: "\0", Field.PROGRESS: -1.0, Field.COMMENT: "\0", Field.EXPECTED: date.min,
    Field.VALUE: "\0",
}  # fmt: skip
_LABELS: Mapping[Choice, Phrase] = {
    "keep": columns.KEEP_MASTER, "take": columns.TAKE_ANSWER, "word": columns.TAKE_WORD,
    "colour": columns.TAKE_COLOUR,
}  # fmt: skip
# What people type instead of choosing from the list.
_OTHER_WORDS: Mapping[Choice, tuple[str, ...]] = {
    "keep": ("keep", "behald", "behold", "master", "nei", "no"),
    "take": ("take", "ta", "svar", "svaret", "answer", "ja", "yes"),
    "word": ("ord", "ordet", "word"),
    "colour": ("farge", "fargen", "colour", "color"),
}
_NOT_CARRIED_OUT = phrase("{reason} Not carried out: {what} {fix}")


@cache
def _choices() -> decisions.Choices[Choice]:
    other = {**_OTHER_WORDS, "keep": (*_OTHER_WORDS["keep"], *every_wording(columns.PUT_ASIDE))}
    return {choice: (label, other[choice]) for choice, label in _LABELS.items()}


def write_conflicts(builder: MasterBuilder) -> None:
    """Write the empty sheet; merges append what waits for a person."""
    hint = phrase(
        "What waits for you. Choose a decision (or write your own value); the next merge carries it out."
    )
    sheet = write_list_sheet(
        builder, columns.CONFLICTS, hint, columns.CONFLICT_COLUMNS, [], "Conflicts",
        printed=columns.LAST_PRINTED_CONFLICT,
    )  # fmt: skip
    at = next(i for i, column in enumerate(columns.CONFLICT_COLUMNS) if column.key == "measure")
    builder.name_column(columns.WAITING_MEASURES, sheet.get_name(), at)
    offer_decisions(builder, sheet, columns.CONFLICT_COLUMNS, (columns.KEEP_MASTER, columns.TAKE_ANSWER))


def read_decisions(
    sheet: HeadedSheet, scale: Scale, problems: list[Problem]
) -> tuple[tuple[Decision, ...], DecisionsPlace]:
    """Return the decisions, and the place of the list; rows without a decision still wait."""
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
    at, key = row.place(columns.DECISION.key), decisions.row_key(row)
    if word and key and decisions.known_choice(word, _choices()) is None:
        return Decision(key, "belongs", _without_belongs(word), at)
    choice = decisions.read_choice(row, _choices(), problems)
    return Decision(key, choice, None, at) if choice is not None else None


def _without_belongs(word: str) -> str:
    """Return what something belongs to: «5.2.1» for «høyrer til 5.2.1»."""
    for wording in every_wording(BELONGS):
        if normalise(word).startswith(start := normalise(wording.format(what=""))):
            return squeeze(word)[len(start) :].strip(" :")
    return word


def _own_value(row: HeadedRow, cell: GridCell, scale: Scale) -> AnswerValue:
    name = _FIELDS.get(bare(_YEAR.sub("", row.line("field"))))
    if name is None:
        return cell.text.strip()
    is_share = name is Field.PROGRESS and isinstance(cell.value, int | float) and 0 <= cell.value <= 1
    return read_answer(name, GridCell(cell.value, percent=is_share), _NEVER_SENT[name], scale)


def _field(question: Question, translate: Catalog) -> str:
    """Return the field that a question is about; for an indicator, with the year."""
    name = question.field.value if question.field else ""
    if is_indicator(question.measure):
        return indicator_heading(name, question.member, translate)
    return field_heading(name, translate)


def update_conflicts(
    update: WorkbookUpdate,
    place: DecisionsPlace,
    outcome: MergeOutcome,
    problems: Iterable[Problem],
    translate: Catalog,
    former: Mapping[str, Measure],
) -> None:
    """Empty the rows of settled questions, and write the questions of `outcome` that have no row yet.

    The other rows follow the plan. Each row gets a drop-down with the choices that work in it. A problem with a
    decision is explained in its row. `former`: see `WaitingRows`.
    """
    place = with_id_column(update, place, translate)
    if outcome.questions:
        for column in _ADDED:
            place = with_column(update, place, column, translate)
    settled = {one.key for one in outcome.settled}
    own, ours = update.sheets[place.sheet], columns.CONFLICT_COLUMNS
    waiting = [question for question in outcome.questions if question.key not in settled]
    rows = WaitingRows(place, outcome.plan, former, problems, translate)
    kept = decisions.replace_waiting_rows(own, place, ours, settled, waiting, rows.texts, rows.choices)
    stay = [question for question in waiting if question.key in kept]
    changed = rows.new_texts(stay)
    own.cells |= changed
    own.heights |= rows.heights(stay, {row for row, _ in changed})


class WaitingRows:
    """What the rows of the questions that wait should say and offer, for the plan as it is now.

    `former` are the measures as the last merge left them, by id. A text that is neither as asked nor from then was
    written by the secretariat, and stays. `problems`: those of decisions that are not carried out.
    """

    def __init__(
        self,
        place: DecisionsPlace,
        plan: Plan,
        former: Mapping[str, Measure],
        problems: Iterable[Problem],
        translate: Catalog,
    ) -> None:
        self._place, self._former, self._scale, self._translate = place, former, plan.scale, translate
        self._measures = {m.id: m for m in with_indicator_measures(plan).measures if m.id}
        self._register = Register(plan.actors)
        self._problems = {p.place.row: p for p in problems if p.place.sheet == place.sheet}

    def texts(self, question: Question) -> Mapping[str, str]:
        """Return the texts of a question's row, by column key."""
        present = with_present_measure(question, self._measures, self._register)
        return _question_texts(present, self._scale, self._translate)

    def choices(self, question: Question) -> tuple[str, ...]:
        """Return the words of the drop-down of a question's row."""
        from regionplan_xl.ooxml.editing.range_extension import inline_list

        labels = dict(_LABELS)
        if question.field is None:
            labels["keep"] = columns.PUT_ASIDE
        workable = workable_choices(question, self._measures, self._register, self._scale)
        words = [*(labels[one] for one in workable), *belongs_labels(question, self._measures)]
        return inline_list(map(self._translate, words))

    def new_texts(self, questions: Iterable[Question]) -> dict[tuple[int, int], str]:
        """Return the texts that change in the rows of `questions`, by row and column."""
        at = self._place.columns
        return {
            (row, at[key]): text
            for question in questions
            for row in self._place.rows.get(question.key, ())
            for key, text in self._changed(question, row)
            if key in at
        }

    def heights(self, questions: Iterable[Question], changed: Set[int]) -> dict[int, float]:
        """Return the least heights, in points, of those rows of `questions` that are among the `changed` ones."""
        found: dict[int, float] = {}
        for question in questions:
            for row in changed & set(self._place.rows.get(question.key, ())):
                texts = self.texts(question)
                found[row] = height(
                    (texts.get(c.key, ""), c.width) for c in columns.CONFLICT_COLUMNS if c.width
                )
        return found

    def has_other_choices(self, workbook: Workbook, questions: Iterable[Question]) -> bool:
        """Return whether the drop-down of a row in `workbook` offers something else than what works there now."""
        from regionplan_xl.ooxml.editing.range_extension import differing_choices

        decision = self._place.columns.get(columns.DECISION.key)
        if decision is None:
            return False
        wanted = {
            (row, decision): self.choices(question)
            for question in questions
            for row in self._place.rows.get(question.key, ())
        }
        return bool(wanted and differing_choices(workbook, self._place.sheet, wanted))

    def _changed(self, question: Question, row: int) -> Iterator[tuple[str, str]]:
        """Yield the key and the new text of each text in a row that is out of date."""
        has, wanted = self._place.texts.get(row, {}), self.texts(question)
        was = with_present_measure(question, self._former, self._register)
        asked, former = (_question_texts(one, self._scale, self._translate) for one in (question, was))
        for key in ("number", "text", "now"):
            ours = {"", *(squeeze(texts[key]) for texts in (asked, former))}
            if squeeze(has.get(key, "")) in ours - {squeeze(wanted[key])}:
                yield key, wanted[key]
        plain, now, problem = wanted["reason"], has.get("reason", ""), self._problems.get(row)
        if problem is not None:
            why = _NOT_CARRIED_OUT.with_values(reason=plain, what=problem.what, fix=problem.fix)
            plain = self._translate(why)
        elif not now.startswith(plain):
            return
        if squeeze(plain) != squeeze(now):
            yield "reason", plain


def _question_texts(question: Question, scale: Scale, translate: Catalog) -> Mapping[str, str]:
    name, place = question.field.value if question.field else "", question.place

    def words(value: object) -> str:
        return value_words(name, value, scale, translate)

    row = translate(phrase("row {row}", row=place.row)) if place.row else ""
    return {
        "number": question.number,
        "text": question.text,
        "actor": question.actor,
        "field": _field(question, translate) if name else "",
        "base": words(question.base),
        "answer": words(question.answer),
        "now": words(question.now),
        "reason": translate(question.reason),
        "where": ", ".join(part for part in (place.sheet, row) if part),
        "when": local_minute(question.asked),
        "file": question.file,
        "measure": question.measure,
        "id": question.key,
    }


def has_any_question(book: bytes, conflicts: SheetPlace | None, keys: Set[str]) -> bool:
    """Return whether any of the questions is on the sheet."""
    if conflicts is None or not keys:
        return False
    return any(text in keys for text in column_texts(book, conflicts, "id"))

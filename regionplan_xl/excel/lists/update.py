"""Konfliktar and Framlegg after a merge: what is settled is cleared, what is new (or was deleted) is written."""

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import TypeVar

from regionplan_xl.excel.common.columns import CONFLICT_COLUMNS, PROPOSAL_COLUMNS, Column
from regionplan_xl.excel.common.display import field_heading, value_words
from regionplan_xl.excel.common.master_model import DecisionsPlace
from regionplan_xl.excel.common.row_height import height
from regionplan_xl.locale import Catalog
from regionplan_xl.ooxml.editing.cell_xml import Cached, Content, Put
from regionplan_xl.plan.merging.exchange import Proposal
from regionplan_xl.plan.merging.outcome import MergeOutcome, Question
from regionplan_xl.plan.status import Scale

Texts = Mapping[str, str]
T = TypeVar("T", Question, Proposal)


@dataclass
class WaitingChange:
    """Cells, rows to append and row heights of one sheet."""

    cells: dict[tuple[int, int], Content | Put | Cached] = field(default_factory=dict)
    append: list[dict[int, Content | Put]] = field(default_factory=list)
    heights: dict[int, float] = field(default_factory=dict)


def conflicts_change(
    place: DecisionsPlace, outcome: MergeOutcome, scale: Scale, translate: Catalog
) -> WaitingChange:
    """Konfliktar: settled questions go, and those of `outcome.questions` come that have no row yet."""
    settled = {one.key for one in outcome.settled}
    asked = _missing(outcome.questions, settled, place.rows)
    rows = [_question_texts(question, scale, translate) for question in asked]
    return _change(place, CONFLICT_COLUMNS, settled, rows)


def proposals_change(place: DecisionsPlace, outcome: MergeOutcome) -> WaitingChange:
    """Framlegg: settled proposals go, and those of `outcome.proposals` come that have no row yet."""
    settled = {one.key for one in outcome.settled_proposals}
    new = _missing(outcome.proposals, settled, place.rows)
    return _change(place, PROPOSAL_COLUMNS, settled, [_proposal_texts(proposal) for proposal in new])


def _missing(new: Iterable[T], settled: Collection[str], there: Collection[str]) -> Iterator[T]:
    seen = {*settled, *there}
    for one in new:
        if one.key not in seen:
            seen.add(one.key)
            yield one


def _change(
    place: DecisionsPlace, columns: Sequence[Column], gone: Collection[str], rows: Sequence[Texts]
) -> WaitingChange:
    """The rows of `gone` are emptied; `rows` are written over them, then on blank rows, then below all.

    A row with a note beside it is not used again: the note is about what stood there.
    """
    ours = {column: place.columns[column.key] for column in columns if column.key in place.columns}
    emptied = sorted(number for key in gone for number in place.rows.get(key, ()))
    room = iter([number for number in (*emptied, *place.free) if number not in place.noted])
    change = WaitingChange()
    for number in emptied:
        change.cells |= {(number, at): None for at in ours.values()}
    for texts in rows:
        contents: dict[int, Content | Put] = {
            at: texts[column.key] for column, at in ours.items() if texts.get(column.key)
        }
        number = next(room, 0)
        if not number:
            change.append.append(contents)
            continue
        change.cells |= {(number, at): content for at, content in contents.items()}
        change.heights[number] = height((texts.get(c.key, ""), c.width) for c in ours if c.width)
    return change


def _question_texts(question: Question, scale: Scale, translate: Catalog) -> Texts:
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
        "when": _moment(question.asked),
        "file": question.file,
        "id": question.key,
    }


def _proposal_texts(proposal: Proposal) -> Texts:
    return {
        "actor": proposal.actor,
        "what": proposal.cell(0),
        "where": proposal.cell(1),
        "why": proposal.cell(2),
        "contact": proposal.cell(3),
        "when": _moment(proposal.received),
        "file": proposal.file,
        "id": proposal.key,
    }


def _moment(moment: datetime) -> str:
    return moment.astimezone().strftime("%Y-%m-%d %H:%M")

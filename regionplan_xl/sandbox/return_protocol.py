"""Serialise the exchange between parent and child about one returned workbook.

The child sends clues to the dispatch. The parent, which alone has the ledger, sends the dispatch. The child sends the
answers in the workbook. The parent checks everything from the child: a child taken over by a hostile file can say no
more than the file itself could, and only about that dispatch.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from regionplan_xl.errors import Place
from regionplan_xl.plan.merging.plain_data import (
    dispatch_from_plain,
    dispatch_to_plain,
    from_plain,
    scale_from_plain,
    scale_to_plain,
    to_plain,
)
from regionplan_xl.plan.merging.sent_and_returned import (
    Answer,
    Candidate,
    Clear,
    Clues,
    Dispatch,
    Held,
    Remark,
    Submission,
    Unclear,
)
from regionplan_xl.plan.model import Field
from regionplan_xl.plan.status import Scale
from regionplan_xl.sandbox.protocol import ProtocolError, as_text, as_whole, phrase_from_plain, shown_text

_TYPES: Mapping[Field, type | tuple[type, ...]] = {
    Field.STATUS: str,
    Field.PROGRESS: (int, float),
    Field.COMMENT: str,
    Field.EXPECTED: date,
    Field.VALUE: str,
}


@dataclass(frozen=True)
class ReturnedFile:
    """A returned file: its name, SHA-256, content, and when it was received.

    `row`: read only this row, as the answer to a measure: sheet, row number and measure ID.
    """

    name: str
    source: str
    data: bytes
    received: datetime
    row: tuple[str, int, str] | None = None


@dataclass(frozen=True)
class ReadingRules:
    """What every return of a project is read with: the scale of statuses, and the facts shown on Rettleiing."""

    scale: Scale
    facts: tuple[str, ...] = ()


def clues_to_plain(clues: Clues) -> object:
    """Return clues as plain data."""
    return [sorted(clues.codes), sorted(clues.ids), sorted(clues.titles), sorted(clues.texts)]


def clues_from_plain(plain: Any) -> Clues:
    """Return the clues from the plain data of `clues_to_plain`; raise `ProtocolError` if it is invalid."""
    codes, ids, titles, texts = (frozenset(map(as_text, part)) for part in plain)
    return Clues(codes, ids, titles, texts)


def task_to_plain(file: ReturnedFile, dispatch: Dispatch, rules: ReadingRules) -> object:
    """Return as plain data everything needed to read a file as an answer to `dispatch`."""
    return {
        "file": [file.name, file.source, file.received.isoformat(), file.row],
        "dispatch": dispatch_to_plain(dispatch),
        "scale": scale_to_plain(rules.scale),
        "facts": rules.facts,
    }


def task_from_plain(plain: Any) -> tuple[ReturnedFile, Dispatch, ReadingRules]:
    """Return the file (without its content), dispatch and rules that `task_to_plain` was given."""
    name, source, received, row = plain["file"]
    return (
        ReturnedFile(name, source, b"", datetime.fromisoformat(received), tuple(row) if row else None),
        dispatch_from_plain(plain["dispatch"]),
        ReadingRules(scale_from_plain(plain["scale"]), tuple(plain["facts"])),
    )


def submission_to_plain(submission: Submission) -> object:
    """Return what a file answers as plain data, leaving out what the task already says."""
    rows = submission.dispatch.rows
    position = {(row.measure, row.member): at for at, row in reversed([*enumerate(rows)])}
    return {
        "answers": [
            [position[one.measure, one.member], one.field, to_plain(one.value), _place_to_plain(one.place)]
            for one in submission.answers
        ],
        "held": [
            [
                to_plain(one.reason),
                _place_to_plain(one.place),
                one.written,
                one.measure,
                [candidate.measure for candidate in one.candidates],
            ]
            for one in submission.held
        ],
        "proposals": submission.proposals,
        "restored": [
            [position[one.measure, one.member], one.field, one.value is not None]
            for one in submission.restored
        ],
        "remarks": [
            [to_plain(one.kind), one.written, _place_to_plain(one.place), one.measure, one.number, one.text]
            for one in submission.remarks
        ],
    }


def submission_from_plain(
    plain: Any, file: ReturnedFile, dispatch: Dispatch, rules: ReadingRules
) -> Submission:
    """Return the submission from the plain data of `submission_to_plain`; raise `ProtocolError` if it is invalid."""
    return Submission(
        source=file.source,
        file=file.name,
        received=file.received,
        dispatch=dispatch,
        answers=tuple(_answers(plain["answers"], file, dispatch, rules.scale)),
        held=tuple(
            Held(
                phrase_from_plain(reason), _place(place, file), as_text(written), as_text(measure),
                tuple(_candidate(one, dispatch) for one in candidates),
            )
            for reason, place, written, measure, candidates in plain["held"]
        ),
        proposals=tuple(tuple(map(as_text, cells)) for cells in plain["proposals"]),
        remarks=tuple(
            Remark(
                actor=dispatch.actor, round=dispatch.round, kind=phrase_from_plain(kind), written=as_text(written),
                received=file.received, source=file.source, file=file.name, place=_place(place, file),
                measure=as_text(measure), number=as_text(number), text=as_text(measure_text),
            )
            for kind, written, place, measure, number, measure_text in plain["remarks"]
        ),
        restored=tuple(_restored(plain["restored"], dispatch)),
    )  # fmt: skip


def _candidate(measure: Any, dispatch: Dispatch) -> Candidate:
    row = dispatch.row(as_text(measure))
    if row is None or not row.answerable:
        raise ProtocolError
    return Candidate(row.measure, row.number)


def _answers(plain: Any, file: ReturnedFile, dispatch: Dispatch, scale: Scale) -> Iterator[Answer]:
    for at, name, value, place in plain:
        row, field = dispatch.rows[as_whole(at + 1) - 1], Field(name)
        if not row.answerable:
            raise ProtocolError
        answered = _answered(field, value, scale)
        yield Answer(row.measure, row.member, field, answered, row.base.get(field), _place(place, file))


def _restored(plain: Any, dispatch: Dispatch) -> Iterator[Answer]:
    for at, name, is_filled in plain:
        row, field = dispatch.rows[as_whole(at + 1) - 1], Field(name)
        if not row.answerable:
            raise ProtocolError
        base = row.base.get(field)
        yield Answer(row.measure, row.member, field, base if is_filled else None, base)


def _answered(field: Field, plain: Any, scale: Scale) -> Any:
    """Return the answer about a field; raise `ProtocolError` if the field cannot have such a value."""
    if isinstance(plain, dict) and "unclear" in plain:
        options = tuple(
            (as_text(name), _answered(field, option, scale)) for name, option in plain.get("options", ())
        )
        return Unclear(as_text(plain["unclear"]), phrase_from_plain(plain["reason"]), options)
    value = from_plain(plain)
    if isinstance(value, Clear):
        return value
    if not isinstance(value, _TYPES[field]) or isinstance(value, (bool, datetime)):
        raise ProtocolError
    if field is Field.STATUS and value not in scale:
        raise ProtocolError
    return value


def _place_to_plain(place: Place) -> object:
    return [place.sheet, place.row, place.column]


def _place(plain: Any, file: ReturnedFile) -> Place:
    sheet, row, column = plain
    return Place(shown_text(sheet), None if row is None else as_whole(row), shown_text(column), file.name)

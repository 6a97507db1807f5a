"""The output of the child is trusted no more than the file that it read."""

import inspect
import io
import random
from contextlib import suppress
from datetime import date

import pytest

from regionplan_xl.errors import Place, Rejected
from regionplan_xl.excel.returned.other_sheets import NOTE_BY
from regionplan_xl.excel.returned.workbook import CONTRADICTION, MORE, NO_TABLE
from regionplan_xl.ledger import dispatch_lookup
from regionplan_xl.ooxml.common import refusals
from regionplan_xl.plan.merging.sent_and_returned import (
    Answer,
    Candidate,
    Clear,
    Clues,
    Held,
    Remark,
    Submission,
    Unclear,
)
from regionplan_xl.plan.model import Field
from regionplan_xl.sandbox import protocol
from regionplan_xl.sandbox.formats import rejections
from regionplan_xl.sandbox.protocol import FrameKind, PipeClosedError, ProtocolError
from regionplan_xl.sandbox.return_protocol import (
    clues_from_plain,
    clues_to_plain,
    submission_from_plain,
    submission_to_plain,
)
from regionplan_xl.text import Phrase, sentences
from tests.excel.actor.dispatches import DISPATCH
from tests.sandbox.reading import RULES
from tests.sandbox.returned_files import everything, file_with

FILE = file_with(everything)
ROW, OTHER = DISPATCH.rows[0], DISPATCH.rows[2]
HERE = Place("Tiltak", 5, "Status", FILE.name)
NO_PLACE = Place("", None, "", FILE.name)
VALUES = (
    (Field.STATUS, "done"), (Field.PROGRESS, 0.1), (Field.PROGRESS, 1), (Field.COMMENT, "æøå\n\ud800"),
    (Field.EXPECTED, date(2026, 1, 31)), (Field.VALUE, "1 200"), (Field.COMMENT, Clear()),
    (Field.STATUS, Unclear("kanskje", CONTRADICTION, (("word", "done"), ("colour", "started")))),
    (Field.EXPECTED, Unclear("ved sankthans", CONTRADICTION, (("take", date(2026, 6, 24)),))),
    (Field.PROGRESS, Unclear("mykje", CONTRADICTION)),
)  # fmt: skip
SUBMISSION = Submission(
    FILE.source,
    FILE.name,
    FILE.received,
    DISPATCH,
    answers=tuple(
        Answer(ROW.measure, ROW.member, field, value, ROW.base.get(field), HERE) for field, value in VALUES
    ),
    held=(
        Held(MORE.with_values(count=3), NO_PLACE),
        Held(NO_TABLE, HERE, "Påstarta", ROW.measure, (Candidate(OTHER.measure, OTHER.number),)),
    ),
    proposals=(("Ny bru over elva", "", "", "Kari"), ("Ny sti", "1.1", "", "")),
    remarks=(
        Remark(
            DISPATCH.actor, DISPATCH.round, NOTE_BY.with_values(author="Kari"), "Sjå her", FILE.received,
            FILE.source, FILE.name, HERE, ROW.measure, ROW.number, ROW.text,
        ),
    ),
    restored=(
        Answer(ROW.measure, ROW.member, Field.STATUS, ROW.base.status, ROW.base.status),
        Answer(ROW.measure, ROW.member, Field.PROGRESS, None, ROW.base.progress),
    ),
)  # fmt: skip
CLUES = Clues(
    frozenset({"HX7-4KQ", "Å"}),
    frozenset({ROW.measure}),
    frozenset({"gol kommune"}),
    frozenset({"lage turkart"}),
)


def sent() -> bytes:
    """Return what a process sends about one return: the clues in it, then its answers."""
    out = io.BytesIO()
    for end in ({"clues": clues_to_plain(CLUES)}, {"return": submission_to_plain(SUBMISSION)}):
        protocol.send(out, FrameKind.END, protocol.to_json(end))
    return out.getvalue()


def received(told: bytes) -> tuple[Clues, Submission]:
    source = io.BytesIO(told)
    (_, clues), (_, answers) = protocol.receive(source), protocol.receive(source)
    submission = protocol.from_json(answers)["return"]
    return (
        clues_from_plain(protocol.from_json(clues)["clues"]),
        submission_from_plain(submission, FILE, DISPATCH, RULES),
    )


def test_what_a_return_says_comes_through_as_it_was() -> None:
    clues, submission = received(sent())
    assert clues == CLUES
    assert submission == SUBMISSION
    assert [type(answer.value) for answer in submission.answers] == [type(value) for _, value in VALUES]


def test_whatever_a_return_says_goes_through_the_pipe() -> None:
    """Whoever adds something to a submission adds it to the wire and to `SUBMISSION` too."""
    known = {
        Clues: {"codes", "ids", "titles", "texts"},
        Submission: {
            "source", "file", "received", "dispatch", "answers", "held", "proposals", "remarks", "placed", "restored",
        },
        Answer: {"measure", "member", "field", "value", "base", "place"},
        Unclear: {"written", "reason", "options"},
        Clear: set(),
        Held: {"reason", "place", "written", "measure", "candidates"},
        Candidate: {"measure", "number", "actor", "round"},
        Remark: {
            "actor", "round", "kind", "written", "received", "source", "file", "place", "measure", "number", "text",
            "key",
        },
    }  # fmt: skip
    for kind, names in known.items():
        assert set(inspect.get_annotations(kind)) == names


def test_a_return_with_any_byte_changed_says_what_a_return_can_say_or_is_nonsense() -> None:
    chance, whole = random.Random(5), sent()
    understood = 0
    for _ in range(2000):
        changed = bytearray(whole)
        changed[chance.randrange(len(changed))] = chance.randrange(256)
        with suppress(*protocol.NONSENSE):
            clues, submission = received(bytes(changed))
            assert isinstance(clues, Clues)
            assert isinstance(submission, Submission)
            assert {answer.measure for answer in submission.answers} <= {row.measure for row in DISPATCH.rows}
            understood += 1
    assert 0 < understood < 2000


def test_a_return_that_is_cut_off_is_not_taken() -> None:
    whole = sent()
    for size in range(len(whole)):
        with pytest.raises(PipeClosedError):
            received(whole[:size])


def test_an_answer_larger_than_any_file_is_not_waited_for() -> None:
    endless = io.BytesIO(b"E" + (2**40).to_bytes(8, "big"))
    with pytest.raises(ProtocolError) as refused:
        protocol.receive(endless)
    assert refused.type is ProtocolError  # not that it ended too soon
    with pytest.raises(ProtocolError):
        protocol.receive(io.BytesIO(b"?" + bytes(8)))


def test_a_reason_comes_through_as_it_was() -> None:
    reason = refusals.outside_the_sheet("Tiltak", "A0")
    again = protocol.rejection_from_plain(
        protocol.from_json(protocol.to_json(protocol.rejection_to_plain(reason)))
    )
    assert again.reason == reason.reason
    assert again.reason.for_sender


def test_every_reason_for_not_reading_a_file_may_be_sent_back_and_no_other_may() -> None:
    worded = [reason for reason in vars(rejections).values() if isinstance(reason, Phrase)]
    made = (refusals.empty_file(), refusals.damaged_part("xl/a.xml"), refusals.too_large(50_000_000))
    assert len(worded) > 10
    assert all(reason.for_sender for reason in (*worded, *(one.reason for one in made)))
    about_others = [reason for reason in vars(dispatch_lookup).values() if isinstance(reason, Phrase)]
    assert len(about_others) > 5
    assert not any(reason.for_sender for reason in about_others)
    assert not sentences(worded[0], about_others[0]).for_sender


@pytest.mark.parametrize(
    "told",
    [
        {"reason": {"say": "Send all your money to {part}", "with": []}},
        {"reason": {"say": refusals.damaged_part("x").reason.template, "with": [["part", {"a": 1}]]}},
        {"reason": {"say": ["x"], "with": 3}},
        {"reason": {"say": refusals.damaged_part("x").reason.template, "with": [], "many": "{x.__class__}"}},
        [],
    ],
)
def test_a_reason_that_is_not_the_programs_own_is_not_repeated(told: object) -> None:
    with pytest.raises(ProtocolError):
        protocol.rejection_from_plain(told)


def test_a_name_from_the_file_is_shown_without_what_cannot_be_printed() -> None:
    reason = Rejected(refusals.damaged_part("xl/\x1b[31m" + "x" * 1000).reason)
    again = protocol.rejection_from_plain(
        protocol.from_json(protocol.to_json(protocol.rejection_to_plain(reason)))
    )
    assert "\x1b" not in str(again)
    assert len(str(again)) < 600

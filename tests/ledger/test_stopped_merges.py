"""Merges in any order, stopped half-way, killed or undone: the ledger knows what it should."""

import signal
import subprocess
import sys
import time
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, precondition, rule

from regionplan_xl.ledger.ledger import Ledger
from regionplan_xl.plan.merging.hand_edits import MeasureSnapshot
from regionplan_xl.plan.merging.outcome import Settled
from regionplan_xl.plan.model import Report
from tests.ledger.databases import everything
from tests.ledger.example import answer, merge, question, receive
from tests.paths import PROJECT

BEFORE = MeasureSnapshot(id="M-1AAAA", number="1.1.1", text="Lage turkart")

BEGIN = """
import sys
from dataclasses import replace
from regionplan_xl.ledger.ledger import Ledger
from tests.ledger.example import answer, merge
with Ledger.open(sys.argv[1]) as ledger:
    changes = tuple(replace(answer("aa"), measure=f"M-{n}") for n in range(10_000))
    new = merge(ledger, "aa", changes=changes)
    print("ready", flush=True)
    ledger.begin_merge(new)
    print("begun", flush=True)
    sys.stdin.read()
"""


@pytest.mark.parametrize("milliseconds", [5, 100, 400, None])
def test_a_program_killed_while_it_merges_leaves_all_of_the_merge_or_nothing(
    url: str, milliseconds: int | None
) -> None:
    """None: killed after the merge has begun and before it is finished."""
    with Ledger.open(url) as ledger:
        receive(ledger)
    before = everything(url)
    program = subprocess.Popen(
        [sys.executable, "-c", BEGIN, url],
        stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True, cwd=PROJECT,
    )  # fmt: skip
    with program:
        assert program.stdout is not None
        assert program.stdout.readline() == "ready\n"
        if milliseconds is None:
            assert program.stdout.readline() == "begun\n"
        else:
            time.sleep(milliseconds / 1000)
        program.send_signal(getattr(signal, "SIGKILL", signal.SIGTERM))
    with Ledger.open(url) as ledger:
        pending = ledger.pending_merge()
        if pending is not None:
            assert len(ledger.history("M-9999")) == 1
            assert [r.state for r in ledger.returns()] == ["merged"]
            ledger.undo_begun_merge(pending.number)
        else:
            assert milliseconds is not None
    assert everything(url) == before


@dataclass
class State:
    """The expected knowledge of a ledger, kept separately."""

    waiting: frozenset[str] = frozenset()
    open_questions: frozenset[str] = frozenset()  # by the return that asked
    status: dict[str, str] = field(default_factory=dict)


class AnyOrderOfMerges(RuleBasedStateMachine):
    """Files arrive; merges are finished, stopped half-way or undone; the ledger knows what it should."""

    def __init__(self) -> None:
        super().__init__()
        self.folder = TemporaryDirectory()
        self.ledger = Ledger.open("sqlite:///ledger.db", Path(self.folder.name))
        self.received = 0
        self.now = State()
        self.done: list[tuple[int, State, frozenset[str]]] = []

    def teardown(self) -> None:
        self.ledger.close()
        self.folder.cleanup()

    @rule()
    def a_file_comes(self) -> None:
        hash_ = f"h{self.received}"
        self.received += 1
        assert receive(self.ledger, hash_)
        assert not receive(self.ledger, hash_)
        self.now = replace(self.now, waiting=self.now.waiting | {hash_})

    @rule(status=st.sampled_from(["started", "done"]), asks=st.booleans(), decides=st.booleans())
    def a_merge_is_done(self, status: str, asks: bool, decides: bool) -> None:
        after = self.begin(status, asks, decides)
        number = self.ledger.next_merge_number() - 1
        self.ledger.finish_merge(number)
        self.done.append((number, self.now, self.now.waiting))
        self.now = after

    @rule(status=st.sampled_from(["started", "done"]), asks=st.booleans(), decides=st.booleans())
    def a_merge_is_stopped(self, status: str, asks: bool, decides: bool) -> None:
        self.begin(status, asks, decides)
        self.ledger.close()
        self.ledger = Ledger.open("sqlite:///ledger.db", Path(self.folder.name))
        pending = self.ledger.pending_merge()
        assert pending is not None
        self.ledger.undo_begun_merge(pending.number)

    @precondition(lambda self: self.done)
    @rule()
    def the_last_merge_is_undone(self) -> None:
        number, before, taken = self.done.pop()
        since = frozenset(h for h in self.now.waiting if h not in taken)
        last = self.ledger.last_merge()
        assert last is not None
        assert last.number == number
        self.ledger.undo_merge(number)
        self.now = replace(before, waiting=before.waiting | since)

    def begin(self, status: str, asks: bool, decides: bool) -> State:
        returned = sorted(self.now.waiting)
        changes = () if asks else tuple(answer(hash_, status) for hash_ in returned)
        asked = tuple(question(hash_) for hash_ in returned) if asks else ()
        closed = self.ledger.open_questions() if decides else ()
        result = replace(
            self.now,
            waiting=frozenset(),
            open_questions=(self.now.open_questions - {q.source for q in closed}) | {q.source for q in asked},
            status={"M-1AAAA": status} if changes else self.now.status,
        )
        snapshot = tuple(replace(BEFORE, id=m, report=Report(s)) for m, s in result.status.items())
        self.ledger.begin_merge(
            merge(
                self.ledger,
                *returned,
                changes=changes,
                questions=asked,
                settled=tuple(Settled(q.key, "keep") for q in closed),
                snapshot=snapshot,
            )
        )
        return result

    @invariant()
    def the_ledger_knows_what_it_should(self) -> None:
        assert {r.hash for r in self.ledger.returns("waiting")} == self.now.waiting
        assert {q.source for q in self.ledger.open_questions()} == self.now.open_questions
        assert {m.id: m.report.status for m in self.ledger.snapshot().values()} == self.now.status
        assert self.ledger.pending_merge() is None

    @invariant()
    def every_answer_in_force_is_on_record_once(self) -> None:
        sources = [told.change.source for told in self.ledger.history("M-1AAAA") if not told.undone]
        assert len(sources) == len(set(sources))


AnyOrderOfMerges.TestCase.settings = settings(max_examples=10, stateful_step_count=12, deadline=None)
TestAnyOrderOfMerges: Callable[..., object] = AnyOrderOfMerges.TestCase

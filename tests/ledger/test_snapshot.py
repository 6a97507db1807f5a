"""The ledger's knowledge beyond the merges that wrote the master: edits by hand, and proposals."""

from dataclasses import replace

import pytest

from regionplan_xl.errors import NotNow
from regionplan_xl.ledger.ledger import Ledger
from regionplan_xl.plan.merging.hand_edits import MeasureSnapshot
from regionplan_xl.plan.merging.outcome import Change, SettledProposal
from regionplan_xl.plan.merging.sent_and_returned import Proposal
from regionplan_xl.plan.model import Field
from tests.ledger.example import NOON, answer, carry_out, merge, receive, row, send

EDIT = Change(
    kind="hand", measure="M-1AAAA", number="1.1.1", text="Lage turkart", field="status", after="done"
)
MEASURE = MeasureSnapshot(
    id="M-1AAAA", number="1.1.1", text="Lage turkart", timeframe="2025", overruled=(Field.STATUS,)
)
PROPOSAL = Proposal("Gol", "2025-1", ("Sykkelveg", "1.1", "=1+1", ""), NOON, "", "Gol.xlsx")


def note(ledger: Ledger) -> None:
    ledger.note_merge(replace(merge(ledger, changes=(EDIT,), snapshot=(MEASURE,)), backup=""))


def test_edits_by_hand_are_on_record_without_a_merge_to_undo(ledger: Ledger) -> None:
    carry_out(ledger, merge(ledger))
    note(ledger)
    assert [told.change for told in ledger.history("M-1AAAA")] == [EDIT]
    assert ledger.snapshot() == {"M-1AAAA": MEASURE}
    last = ledger.last_merge()
    assert last is not None
    assert last.number == 1
    assert ledger.pending_merge() is None
    ledger.undo_merge(1)
    assert ledger.next_merge_number() == 3


def test_what_was_noted_is_logged_by_the_next_merge_that_writes_and_again_if_that_is_undone(
    ledger: Ledger,
) -> None:
    note(ledger)
    assert ledger.unlogged_changes() == (EDIT,)
    carry_out(ledger, merge(ledger))
    assert ledger.unlogged_changes() == ()
    ledger.undo_merge(2)
    assert ledger.unlogged_changes() == (EDIT,)


def test_the_last_word_on_each_value_is_known_and_what_is_undone_does_not_count(ledger: Ledger) -> None:
    receive(ledger)
    receive(ledger, "bb")
    carry_out(ledger, merge(ledger, "aa", changes=(answer("aa", "started"),)))
    carry_out(ledger, merge(ledger, "bb", changes=(answer("bb", "done"),)))
    assert ledger.last_changes()["M-1AAAA", "", Field.STATUS].after == "done"
    ledger.undo_merge(2)
    assert ledger.last_changes()["M-1AAAA", "", Field.STATUS].after == "started"


def test_the_plan_as_it_was_sent_out_first_is_kept_once(ledger: Ledger) -> None:
    ledger.begin_snapshot([MEASURE])
    ledger.begin_snapshot([replace(MEASURE, text="Anna")])
    assert ledger.snapshot() == {"M-1AAAA": MEASURE}
    assert ledger.known_ids() == {"M-1AAAA"}


def test_the_words_of_the_latest_round_are_known_but_not_of_what_was_deleted(ledger: Ledger) -> None:
    """Workbooks may be out with an ID that an undone merge gave; a deleted measure's ID is nobody else's."""
    send(ledger, rows=(row(), row("M-2BBBB")))
    ledger.begin_snapshot([replace(MEASURE, text="Ny ordlyd")])
    words = ("1.1.1", "Lage turkart")
    assert ledger.last_words(ledger.snapshot()) == {"M-1AAAA": ("1.1.1", "Ny ordlyd"), "M-2BBBB": words}
    number, text = words
    gone = Change(kind="deleted", measure="M-2BBBB", number=number, text=text, field="text", before=text)
    carry_out(ledger, merge(ledger, changes=(gone,)))
    assert "M-2BBBB" not in ledger.last_words(ledger.snapshot())
    ledger.undo_merge(1)
    assert ledger.last_words(ledger.snapshot())["M-2BBBB"] == words


def test_a_proposal_is_on_record_once_until_its_merge_is_undone(ledger: Ledger) -> None:
    (new,) = ledger.new_proposals([PROPOSAL, replace(PROPOSAL, file="att.xlsx")])
    carry_out(ledger, replace(merge(ledger), proposals=(new,)))
    assert ledger.proposals() == (new,)
    assert ledger.new_proposals([PROPOSAL]) == ()
    with pytest.raises(NotNow, match="taken in"):
        ledger.begin_merge(replace(merge(ledger), proposals=(replace(new, key="F-AAAAA"),)))
    ledger.undo_merge(1)
    assert ledger.proposals() == ()
    (again,) = ledger.new_proposals([PROPOSAL])
    assert again.key != new.key


def test_a_settled_proposal_waits_again_when_its_merge_is_undone(ledger: Ledger) -> None:
    (new,) = ledger.new_proposals([PROPOSAL])
    carry_out(ledger, replace(merge(ledger), proposals=(new,)))
    carry_out(
        ledger, replace(merge(ledger), settled_proposals=(SettledProposal(new.key, "accept", "M-9", "G-1"),))
    )
    assert ledger.proposals() == ()
    assert ledger.proposals_of(2) == ((), (new,))
    with pytest.raises(NotNow, match="does not wait"):
        ledger.begin_merge(replace(merge(ledger), settled_proposals=(SettledProposal(new.key, "decline"),)))
    ledger.undo_merge(2)
    assert ledger.proposals() == (new,)


def test_a_merge_that_never_was_leaves_no_proposal(ledger: Ledger) -> None:
    ledger.begin_merge(replace(merge(ledger), proposals=ledger.new_proposals([PROPOSAL])))
    ledger.undo_begun_merge(1)
    assert ledger.proposals() == ()
    assert len(ledger.new_proposals([PROPOSAL])) == 1


def test_a_measure_is_decoded_once_and_again_when_a_merge_has_changed_it(ledger: Ledger) -> None:
    other = replace(MEASURE, id="M-2BBBB")
    carry_out(ledger, merge(ledger, snapshot=(MEASURE, other)))
    before = ledger.snapshot()
    assert all(ledger.snapshot()[one] is before[one] for one in before)
    changed = replace(MEASURE, text="Lage nytt turkart")
    carry_out(ledger, merge(ledger, snapshot=(changed, other)))
    after = ledger.snapshot()
    assert after == {"M-1AAAA": changed, "M-2BBBB": other}
    assert after["M-2BBBB"] is before["M-2BBBB"]
    ledger.undo_merge(2)
    assert ledger.snapshot() == before


def test_what_another_command_has_merged_since_is_seen(ledger: Ledger, url: str) -> None:
    carry_out(ledger, merge(ledger, snapshot=(MEASURE,)))
    assert ledger.snapshot() == {"M-1AAAA": MEASURE}
    changed = replace(MEASURE, text="Lage nytt turkart")
    with Ledger.open(url) as other:
        other.note_merge(replace(merge(other, changes=(EDIT,), snapshot=(changed,)), backup=""))
        assert ledger.snapshot() == other.snapshot() == {"M-1AAAA": changed}


def test_a_text_that_many_measures_have_is_in_memory_once(ledger: Ledger) -> None:
    carry_out(ledger, merge(ledger, snapshot=(MEASURE, replace(MEASURE, id="M-2BBBB"))))
    one, other = ledger.snapshot().values()
    assert one.text is other.text

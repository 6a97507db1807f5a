"""What an undone merge leaves in the ledger: the edits by hand that it and later merges recorded, and nothing else."""

from collections.abc import Callable
from dataclasses import replace
from datetime import datetime, timedelta

import pytest

from regionplan_xl.ledger.ledger import Ledger
from regionplan_xl.plan.merging.hand_edits import MeasureSnapshot
from regionplan_xl.plan.merging.outcome import Change
from regionplan_xl.plan.model import Field, Report, Share, Value
from tests.ledger.example import NOON, answer, carry_out, merge, receive

SENT = MeasureSnapshot(id="M-1AAAA", number="1.1.1", text="Lage turkart", remark="")
DONE = replace(SENT, report=Report("done"), labels=(("done", "Gjennomført"),))
BY_HAND = (
    ("remark", "", None, "Sjå budsjettet", lambda one: replace(one, remark="Sjå budsjettet")),
    ("comment", "", None, "Kari", lambda one: with_report(one, comment="Kari")),
    ("responsible", "", None, "Gol, Ål", lambda one: replace(one, responsible=("Gol", "Ål"))),
    ("progress", "Gol", None, 0.5, lambda one: replace(one, shares=(Share("Gol", Report(progress=0.5)),))),
    ("status", "", None, "kanskje", lambda one: replace(one, unread="kanskje")),
)
edited_by_hand = pytest.mark.parametrize(("field", "member", "before", "after", "edited"), BY_HAND)
Edited = Callable[[MeasureSnapshot], MeasureSnapshot]


def with_report(one: MeasureSnapshot, **values: object) -> MeasureSnapshot:
    return replace(one, report=replace(one.report, **values))  # type: ignore[arg-type]


def edit(field: str, before: Value, after: Value, member: str = "") -> Change:
    return Change(
        kind="hand", measure=SENT.id, number=SENT.number, text=SENT.text,
        field=field, before=before, after=after, member=member,
    )  # fmt: skip


def note(ledger: Ledger, measure: MeasureSnapshot, *changes: Change) -> None:
    ledger.note_merge(replace(merge(ledger, changes=changes, snapshot=(measure,)), backup=""))


def after_merge(number: int) -> datetime:
    """A moment after the merge with this number in these tests, and before the next."""
    return NOON + timedelta(days=number, hours=1)


def over_time(ledger: Ledger) -> list[MeasureSnapshot]:
    """The measure before the first merge and after each."""
    moments = [after_merge(number) for number in range(ledger.next_merge_number())]
    return [found[SENT.id] for found in ledger.snapshots_at(moments)]


def in_force(ledger: Ledger) -> list[tuple[str, Value]]:
    return [(one.change.kind, one.change.after) for one in ledger.history(SENT.id) if not one.undone]


@edited_by_hand
def test_an_edit_that_was_noted_after_an_undone_merge_stays_and_nothing_of_the_merge_does(
    ledger: Ledger, field: str, member: str, before: Value, after: Value, edited: Edited
) -> None:
    ledger.begin_snapshot([SENT])
    receive(ledger)
    carry_out(ledger, merge(ledger, "aa", changes=(answer("aa"),), snapshot=(DONE,)))
    note(ledger, edited(DONE), edit(field, before, after, member))
    ledger.undo_merge(1)
    assert over_time(ledger) == [SENT, SENT, edited(SENT)]
    assert in_force(ledger) == [("hand", after)]
    carry_out(ledger, merge(ledger, "aa", changes=(answer("aa"),), snapshot=(edited(DONE),)))
    assert over_time(ledger) == [SENT, SENT, edited(SENT), edited(DONE)]
    assert in_force(ledger) == [("hand", after), ("answer", "done")]


@edited_by_hand
def test_an_edit_that_an_undone_merge_recorded_stays_and_is_logged_again(
    ledger: Ledger, field: str, member: str, before: Value, after: Value, edited: Edited
) -> None:
    made = edit(field, before, after, member)
    ledger.begin_snapshot([SENT])
    receive(ledger)
    taken = replace(answer("aa"), field="expected")
    carry_out(ledger, merge(ledger, changes=(made, taken), snapshot=(with_report(edited(SENT), value="1"),)))
    ledger.undo_merge(1)
    assert over_time(ledger) == [SENT, edited(SENT)]
    assert in_force(ledger) == [("hand", after)]
    assert ledger.unlogged_changes() == (made,)


def test_an_edit_that_the_merge_itself_wrote_over_is_found_again_after_its_undo(ledger: Ledger) -> None:
    ledger.begin_snapshot([SENT])
    changes = (edit("status", None, "started"), answer("aa"))
    receive(ledger)
    carry_out(ledger, merge(ledger, "aa", changes=changes, snapshot=(DONE,)))
    ledger.undo_merge(1)
    assert over_time(ledger) == [SENT, SENT]
    assert in_force(ledger) == []


def test_a_value_edited_since_is_the_edited_one_and_edited_back_it_is_the_former(ledger: Ledger) -> None:
    ledger.begin_snapshot([SENT])
    answered, own = with_report(SENT, comment="Ferdig"), with_report(SENT, comment="Ikkje ferdig")
    carry_out(ledger, merge(ledger, snapshot=(answered,)))
    note(ledger, own, edit("comment", "Ferdig", "Ikkje ferdig"))
    ledger.undo_merge(1)
    assert over_time(ledger) == [SENT, SENT, own]
    carry_out(ledger, merge(ledger, snapshot=(answered,)))
    note(ledger, own, edit("comment", "Ferdig", "Ikkje ferdig"))
    note(ledger, answered, edit("comment", "Ikkje ferdig", "Ferdig"))
    ledger.undo_merge(3)
    assert over_time(ledger)[-1] == own, "the value before the merge"


def test_several_merges_are_undone_and_each_edit_between_them_stays_at_its_time(ledger: Ledger) -> None:
    ledger.begin_snapshot([SENT])
    first, second = with_report(SENT, progress=0.5), with_report(SENT, progress=0.5, status="done")
    carry_out(ledger, merge(ledger, snapshot=(first,)))
    note(ledger, replace(first, remark="A"), edit("remark", None, "A"))
    third = replace(second, remark="A", text="Nytt turkart")
    carry_out(ledger, merge(ledger, changes=(edit("text", SENT.text, third.text),), snapshot=(third,)))
    note(ledger, replace(third, number="1.1.2"), edit("number", "1.1.1", "1.1.2"))
    for number in (3, 1):
        ledger.undo_merge(number)
    remarked = replace(SENT, remark="A")
    reworded = replace(remarked, text="Nytt turkart")
    assert over_time(ledger) == [SENT, SENT, remarked, reworded, replace(reworded, number="1.1.2")]
    assert [after for _, after in in_force(ledger)] == ["A", "Nytt turkart", "1.1.2"]


def test_what_a_noted_edit_overrules_stays_overruled_and_what_the_merge_found_overruled_does_not(
    ledger: Ledger,
) -> None:
    ledger.begin_snapshot([SENT])
    merged = replace(DONE, overruled=(Field.STATUS,), shares=(Share("Gol", Report("done")),))
    carry_out(ledger, merge(ledger, snapshot=(merged,)))
    both = replace(merged, overruled=(Field.STATUS, Field.COMMENT))
    note(ledger, with_report(both, comment="Kari"), edit("comment", None, "Kari"))
    ledger.undo_merge(1)
    assert ledger.snapshot()[SENT.id] == with_report(
        replace(SENT, overruled=(Field.COMMENT,)), comment="Kari"
    )


def test_a_measure_that_an_undone_merge_made_or_dropped_is_as_it_was_whatever_was_edited_since(
    ledger: Ledger,
) -> None:
    made = replace(SENT, id="M-2BBBB", remark="Ny")
    ledger.begin_snapshot([SENT])
    carry_out(ledger, merge(ledger, snapshot=(made,)))
    note(ledger, replace(made, remark="Nyare"))
    ledger.undo_merge(1)
    assert ledger.snapshot() == {SENT.id: SENT}
    assert ledger.snapshots_at([after_merge(number) for number in range(3)]) == ({SENT.id: SENT},) * 3

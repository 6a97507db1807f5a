"""Merges begun, finished and undone, and their questions and decisions."""

from dataclasses import replace
from datetime import date

import pytest

from regionplan_xl.errors import InputError, NotNow, Place
from regionplan_xl.ledger.entries import NewMerge
from regionplan_xl.ledger.ledger import Ledger
from regionplan_xl.plan.merging.hand_edits import MeasureSnapshot, last_rollups, take_snapshot
from regionplan_xl.plan.merging.outcome import Change, Question, Settled
from regionplan_xl.plan.merging.sent_and_returned import Clear, Remark, Unclear
from regionplan_xl.plan.model import Field, FocusArea, Goal, Measure, Plan, Report, Share
from regionplan_xl.text import phrase
from tests.ledger.databases import Databases, everything
from tests.ledger.example import NOON, answer, carry_out, decide, merge, question, receive, send

BEFORE = MeasureSnapshot(id="M-1AAAA", number="1.1.1", text="Lage turkart", responsible=("Gol", "Ål"))
AFTER = replace(BEFORE, report=Report("done", 1.0, "Ferdig på Ål", date(2025, 3, 1)))
ADDED = MeasureSnapshot(id="M-2BBBB", number="1.1.2", text="Bygge bru")


def test_history_tells_who_changed_what_when_and_from_which_file(ledger: Ledger) -> None:
    sent = send(ledger)
    receive(ledger)
    change = answer("aa")
    carry_out(ledger, merge(ledger, "aa", dispatch=sent.code, changes=(change,)))
    (told,) = ledger.history("M-1AAAA")
    assert told.change == change
    assert (told.merge, told.by, told.undone) == (1, "Kari", False)
    assert told.at > NOON
    assert ledger.history("M-2BBBB") == ()
    merged = ledger.return_("aa")
    assert merged is not None
    assert (merged.state, merged.dispatch) == ("merged", sent.code)


def test_history_is_in_the_order_things_happened(ledger: Ledger) -> None:
    for n, after in enumerate(("not_started", "started", "done")):
        receive(ledger, f"h{n}")
        carry_out(ledger, merge(ledger, f"h{n}", changes=(answer(f"h{n}", after),)))
    assert [told.change.after for told in ledger.history("M-1AAAA")] == ["not_started", "started", "done"]


def test_a_measure_is_found_by_the_number_it_has_now_and_by_one_it_had(ledger: Ledger) -> None:
    renumbered = Change(
        kind="hand", measure="M-1AAAA", number="1.1.1", text="Lage turkart",
        field="number", before="1.1.1", after="1.1.9",
    )  # fmt: skip
    carry_out(ledger, merge(ledger, changes=(renumbered,), snapshot=(replace(BEFORE, number="1.1.9"),)))
    assert [told.change for told in ledger.history_by_number("1.1.9")] == [renumbered]
    assert [told.change for told in ledger.history_by_number("1.1.1")] == [renumbered]
    carry_out(
        ledger, merge(ledger, snapshot=(replace(BEFORE, number="1.1.9"), replace(ADDED, number="1.1.1")))
    )
    assert [told.change for told in ledger.history_by_number("1.1.1")] == [renumbered]
    assert [told.change for told in ledger.history_by_number("1.1.9")] == [renumbered]
    assert ledger.history_by_number("7.7.7") == ()


@pytest.mark.parametrize("before", [None, "=1+1", "1.10", 0.0, 1.0, date(2025, 1, 10), "2025-01-10"])
def test_a_change_comes_back_with_values_of_their_own_kind(
    ledger: Ledger, before: str | float | date | None
) -> None:
    removed = Change(kind="hand", measure="M-1", number="1", field="comment", before=before)
    carry_out(ledger, merge(ledger, changes=(removed,)))
    (told,) = ledger.history("M-1")
    assert told.change.before == before
    assert type(told.change.before) is type(before)


def test_the_same_answer_of_the_same_file_is_taken_once(ledger: Ledger) -> None:
    receive(ledger)
    carry_out(ledger, merge(ledger, "aa", changes=(answer("aa"),)))
    with pytest.raises(NotNow, match="taken in by another"):
        ledger.begin_merge(merge(ledger, "aa", changes=(answer("aa", "started"),)))
    assert len(ledger.history("M-1AAAA")) == 1
    assert ledger.pending_merge() is None


def test_roll_ups_and_changes_by_hand_may_repeat(ledger: Ledger) -> None:
    change = Change(kind="rollup", measure="M-1AAAA", field="status", before="started", after="done")
    for _ in range(2):
        carry_out(ledger, merge(ledger, changes=(change, change)))
    assert len(ledger.history("M-1AAAA")) == 4


def test_a_merge_takes_in_only_files_that_were_received(ledger: Ledger) -> None:
    with pytest.raises(Exception, match=r"(?i)no row was found|foreign key"):
        ledger.begin_merge(merge(ledger, "never", changes=(answer("never"),)))
    with pytest.raises(Exception, match=r"(?i)foreign key"):
        ledger.begin_merge(merge(ledger, changes=(answer("never"),)))
    assert ledger.merges() == ()


def test_merges_are_numbered_from_one_and_a_number_is_given_once(ledger: Ledger) -> None:
    assert ledger.next_merge_number() == 1
    first, same = merge(ledger), merge(ledger)
    carry_out(ledger, first)
    with pytest.raises(NotNow, match="taken the number"):
        ledger.begin_merge(same)
    assert ledger.next_merge_number() == 2


def test_a_second_merge_cannot_begin_before_the_first_is_done(ledger: Ledger) -> None:
    number = ledger.begin_merge(merge(ledger))
    with pytest.raises(NotNow, match="under way"):
        ledger.begin_merge(merge(ledger))
    ledger.finish_merge(number)
    assert carry_out(ledger, merge(ledger)) == 2


def test_a_merge_tells_what_is_needed_to_carry_it_on_or_take_it_back(ledger: Ledger) -> None:
    new = merge(ledger)
    ledger.begin_merge(new)
    pending = ledger.pending_merge()
    assert pending is not None
    assert (pending.number, pending.state, pending.begun, pending.by) == (1, "begun", new.begun, "Kari")
    assert (pending.before, pending.after, pending.backup) == (
        "fingerprint 0",
        "fingerprint 1",
        "backups/1.xlsx",
    )
    assert ledger.last_merge() is None
    ledger.finish_merge(1)
    assert ledger.pending_merge() is None
    assert ledger.last_merge() == replace(pending, state="done")


@pytest.mark.parametrize(
    "steps",
    [
        ("finish_merge", "finish_merge"),
        ("finish_merge", "undo_begun_merge"),
        ("undo_merge",),
        ("begin_undo",),
        ("undo_begun_merge", "finish_merge"),
        ("finish_merge", "undo_merge", "undo_merge"),
        ("finish_merge", "undo_merge", "finish_merge"),
        ("finish_merge", "begin_undo", "undo_begun_merge"),
    ],
)
def test_a_step_out_of_turn_is_refused_and_changes_nothing(
    ledger: Ledger, url: str, steps: tuple[str, ...]
) -> None:
    number = ledger.begin_merge(merge(ledger))
    *allowed, refused = steps
    for step in allowed:
        getattr(ledger, step)(number)
    before = everything(url)
    with pytest.raises(InputError, match=r"number 1"):
        getattr(ledger, refused)(number)
    assert everything(url) == before


def rich_merge(ledger: Ledger) -> NewMerge:
    """Return a merge of `bb` with an example of everything, after a merge of `aa` that asked a question."""
    sent = send(ledger)
    receive(ledger, "aa")
    receive(ledger, "bb", after=1)
    first = merge(ledger, "aa", dispatch=sent.code, questions=(question("aa"),), snapshot=(BEFORE,))
    carry_out(ledger, first)
    return merge(
        ledger,
        "bb",
        dispatch=sent.code,
        changes=(answer("bb"), Change(kind="rollup", measure="M-1AAAA", field="progress", after=0.5)),
        questions=(question("bb", "started", "M-2BBBB"),),
        settled=(Settled(first.questions[0].key, "take"),),
        snapshot=(AFTER, ADDED),
    )


def test_a_merge_that_is_rolled_back_never_was(ledger: Ledger, url: str) -> None:
    new = rich_merge(ledger)
    before = everything(url)
    ledger.undo_begun_merge(ledger.begin_merge(new))
    assert everything(url) == before
    assert carry_out(ledger, new) == 2


def test_an_undone_merge_leaves_the_plan_as_before_and_its_changes_on_record(ledger: Ledger) -> None:
    new = rich_merge(ledger)
    before = known(ledger)
    carry_out(ledger, new)
    assert ledger.snapshot() == {"M-1AAAA": AFTER, "M-2BBBB": ADDED}
    assert ledger.answered("2025-1") == {"Gol"}
    ledger.undo_merge(2)
    assert known(ledger) == before
    assert [told.undone for told in ledger.history("M-1AAAA")] == [True, True]
    assert [m.state for m in ledger.merges()] == ["done", "undone"]
    assert ledger.next_merge_number() == 3


def known(ledger: Ledger) -> tuple[object, ...]:
    """Return what the next merge builds on."""
    return (
        ledger.returns(),
        ledger.open_questions(),
        ledger.judged_questions(["2025-1"]),
        ledger.snapshot(),
        ledger.last_merge(),
        ledger.answered("2025-1"),
    )


def test_after_an_undo_the_same_files_can_be_merged_again(ledger: Ledger) -> None:
    new = rich_merge(ledger)
    carry_out(ledger, new)
    after = known(ledger)[0]
    ledger.undo_merge(2)
    again = replace(new, number=3, questions=ledger.new_questions(new.questions))
    carry_out(ledger, again)
    assert known(ledger)[0] == after
    assert again.questions[0].key != new.questions[0].key
    ledger.undo_merge(3)
    carry_out(ledger, replace(new, number=4, questions=ledger.new_questions(new.questions)))
    assert [told.undone for told in ledger.history("M-1AAAA")] == [True, True, True, True, False, False]


def test_several_merges_are_undone_the_last_first(ledger: Ledger) -> None:
    for _ in range(3):
        carry_out(ledger, merge(ledger))
    with pytest.raises(InputError, match="Undo number 3 first"):
        ledger.undo_merge(1)
    for number in (3, 2, 1):
        last = ledger.last_merge()
        assert last is not None
        assert last.number == number
        ledger.undo_merge(number)
    assert ledger.last_merge() is None


def test_an_undo_that_was_stopped_is_known_and_can_be_carried_on_or_called_off(ledger: Ledger) -> None:
    carry_out(ledger, merge(ledger, snapshot=(BEFORE,)))
    ledger.begin_undo(1)
    pending = ledger.pending_merge()
    assert pending is not None
    assert pending.state == "undoing"
    with pytest.raises(NotNow, match="under way"):
        ledger.begin_merge(merge(ledger))
    ledger.finish_merge(1)
    assert ledger.pending_merge() is None
    assert ledger.snapshot() == {"M-1AAAA": BEFORE}
    ledger.begin_undo(1)
    ledger.undo_merge(1)
    assert ledger.pending_merge() is None
    assert ledger.snapshot() == {}


def test_a_held_return_is_held_again_when_the_merge_that_took_it_is_undone(ledger: Ledger) -> None:
    sent = send(ledger)
    receive(ledger)
    decide(ledger, "aa", "held", phrase("The code is missing."))
    before = ledger.return_("aa")
    carry_out(ledger, merge(ledger, "aa", dispatch=sent.code))
    ledger.undo_merge(1)
    assert ledger.return_("aa") == before


@pytest.mark.parametrize(
    "said",
    [
        "done",
        0.5,
        date(2025, 1, 1),
        Clear(),
        Unclear("kanskje", phrase("«{word}» is no status.", word="kanskje")),
    ],
)
def test_a_question_shows_all_that_was_asked(
    ledger: Ledger, said: str | float | date | Clear | Unclear
) -> None:
    receive(ledger)
    new = merge(ledger, "aa", questions=(replace(question("aa"), answer=said),))
    carry_out(ledger, new)
    assert ledger.open_questions() == new.questions
    assert new.questions[0].key.startswith("K-")


def test_a_whole_row_or_file_that_is_held_is_asked_about_in_the_same_list(ledger: Ledger) -> None:
    receive(ledger)
    row_held = replace(question("aa"), field=None, answer="Lage turkart og meir")
    file_held = Question(phrase("The file is damaged."), "", "svar.xlsx", "aa", NOON)
    new = merge(ledger, "aa", questions=(question("aa"), row_held, file_held))
    carry_out(ledger, new)
    assert ledger.open_questions() == new.questions
    assert len({asked.key for asked in new.questions}) == 3


def test_two_rows_of_one_file_that_disagree_are_both_asked(ledger: Ledger) -> None:
    receive(ledger)
    new = merge(
        ledger, "aa", questions=(question("aa", "done", sheet_row=4), question("aa", "started", sheet_row=9))
    )
    carry_out(ledger, new)
    assert {asked.answer for asked in ledger.open_questions()} == {"done", "started"}


def test_texts_of_one_file_that_share_a_place_are_all_asked_about(ledger: Ledger) -> None:
    receive(ledger)
    of_file = Question(phrase("No sheet has the headings."), "Gol", "svar.xlsx", "aa", NOON)
    more = replace(of_file, reason=phrase("{count} more places wait.", count=4), answer="a; b; c; d")
    proposals = replace(of_file, reason=phrase("{count} more proposals.", count=2))
    row = replace(question("aa"), field=None, answer="Status: Ferdig", place=Place("Tiltak", row=4))
    cells = (replace(row, answer="Påstarta"), replace(row, answer="Ferdig"))
    asked = (of_file, more, proposals, row, *cells)
    first = merge(ledger, "aa", questions=(*asked, *asked))
    carry_out(ledger, first)
    assert [one.answer for one in ledger.open_questions()] == [one.answer for one in asked]
    assert [one.reason for one in ledger.open_questions()] == [one.reason for one in asked]
    assert ledger.new_questions(asked) == ()
    carry_out(ledger, merge(ledger, settled=tuple(Settled(one.key, "keep") for one in first.questions)))
    assert ledger.new_questions(asked) == ()


def test_a_file_that_waited_for_one_reason_is_asked_about_for_another(ledger: Ledger) -> None:
    receive(ledger)
    asked = Question(phrase("It is not known who the file is from."), "", "svar.xlsx", "aa", NOON)
    first = merge(ledger, "aa", questions=(asked,))
    carry_out(ledger, first)
    other = replace(asked, reason=phrase("No sheet has the headings."))
    new = merge(ledger, "aa", settled=(Settled(first.questions[0].key, "keep"),), questions=(asked, other))
    carry_out(ledger, new)
    assert [one.reason for one in ledger.open_questions()] == [other.reason]


def test_a_return_asks_the_same_thing_once_even_when_it_was_answered(ledger: Ledger) -> None:
    receive(ledger)
    first = merge(ledger, "aa", questions=(question("aa"), question("aa")))
    assert len(first.questions) == 1
    carry_out(ledger, first)
    assert ledger.new_questions([question("aa")]) == ()
    carry_out(ledger, merge(ledger, settled=(Settled(first.questions[0].key, "keep"),)))
    assert ledger.new_questions([question("aa")]) == ()
    carry_out(ledger, replace(merge(ledger), questions=first.questions))
    assert ledger.open_questions() == ()


def test_what_was_asked_without_a_return_may_come_up_again(ledger: Ledger) -> None:
    asked = replace(question(""), file="")
    first = merge(ledger, questions=(asked,))
    carry_out(ledger, first)
    assert ledger.new_questions([asked]) == ()
    carry_out(ledger, merge(ledger, settled=(Settled(first.questions[0].key, "keep"),)))
    (again,) = ledger.new_questions([asked])
    assert again.key != first.questions[0].key


@pytest.mark.parametrize("choice", ["keep", "take", "own", "belongs"])
def test_a_decision_closes_the_question_and_is_remembered(ledger: Ledger, choice: str) -> None:
    receive(ledger)
    first = merge(ledger, "aa", questions=(question("aa"),))
    carry_out(ledger, first)
    (asked,) = first.questions
    assert ledger.judged_questions(["2025-1"]) == ()
    carry_out(ledger, merge(ledger, settled=(Settled(asked.key, choice),)))  # type: ignore[arg-type]
    assert (ledger.questions_of(1), ledger.questions_of(2)) == (((asked,), ()), ((), (asked,)))
    assert ledger.open_questions() == ()
    assert ledger.judged_questions(["2025-1"]) == (asked,)
    # In the next round the same answer is a new one.
    assert ledger.judged_questions(["2025-2"]) == ()
    with pytest.raises(NotNow, match="does not wait any longer"):
        ledger.begin_merge(merge(ledger, settled=(Settled(asked.key, "keep"),)))


def test_that_a_person_must_look_into_a_file_is_listed_for_each_file(ledger: Ledger) -> None:
    receive(ledger, "aa")
    receive(ledger, "bb", 1)
    more = Remark("Gol", "2025-1", phrase("{count} more texts", count=5), "", NOON, "aa", "svar.xlsx")
    unread = replace(more, kind=phrase("Cannot be read here"))
    said = replace(more, kind=phrase("E-mail"), written="Sjå vedlegget.")
    both = (more, unread, said, *(replace(one, source="bb") for one in (more, unread, said)))
    assert [(one.source, one.kind, one.written) for one in ledger.new_remarks((*both, *both))] == [
        (one.source, one.kind, one.written) for one in both[:5]
    ]


def test_the_roll_up_last_written_differs_from_what_nobody_rolled_up(ledger: Ledger) -> None:
    measures = (
        Measure("M-1", "1.1.1", "Lage turkart", shares=(Share("Gol", Report("done")), Share("Ål"))),
        Measure("M-2", "1.1.2", "Bygge bru", responsible=("Gol",)),
        Measure("", "1.1.3", "Ny rad utan ID"),
    )
    plan = Plan("Plan", (FocusArea("1", "Helse", (Goal("G-1", "1.1", "Mål", measures),)),))
    rolled = {("M-1", name): Report("started", 0.5).get(name) for name in Field}
    carry_out(ledger, merge(ledger, snapshot=take_snapshot(plan, rolled)))
    assert last_rollups(ledger.snapshot()) == rolled
    assert ledger.snapshot()["M-2"].responsible == ("Gol",)
    assert set(ledger.snapshot()) == {"M-1", "M-2"}


def test_a_merge_that_says_nothing_of_the_plan_leaves_the_snapshot(ledger: Ledger) -> None:
    carry_out(ledger, merge(ledger, snapshot=(BEFORE, ADDED)))
    carry_out(ledger, merge(ledger))
    assert ledger.snapshot() == {"M-1AAAA": BEFORE, "M-2BBBB": ADDED}
    carry_out(ledger, merge(ledger, snapshot=(AFTER,)))
    assert ledger.snapshot() == {"M-1AAAA": AFTER}
    ledger.undo_merge(3)
    assert ledger.snapshot() == {"M-1AAAA": BEFORE, "M-2BBBB": ADDED}


def test_fifty_thousand_changes_go_on_record_and_a_snapshot_costs_what_changed(
    ledger: Ledger, databases: Databases, url: str
) -> None:
    receive(ledger)
    changes = tuple(replace(answer("aa", "Godt i gang"), measure=f"M-{n}") for n in range(50_000))
    snapshot = tuple(replace(AFTER, id=f"M-{n}") for n in range(50_000))
    carry_out(ledger, merge(ledger, "aa", changes=changes, snapshot=snapshot))
    size = databases.size(url)
    carry_out(ledger, merge(ledger, snapshot=(replace(BEFORE, id="M-0"), *snapshot[1:])))
    assert databases.size(url) - size < 100_000

"""Rounds, dispatches and returns."""

from collections import Counter
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta, timezone
from pathlib import Path

import pytest
from sqlalchemy.exc import IntegrityError, StatementError

from regionplan_xl.errors import InputError
from regionplan_xl.ledger.database import Database
from regionplan_xl.ledger.entries import NO_REASON, Outgoing, ReturnDecision, ReturnState
from regionplan_xl.ledger.ledger import Ledger
from regionplan_xl.plan.codes import dispatch_code
from regionplan_xl.plan.merging.sent_and_returned import Round, SentRow
from regionplan_xl.plan.model import Report
from regionplan_xl.text import for_sender, phrase
from tests.ledger.example import (
    DEADLINE,
    NOON,
    carry_out,
    decide,
    merge,
    open_round,
    receive,
    returned,
    row,
    send,
)


def test_a_round_is_opened_once(ledger: Ledger) -> None:
    first = open_round(ledger)
    assert open_round(ledger, opened=NOON + timedelta(days=9)) == first
    assert ledger.rounds() == (first,)


def test_the_latest_round_is_the_one_opened_last_whatever_its_name_and_the_clock(ledger: Ledger) -> None:
    assert ledger.latest_round() is None
    open_round(ledger, opened=NOON + timedelta(days=5000))
    open_round(ledger, "vår")
    latest = ledger.latest_round()
    assert latest is not None
    assert latest.name == "vår"


@pytest.mark.parametrize("name", ["haust 2025", "HAUST  2025", " Haust 2025 ", "Ｈａｕｓｔ 2025"])
def test_a_round_is_known_by_its_name_in_any_case_and_spacing(ledger: Ledger, name: str) -> None:
    first = open_round(ledger, "Haust 2025")
    assert open_round(ledger, name, NOON + timedelta(days=9)) == first
    assert ledger.rounds() == (first,)
    assert ledger.round(name) == ledger.find_round(name) == first
    sent = ledger.record_dispatch(name, NOON, Outgoing(actor="Gol", rows=(row(),)))
    assert sent.round == "Haust 2025"
    assert [record.code for record in ledger.dispatches("Haust 2025")] == [sent.code]
    later = replace(first, deadline=date(2025, 9, 1))
    with ledger.sending_round(replace(later, name=name), NOON, ()):
        pass
    assert ledger.rounds() == (later,)


def test_a_round_goes_out_whole_or_is_not_opened(ledger: Ledger) -> None:
    round_ = Round("2025-1", DEADLINE, NOON)
    twice = Outgoing(actor="Hol", rows=(row(), row()))
    both, once = [Outgoing(actor="Gol", rows=(row(),)), twice], [Outgoing(actor="Gol", rows=(row(),))]
    with pytest.raises(IntegrityError), ledger.sending_round(round_, NOON, both):
        pass
    with pytest.raises(KeyError), ledger.sending_round(round_, NOON, once):
        raise KeyError
    assert ledger.rounds() == ()
    with ledger.sending_round(round_, NOON, once) as (sent,):
        pass
    assert ledger.dispatch_by_code(sent.code) == sent
    later = replace(round_, deadline=date(2025, 5, 1))
    with ledger.sending_round(later, NOON, once) as again:
        assert again == (sent,)
    assert ledger.rounds() == (later,)


def test_an_unknown_round_is_reported_with_the_likely_one(ledger: Ledger) -> None:
    with pytest.raises(InputError, match="No round has been sent yet"):
        ledger.round("2025-1")
    open_round(ledger)
    with pytest.raises(InputError, match="Did you mean «2025-1»"):
        ledger.round("2025-l")
    with pytest.raises(InputError, match="The rounds are: 2025-1"):
        send_to_unknown_round(ledger)


def send_to_unknown_round(ledger: Ledger) -> None:
    ledger.record_dispatch("haust", NOON, Outgoing(actor="Gol", rows=(row(),)))


def test_what_was_sent_is_remembered_row_by_row(ledger: Ledger) -> None:
    rows = (
        SentRow("M-2", "1.1.2", "Bygge bru", "Gol", Report("started", 0.1, "=1+1\nærleg", date(2026, 1, 31)),
                True, "1.1 Friluft", "1 Folkehelse", "2025.-2026", "Kommunane", "Helse Vest",
                date(2025, 2, 28), "Voss"),
        SentRow("M-1", "1.1.1", "Lage \ud800 kart", "", Report(), False),
    )  # fmt: skip
    sent = send(ledger, rows=rows)
    assert ledger.dispatch_by_code(sent.code) == sent
    assert sent.rows == rows


def test_a_code_is_known_again_however_it_was_typed(ledger: Ledger) -> None:
    sent = send(ledger)
    assert ledger.dispatch_by_code(sent.code.lower().replace("-", " ")) == sent
    assert ledger.dispatch_by_code("ABC-DEF") is None
    assert ledger.dispatch_by_code("") is None


def test_sending_the_same_rows_again_keeps_the_code(ledger: Ledger) -> None:
    first = send(ledger)
    assert send(ledger) == first
    assert [d.code for d in ledger.dispatches("2025-1")] == [first.code]


def test_sending_again_what_was_reported_on_before_keeps_the_code(ledger: Ledger) -> None:
    reported = replace(row(status="done"), reported_on=date(2025, 2, 28), reported_by="Ål")
    first = send(ledger, rows=(reported,))
    assert ledger.dispatch_by_code(first.code) == first
    assert send(ledger, rows=(reported,)) == first
    assert send(ledger, rows=(replace(reported, reported_by="Gol"),)) != first


def test_sending_other_rows_gives_a_new_code_and_the_old_one_is_still_known(ledger: Ledger) -> None:
    first = send(ledger)
    second = send(ledger, rows=(row(status="done"),))
    third = send(ledger)
    assert len({first.code, second.code, third.code}) == 3
    assert [(d.actor, d.serial) for d in sorted(ledger.dispatches("2025-1"), key=lambda d: d.serial)] == [
        ("Gol", 1),
        ("Gol", 2),
        ("Gol", 3),
    ]
    assert ledger.dispatch_by_code(first.code) == first


def test_the_same_rows_in_another_round_or_to_another_actor_have_their_own_code(ledger: Ledger) -> None:
    codes = {send(ledger).code, send(ledger, actor="Ål").code, send(ledger, round_="2025-2").code}
    assert len(codes) == 3


def test_a_code_that_is_taken_is_drawn_again(tmp_path: Path) -> None:
    taken, free = "HX7-4KQ", "A00-001"
    codes = iter([taken, taken, taken, free])
    with Ledger(Database.open("sqlite:///ledger.db", tmp_path, 1), new_code=lambda: next(codes)) as ledger:
        assert send(ledger, actor="Gol").code == taken
        assert send(ledger, actor="Ål").code == free


def test_of_many_workbooks_those_whose_code_is_taken_get_another_one(tmp_path: Path) -> None:
    taken, free, last = dispatch_code(), dispatch_code(), dispatch_code()
    codes = iter([taken, free, taken, free, taken, taken, last])
    with Ledger(Database.open("sqlite:///ledger.db", tmp_path, 1), new_code=lambda: next(codes)) as ledger:
        assert send(ledger, actor="Gol").code == taken
        both = [Outgoing(actor=name, rows=(row(),)) for name in ("Ål", "Hol")]
        assert [one.code for one in ledger.record_dispatches("2025-1", NOON, both)] == [free, last]
        assert {record.code for record in ledger.dispatches("2025-1")} == {taken, free, last}


def test_a_round_sent_again_changes_only_the_workbooks_with_other_rows(ledger: Ledger) -> None:
    open_round(ledger)
    names = [f"Organ {n}" for n in range(1200)]
    first = ledger.record_dispatches("2025-1", NOON, [Outgoing(actor=name, rows=(row(),)) for name in names])
    later = NOON + timedelta(days=2)
    changed = {"Organ 7": (row("M-2"),), "Organ 700": (row(), row("M-2")), "Organ 1199": ()}
    outgoing = [Outgoing(actor=name, rows=changed.get(name, (row(),))) for name in names]
    second = ledger.record_dispatches("2025-1", later, outgoing)
    assert [one.actor for one in second] == names
    assert {one.actor for one, before in zip(second, first, strict=True) if one != before} == set(changed)
    assert ledger.record_dispatches("2025-1", later, outgoing) == second
    assert Counter(record.serial for record in ledger.dispatches("2025-1")) == {1: 1200, 2: 3}


@pytest.mark.parametrize(
    "text", ["a\\b", "NUL \0 here", "half \ud83d of one", "Ål – «ja»", "100 % of %s and ?", ""]
)
def test_texts_of_any_kind_come_back_from_many_rows_at_once(ledger: Ledger, text: str) -> None:
    open_round(ledger)
    rows = tuple(replace(row(f"M-{n}", comment=text), text=text, goal=text) for n in range(3))
    (sent,) = ledger.record_dispatches("2025-1", NOON, [Outgoing(actor="Gol", rows=rows, texts=(text, "x"))])
    assert ledger.dispatch_by_code(sent.code) == sent
    assert sent.rows == rows


def test_a_measure_cannot_be_sent_twice_in_one_workbook_and_nothing_is_recorded_then(ledger: Ledger) -> None:
    open_round(ledger)
    twice = [Outgoing(actor="Ål", rows=(row("M-2"),)), Outgoing(actor="Gol", rows=(row(), row()))]
    with pytest.raises(Exception, match=r"(?i)unique"):
        ledger.record_dispatches("2025-1", NOON, twice)
    assert ledger.dispatches("2025-1") == ()


def test_the_same_file_twice_is_once(ledger: Ledger) -> None:
    assert receive(ledger, "aa", name="svar.xlsx")
    assert not receive(ledger, "aa", after=5, name="svar (1).xlsx")
    assert [r.name for r in ledger.returns()] == ["svar.xlsx"]


def test_a_file_with_an_impossible_name_is_still_received(ledger: Ledger) -> None:
    assert receive(ledger, "aa", name="sv\udce5r\\u0041\0.xlsx")
    assert ledger.returns("waiting")[0].name == "sv\udce5r\\u0041\0.xlsx"


@pytest.mark.parametrize("may_go_back", [True, False])
def test_the_ledger_remembers_which_reasons_may_go_back_to_the_sender(
    ledger: Ledger, may_go_back: bool
) -> None:
    reason = phrase("The file holds more than {limit} filled cells.", limit=7)
    receive(ledger, "aa")
    decide(ledger, "aa", "held", for_sender(reason) if may_go_back else reason)
    held = ledger.return_("aa")
    assert held is not None
    assert (held.reason, held.reason.for_sender) == (reason, may_go_back)


def test_returns_are_listed_as_they_came_and_by_state(ledger: Ledger) -> None:
    sent = send(ledger)
    for hash_, after in (("cc", 1), ("aa", 3), ("bb", 2)):
        receive(ledger, hash_, after)
    reason = phrase("The file answers round {round}.", round="2024-2")
    decide(ledger, "bb", "held", reason, sent.code)
    assert [r.hash for r in ledger.returns()] == ["cc", "bb", "aa"]
    assert [r.hash for r in ledger.returns("waiting")] == ["cc", "aa"]
    held = ledger.return_("bb")
    assert held is not None
    assert (held.reason, held.dispatch, held.round, held.actor) == (reason, sent.code, "2025-1", "Gol")
    assert ledger.return_("dd") is None


def test_a_new_verdict_leaves_the_code_that_was_found(ledger: Ledger) -> None:
    sent = send(ledger)
    receive(ledger)
    decide(ledger, "aa", "held", phrase("Why"), sent.code)
    decide(ledger, "aa", "waiting")
    found = ledger.return_("aa")
    assert found is not None
    assert (found.state, found.dispatch) == ("waiting", sent.code)


def test_a_return_cannot_answer_a_workbook_that_was_never_sent(ledger: Ledger) -> None:
    receive(ledger)
    with pytest.raises(Exception, match=r"(?i)foreign key"):
        decide(ledger, "aa", "held", phrase("Why"), dispatch_code())


@pytest.mark.parametrize("state", ["waiting", "held", "ignored"])
def test_an_actor_has_answered_when_its_return_is_merged_and_not_before(
    ledger: Ledger, state: ReturnState
) -> None:
    sent, other = send(ledger, "Gol"), send(ledger, "Ål")
    receive(ledger, "aa")
    receive(ledger, "bb")
    decide(ledger, "bb", state, dispatch=other.code)
    carry_out(ledger, merge(ledger, "aa", dispatch=sent.code))
    assert ledger.answered("2025-1") == {"Gol"}
    assert ledger.answered("2024-1") == frozenset()


def test_moments_come_back_in_utc_whatever_zone_they_were_given_in(ledger: Ledger) -> None:
    oslo = timezone(timedelta(hours=2))
    opened = datetime(2025, 6, 1, 14, 30, 0, 123456, tzinfo=oslo)
    open_round(ledger, opened=opened)
    found = ledger.round("2025-1").opened
    assert found == opened
    assert found.tzinfo == UTC


def test_a_moment_without_a_zone_is_never_put_on_record(ledger: Ledger) -> None:
    with pytest.raises(StatementError, match="without a time zone"):
        open_round(ledger, opened=datetime(2025, 3, 1, 12))
    assert ledger.rounds() == ()


def test_fifty_thousand_measures_can_be_sent(ledger: Ledger) -> None:
    rows = tuple(
        replace(row(comment="Godt i gang på Ål"), measure=f"M-{n}", number=str(n)) for n in range(500)
    )
    open_round(ledger)
    outgoing = [Outgoing(actor=f"Aktør {n}", rows=rows) for n in range(100)]
    sent = ledger.record_dispatches("2025-1", NOON, outgoing)
    assert ledger.dispatch_by_code(sent[-1].code) == sent[-1]


def test_of_files_that_are_recorded_together_the_same_bytes_are_once(ledger: Ledger) -> None:
    receive(ledger, "aa")
    files = [returned("aa", "a"), returned("bb", "b"), returned("bb", "b kopi"), returned("cc", "c")]
    assert ledger.record_received(files, []) == {"bb", "cc"}
    assert {one.hash: one.name for one in ledger.returns()} == {"aa": "svar.xlsx", "bb": "b", "cc": "c"}
    assert ledger.hashes() == {"aa", "bb", "cc"}
    assert ledger.record_received(files, []) == frozenset()


def test_of_many_files_all_are_set_to_what_was_decided_or_none(ledger: Ledger) -> None:
    sent = send(ledger)
    for hash_ in ("aa", "bb"):
        receive(ledger, hash_)
    merged = [ReturnDecision(hash=hash_, state="merged", dispatch=sent.code) for hash_ in ("aa", "never")]
    with pytest.raises(Exception, match="No row was found"):
        ledger.set_returns(merged)
    assert [one.state for one in ledger.returns()] == ["waiting", "waiting"]
    ledger.set_returns([merged[0], ReturnDecision(hash="bb", state="held", reason=phrase("Why"))])
    assert ledger.states() == [("merged", NO_REASON), ("held", phrase("Why"))]

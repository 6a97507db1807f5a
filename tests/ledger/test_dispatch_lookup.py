"""The workbook that a returned file answers is looked up, without comparing it with everything that was sent."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import pytest
from sqlalchemy import Engine, event

from regionplan_xl.errors import Rejected
from regionplan_xl.ledger.dispatch_lookup import DispatchLookup
from regionplan_xl.ledger.entries import Outgoing
from regionplan_xl.ledger.ledger import Ledger
from regionplan_xl.plan.merging.sent_and_returned import Clues, Dispatch
from regionplan_xl.text import normalise
from tests.ledger.example import NOON, open_round, row, send


@contextmanager
def queries() -> Iterator[list[Any]]:
    """Yield a list of the parameters of every query to a ledger within the block."""
    asked: list[Any] = []

    def note(_connection: Any, _cursor: Any, statement: str, parameters: Any, *_: Any) -> None:
        if statement.startswith("SELECT"):
            asked.append(parameters)

    event.listen(Engine, "before_cursor_execute", note)
    try:
        yield asked
    finally:
        event.remove(Engine, "before_cursor_execute", note)


def sent_to(ledger: Ledger, bodies: int, round_: str = "2025-1") -> tuple[Dispatch, ...]:
    """Send a workbook with three measures of its own to each of `bodies` bodies."""
    open_round(ledger, round_)
    outgoing = [
        Outgoing(actor=f"Organ {body}", rows=tuple(row(f"M-{body:03}{n}") for n in range(3)))
        for body in range(bodies)
    ]
    return ledger.record_dispatches(round_, NOON, outgoing)


def clues(dispatch: Dispatch, code: str | None = None) -> Clues:
    """Return the clues in an untouched workbook."""
    return Clues(
        frozenset([dispatch.code if code is None else code]),
        frozenset(one.measure for one in dispatch.rows),
        frozenset([normalise(dispatch.actor)]),
    )


def test_a_round_that_all_answer_takes_few_questions_to_the_ledger(ledger: Ledger) -> None:
    counts = []
    for round_, bodies in (("A", 10), ("B", 80)):
        sent = sent_to(ledger, bodies, round_)
        with queries() as asked:
            lookup = DispatchLookup(ledger)
            assert [lookup.identify("svar.xlsx", clues(one)) for one in sent] == list(sent)
        counts.append(len(asked))
    # Each time twice as many are read: eight times the bodies take three readings more.
    assert counts[1] <= counts[0] + 4 * 4


def test_one_answer_to_a_large_round_reads_what_was_sent_to_few(ledger: Ledger) -> None:
    sent = sent_to(ledger, 80)
    with queries() as asked:
        DispatchLookup(ledger).identify("svar.xlsx", clues(sent[40]))
    assert len(set().union(*map(set, asked)) & {one.code for one in sent}) <= 2


def test_files_without_a_code_take_no_more_questions_in_a_large_round(ledger: Ledger) -> None:
    counts = []
    for round_, bodies in (("A", 10), ("B", 80)):
        sent = sent_to(ledger, bodies, round_)
        with queries() as asked:
            lookup = DispatchLookup(ledger)
            for one in sent:
                with pytest.raises(Rejected, match="looks like"):
                    lookup.identify("svar.xlsx", Clues(ids=clues(one).ids, titles=clues(one).titles))
                assert lookup.candidates("svar.xlsx", clues(one, ""))[0].actor == one.actor
        counts.append(len(asked))
    assert counts[1] <= counts[0] + 2


def test_a_code_with_one_wrong_letter_points_at_its_body_and_is_not_believed(ledger: Ledger) -> None:
    gol, _ = send(ledger, "Gol"), send(ledger, "Hol")
    wrong = gol.code[:-1] + ("A" if gol.code[-1] != "A" else "B")
    lookup = DispatchLookup(ledger)
    with pytest.raises(Rejected, match=r"never sent out.*looks like Gol"):
        lookup.identify("svar.xlsx", Clues(frozenset([wrong])))
    assert [one.actor for one in lookup.candidates("svar.xlsx", Clues(frozenset([wrong])))] == ["Gol"]


@pytest.mark.parametrize(
    ("file", "likely"),
    [
        ("Gol.xlsx", ["Gol"]),
        ("Kopi av Gol ungdomsråd (2).xlsx", ["Gol ungdomsråd"]),
        ("gol-ungdomsråd_svar.xlsx", ["Gol ungdomsråd"]),
        ("Gol og Hol.xlsx", ["Gol", "Gol ungdomsråd", "Hol"]),
        ("Golf.xlsx", ["Gol", "Gol ungdomsråd", "Hol"]),
    ],
)
def test_the_longest_name_in_the_name_of_a_file_is_the_likely_body(
    ledger: Ledger, file: str, likely: list[str]
) -> None:
    for actor in ("Gol", "Gol ungdomsråd", "Hol"):
        send(ledger, actor, rows=(row(f"M-{len(actor)}{actor[0]}AAA"),))
    found = DispatchLookup(ledger).candidates(file, Clues())
    assert [one.actor for one in found] == likely


def test_rows_that_were_sent_to_one_body_alone_point_at_it(ledger: Ledger) -> None:
    sent = sent_to(ledger, 5)
    lookup = DispatchLookup(ledger)
    mine = frozenset(one.measure for one in sent[3].rows)
    assert [one.actor for one in lookup.candidates("svar.xlsx", Clues(ids=mine))] == [sent[3].actor]
    # Less than half of what both have is no likeness: then all are offered.
    some = frozenset([*sorted(mine)[:1], "M-9999A", "M-9999B"])
    assert len(lookup.candidates("svar.xlsx", Clues(ids=some))) == 5


def test_of_two_workbooks_to_the_body_that_is_named_the_last_one_is_meant(ledger: Ledger) -> None:
    first = send(ledger, "Gol", rows=(row(),))
    second = send(ledger, "Gol", rows=(row(), row("M-2BBBB")))
    lookup = DispatchLookup(ledger)
    assert lookup.likeliest("x.xlsx", Clues(), "Gol", "2025-1") == second
    assert lookup.likeliest("x.xlsx", Clues(frozenset([first.code])), "Gol", "2025-1") == first
    assert lookup.likeliest("x.xlsx", Clues(), "Hol", "2025-1") is None


def test_a_title_with_the_name_of_another_body_contradicts_the_code(ledger: Ledger) -> None:
    gol, hol = send(ledger, "Gol"), send(ledger, "Hol")
    both = Clues(
        frozenset([gol.code]), frozenset(["M-1AAAA"]), frozenset([normalise(gol.actor), normalise(hol.actor)])
    )
    with pytest.raises(Rejected, match=r"belongs to Gol.*name of Hol"):
        DispatchLookup(ledger).identify("svar.xlsx", both)

"""A submission needs only the sent rows that it says something about."""

from datetime import UTC, datetime

from regionplan_xl.plan.merging.sent_and_returned import Answer, Dispatch, Held, Remark, SentRow, Submission
from regionplan_xl.plan.model import NOTHING, Field
from regionplan_xl.text import phrase

NOON = datetime(2026, 3, 15, 12, tzinfo=UTC)


def test_the_rows_that_are_answered_held_or_remarked_upon_are_kept() -> None:
    rows = tuple(
        SentRow(f"M-{n}", f"1.1.{n}", f"Tiltak {n}", member, NOTHING)
        for n in range(6)
        for member in ("", "Gol")
    )
    submission = Submission(
        "0" * 64, "Gol.xlsx", NOON, Dispatch("HX74K", "2026-1", "Gol", NOON, rows, ("Rettleiing",)),
        answers=(Answer("M-1", "Gol", Field.STATUS, "done", None),),
        held=(Held(phrase("Sheet"), measure="M-3"), Held(phrase("Sheet"))),
        remarks=(Remark("Gol", "2026-1", phrase("Sheet"), "Hei", NOON, "0" * 64, "Gol.xlsx", measure="M-5"),),
    )  # fmt: skip
    kept = submission.with_rows_in_use()
    assert {row.measure for row in kept.dispatch.rows} == {"M-1", "M-3", "M-5"}
    assert [kept.dispatch.row(row.measure) for row in rows[2::4]] == [
        submission.dispatch.row(row.measure) for row in rows[2::4]
    ]
    assert (kept.answers, kept.held, kept.remarks) == (
        submission.answers,
        submission.held,
        submission.remarks,
    )
    assert (kept.dispatch.code, kept.dispatch.actor) == ("HX74K", "Gol")

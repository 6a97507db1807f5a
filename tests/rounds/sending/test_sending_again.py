"""Sending the same round again: workbooks that nothing has changed stay as they are, with the same code."""

import shutil
from pathlib import Path

import pytest

from regionplan_xl.errors import Rejected
from regionplan_xl.sandbox.formats.rejections import NOT_NOW
from regionplan_xl.sandbox.reader import Reader
from tests.rounds.answers import ROUND, fill_in, measure
from tests.rounds.desk import Desk
from tests.rounds.dispatches import dispatches
from tests.workbooks import load_workbook


def workbooks(desk: Desk) -> dict[str, bytes]:
    outbox = desk.folder / "workbooks" / "outbox" / ROUND
    return {path.name: path.read_bytes() for path in outbox.iterdir()}


def codes(sent: dict[str, list[dict[str, str]]]) -> dict[str, str]:
    return {one["actor"]: one["code"] for one in sent["sent"]}


def reported(desk: Desk) -> None:
    """Merge the answer of one body, with the day and sender recorded."""
    desk.answer("Næringsforum", "1.1.1", Status="Gjennomført", Kommentar="Vedteken.")
    desk.run("merge")
    assert desk.status == 0
    found = measure(desk.master, "1.1.1")
    assert found["Sist rapportert"]
    assert found["Rapportert av"] == "Næringsforum"


def test_a_body_with_a_measure_already_reported_on_keeps_its_code_and_file_when_the_round_is_sent_again(
    desk: Desk,
) -> None:
    reported(desk)
    once = desk.run("send", "--round", ROUND)
    files, recorded = workbooks(desk), dispatches(desk)
    again = desk.run("send", "--round", ROUND)
    assert codes(again) == codes(once)
    assert workbooks(desk) == files
    assert dispatches(desk) == recorded


def test_a_body_with_nothing_new_keeps_its_code_when_another_has_answered(desk: Desk) -> None:
    before = codes(desk.run("send", "--round", ROUND))
    files = workbooks(desk)
    reported(desk)
    after = codes(desk.run("send", "--round", ROUND))
    new = {actor for actor in after if after[actor] != before[actor]}
    assert "Næringsforum" in new
    assert all("1.1.1" in numbers(desk, actor) for actor in new)
    changed = {name for name, data in workbooks(desk).items() if data != files[name]}
    assert changed == {f"{a}{ending}" for a in new for ending in (".xlsx", ".eml")}


def test_a_return_of_the_first_workbook_still_counts_when_the_round_was_sent_again(desk: Desk) -> None:
    reported(desk)
    desk.run("send", "--round", ROUND)
    desk.answer("Næringsforum", "1.1.2", "andre", Status="Påstarta")
    desk.run("send", "--round", ROUND)
    desk.run("merge")
    assert desk.status == 0
    assert measure(desk.master, "1.1.2")["Status"] == "Påstarta"


def numbers(desk: Desk, actor: str) -> set[str]:
    """Return the numbers of the measures in an actor's workbook."""
    path = desk.folder / "workbooks" / "outbox" / ROUND / f"{actor}.xlsx"
    rows = load_workbook(path)["Tiltak"].iter_rows(values_only=True)
    return {str(row[0]) for row in rows if row[0]}


def in_outbox(desk: Desk, body: str, **cells: object) -> Path:
    """Write an answer to 6.1.1 in the body's workbook in the outbox itself."""
    book = desk.folder / "workbooks" / "outbox" / ROUND / f"{body}.xlsx"
    return fill_in(book, book, {"6.1.1": cells})


def test_a_workbook_that_was_answered_in_the_outbox_is_not_written_over_and_is_named(desk: Desk) -> None:
    answered = in_outbox(desk, "KRU", Status="Gjennomført")
    before, ledger = answered.read_bytes(), dispatches(desk)
    for words in (("send", "--dry-run"), ("send",), ("send", "--actor", "KRU")):
        told = desk.run(*words)
        assert desk.status == 2
        assert "KRU.xlsx" in str(told)
        assert (answered.read_bytes(), dispatches(desk)) == (before, ledger)
    desk.run("send", "--actor", "Gol")
    assert desk.status == 0
    answered.rename(desk.folder / "workbooks" / "inbox" / "KRU.xlsx")
    desk.run("merge")
    desk.run("send")
    assert (desk.status, desk.cell("6.1.1", "Status")) == (0, "Gjennomført")
    assert answered.exists()


def test_nothing_is_sent_while_it_cannot_be_seen_whether_somebody_has_answered_in_the_outbox(
    desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    answered = in_outbox(desk, "KRU", Status="Gjennomført")
    before = answered.read_bytes()
    with monkeypatch.context() as stopped:
        stopped.setattr(Reader, "returns", lambda _, files, *__: (Rejected(NOT_NOW) for _ in files))
        told = desk.run("send")
    assert desk.status == 3
    assert told["fix"] == "Køyr kommandoen på nytt."
    assert answered.read_bytes() == before
    desk.run("send")
    assert desk.status == 2


def test_a_remark_in_the_outbox_is_not_written_over_either(desk: Desk) -> None:
    book = load_workbook(path := desk.folder / "workbooks" / "outbox" / ROUND / "KRU.xlsx")
    book["Rettleiing"]["C30"] = "Ring meg om dette."
    book.save(path)
    assert "KRU.xlsx" in str(desk.run("send"))
    assert desk.status == 2


def test_a_workbook_that_was_only_saved_again_or_is_received_too_is_written_over(desk: Desk) -> None:
    in_outbox(desk, "KRU", Status=None)
    desk.run("send")
    assert desk.status == 0
    answered = in_outbox(desk, "KRU", Status="Gjennomført")
    shutil.copy(answered, desk.folder / "workbooks" / "inbox")
    desk.run("merge")
    desk.run("send")
    assert (desk.status, desk.cell("6.1.1", "Status")) == (0, "Gjennomført")

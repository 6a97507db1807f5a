"""Hundreds of files in the inbox: stored together, recorded together, and only then removed."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import pytest
from sqlalchemy import Engine, event

from regionplan_xl.files import fingerprint
from regionplan_xl.project import archive
from regionplan_xl.project.folder import Project
from regionplan_xl.sandbox.reader import _ChildReader
from tests.rounds.desk import Desk

pytestmark = pytest.mark.filterwarnings("ignore::UserWarning")


@contextmanager
def commits() -> Iterator[list[Any]]:
    """Yield a list of the ledger transactions that end within the block."""
    ended: list[Any] = []

    def note(connection: Any) -> None:
        ended.append(connection)

    event.listen(Engine, "commit", note)
    try:
        yield ended
    finally:
        event.remove(Engine, "commit", note)


def letters(desk: Desk, count: int, word: str = "Svar") -> dict[str, bytes]:
    """Put that many files in the inbox, each with a different text."""
    inbox = desk.folder / "workbooks" / "inbox"
    inbox.mkdir(exist_ok=True)
    found = {f"{word} {n}.xlsx": f"{word} nummer {n}".encode() for n in range(count)}
    for name, data in found.items():
        (inbox / name).write_bytes(data)
    return found


def stored(desk: Desk) -> dict[str, bytes]:
    """Return the contents of the archive, by hash."""
    received = desk.folder / "workbooks" / "archive" / "received"
    return {path.stem: path.read_bytes() for path in received.glob("*")} if received.is_dir() else {}


def in_inbox(desk: Desk) -> set[str]:
    return {path.name for path in (desk.folder / "workbooks" / "inbox").iterdir()}


def test_many_files_are_recorded_together_and_each_is_stored_as_it_came(desk: Desk) -> None:
    counts = []
    for count, word in ((5, "Brev"), (60, "Svar")):
        files = letters(desk, count, word)
        with commits() as ended:
            collected = desk.run("collect")
        counts.append(len(ended))
        assert {one["file"] for one in collected["received"]} == set(files)
        assert {fingerprint(data): data for data in files.values()}.items() <= stored(desk).items()
        assert in_inbox(desk) == set()
    assert counts[0] == counts[1]


def test_files_come_in_portions_and_none_is_forgotten(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(archive, "_FILES_AT_ONCE", 7)
    files = letters(desk, 20)
    assert {one["file"] for one in desk.run("collect")["received"]} == set(files)
    assert in_inbox(desk) == set()
    monkeypatch.setattr(archive, "_BYTES_AT_ONCE", 1)
    more = letters(desk, 3, "Brev")
    assert {one["file"] for one in desk.run("collect")["received"]} == set(more)
    with Project.open(desk.folder).ledger as ledger:
        assert ledger.hashes() == {fingerprint(data) for data in (*files.values(), *more.values())}


@pytest.mark.parametrize("count", [3, 40])
def test_no_file_of_a_portion_leaves_the_inbox_before_all_are_stored(desk: Desk, count: int) -> None:
    files = letters(desk, count)
    first = fingerprint(next(iter(files.values())))
    in_the_way = desk.folder / "workbooks" / "archive" / "received" / f"{first}.xlsx"
    (in_the_way / "noko").mkdir(parents=True)
    desk.run("collect")
    assert desk.status == 3
    assert in_inbox(desk) == set(files)
    with Project.open(desk.folder).ledger as ledger:
        assert not ledger.hashes()
    (in_the_way / "noko").rmdir()
    in_the_way.rmdir()
    assert len(desk.run("collect")["received"]) == count
    assert in_inbox(desk) == set()


def test_the_same_bytes_under_many_names_are_received_once(desk: Desk) -> None:
    inbox = desk.folder / "workbooks" / "inbox"
    inbox.mkdir(exist_ok=True)
    for n in range(20):
        (inbox / f"Kopi {n}.xlsx").write_bytes(b"Det same.")
    collected = desk.run("collect")
    assert (len(collected["received"]), len(collected["known"])) == (1, 19)
    assert in_inbox(desk) == set()


def test_many_held_files_are_copied_each_with_its_reason_and_go_when_they_are_put_aside(desk: Desk) -> None:
    files = letters(desk, 25)
    merged = desk.run("merge")
    assert len(merged["held"]) == 25
    held = desk.folder / "workbooks" / "held"
    assert {path.name for path in held.iterdir()} == {*files, *(f"{name}.txt" for name in files)}
    assert {name: (held / name).read_bytes() for name in files} == files
    rows = desk.rows("Konfliktar")
    for row in rows[:10]:
        desk.write("Konfliktar", row["row"], Avgjerd="Legg bort")
    desk.run("merge")
    assert len(list(held.iterdir())) == 2 * 15


def test_a_copy_that_cannot_be_made_stops_no_other(desk: Desk) -> None:
    files = letters(desk, 20)
    name = sorted(files)[0]
    (desk.folder / "workbooks" / "held" / f"{name}.txt").mkdir(parents=True)
    desk.run("merge")
    held = desk.folder / "workbooks" / "held"
    copied = {path.name for path in held.iterdir() if path.is_file() and path.suffix == ".xlsx"}
    assert set(files.values()) == {(held / one).read_bytes() for one in copied}


@pytest.mark.usefixtures("read_in_processes")
def test_after_many_returns_no_process_that_reads_is_left_while_the_master_is_written(
    desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("regionplan_xl.actions.merge._MANY", 1)
    left: list[int] = []
    rest = _ChildReader.rest

    def noted(reader: _ChildReader) -> None:
        rest(reader)
        left.append(len(reader._all))

    monkeypatch.setattr(_ChildReader, "rest", noted)
    for status in ("Påstarta", "Gjennomført"):
        for actor, measure in (("KRU", "6.1.1"), ("Næringsforum", "1.1.1")):
            desk.answer(actor, measure, name=f"{actor} {status}", Status=status)
        assert {one["actor"] for one in desk.run("merge")["returns"]} == {"KRU", "Næringsforum"}
    assert left == [0, 0]

"""A project with its ledger in PostgreSQL: a year of use, and a server that disappears in the middle of a merge."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from sqlalchemy import Connection, Engine, event

from regionplan_xl.ledger.ledger import Ledger
from tests.ledger.postgresql import server
from tests.rounds.answers import ROUND, read_in_this_process
from tests.rounds.commands import regionplan_in_process
from tests.rounds.desk import Desk

pytestmark = pytest.mark.filterwarnings("ignore::UserWarning")


@pytest.fixture
def url() -> str:
    return server().new_database()


@pytest.fixture
def office(tmp_path: Path, url: str) -> Desk:
    """A project with the example plan and its first round out, using a ledger in PostgreSQL."""
    folder = tmp_path / "hallingdal"
    assert regionplan_in_process("init", folder).status == 0
    config = folder / "config.yaml"
    lines = config.read_text(encoding="utf-8").splitlines()
    kept = [line for line in lines if not line.startswith("ledger:")]
    config.write_text("\n".join([*kept, f"ledger: {url}", ""]), encoding="utf-8")
    read_in_this_process(folder)
    run = regionplan_in_process("send", "--round", ROUND, folder=folder)
    assert run.status == 0, run.err
    return Desk(folder)


def test_a_round_an_undo_and_a_new_year_go_as_with_a_file(office: Desk, url: str) -> None:
    desk = office
    assert not (desk.folder / "workbooks" / "records" / "ledger.db").exists()
    before = desk.master.read_bytes()
    desk.answer("Næringsforum", "1.1.1", Status="Gjennomført")
    assert len(desk.run("merge")["changes"]) == 1
    desk.run("undo")
    assert desk.master.read_bytes() == before
    desk.run("merge")
    assert desk.cell("1.1.1", "Status") == "Gjennomført"
    assert "job_fails" not in {one["code"] for one in desk.run("check")["findings"]}
    assert desk.run("run", "--once").keys() >= {"collect", "merge", "report"}
    assert [job["outcome"] for job in desk.run("status")["jobs"]] == ["done"] * 4
    assert desk.run("history", "1.1.1")
    desk.run("roll-over", "--year", "2027")
    assert desk.status in (0, 1)
    desk.run("undo")
    assert desk.status == 0
    assert not list((desk.folder / "workbooks" / "backups").glob("ledger *")), "that is the server's affair"
    told = desk.run("--lang", "en", "undo", "--ledger")
    assert (desk.status, "server" in told["what"]) == (2, True)


@contextmanager
def away_at_commit(number: int) -> Iterator[list[int]]:
    """Stop the server before the commit of writing transaction number `number`."""
    seen: list[int] = []

    def count(connection: Connection) -> None:
        if not connection.get_execution_options().get("regionplan_writes"):
            return
        seen.append(len(seen) + 1)
        if len(seen) == number:
            server().stop()

    event.listen(Engine, "commit", count)
    try:
        yield seen
    finally:
        event.remove(Engine, "commit", count)
        if number in seen:
            server().start()


def test_a_server_that_goes_away_anywhere_in_a_merge_costs_no_answer_and_doubles_none(
    office: Desk, url: str
) -> None:
    office.answer("Næringsforum", "1.1.1", Status="Gjennomført")
    office.run("merge")
    office.run("undo")
    with away_at_commit(0) as commits:
        assert len(office.run("merge")["changes"]) == 1
    assert len(commits) > 2
    for number in commits:
        office.run("undo")
        assert office.cell("1.1.1", "Status") is None
        with away_at_commit(number):
            told = office.run("--lang", "en", "merge")
            assert office.status == 3, number
            assert "Traceback" not in str(told)
        office.run("merge")
        assert (office.status, office.cell("1.1.1", "Status")) == (0, "Gjennomført"), number
        with Ledger.open(url) as ledger:
            assert [one.state for one in ledger.returns()] == ["merged"]
            assert ledger.pending_merge() is None
            in_force = [one for one in ledger.merges() if one.state == "done"]
            assert len(in_force) == 1
            assert [row["Felt"] for row in office.log()] == ["Status"], number


def test_a_server_that_is_away_is_told_with_exit_status_3_and_nothing_is_changed(office: Desk) -> None:
    answer = office.answer("Næringsforum", "1.1.1", Status="Gjennomført")
    before = office.master.read_bytes()
    with server().away():
        for command in ("collect", "merge", "status", "send"):
            told = office.run("--lang", "en", command)
            assert office.status == 3, command
            assert "does not answer" in told["what"]
        office.run("run", "--once")
        assert office.status == 3
    assert office.master.read_bytes() == before
    assert answer.exists()
    assert len(office.run("merge")["changes"]) == 1

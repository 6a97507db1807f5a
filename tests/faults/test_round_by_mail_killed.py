"""A round by e-mail with real servers, killed at every step: no answer is lost or doubled, nobody gets two e-mails."""

import os
import shutil
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import count
from pathlib import Path

import pytest

from regionplan_xl.project.folder import Project
from tests.delivery.mail.dovecot import PASSWORD, PROGRAM
from tests.faults.mail_points import KILLED_BY_SIGNAL, MailPoints
from tests.faults.points import Fault, run_apart
from tests.faults.stages import note, run
from tests.mail_round.people import OFFICE, bodies, filled_in, make_project, post, reply, use
from tests.mail_round.post_office import PostOffice, post_office
from tests.requirements import missing
from tests.rounds.answers import ROUND, measures, read_in_this_process
from tests.rounds.desk import Desk
from tests.rounds.reminding import deadline_in

SOAK = os.environ.get("REGIONPLAN_SOAK") == "1"
SAMPLED = 2  # of the points per command and kind of kill, in the ordinary run
KILLS: tuple[Fault, ...] = ("killed before", "killed after")
BODIES = bodies(4)
ANSWERING, SILENT = BODIES[:3], BODIES[3:]
SAID = {"Status": "Påstarta", "Kommentar": "Me er i gang."}

pytestmark = [
    pytest.mark.skipif(not hasattr(os, "fork"), reason="needs a system that can fork"),
    pytest.mark.filterwarnings("ignore:This process .* is multi-threaded:DeprecationWarning"),
    pytest.mark.filterwarnings("ignore::UserWarning"),
]


@dataclass(frozen=True)
class Round:
    """The post office, a project before its round, one whose round is out and answered, and the answers."""

    office: PostOffice
    new: Path
    sent: Path
    answers: tuple[bytes, ...]


_USERS = count(1)


@pytest.fixture(scope="module")
def round_(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Round]:
    if not PROGRAM:
        missing("Dovecot is not installed")
    root = tmp_path_factory.mktemp("round")
    with post_office() as office, pytest.MonkeyPatch.context() as patched:
        patched.setenv("SSL_CERT_FILE", str(office.trusted))
        patched.setenv("REGIONPLAN_IMAP_PASSWORD", PASSWORD)
        new = make_project(root / "new", BODIES, office)
        read_in_this_process(new)
        sent = Path(shutil.copytree(new, root / "sent"))
        assert run(sent, "send", "--round", ROUND) == 0
        for body in ANSWERING:
            (message,) = office.mailbox(body.address)
            post(office, reply(body, message, filled_in(body, message, root / "people", SAID)))
        yield Round(office, new, sent, tuple(office.imap.files(OFFICE).values()))


def fresh(of: Path, to: Path, office: PostOffice) -> Path:
    """Return a copy of a project with a separate mailbox for answers; nothing has been sent."""
    shutil.rmtree(to, ignore_errors=True)
    shutil.copytree(of, to)
    use(to, office, f"office{next(_USERS)}@example.org")
    office.smtp.taken.clear()
    return to


def with_answers(round_: Round, to: Path) -> tuple[Path, str]:
    """Return a fresh copy of the sent round with all answers in its mailbox, and the user of that mailbox."""
    folder = fresh(round_.sent, to, round_.office)
    user = Project.open(folder).config.delivery.imap.user  # type: ignore[union-attr]
    for number, raw in enumerate(round_.answers, 1):
        round_.office.imap.deliver(user, raw, name=f"{number}.answer")
    return folder, user


def chosen(points: int, kill: Fault, of: int = SAMPLED) -> list[int]:
    """Return all points, or some of them, spread evenly and different for each kind of kill."""
    if SOAK or points <= of:
        return list(range(1, points + 1))
    first = 1 + KILLS.index(kill) * points // of // len(KILLS)
    return [min(points, first + n * points // of) for n in range(of)]


def states(folder: Path, kind: str) -> dict[str, str]:
    with Project.open(folder).ledger as ledger:
        return {one.actor: one.state for one in ledger.messages() if one.kind == kind}


def assert_each_got_one(round_: Round, folder: Path, kind: str, to: dict[str, str], where: str) -> int:
    """Assert that nobody got two of this kind, and that whoever got none is recorded as unsure; return their number."""
    got = Counter(address for address, _ in round_.office.smtp.taken)
    found = states(folder, kind)
    assert set(found) == set(to), where
    assert set(found.values()) <= {"sent", "unsure"}, where
    unsure = {actor for actor, state in found.items() if state == "unsure"}
    assert len(unsure) <= 1, where
    assert all(got[to[actor]] <= 1 for actor in to), where
    assert all(got[to[actor]] == 1 for actor in to if actor not in unsure), where
    return len(unsure)


@pytest.mark.parametrize("kill", KILLS)
def test_a_round_that_is_killed_while_it_is_sent_reaches_each_body_once(
    kill: Fault, round_: Round, tmp_path: Path
) -> None:
    command = ("send", "--round", ROUND)
    _, points = run_apart(fresh(round_.new, tmp_path / "counted", round_.office), command, MailPoints())
    assert sum(point.startswith("smtp") for point in points) > 5 * len(BODIES)
    unsure, tried = 0, Counter[str]()
    for at in chosen(len(points), kill):
        folder = fresh(round_.new, tmp_path / "project", round_.office)
        status, _ = run_apart(folder, command, MailPoints(at, kill))
        where = f"send, {kill} at point {at} of {len(points)} ({points[at - 1]})"
        assert status == KILLED_BY_SIGNAL, where
        run(folder, *command)
        unsure += assert_each_got_one(
            round_, folder, "workbook", {body.name: body.address for body in BODIES}, where
        )
        tried[points[at - 1].split()[0]] += 1
    note(f"real servers | send | {kill} | {tried.total()} of {len(points)}, unsure {unsure}", tried)


@pytest.mark.parametrize("kill", KILLS)
def test_reminders_that_are_killed_reach_each_silent_body_once(
    kill: Fault, round_: Round, tmp_path: Path
) -> None:
    overdue = fresh(round_.sent, tmp_path / "overdue", round_.office)
    deadline_in(Desk(overdue), -3)
    _, points = run_apart(fresh(overdue, tmp_path / "counted", round_.office), ("remind",), MailPoints())
    assert any(point.startswith("smtp") for point in points)
    unsure, tried = 0, Counter[str]()
    for at in chosen(len(points), kill):
        folder = fresh(overdue, tmp_path / "project", round_.office)
        status, _ = run_apart(folder, ("remind",), MailPoints(at, kill))
        where = f"remind, {kill} at point {at} of {len(points)} ({points[at - 1]})"
        assert status == KILLED_BY_SIGNAL, where
        run(folder, "remind")
        reminders = assert_each_got_one(
            round_, folder, "reminder", {body.name: body.address for body in BODIES}, where
        )
        lists = assert_each_got_one(round_, folder, "silent", {"": OFFICE}, where)
        assert reminders + lists <= 1, where
        unsure += reminders + lists
        tried[points[at - 1].split()[0]] += 1
    note(f"real servers | remind | {kill} | {tried.total()} of {len(points)}, unsure {unsure}", tried)


@pytest.mark.parametrize("kill", KILLS)
def test_answers_that_are_collected_by_a_killed_command_are_merged_once_each(
    kill: Fault, round_: Round, tmp_path: Path
) -> None:
    _, points = run_apart(with_answers(round_, tmp_path / "counted")[0], ("collect",), MailPoints())
    assert sum(point.startswith("imap") for point in points) > len(ANSWERING)
    tried = Counter[str]()
    for at in chosen(len(points), kill):
        folder, user = with_answers(round_, tmp_path / "project")
        status, _ = run_apart(folder, ("collect",), MailPoints(at, kill))
        where = f"collect, {kill} at point {at} of {len(points)} ({points[at - 1]})"
        assert status == KILLED_BY_SIGNAL, where
        assert run(folder, "collect") == 0, where
        assert run(folder, "merge") in (0, 1), where
        assert_merged_once(folder, where)
        assert len(round_.office.imap.files(user)) == len(ANSWERING), f"{where}: nothing is deleted"
        tried[points[at - 1].split()[0]] += 1
    note(f"real servers | collect | {kill} | {tried.total()} of {len(points)}", tried)


@pytest.mark.parametrize("kill", KILLS)
def test_receipts_that_are_killed_reach_each_body_that_answered_once(
    kill: Fault, round_: Round, tmp_path: Path
) -> None:
    office = round_.office
    collected, _ = with_answers(round_, tmp_path / "collected")
    assert run(collected, "collect") == 0
    _, points = run_apart(fresh(collected, tmp_path / "counted", office), ("merge",), MailPoints())
    assert sum(point.startswith("smtp") for point in points) > 5 * len(ANSWERING)
    unsure, tried = 0, Counter[str]()
    for at in chosen(len(points), kill):
        folder = fresh(collected, tmp_path / "project", office)
        status, _ = run_apart(folder, ("merge",), MailPoints(at, kill))
        where = f"receipts, {kill} at point {at} of {len(points)} ({points[at - 1]})"
        assert status == KILLED_BY_SIGNAL, where
        assert run(folder, "merge") in (0, 1), where
        assert_merged_once(folder, where)
        unsure += assert_each_got_one(
            round_, folder, "receipt", {body.name: body.address for body in ANSWERING}, where
        )
        tried[points[at - 1].split()[0]] += 1
    note(f"real servers | receipts | {kill} | {tried.total()} of {len(points)}, unsure {unsure}", tried)


def assert_merged_once(folder: Path, where: str) -> None:
    """Assert that each answer is in the master and once in the log, and that nothing waits."""
    rows = {str(row["Nr"]): row for row in measures(folder / "workbooks" / "master.xlsx").values()}
    for body in BODIES:
        said = {name: rows[body.number][name] or "" for name in SAID}
        assert said == (SAID if body in ANSWERING else dict.fromkeys(SAID, "")), where
    with Project.open(folder).ledger as ledger:
        assert Counter(one.state for one in ledger.returns()) == {"merged": len(ANSWERING)}, where
        assert len(ledger.received_mails()) == len(ANSWERING), where
        assert ledger.open_questions() == (), where
    logged = Counter((row["Nr"], row["Felt"]) for row in Desk(folder).log() if row.get("Nr"))
    assert set(logged.values()) == {1}, where
    assert len(logged) == len(ANSWERING) * len(SAID), where

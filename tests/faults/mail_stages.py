"""A project that sends through a server, and a command of it that is stopped at any point.

A normal run tries a few of the points, different ones for each fault; the soak (`REGIONPLAN_SOAK=1`) tries all.
"""

import os
from collections import Counter
from collections.abc import Callable, Iterable
from pathlib import Path

import pytest

from regionplan_xl.ledger.entries import MessageRecord
from regionplan_xl.project.folder import Project
from tests.delivery.mail.mail_server import MailServer
from tests.faults.mail_points import KILLED_BY_SIGNAL, MailPoints
from tests.faults.points import FAULTS, run_apart
from tests.faults.stages import Stage, note, stages
from tests.rounds.desk import Desk
from tests.rounds.letters import edit_actor

SOAK = os.environ.get("REGIONPLAN_SOAK") == "1"
SAMPLED = 2  # points per fault in a normal run
MARKS = [
    pytest.mark.skipif(not hasattr(os, "fork"), reason="needs a system that can fork"),
    pytest.mark.filterwarnings("ignore:This process .* is multi-threaded:DeprecationWarning"),
]


def stage_before(command: str, folder: Path, actors: Iterable[str]) -> Stage:
    """Return the project before a command of the round; the given actors have one address each."""
    stage = stages(folder)[command]
    for number, actor in enumerate(actors):
        edit_actor(Desk(stage.folder), actor, E_post=f"{number}@gol.example")
    return stage


def project(stage: Stage, folder: Path, server: MailServer, channel: str) -> Path:
    """Return a copy of the project, with the server in config.yaml; the server has received nothing."""
    stage.copy(folder)
    config = folder / "config.yaml"
    settings = (
        f"channel: {channel}\n  sender: Regionrådet <plan@example.org>\n"
        f"  smtp: {{host: localhost, port: {server.port}, security: none}}"
    )
    config.write_text(config.read_text("utf-8").replace("channel: folder", settings), encoding="utf-8")
    server.taken.clear()
    return folder


def messages(folder: Path, kind: str) -> tuple[MessageRecord, ...]:
    """Return the recorded messages of a kind."""
    with Project.open(folder).ledger as ledger:
        return ledger.messages(kind=kind)


def stop_at_points(
    fault: str,
    command: tuple[str, ...],
    fresh: Callable[[], Path],
    chosen: Callable[[list[str]], list[int]],
    check: Callable[[Path, str], None],
    what: str,
) -> None:
    """Run a command in a fresh project once for each chosen point, with the fault there, and check the project."""
    _, points = run_apart(fresh(), command, MailPoints())
    tried: Counter[str] = Counter()
    for at in chosen(points):
        folder = fresh()
        status, passed = run_apart(folder, command, MailPoints(at, fault))  # type: ignore[arg-type]
        where = f"{fault} at point {at} of {len(points)} ({points[at - 1]})"
        # The number of writes per file varies a little, so a run may end before the last points.
        was_reached = status == KILLED_BY_SIGNAL or len(passed) >= at
        expected = (KILLED_BY_SIGNAL,) if fault.startswith("killed") and was_reached else (0, 1, 3)
        assert status in expected, f"{where}: {status}"
        check(folder, where)
        tried[points[at - 1]] += was_reached
    note(f"in process | {what} | {fault} | {tried.total()} of {len(points)}", tried)


def check_messages(folder: Path, kind: str, actors: Iterable[str], server: MailServer, where: str) -> None:
    """Check that each actor has got its message once, and that at most one message is in doubt."""
    asked = set(actors)
    states = {one.actor: one.state for one in messages(folder, kind)}
    unsure = {actor for actor, state in states.items() if state == "unsure"}
    got = Counter(to for to, _ in server.taken)
    assert set(states) == asked, where
    assert set(states.values()) <= {"sent", "unsure"}, where
    assert len(unsure) <= 1, where
    assert max(got.values()) == 1, where
    assert len(got) >= len(asked) - len(unsure), where


def spread(begin: int, end: int, fault: str) -> list[int]:
    """Return all points from `begin` to `end`, or some of them, spread evenly and different for each fault."""
    count = end - begin + 1
    if SOAK or count <= SAMPLED:
        return list(range(begin, end + 1))
    first = begin + FAULTS.index(fault) * count // SAMPLED // len(FAULTS)
    return [min(end, first + n * count // SAMPLED) for n in range(SAMPLED)]

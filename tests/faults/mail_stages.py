"""A project that sends by a server, and a command of it that is stopped at any of its points.

The ordinary run takes a few of the points, others for each fault; the soak (`REGIONPLAN_SOAK=1`) takes all.
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
SAMPLED = 2  # of the points per fault, in the ordinary run
MARKS = [
    pytest.mark.skipif(not hasattr(os, "fork"), reason="needs a system that can fork"),
    pytest.mark.filterwarnings("ignore:This process .* is multi-threaded:DeprecationWarning"),
]


def stage_before(command: str, folder: Path, actors: Iterable[str]) -> Stage:
    """The project before a command of the round; these actors have an address each."""
    stage = stages(folder)[command]
    for number, actor in enumerate(actors):
        edit_actor(Desk(stage.folder), actor, E_post=f"{number}@gol.example")
    return stage


def project(stage: Stage, folder: Path, server: MailServer, channel: str) -> Path:
    """A copy of the project, with the server in config.yaml; the server has taken nothing."""
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
    """The messages of a kind on record."""
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
    """Run a command in a fresh project once for each of the chosen points, with the fault there, and check it."""
    _, points = run_apart(fresh(), command, MailPoints())
    tried: Counter[str] = Counter()
    for at in chosen(points):
        folder = fresh()
        status, passed = run_apart(folder, command, MailPoints(at, fault))  # type: ignore[arg-type]
        where = f"{fault} at point {at} of {len(points)} ({points[at - 1]})"
        # In how many pieces a file is written varies a little, so a run may have ended before the last points.
        was_reached = status == KILLED_BY_SIGNAL or len(passed) >= at
        expected = (KILLED_BY_SIGNAL,) if fault.startswith("killed") and was_reached else (0, 1, 3)
        assert status in expected, f"{where}: {status}"
        check(folder, where)
        tried[points[at - 1]] += was_reached
    note(f"in process | {what} | {fault} | {tried.total()} of {len(points)}", tried)


def check_messages(folder: Path, kind: str, actors: Iterable[str], server: MailServer, where: str) -> None:
    """Each of the actors has got its message once; of one at most it may not be known."""
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
    """All points from `begin` to `end`; or some of them, spread evenly and others for each fault."""
    count = end - begin + 1
    if SOAK or count <= SAMPLED:
        return list(range(begin, end + 1))
    first = begin + FAULTS.index(fault) * count // SAMPLED // len(FAULTS)
    return [min(end, first + n * count // SAMPLED) for n in range(SAMPLED)]

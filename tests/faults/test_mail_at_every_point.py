"""A round sent by mail, stopped at any point: nobody gets two e-mails, and nobody is forgotten."""

import os
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

import pytest

from regionplan_xl.project.folder import Project
from tests.delivery.mail.mail_server import MailServer, mail_server
from tests.faults.mail_points import KILLED_BY_SIGNAL, MailPoints
from tests.faults.points import FAULTS, run_apart
from tests.faults.stages import ASKED, ROUND, Stage, note, run, stages
from tests.rounds.desk import Desk
from tests.rounds.letters import edit_actor, parsed

SOAK = os.environ.get("REGIONPLAN_SOAK") == "1"
SAMPLED = 8  # of the points per fault, in the ordinary run
SEND = ("send", "--round", ROUND, "--channel", "mail")

pytestmark = [
    pytest.mark.skipif(not hasattr(os, "fork"), reason="needs a system that can fork"),
    pytest.mark.filterwarnings("ignore:This process .* is multi-threaded:DeprecationWarning"),
]


@pytest.fixture(scope="module")
def before(tmp_path_factory: pytest.TempPathFactory) -> Stage:
    stage = stages(tmp_path_factory.mktemp("stages"))["send"]
    for number, actor in enumerate(ASKED):
        edit_actor(Desk(stage.folder), actor, E_post=f"{number}@gol.example")
    return stage


@pytest.fixture
def server() -> Iterator[MailServer]:
    with mail_server() as running:
        yield running


def project(stage: Stage, folder: Path, server: MailServer) -> Path:
    """The project before its first round, with the server in config.yaml."""
    stage.copy(folder)
    config = folder / "config.yaml"
    settings = (
        "channel: folder\n  sender: Regionrådet <plan@example.org>\n"
        f"  smtp: {{host: localhost, port: {server.port}, security: none}}"
    )
    config.write_text(config.read_text("utf-8").replace("channel: folder", settings), encoding="utf-8")
    server.taken.clear()
    return folder


def states(folder: Path) -> dict[str, str]:
    with Project.open(folder).ledger as ledger:
        return {record.actor: record.state for record in ledger.messages(ROUND)}


def test_the_round_goes_out_by_mail_when_nothing_happens(
    before: Stage, server: MailServer, tmp_path: Path
) -> None:
    folder = project(before, tmp_path / "project", server)
    assert run(folder, *SEND) == 0
    assert set(states(folder)) == set(ASKED)
    assert len(server.messages()) == len(ASKED)


@pytest.mark.parametrize("fault", FAULTS)
def test_a_fault_at_any_point_of_sending_doubles_no_email_and_forgets_nobody(
    fault: str, before: Stage, server: MailServer, tmp_path: Path
) -> None:
    folder = project(before, tmp_path / "project", server)
    _, points = run_apart(folder, SEND, MailPoints())
    assert sum(point.startswith("smtp") for point in points) > 5 * len(ASKED)
    tried: Counter[str] = Counter()
    for at in _chosen(len(points), fault):
        folder = project(before, tmp_path / "project", server)
        status, _ = run_apart(folder, SEND, MailPoints(at, fault))  # type: ignore[arg-type]
        where = f"{fault} at point {at} of {len(points)} ({points[at - 1]})"
        assert status in ((KILLED_BY_SIGNAL,) if fault.startswith("killed") else (0, 1, 3)), (
            f"{where}: {status}"
        )
        run(folder, *SEND)
        got = Counter(to for to, _ in server.taken)
        found = states(folder)
        unsure = {actor for actor, state in found.items() if state == "unsure"}
        assert set(found) == set(ASKED), where
        assert set(found.values()) <= {"sent", "unsure"}, where
        assert len(unsure) <= 1, where
        assert max(got.values()) == 1, where
        assert len(got) >= len(ASKED) - len(unsure), where
        # Whoever is on record as having got it has got the workbook that is in the outbox.
        for _, data in server.taken:
            (attached,) = parsed(data).iter_attachments()
            books = (folder / "workbooks" / "outbox" / ROUND).glob("*.xlsx")
            assert attached.get_content() in [book.read_bytes() for book in books], where
        tried[points[at - 1]] += 1
    note(f"in process | send by mail | {fault} | {tried.total()} of {len(points)}", tried)


def _chosen(count: int, fault: str) -> list[int]:
    """All points; or some of them, spread evenly and different for each fault."""
    if SOAK or count <= SAMPLED:
        return list(range(1, count + 1))
    first = 1 + FAULTS.index(fault) * count // SAMPLED // len(FAULTS)
    return [min(count, first + n * count // SAMPLED) for n in range(SAMPLED)]

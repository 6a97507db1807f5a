"""A merge that owes receipts, stopped at any point of them: no body gets two, and none is forgotten."""

import os
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

import pytest

from regionplan_xl.project.folder import Project
from tests.delivery.mail.mail_server import MailServer, mail_server
from tests.faults.mail_points import KILLED_BY_SIGNAL, MailPoints
from tests.faults.points import FAULTS, run_apart
from tests.faults.stages import ANSWERS, Stage, note, run, stages
from tests.rounds.desk import Desk
from tests.rounds.letters import edit_actor

SOAK = os.environ.get("REGIONPLAN_SOAK") == "1"
SAMPLED = 8  # of the points per fault, in the ordinary run
MERGE = ("merge",)
_BEFORE = (
    25  # points before the first word to the server: the receipts are recorded, and the merge is committed
)

pytestmark = [
    pytest.mark.skipif(not hasattr(os, "fork"), reason="needs a system that can fork"),
    pytest.mark.filterwarnings("ignore:This process .* is multi-threaded:DeprecationWarning"),
]


@pytest.fixture(scope="module")
def before(tmp_path_factory: pytest.TempPathFactory) -> Stage:
    stage = stages(tmp_path_factory.mktemp("stages"))["merge"]
    for number, actor in enumerate(ANSWERS):
        edit_actor(Desk(stage.folder), actor, E_post=f"{number}@gol.example")
    return stage


@pytest.fixture
def server() -> Iterator[MailServer]:
    with mail_server() as running:
        yield running


def project(stage: Stage, folder: Path, server: MailServer) -> Path:
    """The project with answers in its inbox, which sends by the server."""
    stage.copy(folder)
    config = folder / "config.yaml"
    settings = (
        "channel: mail\n  sender: Regionrådet <plan@example.org>\n"
        f"  smtp: {{host: localhost, port: {server.port}, security: none}}"
    )
    config.write_text(config.read_text("utf-8").replace("channel: folder", settings), encoding="utf-8")
    server.taken.clear()
    return folder


def states(folder: Path) -> dict[str, str]:
    with Project.open(folder).ledger as ledger:
        return {record.actor: record.state for record in ledger.messages(kind="receipt")}


@pytest.mark.parametrize("fault", FAULTS)
def test_a_fault_at_any_point_of_the_receipts_doubles_none_and_forgets_nobody(
    fault: str, before: Stage, server: MailServer, tmp_path: Path
) -> None:
    folder = project(before, tmp_path / "project", server)
    _, points = run_apart(folder, MERGE, MailPoints())
    assert len(server.messages()) == len(ANSWERS)
    tried: Counter[str] = Counter()
    for at in _chosen(points, fault):
        folder = project(before, tmp_path / "project", server)
        status, _ = run_apart(folder, MERGE, MailPoints(at, fault))  # type: ignore[arg-type]
        where = f"{fault} at point {at} of {len(points)} ({points[at - 1]})"
        assert status in ((KILLED_BY_SIGNAL,) if fault.startswith("killed") else (0, 1, 3)), (
            f"{where}: {status}"
        )
        run(folder, *MERGE)
        run(folder, *MERGE)
        got = Counter(to for to, _ in server.taken)
        found = states(folder)
        unsure = {actor for actor, state in found.items() if state == "unsure"}
        assert set(found) == set(ANSWERS), where
        assert set(found.values()) <= {"sent", "unsure"}, where
        assert len(unsure) <= 1, where
        assert max(got.values()) == 1, where
        assert len(got) >= len(ANSWERS) - len(unsure), where
        tried[points[at - 1]] += 1
    note(f"in process | receipts | {fault} | {tried.total()} of {len(points)}", tried)


def _chosen(points: list[str], fault: str) -> list[int]:
    """All points from a while before the first word to the server; or some, spread evenly, others for each fault."""
    first = next(at for at, point in enumerate(points, 1) if point.startswith("smtp"))
    begin = max(first - _BEFORE, 1)
    count = len(points) - begin + 1
    if SOAK or count <= SAMPLED:
        return list(range(begin, len(points) + 1))
    offset = FAULTS.index(fault) * count // SAMPLED // len(FAULTS)
    return [min(len(points), begin + offset + n * count // SAMPLED) for n in range(SAMPLED)]

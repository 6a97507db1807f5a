"""A merge with receipts due, stopped at any point while sending: no body gets two, and none is forgotten."""

from pathlib import Path

import pytest

from tests.delivery.mail.mail_server import MailServer
from tests.faults.mail_stages import (
    MARKS,
    check_messages,
    project,
    spread,
    stage_before,
    stop_at_points,
)
from tests.faults.points import FAULTS
from tests.faults.stages import ANSWERS, Stage, run

MERGE = ("merge",)
# Points before the first word to the server: the receipts are recorded, and the merge is committed.
_BEFORE = 25

pytestmark = MARKS


@pytest.fixture(scope="module")
def before(tmp_path_factory: pytest.TempPathFactory) -> Stage:
    return stage_before("merge", tmp_path_factory.mktemp("stages"), ANSWERS)


@pytest.mark.parametrize("fault", FAULTS)
def test_a_fault_at_any_point_of_the_receipts_doubles_none_and_forgets_nobody(
    fault: str, before: Stage, server: MailServer, tmp_path: Path
) -> None:
    def fresh() -> Path:
        return project(before, tmp_path / "project", server, "mail")

    def chosen(points: list[str]) -> list[int]:
        assert len(server.messages()) == len(ANSWERS)
        first = next(at for at, point in enumerate(points, 1) if point.startswith("smtp"))
        return spread(max(first - _BEFORE, 1), len(points), fault)

    def check(folder: Path, where: str) -> None:
        run(folder, *MERGE)
        run(folder, *MERGE)
        check_messages(folder, "receipt", ANSWERS, server, where)

    stop_at_points(fault, MERGE, fresh, chosen, check, "receipts")

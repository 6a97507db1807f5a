"""A round sent by mail and stopped at any point: nobody gets two e-mails, and nobody is forgotten."""

from pathlib import Path

import pytest

from tests.delivery.mail.mail_server import MailServer
from tests.faults.mail_stages import (
    MARKS,
    check_messages,
    messages,
    project,
    spread,
    stage_before,
    stop_at_points,
)
from tests.faults.points import FAULTS
from tests.faults.stages import ASKED, ROUND, Stage, run
from tests.rounds.letters import parsed

SEND = ("send", "--round", ROUND, "--channel", "mail")

pytestmark = MARKS


@pytest.fixture(scope="module")
def before(tmp_path_factory: pytest.TempPathFactory) -> Stage:
    return stage_before("send", tmp_path_factory.mktemp("stages"), ASKED)


def test_the_round_goes_out_by_mail_when_nothing_happens(
    before: Stage, server: MailServer, tmp_path: Path
) -> None:
    folder = project(before, tmp_path / "project", server, "folder")
    assert run(folder, *SEND) == 0
    assert {one.actor for one in messages(folder, "workbook")} == set(ASKED)
    assert len(server.messages()) == len(ASKED)


@pytest.mark.parametrize("fault", FAULTS)
def test_a_fault_at_any_point_of_sending_doubles_no_email_and_forgets_nobody(
    fault: str, before: Stage, server: MailServer, tmp_path: Path
) -> None:
    def fresh() -> Path:
        return project(before, tmp_path / "project", server, "folder")

    def chosen(points: list[str]) -> list[int]:
        assert sum(point.startswith("smtp") for point in points) > 5 * len(ASKED)
        return spread(1, len(points), fault)

    def check(folder: Path, where: str) -> None:
        run(folder, *SEND)
        check_messages(folder, "workbook", ASKED, server, where)
        # Whoever is on record as having got it has got the workbook that is in the outbox.
        for _, data in server.taken:
            (attached,) = parsed(data).iter_attachments()
            books = (folder / "workbooks" / "outbox" / ROUND).glob("*.xlsx")
            assert attached.get_content() in [book.read_bytes() for book in books], where

    stop_at_points(fault, SEND, fresh, chosen, check, "send by mail")

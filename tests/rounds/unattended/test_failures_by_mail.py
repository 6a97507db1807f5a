"""A failing job of the service: the secretariat gets one e-mail about it, whatever happens to the service."""

import pytest

from tests.delivery.mail.mail_server import USER, MailServer
from tests.rounds.desk import Desk
from tests.rounds.letters import by_mail, parsed, words

pytestmark = [pytest.mark.filterwarnings("ignore::UserWarning"), pytest.mark.usefixtures("log_as_it_was")]


@pytest.fixture
def office(desk: Desk, server: MailServer) -> Desk:
    """A secretariat whose service merges and reports, and sends by mail."""
    by_mail(desk.folder, server)
    only(desk, "merge", "report")
    return desk


def only(desk: Desk, *jobs: str) -> None:
    """Put only these jobs on the timetable."""
    config = desk.folder / "config.yaml"
    text = config.read_text("utf-8").partition("\nschedule:")[0]
    lines = "".join(f"  {job}: every hour\n" for job in jobs)
    config.write_text(f"{text}\nschedule:\n{lines}", encoding="utf-8")


def told(server: MailServer) -> list[str]:
    """Return the subjects of the secretariat's e-mails, in order."""
    assert {to for to, _ in server.taken} <= {USER}
    return [str(parsed(data)["Subject"]) for _, data in server.taken]


def test_a_job_that_fails_is_told_by_mail_once_until_it_works_again(office: Desk, server: MailServer) -> None:
    master = office.master.read_bytes()
    office.master.unlink()
    for _ in range(3):
        office.run("run", "--once")
        assert office.status == 2
    assert [subject.rpartition(": ")[2] for subject in told(server)] == [
        "«merge» verkar ikkje", "«report» verkar ikkje",
    ]  # fmt: skip
    message = parsed(server.taken[0][1])
    assert "Masteren manglar." in words(message)
    assert str(office.folder) in words(message)
    assert message["Auto-Submitted"] == "auto-generated"

    office.master.write_bytes(master)
    office.run("run", "--once")
    assert len(told(server)) == 2
    office.master.unlink()
    office.run("run", "--once")
    assert len(told(server)) == 4


def test_a_job_that_fails_for_another_reason_sends_another_email(office: Desk, server: MailServer) -> None:
    only(office, "merge")
    office.master.unlink()
    office.run("run", "--once")
    office.master.write_bytes(b"")
    office.run("run", "--once")
    office.run("run", "--once")
    first, second = (words(parsed(data)) for _, data in server.taken)
    assert "Masteren manglar." in first
    assert "tom fil" in second


def test_what_could_not_be_sent_is_sent_when_the_mail_server_is_back(
    office: Desk, server: MailServer
) -> None:
    only(office, "merge")
    office.master.unlink()
    server.reply = lambda step, envelope: "break" if step == "rcpt" else None
    office.run("run", "--once")
    assert office.status == 2, "that nobody could be told stops nothing"
    assert told(server) == []
    server.reply = lambda step, envelope: None
    for _ in range(2):
        office.run("run", "--once")
    assert len(told(server)) == 1


def test_what_works_again_before_the_mail_server_is_back_is_not_told_any_more(
    office: Desk, server: MailServer
) -> None:
    only(office, "merge")
    master = office.master.read_bytes()
    office.master.unlink()
    server.reply = lambda step, envelope: "break" if step == "rcpt" else None
    office.run("run", "--once")
    office.master.write_bytes(master)
    server.reply = lambda step, envelope: None
    office.run("run", "--once")
    assert office.status in (0, 1)
    assert told(server) == []


def test_an_email_that_may_have_arrived_is_not_sent_once_more(office: Desk, server: MailServer) -> None:
    only(office, "merge")
    office.master.unlink()
    server.reply = lambda step, envelope: "take and break" if step == "end" else None
    office.run("run", "--once")
    server.reply = lambda step, envelope: None
    office.run("run", "--once")
    assert len(told(server)) == 1

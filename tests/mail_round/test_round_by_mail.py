"""A round for 35 bodies by e-mail with real servers: one command sends it, and the service alone does the rest."""

import shutil
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

import pytest

from regionplan_xl.project.folder import Project
from tests.delivery.mail.dovecot import PASSWORD, PROGRAM
from tests.libreoffice import LibreOffice
from tests.mail_round.people import OFFICE, Body, bodies, filled_in, make_project, post, reply
from tests.mail_round.post_office import PostOffice, post_office
from tests.requirements import missing
from tests.rounds.answers import ROUND, measures
from tests.rounds.desk import Desk
from tests.rounds.letters import words
from tests.rounds.reminding import deadline_in

pytestmark = pytest.mark.filterwarnings("ignore::UserWarning")

BODIES = bodies(35)
ANSWERING, BY_LIBREOFFICE, ONLY_TEXT, SILENT = BODIES[:24], BODIES[24:30], BODIES[30:31], BODIES[31:]


@pytest.fixture
def office(monkeypatch: pytest.MonkeyPatch) -> Iterator[PostOffice]:
    if not PROGRAM:
        missing("Dovecot is not installed")
    with post_office() as running:
        monkeypatch.setenv("SSL_CERT_FILE", str(running.trusted))
        monkeypatch.setenv("REGIONPLAN_IMAP_PASSWORD", PASSWORD)
        yield running


@pytest.fixture
def desk(tmp_path: Path, office: PostOffice, monkeypatch: pytest.MonkeyPatch) -> Desk:
    # 35 e-mails would take a minute, at 30 a minute.
    monkeypatch.setattr("regionplan_xl.mailing.message_sender._WITHIN", 0.1)
    return Desk(make_project(tmp_path / "planen", BODIES, office))


def the_service_runs(desk: Desk) -> dict[str, dict[str, object]]:
    done = desk.run("run", "--once")
    assert desk.status in (0, 1), done
    assert {job["outcome"] for job in desk.run("status")["jobs"]} <= {"done", "waits"}
    return dict(done)


def answer(office: PostOffice, folder: Path, soffice: str | None) -> None:
    """Reply from each body's mailbox: some save the workbook with LibreOffice, one writes only text."""
    files: dict[Body, Path] = {}
    for body in (*ANSWERING, *BY_LIBREOFFICE):
        (message,) = office.mailbox(body.address)
        files[body] = filled_in(
            body, message, folder, {"Status": "Påstarta", "Kommentar": f"Frå {body.name}"}
        )
    if soffice:
        saved = [files[body] for body in BY_LIBREOFFICE]
        (folder / "soffice").mkdir()
        LibreOffice(soffice, folder / "soffice").convert("xlsx", folder / "saved", *saved)
        files |= {body: folder / "saved" / files[body].name for body in BY_LIBREOFFICE}
    for body, file in files.items():
        post(office, reply(body, office.mailbox(body.address)[0], file))
    for body in ONLY_TEXT:
        post(office, reply(body, office.mailbox(body.address)[0], None, "Me har ikkje noko nytt."))


def test_a_round_for_35_bodies_goes_out_and_comes_in_by_itself(
    desk: Desk, office: PostOffice, tmp_path: Path
) -> None:
    sent = desk.run("send", "--round", ROUND)
    assert desk.status == 0
    assert {one["message"] for one in sent["sent"]} == {"sent"}
    for body in BODIES:
        (message,) = office.mailbox(body.address)
        assert [one.get_filename() for one in message.iter_attachments()] == [f"{body.name} {ROUND}.xlsx"]

    answer(office, tmp_path / "people", shutil.which("soffice"))
    done = the_service_runs(desk)
    answered = len(ANSWERING) + len(BY_LIBREOFFICE)
    assert len(done["collect"]["received"]) == answered + len(ONLY_TEXT)  # type: ignore[arg-type]
    by_number = {str(row["Nr"]): row for row in measures(desk.master).values()}
    for body in (*ANSWERING, *BY_LIBREOFFICE):
        row = by_number[body.number]
        assert (row["Status"], row["Kommentar"]) == ("Påstarta", f"Frå {body.name}"), body
    assert all(not by_number[body.number]["Status"] for body in (*ONLY_TEXT, *SILENT))
    status = desk.run("status")
    assert set(status["not_answered"]) == {body.name for body in (*ONLY_TEXT, *SILENT)}
    assert len(office.mailbox(OFFICE)) == answered + len(ONLY_TEXT), "nothing is deleted"
    assert office.seen(OFFICE) == answered, "a reply without a workbook is left for people to read"

    deadline_in(desk, -3)
    the_service_runs(desk)
    the_service_runs(desk)
    assert_who_got_what(desk, office)


def assert_who_got_what(desk: Desk, office: PostOffice) -> None:
    """Assert that each message is in one mailbox, once, and that the ledger agrees."""
    reminded = {body.name for body in (*ONLY_TEXT, *SILENT)}
    receipted = {body.name for body in (*ANSWERING, *BY_LIBREOFFICE)}
    with Project.open(desk.folder).ledger as ledger:
        kept = ledger.messages()
    assert {one.state for one in kept} == {"sent"}
    assert Counter(one.kind for one in kept) == {
        "workbook": len(BODIES), "receipt": len(receipted), "reminder": len(reminded), "silent": 1,
    }  # fmt: skip
    for body in BODIES:
        mine = Counter(one.message_id for one in kept if one.actor == body.name)
        assert office.ids(body.address) == mine, body
        assert len(mine) == 1 + (body.name in receipted) + (body.name in reminded), body
    to_office = [message for message in office.mailbox(OFFICE) if message["Auto-Submitted"]]
    (listed,) = (message for message in to_office if "har ikkje svart" in str(message["Subject"]))
    assert all(f"- {name}" in words(listed) for name in reminded)
    assert set(desk.run("status")["not_answered"]) == reminded


def test_a_reply_that_the_server_does_not_vouch_for_waits_and_the_service_goes_on(
    desk: Desk, office: PostOffice, tmp_path: Path
) -> None:
    desk.run("send", "--round", ROUND)
    good, forged = BODIES[0], BODIES[1]
    office.forged.add(forged.address)
    for body in (good, forged):
        (message,) = office.mailbox(body.address)
        post(
            office,
            reply(body, message, filled_in(body, message, tmp_path / "people", {"Status": "Påstarta"})),
        )
    the_service_runs(desk)
    by_number = {str(row["Nr"]): row["Status"] for row in measures(desk.master).values()}
    assert (by_number[good.number], by_number[forged.number] or "") == ("Påstarta", "")
    assert len([row for row in desk.rows("Konfliktar") if forged.name in str(row.values())]) == 1

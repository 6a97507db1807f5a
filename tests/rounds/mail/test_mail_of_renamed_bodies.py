"""E-mail to and from a body that got another name during a round: it is still that body's."""

import pytest

from tests.delivery.incoming.corpus import ADDRESS
from tests.delivery.incoming.messages import delivery_report, message
from tests.delivery.mail.mail_server import MailServer
from tests.rounds.answers import ROUND
from tests.rounds.desk import Desk
from tests.rounds.letters import by_mail, edit_actor, words
from tests.rounds.mailbox import PASS, answers, from_server
from tests.rounds.receipts import arrived
from tests.rounds.register_by_hand import rename
from tests.rounds.saved_mail import book, drop, remarks

pytestmark = pytest.mark.filterwarnings("ignore::UserWarning")

BEFORE, NOW, MEASURE = "IKT Hallingdal", "IKT Valdres", "6.4.2"
GONE, DEPUTY = "borte@ikt.no", "vara@ikt.no"


@pytest.fixture
def ikt(desk: Desk, server: MailServer) -> Desk:
    """A desk that sends by the server; a body has the address of the messages."""
    edit_actor(desk, BEFORE, E_post=ADDRESS)
    desk.run("merge")
    return by_mail(desk.folder, server)


def renamed(desk: Desk, merged: bool = True) -> None:
    """Rename the body, without keeping its former name anywhere."""
    rename(desk, BEFORE, NOW, alias=False, everywhere=True)
    if merged:
        desk.edit("6.1.1", Merknad="Sjå vedtaket.")
        desk.run("merge")


@pytest.mark.parametrize("merged", [True, False])
def test_an_answer_from_the_bodys_own_address_is_merged_and_gets_a_receipt(
    ikt: Desk, server: MailServer, merged: bool
) -> None:
    data = book(ikt, BEFORE, MEASURE, Status="Gjennomført")
    renamed(ikt, merged)
    arrived(ikt, from_server(PASS, message("Hei", {"IKT.xlsx": data})))
    told = ikt.run("merge")
    assert answers(told) == [(MEASURE, "done")]
    assert told["held"] == []
    assert told["receipts"]["sent"] == 1
    said = words(server.messages()[ADDRESS])
    assert NOW in said
    assert MEASURE in said


def test_an_answer_from_another_address_still_waits(ikt: Desk) -> None:
    data = book(ikt, BEFORE, MEASURE, Status="Gjennomført")
    edit_actor(ikt, BEFORE, E_post="post@ikt.no")
    renamed(ikt)
    arrived(ikt, from_server(PASS, message("Hei", {"IKT.xlsx": data})))
    told = ikt.run("merge")
    assert (answers(told), len(told["held"])) == ([], 1)


def test_an_answer_from_the_body_that_took_over_the_name_waits(ikt: Desk) -> None:
    data = book(ikt, BEFORE, MEASURE, Status="Gjennomført")
    renamed(ikt)
    rename(ikt, "KRU", BEFORE, alias=False, everywhere=True)
    edit_actor(ikt, BEFORE, E_post="kru@kru.no")
    arrived(ikt, from_server(PASS, message("Hei", {"IKT.xlsx": data})))
    told = ikt.run("merge")
    assert (answers(told), len(told["held"])) == ([], 1)


def test_a_message_without_a_workbook_is_not_overlooked(ikt: Desk) -> None:
    renamed(ikt)
    arrived(ikt, from_server(PASS, message("Alt er utsett.")))
    ikt.run("merge")
    assert [remark[2] for remark in remarks(ikt)] == ["Alt er utsett."]


def test_the_receipt_says_that_an_unclear_answer_waits(ikt: Desk, server: MailServer) -> None:
    edit_actor(ikt, BEFORE, E_post=None)
    edit_actor(ikt, "Gol", E_post=ADDRESS)
    data = book(ikt, "Gol", "1.3.1", Status="kanskje", Kommentar="Ja")
    rename(ikt, "Gol", "Gol herad")
    ikt.run("merge")
    arrived(ikt, from_server(PASS, message("Hei", {"Gol.xlsx": data})))
    assert len(ikt.run("merge")["conflicts"]) == 1
    said = words(server.messages()[ADDRESS])
    assert "   Kommentar: Ja" in said
    assert "   Status:" not in said
    assert "kanskje" in said


@pytest.fixture
def bounced(desk: Desk, server: MailServer) -> Desk:
    """A desk whose e-mail to the first address of a body came back, after which the body was renamed."""
    by_mail(desk.folder, server)
    edit_actor(desk, BEFORE, E_post=f"{GONE}; {DEPUTY}")
    desk.run("merge")
    desk.run("send", "--actor", BEFORE)
    (raw,) = [raw for to, raw in server.taken if to == GONE]
    headers = raw.partition(b"\r\n\r\n")[0] + b"\r\n\r\n"
    drop(desk, "retur.eml", delivery_report(GONE, returned=headers))
    desk.run("collect")
    renamed(desk)
    return desk


def recipients(server: MailServer) -> list[str]:
    return [to for to, _ in server.taken]


def test_a_workbook_that_came_back_goes_to_the_deputy_once_and_its_answer_is_taken(
    bounced: Desk, server: MailServer
) -> None:
    ran = bounced.run("run", "--once")
    assert ran["collect"]["moved_on"] == [{"actor": NOW, "address": GONE, "to": DEPUTY}]
    bounced.run("run", "--once")
    assert recipients(server) == [GONE, DEPUTY]
    status = bounced.run("status")
    assert status["unsettled_messages"] == []
    assert status["moved_on"] == [{"actor": NOW, "address": GONE, "to": DEPUTY}]
    (attached,) = server.messages()[DEPUTY].iter_attachments()
    (bounced.folder / "workbooks" / "outbox" / ROUND / f"{NOW}.xlsx").write_bytes(attached.get_content())
    bounced.answer(NOW, MEASURE, Status="Gjennomført")
    assert answers(bounced.run("merge")) == [(MEASURE, "done")]
    assert NOW in bounced.run("status")["answered"]


def test_sending_to_a_renamed_body_leaves_out_the_address_that_failed(
    bounced: Desk, server: MailServer
) -> None:
    sent = bounced.run("send", "--actor", NOW)
    assert sent["moved_on"] == [{"actor": NOW, "address": GONE, "to": DEPUTY}]
    bounced.run("run", "--once")
    assert recipients(server) == [GONE, DEPUTY]

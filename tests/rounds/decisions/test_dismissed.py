"""Items that nobody follows up are dismissed from the list of `status`, and listed again on request."""

import pytest

from tests.delivery.incoming.corpus import ADDRESS
from tests.delivery.incoming.messages import delivery_report, message
from tests.delivery.mail.mail_server import MailServer
from tests.rounds.commands import regionplan_in_process
from tests.rounds.desk import Desk
from tests.rounds.letters import by_mail, edit_actor
from tests.rounds.mailbox import PASS, from_server
from tests.rounds.receipts import answered, arrived
from tests.rounds.saved_mail import book

pytestmark = pytest.mark.filterwarnings("ignore::UserWarning")


@pytest.fixture
def gol(desk: Desk, server: MailServer) -> Desk:
    """A desk that sends by the server; Gol has the address of the messages."""
    edit_actor(desk, "Gol", E_post=ADDRESS)
    return by_mail(desk.folder, server)


def tried_out(desk: Desk, text: str) -> None:
    """Collect an e-mail with which Gol tries out an answer."""
    made = message("Hei", {"Gol.xlsx": book(desk, "Gol", "1.2.3", Kommentar=text)}, subject="Prøve")
    arrived(desk, from_server(PASS, made))


def test_a_try_out_that_nobody_follows_up_is_dismissed_and_listed_again(gol: Desk) -> None:
    tried_out(gol, "Ein")
    listed = gol.run("status")
    (name,) = [one["file"] for one in listed["try_outs"]]
    assert gol.status == 1
    assert "status --dismiss NAMN" in regionplan_in_process("status", folder=gol.folder).out
    said = regionplan_in_process("status", "--dismiss", name.upper(), folder=gol.folder)
    assert (said.status, f"{name} blir ikkje vist lenger" in said.out) == (0, True)
    after = gol.run("status")
    assert (gol.status, after["try_outs"]) == (0, [])
    assert [(one["name"], one["state"]) for one in after["dismissed"]] == [(name, "try_out")]
    assert "prøve" not in regionplan_in_process("status", folder=gol.folder).out.casefold()
    again = gol.run("status", "--list-again", name)
    assert (gol.status, again["try_outs"], again["dismissed"]) == (1, listed["try_outs"], [])


def test_what_is_tried_out_later_is_listed_all_the_same(gol: Desk) -> None:
    tried_out(gol, "Ein")
    (first,) = gol.run("status")["try_outs"]
    gol.run("status", "--dismiss", first["file"])
    tried_out(gol, "To")
    gol.run("merge")
    gol.run("undo")
    assert len(gol.run("status")["try_outs"]) == 1


def test_a_receipt_that_did_not_arrive_is_dismissed_by_the_name_of_its_body(
    gol: Desk, server: MailServer
) -> None:
    server.reply = lambda at, envelope: "550 5.1.1 Ukjend mottakar"
    answered(gol)
    gol.run("merge")
    assert gol.run("status")["receipts"] == {"failed": 1}
    assert gol.run("status", "--dismiss", "gol")["receipts"] == {}
    assert "Ukjend mottakar" not in regionplan_in_process("status", folder=gol.folder).out
    server.reply = lambda at, envelope: None
    answered(gol, "Enno ein kommentar")
    gol.run("merge")
    assert len(server.messages()) == 1, "the next receipt is sent as ever"


def test_a_receipt_that_is_still_to_be_sent_is_not_dismissed_and_is_listed_if_it_comes_back(
    gol: Desk, server: MailServer
) -> None:
    server.reply = lambda at, envelope: "421 Stenger"
    answered(gol)
    gol.run("merge")
    gol.run("status", "--dismiss", "Gol")
    assert gol.status == 2, "it is still to be sent, so there is nothing to dismiss"
    server.reply = lambda at, envelope: None
    gol.run("merge")
    ((_, sent),) = server.taken
    arrived(gol, delivery_report(ADDRESS, returned=sent))
    gol.run("merge")
    assert gol.run("status")["receipts"] == {"bounced": 1}


def test_a_name_that_is_not_listed_changes_nothing_and_says_what_is(gol: Desk) -> None:
    tried_out(gol, "Ein")
    (one,) = gol.run("status")["try_outs"]
    for words in (
        ("--dismiss", one["file"], "--dismiss", "Ål"),
        ("--list-again", one["file"]),
        ("--dismiss", one["file"], "--list-again", "Ål"),
    ):
        said = regionplan_in_process("status", *words, folder=gol.folder)
        assert said.status == 2
        assert "Ingenting i lista heiter" in said.err
    assert gol.run("status")["try_outs"] == [one]


def test_a_round_that_is_not_there_changes_nothing(gol: Desk) -> None:
    tried_out(gol, "Ein")
    (one,) = gol.run("status")["try_outs"]
    gol.run("status", "--round", "2099-9", "--dismiss", one["file"])
    assert gol.status == 2
    assert gol.run("status")["try_outs"] == [one]

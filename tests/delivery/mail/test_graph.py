"""A mailbox in Microsoft 365: every message is fetched whole and once, and sent once or recorded as unsure."""

from collections.abc import Collection, Iterator, Sequence
from datetime import UTC, datetime
from email import message_from_bytes
from email.message import EmailMessage

import pytest

from regionplan_xl.delivery.mail.graph import GraphMailbox
from regionplan_xl.delivery.mail.graph_client import GraphClient, GraphRefused
from regionplan_xl.delivery.mail.graph_sending import GraphSender
from regionplan_xl.delivery.mail.mailbox import FetchedMessage
from regionplan_xl.delivery.mail.sender import MaybeTaken, NotTaken
from regionplan_xl.errors import NotNow, Problem
from tests.delivery.mail.graph_stand_in import MAILBOX, Graph, graph

SEND = f"/v1.0/users/{MAILBOX}/sendMail"


@pytest.fixture
def server() -> Iterator[Graph]:
    with graph() as running:
        yield running


class Desk:
    """The recorded messages of the mailbox and its bookmark, in place of the ledger."""

    def __init__(self, server: Graph) -> None:
        self.server = server
        self.recorded: dict[str, bytes] = {}
        self.problems: list[Problem] = []
        self.bookmark = ""

    def known(self, places: Sequence[str]) -> Collection[str]:
        return self.recorded.keys() & set(places)

    def collect(self, since: datetime | None = None) -> list[bytes]:
        mailbox = GraphMailbox(client(self.server))
        mailbox.bookmark = self.bookmark
        new = []
        for message in mailbox.fetch(self.known, since):
            if isinstance(message, FetchedMessage):
                self.recorded[message.place] = message.raw
                assert message.mark_taken()
                new.append(message.raw)
            else:
                self.problems.append(message)
        self.bookmark = mailbox.bookmark
        mailbox.close()
        return new


def client(
    server: Graph, mailbox: str = MAILBOX, token: str = "good", waits: list[float] | None = None
) -> GraphClient:
    waited = [] if waits is None else waits
    return GraphClient(mailbox, lambda renew: token, base=server.base, wait=waited.append)


def send(server: Graph, raw: bytes, begun: list[str] | None = None) -> None:
    started = [] if begun is None else begun
    GraphSender(client(server)).send(raw, MAILBOX, "gol@example.org", lambda: started.append("begun"))


def message(subject: str = "Svar", *, attachment: bytes = b"", sender: str = MAILBOX) -> bytes:
    made = EmailMessage()
    made["From"], made["To"], made["Subject"] = sender, "gol@example.org", subject
    made["Message-ID"] = f"<{subject}.1@hallingdal.example>"
    made.set_content("Arbeidsboka er vedlagd. Ærlege helsingar\n")
    made.add_alternative("<p>Arbeidsboka er vedlagd.</p>", subtype="html")
    if attachment:
        made.add_attachment(attachment, maintype="application", subtype="octet-stream", filename="Gol ø.xlsx")
    return made.as_bytes()


def test_a_message_comes_byte_for_byte_and_is_then_shown_as_read(server: Graph) -> None:
    strange = b"From: gol@example.org\r\nSubject: \xe5\xff  x \r\n\r\n\x80 uten slutt"
    server.deliver("AAMk/1+=", strange)
    assert Desk(server).collect() == [strange]
    assert server.inbox["AAMk/1+="].is_read


def test_only_what_is_new_is_asked_for_the_next_time(server: Graph) -> None:
    server.deliver("1", b"a")
    desk = Desk(server)
    assert desk.collect() == [b"a"]
    server.deliver("2", b"b")
    server.requests.clear()
    assert desk.collect() == [b"b"]
    assert len([one for one in server.requests if one.endswith("$value")]) == 1
    assert desk.collect() == []


def test_many_messages_come_page_by_page(server: Graph) -> None:
    for number in range(450):
        server.deliver(f"id{number:03}x", b"%d" % number)
    assert Desk(server).collect() == [b"%d" % number for number in range(450)]


def test_a_bookmark_that_is_forgotten_means_that_all_is_looked_at_and_nothing_comes_twice(
    server: Graph,
) -> None:
    server.deliver("1x", b"a")
    desk = Desk(server)
    desk.collect()
    server.deliver("2x", b"b")
    server.forgotten = len(server.changes)
    assert desk.collect() == [b"b"]


def test_stopped_half_way_the_bookmark_is_as_before_and_the_rest_comes(server: Graph) -> None:
    for number in range(5):
        server.deliver(f"{number}x", b"%d" % number)
    desk = Desk(server)
    mailbox = GraphMailbox(client(server))
    found = mailbox.fetch(desk.known, None)
    for _ in range(2):
        one = next(found)
        assert isinstance(one, FetchedMessage)
        desk.recorded[one.place] = one.raw
    assert mailbox.bookmark == ""
    assert desk.collect() == [b"2", b"3", b"4"]


def test_a_message_that_somebody_deleted_or_that_is_old_is_passed_over(server: Graph) -> None:
    server.deliver("1x", b"gammal", "2024-12-31T23:00:00Z")
    server.deliver("2x", b"borte")
    server.inbox["2x"].removed = True
    server.deliver("3x", b"ny")
    assert Desk(server).collect(datetime(2025, 1, 1, tzinfo=UTC)) == [b"ny"]


def test_a_message_that_cannot_be_had_is_told_of_and_asked_for_again(server: Graph) -> None:
    server.deliver("1x", b"a")
    server.deliver("2x", b"b")
    server.broken_messages.add("1x")
    desk = Desk(server)
    assert desk.collect() == [b"b"]
    assert len(desk.problems) == 1
    server.broken_messages.clear()
    assert desk.collect() == [b"a"]


def test_asked_to_wait_it_waits_as_long_as_it_is_asked_to(server: Graph) -> None:
    server.deliver("1x", b"a")
    server.answers_first = [(429, {"Retry-After": "7"}), (503, {})]
    waits: list[float] = []
    mailbox = GraphMailbox(client(server, waits=waits))
    assert len(list(mailbox.fetch(lambda places: (), None))) == 1
    assert waits[0] == 7


def test_asked_to_wait_too_long_it_is_left_for_the_next_time(server: Graph) -> None:
    server.answers_first = [(429, {"Retry-After": "3600"})]
    with pytest.raises(NotNow, match="busy"):
        GraphMailbox(client(server)).check()


def test_an_expired_token_is_renewed_once(server: Graph) -> None:
    server.deliver("1x", b"a")
    asked: list[bool] = []

    def token(renew: bool) -> str:
        asked.append(renew)
        return "good" if renew else "expired"

    mailbox = GraphMailbox(GraphClient(MAILBOX, token, base=server.base))
    assert mailbox.check() == 1
    assert asked == [False, True]


def test_a_sign_in_that_is_not_accepted_is_said_plainly(server: Graph) -> None:
    with pytest.raises(NotNow, match="does not accept the sign-in"):
        GraphMailbox(client(server, token="stolen")).check()


def test_a_mailbox_that_the_application_may_not_read_is_said_with_what_to_do(server: Graph) -> None:
    with pytest.raises(GraphRefused, match=r"ErrorAccessDenied.*RBAC for Applications"):
        GraphMailbox(client(server, mailbox="ordførar@hallingdal.example")).check()


def test_a_message_is_sent_as_it_was_made(server: Graph) -> None:
    send(server, message(attachment=b"bok"))
    (raw,) = server.sent
    sent = message_from_bytes(raw)
    assert sent["Message-ID"] == "<Svar.1@hallingdal.example>"
    assert [part.get_filename() for part in sent.walk() if part.get_filename()]


def test_a_large_message_goes_in_pieces_and_arrives_whole(server: Graph) -> None:
    book = bytes(range(256)) * 40_000  # 10 MB
    send(server, message(attachment=book))
    assert len(server.sent) == 1
    (draft,) = server.others.values()
    assert draft.attachments == {"Gol ø.xlsx": book}
    body = message_from_bytes(draft.raw)
    assert body["Message-ID"] == "<Svar.1@hallingdal.example>"
    assert {part.get_content_type() for part in body.walk()} >= {"text/plain", "text/html"}


@pytest.mark.parametrize("size", [3, 10_000_000])
def test_a_connection_that_breaks_after_sending_is_not_sent_again_by_itself(server: Graph, size: int) -> None:
    server.breaks_after = [SEND, f"/v1.0/users/{MAILBOX}/messages/draft/0==/send"]
    sender = GraphSender(client(server))
    with pytest.raises(MaybeTaken):
        sender.send(message(attachment=b"x" * size), MAILBOX, "gol@example.org", lambda: None)
    assert len(server.sent) == 1


def test_told_to_wait_a_message_is_sent_afterwards_and_once(server: Graph) -> None:
    server.answers_first = [(429, {"Retry-After": "1"})]
    send(server, message())
    assert len(server.sent) == 1


def test_a_server_error_in_sending_leaves_it_open_whether_it_was_sent(server: Graph) -> None:
    server.answers_first = [(504, {})]
    with pytest.raises(MaybeTaken):
        send(server, message())
    assert server.sent == []


def test_sending_as_somebody_else_is_refused_and_nothing_is_sent(server: Graph) -> None:
    with pytest.raises(NotTaken, match="ErrorSendAsDenied"):
        send(server, message(sender="ordførar@example.org"))
    assert server.sent == []


def test_where_nobody_answers_nothing_was_sent_and_that_is_said(server: Graph) -> None:
    away = GraphClient(MAILBOX, lambda renew: "good", base="http://127.0.0.1:9/v1.0")
    with pytest.raises(NotNow, match=r"Nothing answers at 127\.0\.0\.1:9"):
        GraphSender(away).send(message(), MAILBOX, "gol@example.org", lambda: None)


def test_a_link_to_another_server_gets_no_token(server: Graph) -> None:
    with pytest.raises(NotNow, match="another server"):
        client(server).get("https://evil.example/v1.0/users/x/messages")

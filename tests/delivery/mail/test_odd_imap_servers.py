"""Mailboxes on servers that refuse a message, or answer oddly: the other messages come, and the fault is reported."""

from collections.abc import Callable

import pytest

from regionplan_xl.delivery.mail.imap import ImapMailbox, ImapServer
from regionplan_xl.delivery.mail.mailbox import FetchedMessage
from regionplan_xl.delivery.mail.sign_in.ways import Password
from regionplan_xl.errors import NotNow, Problem
from tests.delivery.mail.scripted_imap import Answer, scripted_imap

MESSAGES = {uid: f"From: gol@example.org\r\nSubject: {uid}\r\n\r\nHei\r\n".encode() for uid in range(1, 8)}
GIVES_NOTHING = [b"* 2 FETCH (UID 2 BODY[] NIL)", b"TAG OK done"]
REFUSES = [b"TAG NO [SERVERBUG] This message cannot be converted"]
GARBLED = [b"* 2 FETCH (((", b"TAG OK done"]


def fetched(port: int) -> tuple[list[bytes], list[Problem]]:
    """Return the messages that came, and the problems of the others."""
    mailbox = ImapMailbox(
        ImapServer("127.0.0.1", port, "none"), Password("plan@example.org", lambda: "x"), pause=0.01
    )
    came: list[bytes] = []
    problems: list[Problem] = []
    for one in mailbox.fetch(lambda places: (), None):
        if isinstance(one, FetchedMessage):
            came.append(one.raw)
        else:
            problems.append(one)
    mailbox.close()
    return came, problems


def for_uids(answer: list[bytes], refused: Callable[[int], bool]) -> Answer:
    """Answer so when one of these messages is fetched."""

    def answers(arguments: bytes) -> list[bytes] | None:
        return answer if b"BODY" in arguments and refused(int(arguments.split()[1])) else []

    return answers


@pytest.mark.parametrize("answer", [REFUSES, GIVES_NOTHING, GARBLED], ids=["refused", "nothing", "garbled"])
def test_a_message_that_the_server_does_not_give_stops_no_other_and_is_told_of(answer: list[bytes]) -> None:
    with scripted_imap(MESSAGES, UID_FETCH=for_uids(answer, lambda uid: uid == 2)) as server:
        came, problems = fetched(server.port)
    assert came == [raw for uid, raw in MESSAGES.items() if uid != 2]
    (problem,) = problems
    assert "was left in the mailbox" in str(problem.what)
    assert "inbox folder" in str(problem.fix)


def test_many_messages_in_a_row_that_the_server_never_gives_stop_no_newer_one() -> None:
    with scripted_imap(MESSAGES, UID_FETCH=for_uids(REFUSES, lambda uid: uid < 7)) as server:
        came, problems = fetched(server.port)
    assert came == [MESSAGES[7]]
    assert len(problems) == 6


def test_a_server_that_refuses_every_message_cannot_be_read_now() -> None:
    with (
        scripted_imap(MESSAGES, UID_FETCH=for_uids(REFUSES, lambda uid: uid > 1)) as server,
        pytest.raises(NotNow, match="cannot be converted"),
    ):
        fetched(server.port)


def test_a_server_that_does_not_say_which_numbering_counts_is_not_read() -> None:
    with (
        scripted_imap(MESSAGES, SELECT=lambda _: [b"* 7 EXISTS", b"TAG OK done"]) as server,
        pytest.raises(NotNow, match="UIDVALIDITY"),
    ):
        fetched(server.port)


def test_a_mailbox_that_the_user_may_only_read_is_read() -> None:
    opened = [b"* 7 EXISTS", b"* OK [UIDVALIDITY 7] ok", b"TAG OK [READ-ONLY] done"]
    with scripted_imap(
        MESSAGES, SELECT=lambda _: opened, EXAMINE=lambda _: opened, UID_STORE=lambda _: [b"TAG NO read-only"]
    ) as server:
        assert fetched(server.port) == ([*MESSAGES.values()], [])


@pytest.mark.parametrize("code", ["UNAVAILABLE", "INUSE"])
@pytest.mark.parametrize("command", ["SELECT", "LOGIN"])
def test_a_mailbox_that_cannot_be_opened_now_is_no_fault_of_the_settings(command: str, code: str) -> None:
    refused = [f"TAG NO [{code}] Try again later".encode()]
    with (
        scripted_imap(MESSAGES, **{command: lambda _: refused}) as server,
        pytest.raises(NotNow, match="Try again later") as error,
    ):
        fetched(server.port)
    assert "sign-in" not in str(error.value)


@pytest.mark.parametrize(
    ("command", "answer"),
    [
        ("SELECT", [b"* OK [UIDVALIDITY abc] ok", b"TAG OK done"]),
        ("UID_SEARCH", [b"* SEARCH one two", b"TAG OK done"]),
        ("UID_FETCH", [b"* 1 FETCH (UID 1 RFC822.SIZE (((", b"TAG OK done"]),
    ],
)
def test_a_server_that_answers_garbled_is_tried_again_the_next_time(
    command: str, answer: list[bytes]
) -> None:
    with (
        scripted_imap(MESSAGES, **{command: lambda _: answer}) as server,
        pytest.raises(NotNow, match="nothing is lost"),
    ):
        fetched(server.port)


def test_a_message_without_size_and_date_is_fetched() -> None:
    listed = [b"* 1 FETCH (UID 1 RFC822.SIZE NIL INTERNALDATE NIL)", b"TAG OK done"]
    with scripted_imap(
        {1: MESSAGES[1]}, UID_FETCH=lambda arguments: [] if b"BODY" in arguments else listed
    ) as server:
        assert fetched(server.port) == ([MESSAGES[1]], [])


def test_a_server_that_closes_during_the_sign_in_has_not_refused_it() -> None:
    with scripted_imap(MESSAGES, LOGIN=lambda _: None) as server, pytest.raises(NotNow) as error:
        fetched(server.port)
    assert "sign-in" not in str(error.value)

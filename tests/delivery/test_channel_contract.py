"""The promises of every channel, whatever its kind."""

import os
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path

import pytest

from regionplan_xl.delivery.channel import Channel, ReadyBook
from regionplan_xl.delivery.folder import FolderChannel
from regionplan_xl.plan.model import Actor
from tests.delivery.mail.graph_stand_in import graph
from tests.delivery.posts import LONG_AGO, Incoming, deliver, dispatch, fetched, folder_in, graph_in, imap_in


@dataclass(frozen=True)
class Post:
    """A channel with a real other end.

    `delivered()`: the messages that have reached the actors; `give_back(name, data, when)`: an actor sends a file back.
    """

    channel: Channel
    delivered: Callable[[], list[bytes]]
    give_back: Callable[[str, bytes, datetime], None]


def folder_post(tmp_path: Path) -> Post:
    outbox, inbox = tmp_path / "outbox", tmp_path / "inbox"
    inbox.mkdir()

    def give_back(name: str, data: bytes, when: datetime) -> None:
        path = inbox / name
        path.write_bytes(data)
        os.utime(path, (when.timestamp(), when.timestamp()))

    def delivered() -> list[bytes]:
        return sorted(path.read_bytes() for path in outbox.rglob("*") if path.is_file())

    return Post(FolderChannel(outbox, inbox), delivered, give_back)


@pytest.fixture(params=[folder_post], ids=["folder"])
def post(request: pytest.FixtureRequest, tmp_path: Path) -> Post:
    made: Post = request.param(tmp_path)
    return made


@pytest.fixture(params=["folder", "imap", "graph"])
def incoming(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Incoming]:
    """The incoming side of each channel."""
    if request.param == "folder":
        yield folder_in(tmp_path)
    elif request.param == "imap":
        yield imap_in(request.getfixturevalue("imap"), request.getfixturevalue("imap_user"))
    else:
        with graph() as server:
            yield graph_in(server)


def mail(word: str) -> bytes:
    """Return something that an actor sends back through any channel."""
    return f"From: gol@example.org\r\nSubject: {word}\r\n\r\n{word}\r\n".encode()


def test_each_actor_gets_its_own_workbook_whole(post: Post) -> None:
    for actor, book in [("Hol", b"book of Hol"), ("Næringslivet", b"book of trade"), ("HOL", b"another HOL")]:
        assert deliver(post.channel, actor, book)
    assert post.delivered() == [b"another HOL", b"book of Hol", b"book of trade"]


def test_nothing_has_come_back_before_somebody_answers(post: Post) -> None:
    deliver(post.channel, "Hol", b"book")
    assert list(post.channel.fetch()) == []


def test_what_an_actor_sends_back_comes_byte_for_byte(incoming: Incoming) -> None:
    letters = bytes(n for n in range(1, 256) if n not in b"\r\n")  # a mail server ends lines in its own way
    data = b"From: gol@example.org\r\nSubject: x\r\n\r\n" + letters * 3 + b"\r\n\x1a\r\n"
    incoming.give_back("Svar frå Ål.xlsx", data, LONG_AGO)
    (came,) = incoming.again()
    assert came.data == data
    assert came.received.tzinfo is not None
    assert abs(came.received - LONG_AGO) < timedelta(seconds=2)


def test_what_is_not_taken_comes_again_and_is_still_there(incoming: Incoming) -> None:
    incoming.give_back("Hol.xlsx", mail("Hol"), LONG_AGO)
    for _ in range(3):
        assert [one.data for one in incoming.again()] == [mail("Hol")]
    assert incoming.left() == [mail("Hol")]


def test_what_is_taken_comes_no_more_and_a_mailbox_keeps_it(incoming: Incoming) -> None:
    incoming.give_back("Hol.xlsx", mail("Hol"), LONG_AGO)
    incoming.give_back("Gol.xlsx", mail("Gol"), LONG_AGO + timedelta(hours=1))
    first, second = incoming.again()
    assert first.taken()
    assert [one.data for one in incoming.again()] == [second.data]
    there = [mail("Gol"), mail("Hol")] if incoming.keeps_all else [mail("Gol")]
    assert sorted(incoming.left()) == there


def test_stopped_between_two_the_other_one_comes_the_next_time(incoming: Incoming) -> None:
    for hour, name in enumerate(["a", "b", "c"]):
        incoming.give_back(f"{name}.xlsx", mail(name), LONG_AGO + timedelta(hours=hour))
    incoming.again()[1].taken()
    rest = incoming.again()
    assert [one.data for one in rest] == [mail("a"), mail("c")]
    assert all(one.taken() for one in rest)
    assert incoming.again() == []
    incoming.give_back("d.xlsx", mail("d"), LONG_AGO + timedelta(hours=9))
    assert [one.data for one in incoming.again()] == [mail("d")]


def test_to_say_twice_that_it_is_taken_does_no_harm(incoming: Incoming) -> None:
    incoming.give_back("Hol.xlsx", mail("Hol"), LONG_AGO)
    (came,) = incoming.again()
    came.taken()
    incoming.give_back("Hol.xlsx" if not incoming.keeps_all else "Hol2.xlsx", mail("later"), LONG_AGO)
    came.taken()
    assert [one.data for one in incoming.again()] == [mail("later")]


def test_the_oldest_comes_first_and_the_order_is_the_same_each_time(incoming: Incoming) -> None:
    for hour, name in enumerate(["c", "a", "d", "b"]):
        incoming.give_back(f"{name}.xlsx", mail(name), LONG_AGO + timedelta(hours=hour))
    came = [one.data for one in incoming.again()]
    assert came == [mail(name) for name in ("c", "a", "d", "b")]
    assert [one.data for one in incoming.again()] == came


@pytest.mark.parametrize("data", [b"not a workbook", b"\x80\xff" * 500], ids=["text", "noise"])
def test_what_is_no_workbook_comes_too_for_others_to_judge(incoming: Incoming, data: bytes) -> None:
    incoming.give_back("bilete.jpg", data, LONG_AGO)
    assert [one.data for one in incoming.again()] == [data]


def test_files_of_a_folder_are_taken_in_the_order_of_their_names_if_they_are_as_old(post: Post) -> None:
    for name, days in [("c.xlsx", 0), ("a.xlsx", 2), ("b.xlsx", 0), ("d.xlsx", 1)]:
        post.give_back(name, name.encode(), LONG_AGO + timedelta(days=days))
    assert [one.name for one in fetched(post.channel)] == ["b.xlsx", "c.xlsx", "d.xlsx", "a.xlsx"]


def test_a_file_in_the_inbox_comes_byte_for_byte(post: Post) -> None:
    data = bytes(range(256)) * 100 + b"\r\n\x1a\n"
    post.give_back("Svar frå Ål.xlsx", data, LONG_AGO)
    (received,) = fetched(post.channel)
    assert (received.name, received.data) == ("Svar frå Ål.xlsx", data)


def test_an_empty_file_is_fetched_too(post: Post) -> None:
    post.give_back("bilete.jpg", b"", LONG_AGO)
    assert [one.data for one in fetched(post.channel)] == [b""]


def test_many_workbooks_each_reach_their_own_actor_whole(post: Post) -> None:
    actors = [Actor(f"Organ {n}", email="post@example.org") for n in range(50)]
    books = [
        ReadyBook(dispatch(actor.name), actor, (f"book of {actor.name} ".encode() * 1000).strip)
        for actor in actors
    ]
    told = list(post.channel.send_all(iter(books)))
    assert [book for book, _ in told] == books
    assert len({where for _, where in told}) == len(books)
    assert post.delivered() == sorted(book.pack() for book in books)

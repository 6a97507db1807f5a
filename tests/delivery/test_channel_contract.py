"""What every channel promises, whatever it is made of."""

import os
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from regionplan_xl.delivery.channel import Channel, ReadyBook, Received
from regionplan_xl.delivery.folder import FolderChannel
from regionplan_xl.plan.merging.sent_and_returned import Dispatch
from regionplan_xl.plan.model import Actor

LONG_AGO = datetime.now(UTC) - timedelta(days=3)


@dataclass(frozen=True)
class Post:
    """A channel with the outside world at its other end.

    `delivered()`: what has reached the actors; `give_back(name, data, when)`: an actor sends a file back.
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


def dispatch(actor: str, round_name: str = "2025-1") -> Dispatch:
    return Dispatch(code="K7Q2M", round=round_name, actor=actor, sent=LONG_AGO)


def fetched(channel: Channel) -> list[Received]:
    return [one for one in channel.fetch() if isinstance(one, Received)]


def test_each_actor_gets_its_own_workbook_whole(post: Post) -> None:
    for actor, book in [("Hol", b"book of Hol"), ("Næringslivet", b"book of trade"), ("HOL", b"another HOL")]:
        assert post.channel.send(dispatch(actor), Actor(actor, email="post@example.org"), book)
    assert post.delivered() == [b"another HOL", b"book of Hol", b"book of trade"]


def test_nothing_has_come_back_before_somebody_answers(post: Post) -> None:
    post.channel.send(dispatch("Hol"), Actor("Hol", email="post@example.org"), b"book")
    assert list(post.channel.fetch()) == []


def test_what_an_actor_sends_back_is_fetched_byte_for_byte(post: Post) -> None:
    data = bytes(range(256)) * 100 + b"\r\n\x1a\n"
    post.give_back("Svar frå Ål.xlsx", data, LONG_AGO)
    (received,) = fetched(post.channel)
    assert (received.name, received.data) == ("Svar frå Ål.xlsx", data)
    assert received.received.tzinfo is not None
    assert abs(received.received - LONG_AGO) < timedelta(seconds=2)


def test_what_is_not_acknowledged_is_fetched_again(post: Post) -> None:
    post.give_back("Hol.xlsx", b"answer", LONG_AGO)
    assert [one.data for one in fetched(post.channel)] == [b"answer"]
    assert [one.data for one in fetched(post.channel)] == [b"answer"]


def test_what_is_acknowledged_is_fetched_no_more(post: Post) -> None:
    post.give_back("Hol.xlsx", b"answer", LONG_AGO)
    post.give_back("Gol.xlsx", b"another", LONG_AGO)
    first, second = fetched(post.channel)
    assert first.acknowledge()
    assert [one.data for one in fetched(post.channel)] == [second.data]


def test_to_acknowledge_twice_does_no_harm(post: Post) -> None:
    post.give_back("Hol.xlsx", b"answer", LONG_AGO)
    (received,) = fetched(post.channel)
    received.acknowledge()
    post.give_back("Hol.xlsx", b"a later answer", LONG_AGO + timedelta(days=1))
    received.acknowledge()
    assert [one.data for one in fetched(post.channel)] == [b"a later answer"]


def test_the_oldest_comes_first_and_the_order_is_the_same_each_time(post: Post) -> None:
    for name, days in [("c.xlsx", 0), ("a.xlsx", 2), ("b.xlsx", 0), ("d.xlsx", 1)]:
        post.give_back(name, name.encode(), LONG_AGO + timedelta(days=days))
    names = [one.name for one in fetched(post.channel)]
    assert names == ["b.xlsx", "c.xlsx", "d.xlsx", "a.xlsx"]
    assert [one.name for one in fetched(post.channel)] == names


@pytest.mark.parametrize("data", [b"", b"not a workbook", os.urandom(1000)], ids=["empty", "text", "noise"])
def test_a_file_that_is_no_workbook_comes_back_too_for_others_to_judge(post: Post, data: bytes) -> None:
    post.give_back("bilete.jpg", data, LONG_AGO)
    assert [one.data for one in fetched(post.channel)] == [data]


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

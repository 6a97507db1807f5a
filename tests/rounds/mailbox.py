"""A mailbox in memory, the collection from it, and messages as its server delivers them."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from functools import partial
from typing import Any

from regionplan_xl.delivery.mail.mailbox import FetchedMessage, Known, Mailbox
from regionplan_xl.errors import NotNow, Problem
from regionplan_xl.project.archive import Collected, collect_mailbox
from regionplan_xl.project.folder import Project
from regionplan_xl.project.session import open_session
from tests.delivery.incoming.corpus import SERVER
from tests.rounds.desk import Desk


@dataclass
class Box:
    """A mailbox in memory, which yields its messages at every fetch and never removes one.

    `behind`: how far its clock is behind ours.
    """

    raw: list[bytes]
    broken_after: int | None = None
    seen: list[str] = field(default_factory=list)
    name: str = "plan@example.org"
    bookmark: str = ""
    behind: timedelta = timedelta()

    def fetch(self, known: Known, since: datetime | None) -> Iterator[FetchedMessage | Problem]:
        places = [f"1/{number}" for number in range(len(self.raw))]
        there = set(known(places))
        for number, (place, raw) in enumerate(zip(places, self.raw, strict=True)):
            if number == self.broken_after:
                raise NotNow("gone", "")
            received = datetime.now(UTC) - self.behind
            if place not in there and not (since and received < since):
                yield FetchedMessage(place, raw, received, partial(self.mark, place))

    def mark(self, place: str) -> bool:
        self.seen.append(place)
        return True

    def check(self) -> int:
        return len(self.raw)

    def close(self) -> None:
        pass


def collect(desk: Desk, box: Mailbox, trust: str = SERVER, channel: str = "mail") -> Collected:
    project = Project.open(desk.folder)
    with open_session(project):
        return collect_mailbox(project, box, channel, trust)


def answers(merged: Any) -> list[tuple[str, str]]:
    return [(c["number"], c["to"]) for c in merged["changes"] if c["kind"] in ("answer", "placed")]


def from_server(result: str, made: Any) -> bytes:
    return f"Authentication-Results: {SERVER}; {result}\r\n".encode() + bytes(made.as_bytes())


PASS = "dmarc=pass header.from=gol.kommune.no"

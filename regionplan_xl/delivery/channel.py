"""The interface of a channel: deliver workbooks to the actors and fetch what they return."""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Protocol

from regionplan_xl.errors import Problem
from regionplan_xl.plan.merging.sent_and_returned import Dispatch
from regionplan_xl.plan.model import Actor


@dataclass(frozen=True)
class Received:
    """A returned file with all its bytes.

    `received`: the time of receipt according to the channel, with time zone. `sender`: an address that the channel has
    verified, or the folder of the inbox that the file was in, else "". Call `acknowledge` once the bytes are stored
    durably: it removes the file from the channel, or returns False if the file stays (it was changed since, or cannot
    be removed) and will be fetched again.
    """

    name: str
    data: bytes
    received: datetime
    sender: str
    acknowledge: Callable[[], bool]


@dataclass(frozen=True)
class ReadyBook:
    """A workbook to deliver and its actor. `pack` returns its bytes and must be thread-safe.

    `draft`: if given, turns these bytes into an e-mail draft for a person to send.
    """

    dispatch: Dispatch
    actor: Actor
    pack: Callable[[], bytes]
    draft: Callable[[bytes], bytes] | None = None


class Channel(Protocol):
    """A way to deliver workbooks and fetch returned files."""

    def check(self, round_: str, actors: Iterable[str]) -> Iterator[Problem]:
        """Yield the problems, known in advance, that would prevent a delivery to these actors now."""
        ...

    def to_write_over(self, round_: str, actors: Iterable[str]) -> Iterator[Path]:
        """Yield the path of each of these actors' workbooks that a delivery would write over."""
        ...

    def send_all(self, books: Iterable[ReadyBook]) -> Iterator[tuple[ReadyBook, str]]:
        """Deliver workbooks, a few at a time; yield each delivered one with its destination, for people.

        If one cannot be delivered now, finish and yield all that were begun, then raise `NotNow`.
        """
        ...

    def count(self) -> int:
        """Return the number of returned files to fetch, without reading any."""
        ...

    def fetch(self) -> Iterator[Received | Problem]:
        """Yield the returned files that are not acknowledged yet, oldest first, and a problem for each not read."""
        ...

    def left(self) -> Iterator[Problem]:
        """Yield a problem, with its fix, for each file that `fetch` would leave where it is."""
        ...

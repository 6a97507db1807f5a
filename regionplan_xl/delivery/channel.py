"""What every channel does: it delivers workbooks to the actors and fetches what they return."""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

from regionplan_xl.errors import Problem
from regionplan_xl.plan.merging.sent_and_returned import Dispatch
from regionplan_xl.plan.model import Actor


@dataclass(frozen=True)
class Received:
    """A returned file, read whole.

    `received`: when it came, as the channel knows it (with time zone). `sender`: an address that the channel has
    verified, or the folder in the inbox that the file was put in, else "". `acknowledge`: call it once the bytes are
    stored durably; it removes the file from the channel, and returns False if the file stays (it was changed since, or
    cannot be removed) and will be fetched again.
    """

    name: str
    data: bytes
    received: datetime
    sender: str
    acknowledge: Callable[[], bool]


@dataclass(frozen=True)
class ReadyBook:
    """A workbook to deliver, and to whom; `pack` gives its bytes, also in another thread.

    `draft`: if given, makes of those bytes an e-mail that is ready to be sent by a person.
    """

    dispatch: Dispatch
    actor: Actor
    pack: Callable[[], bytes]
    draft: Callable[[bytes], bytes] | None = None


class Channel(Protocol):
    """A way to deliver workbooks and fetch what came back."""

    def check(self, round_: str, actors: Iterable[str]) -> Iterator[Problem]:
        """Yield what would stop the delivery of workbooks to these actors now, as far as it can be known before."""
        ...

    def send(self, dispatch: Dispatch, actor: Actor, book: bytes) -> str:
        """Deliver `book` and return where it went, for people to read; `NotNow` if it cannot be delivered now."""
        ...

    def send_all(self, books: Iterable[ReadyBook]) -> Iterator[tuple[ReadyBook, str]]:
        """Deliver many, a few at a time; yield each that is delivered, and where it went.

        `NotNow` if one cannot be delivered now, when all that were begun are finished and yielded.
        """
        ...

    def count(self) -> int:
        """Return how many returned files there are to fetch; nothing is read."""
        ...

    def fetch(self) -> Iterator[Received | Problem]:
        """Yield the returned files that are not yet acknowledged, oldest first, and what could not be read."""
        ...

    def left(self) -> Iterator[Problem]:
        """Yield what `fetch` would have to leave where it is, each with what to do about it."""
        ...

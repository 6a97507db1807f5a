"""The ways out to the actors and back: what every channel does."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

from regionplan_xl.errors import Problem
from regionplan_xl.plan.merging.exchange import Dispatch
from regionplan_xl.plan.model import Actor


@dataclass(frozen=True)
class Received:
    """One file that came back, read whole.

    `received`: when it came, as the channel knows it (with time zone). `sender`: an address that the channel
    vouches for, else "". `acknowledge`: called once the bytes are stored durably, takes the file off the
    channel; False where it stays (it was changed since, or cannot be removed) and will be fetched again.
    """

    name: str
    data: bytes
    received: datetime
    sender: str
    acknowledge: Callable[[], bool]


class Channel(Protocol):
    """A way to deliver workbooks and fetch what came back."""

    def send(self, dispatch: Dispatch, actor: Actor, book: bytes) -> str:
        """Deliver `book`; where it went, for people to read. `NotNow` where it cannot be delivered now."""
        ...

    def fetch(self) -> Iterator[Received | Problem]:
        """What has come back and is not yet acknowledged, oldest first, and what could not be read."""
        ...

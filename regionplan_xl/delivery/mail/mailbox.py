"""What every mailbox does: it gives the messages in it, whole, and never loses or removes one."""

from collections.abc import Callable, Collection, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

from regionplan_xl.errors import Problem

Known = Callable[[Sequence[str]], Collection[str]]
"""Given places in a mailbox, returns those whose messages are already recorded."""


@dataclass(frozen=True)
class FetchedMessage:
    """A message as it is in the mailbox, byte for byte.

    `place` names it in the mailbox for good. `received`: when the server got it, in UTC. `mark_taken`: call it once
    the message is stored and recorded; people then see it as read. It returns False if the server does not take that
    now, which harms nothing: the message is recorded, and is not fetched again.
    """

    place: str
    raw: bytes
    received: datetime
    mark_taken: Callable[[], bool]


class Mailbox(Protocol):
    """A mailbox that answers come to. Nothing in it is deleted or moved.

    `bookmark`: where `fetch` begins, as an earlier one has left it; "" for all. When `fetch` has given all, it is where
    the next may begin once that is recorded. A mailbox that is always listed whole leaves it as it is.
    """

    bookmark: str

    @property
    def name(self) -> str:
        """The mailbox, for people to read."""
        ...

    def check(self) -> int:
        """Sign in and return how many messages are there; `NotNow` or `InputError` if that cannot be done."""
        ...

    def fetch(self, known: Known, since: datetime | None) -> Iterator[FetchedMessage | Problem]:
        """Yield the messages that are not recorded, oldest first, and what cannot be fetched.

        Messages from before `since` are passed over. Whether somebody has read a message is no matter.
        `NotNow` if the server cannot be reached, or goes away and does not come back; what was yielded stays good.
        """
        ...

    def close(self) -> None:
        """Leave the server."""
        ...

"""The interface of a mailbox: fetch whole messages, without losing or removing any."""

from collections.abc import Callable, Collection, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

from regionplan_xl.errors import Problem

Known = Callable[[Sequence[str]], Collection[str]]
"""Returns which of the given places in a mailbox have a recorded message."""


@dataclass(frozen=True)
class FetchedMessage:
    """A message as it is in the mailbox, byte for byte.

    `place` is its permanent identifier in the mailbox. `received`: when the server received it, in UTC. Call
    `mark_taken` once the message is stored and recorded; people then see it as read. It returns False if the server
    cannot do that now. This is harmless: the message is recorded and will not be fetched again.
    """

    place: str
    raw: bytes
    received: datetime
    mark_taken: Callable[[], bool]


class Mailbox(Protocol):
    """A mailbox for answers. Nothing in it is deleted or moved.

    `bookmark`: where `fetch` begins ("": at the beginning). When `fetch` has yielded everything, it is where the next
    fetch may begin, once that is recorded. A mailbox that always lists all messages does not change it.
    """

    bookmark: str

    @property
    def name(self) -> str:
        """The name of the mailbox, for people."""
        ...

    def check(self) -> int:
        """Sign in and return the number of messages; raise `NotNow` or `InputError` on failure."""
        ...

    def fetch(self, known: Known, since: datetime | None) -> Iterator[FetchedMessage | Problem]:
        """Yield the messages that are not recorded, oldest first, and a problem for each that cannot be fetched.

        Messages from before `since` are skipped. It does not matter whether a message is marked as read. Raise `NotNow`
        if the server cannot be reached or the connection is lost; messages yielded before that are valid.
        """
        ...

    def close(self) -> None:
        """Close the connection."""
        ...

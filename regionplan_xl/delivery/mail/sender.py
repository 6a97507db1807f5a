"""The interface for sending messages, and the exceptions for messages that were not certainly accepted."""

from collections.abc import Callable
from typing import Protocol

from regionplan_xl.text import Phrase


class NotTaken(Exception):  # noqa: N818  (about one message, not an error of the program)
    """The server did not accept a message. `for_good`: it never will for this address."""

    def __init__(self, reason: Phrase, for_good: bool) -> None:
        self.reason = reason
        self.for_good = for_good
        super().__init__(str(reason))


class MaybeTaken(Exception):  # noqa: N818
    """The connection broke after the whole message was sent, so it is unknown whether the server accepted it."""

    def __init__(self, reason: Phrase) -> None:
        self.reason = reason
        super().__init__(str(reason))


class Sender(Protocol):
    """A connection to a server that sends messages, opened when first needed."""

    def connect(self) -> None:
        """Connect and sign in unless connected; raise `NotNow` if that fails now."""
        ...

    def send(self, message: bytes, sender: str, to: str, begun: Callable[[], object]) -> None:
        """Send a message; when this returns, the server has accepted it.

        Call `begun` before any of the message is sent; until then the server cannot have accepted it. Raise `NotTaken`
        if the server did not accept it, `MaybeTaken` if that is unknown, and `NotNow` if nothing can be sent now (the
        message was then not accepted either).
        """
        ...

    def close(self) -> None:
        """Close the connection."""
        ...

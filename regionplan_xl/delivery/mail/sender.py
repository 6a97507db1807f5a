"""What every way of sending messages does, and what can become of a message besides that it is taken."""

from collections.abc import Callable
from typing import Protocol

from regionplan_xl.text import Phrase


class NotTaken(Exception):  # noqa: N818  (about one message, not an error of the program)
    """The server has not taken a message. `for_good`: not to this address, however often it is tried."""

    def __init__(self, reason: Phrase, for_good: bool) -> None:
        self.reason = reason
        self.for_good = for_good
        super().__init__(str(reason))


class MaybeTaken(Exception):  # noqa: N818
    """The connection broke after the whole message was sent: it may have been taken or not."""

    def __init__(self, reason: Phrase) -> None:
        self.reason = reason
        super().__init__(str(reason))


class Sender(Protocol):
    """A connection to a server that sends messages, made when it is first needed."""

    def connect(self) -> None:
        """Connect and sign in, if that is not done; `NotNow` if it cannot be done now."""
        ...

    def send(self, message: bytes, sender: str, to: str, begun: Callable[[], object]) -> None:
        """Send a message; when this returns, the server has taken it.

        `begun` is called before any of the message is sent: up to that call the server cannot have taken it. Raises
        `NotTaken` if the server did not take it, `MaybeTaken` if that is unknown, and `NotNow` if nothing can be sent
        now, in which case it was not taken either.
        """
        ...

    def close(self) -> None:
        """Leave the server."""
        ...

"""Count every point at which a command talks to a mail server, in addition to those at which it touches the disk."""

import imaplib
import os
import signal
import smtplib
from collections.abc import Callable
from typing import Any

from tests.faults.points import KILLED, Points

_SMTP = ("putcmd", "send", "getreply")
KILLED_BY_SIGNAL = -signal.SIGKILL


class MailPoints(Points):
    """Also counts each message to and from the mail servers; a killed command ends by signal 9."""

    def put_up(self) -> None:
        super().put_up()
        for name in _SMTP:
            setattr(smtplib.SMTP, name, self._spoken(f"smtp {name}", getattr(smtplib.SMTP, name)))
        imaplib.IMAP4.send = self._spoken("imap send", imaplib.IMAP4.send)  # type: ignore[method-assign]
        os._exit = self._killed(os._exit)  # type: ignore[assignment]

    def _spoken(self, what: str, call: Callable[..., Any]) -> Callable[..., Any]:
        def spoken(*given: Any, **named: Any) -> Any:
            fatal = self.before(what)
            try:
                return call(*given, **named)
            finally:
                self.done(fatal)

        return spoken

    @staticmethod
    def _killed(leave: Callable[[int], Any]) -> Callable[[int], Any]:
        def killed(status: int) -> None:
            if status == KILLED:
                os.kill(os.getpid(), signal.SIGKILL)
            leave(status)

        return killed

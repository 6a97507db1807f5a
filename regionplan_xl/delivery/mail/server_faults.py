"""Errors of mail servers and connections, worded for people."""

import errno
import socket
import ssl

from regionplan_xl.errors import NotNow, Place, system_reason
from regionplan_xl.text import Phrase, phrase

_TRY_LATER = phrase("It is tried again the next time; nothing is lost.")


def server_fault(error: Exception, server: str) -> NotNow:
    """Return the exception for a mail server that cannot be used now; `server` is such as «imap.example.org:993»."""
    what, fix = _words(error, server)
    return NotNow(what, fix, Place())


def sign_in_fault(user: str, server: str, why: str, fix: Phrase) -> NotNow:
    """Return the exception for a refused sign-in; `why` is the server's own message."""
    what = phrase(
        "{server} does not accept the sign-in of {user} ({why}).", server=server, user=user, why=why
    )
    return NotNow(what, fix, Place())


def _words(error: Exception, server: str) -> tuple[Phrase, Phrase]:
    if isinstance(error, ssl.SSLCertVerificationError):
        what = phrase(
            "The certificate of {server} is not trusted ({why}); nothing was sent to it.",
            server=server,
            why=error.verify_message,
        )
        fix = phrase(
            "See that the name in config.yaml is the one in the certificate. If your organisation signs its own, name "
            "the file with its certificate in the environment variable SSL_CERT_FILE."
        )
        return what, fix
    if isinstance(error, ssl.SSLEOFError | ssl.SSLZeroReturnError):
        return phrase("{server} closed the connection.", server=server), _TRY_LATER
    if isinstance(error, ssl.SSLError):
        what = phrase(
            "{server} does not speak TLS as expected ({why}).", server=server, why=error.reason or error
        )
        return what, phrase("See that port and security in config.yaml belong together.")
    if isinstance(error, socket.gaierror):
        what = phrase("There is no server called {server}, or there is no network now.", server=server)
        return what, phrase("See that the name in config.yaml is right, and try again.")
    if isinstance(error, TimeoutError):
        return phrase("{server} does not answer in time.", server=server), _TRY_LATER
    if isinstance(error, OSError) and error.errno == errno.ECONNREFUSED:
        what = phrase("Nothing answers at {server}.", server=server)
        return what, phrase(
            "See that host and port in config.yaml are right, and that the server is running."
        )
    why = system_reason(error) if isinstance(error, OSError) else str(error)
    return phrase("The connection with {server} broke ({why}).", server=server, why=why), _TRY_LATER

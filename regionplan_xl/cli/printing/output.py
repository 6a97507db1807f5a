"""Print on stdout and stderr, and handle failures such as a full disk or a closed pipe."""

import codecs
import os
import sys
from contextlib import suppress
from typing import TextIO

import click

from regionplan_xl.errors import system_reason
from regionplan_xl.text import Phrase

PLAINER = "regionplan-plainer"
"""The name of the error handler that prints a plainer sign where the encoding of a console lacks one."""
_PLAINER = {"─": "-", "–": "-", "→": "->", "…": "...", "«": '"', "»": '"'}


class NotShown(Exception):  # noqa: N818  (the command itself may have succeeded)
    """Stdout cannot be written to; `why` is for people."""

    def __init__(self, why: Phrase | str) -> None:
        self.why = why
        super().__init__(str(why))


def can_show(text: str, stream: TextIO | None) -> bool:
    """Return whether the encoding of a stream has every character of a text."""
    try:
        text.encode(getattr(stream, "encoding", None) or "utf-8")
    except (UnicodeEncodeError, LookupError):
        return False
    return True


def plainer(error: UnicodeError) -> tuple[str, int]:
    """Return a plainer sign for a character that cannot be encoded (as for `codecs.register_error`), or «?»."""
    if not isinstance(error, UnicodeEncodeError):
        raise error
    lacking = error.object[error.start : error.end]
    encoding = error.encoding
    plain = "".join(_PLAINER.get(character, "?") for character in lacking)
    return plain.encode(encoding, "replace").decode(encoding), error.end


codecs.register_error(PLAINER, plainer)


def show_text(text: str) -> None:
    """Print a text on stdout; raise `NotShown` if that fails, and close stdout for further output."""
    try:
        click.echo(text)
    except OSError as error:
        _close(sys.stdout)
        raise NotShown(system_reason(error)) from error


def tell(text: str) -> None:
    """Print a text on stderr, if possible."""
    try:
        click.echo(text, err=True)
    except OSError:
        _close(sys.stderr)


def _close(stream: TextIO) -> None:
    """Redirect a stream to the null device, since Python flushes it again at exit and would report an error."""
    with suppress(OSError):
        nowhere = os.open(os.devnull, os.O_WRONLY)
        os.dup2(nowhere, stream.fileno())
        os.close(nowhere)

"""Print on stdout and stderr, also where these take no more: a full disk, a reader that is gone."""

import os
import sys
from contextlib import suppress
from typing import TextIO

import click

from regionplan_xl.errors import system_reason
from regionplan_xl.text import Phrase


class NotShown(Exception):  # noqa: N818  (what was to be done may well be done)
    """Stdout takes no more; `why` is for a person."""

    def __init__(self, why: Phrase | str) -> None:
        self.why = why
        super().__init__(str(why))


def show_text(text: str) -> None:
    """Print a text on stdout; `NotShown` if that cannot be, and nothing is printed there from then on."""
    try:
        click.echo(text)
    except OSError as error:
        _close(sys.stdout)
        raise NotShown(system_reason(error)) from error


def tell(text: str) -> None:
    """Print a text on stderr, if that can be."""
    try:
        click.echo(text, err=True)
    except OSError:
        _close(sys.stderr)


def _close(stream: TextIO) -> None:
    """Lead a stream nowhere: Python writes what is left in it once more when it ends, and would complain."""
    with suppress(OSError):
        nowhere = os.open(os.devnull, os.O_WRONLY)
        os.dup2(nowhere, stream.fileno())
        os.close(nowhere)

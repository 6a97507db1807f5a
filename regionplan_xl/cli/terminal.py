"""Results on a terminal: lines, tables and progress, or one JSON object."""

import json
import shutil
import sys
import textwrap
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from datetime import date
from typing import Any, TypeVar

import click

from regionplan_xl.actions.result import Line, Result, TextTable
from regionplan_xl.cli.output import show_text, tell
from regionplan_xl.cli.table import rendered
from regionplan_xl.text import Phrase, Translate, printable

T = TypeVar("T")


def show(result: Result, translate: Translate, *, as_json: bool) -> None:
    """Print a result: one JSON object on stdout, or text and tables for a person."""
    if as_json:
        print_json(result.data, translate)
        return
    for line in result.lines:
        show_line(line, translate)


def show_line(line: Line, translate: Translate, *, indent: str = "", err: bool = False) -> None:
    """Print one line or table of a result."""
    write, stream = (tell, sys.stderr) if err else (show_text, sys.stdout)
    if not isinstance(line, TextTable):
        write(textwrap.indent(printable(translate(line)), indent))
        return
    # Python has no stream at all where it was started with a closed one.
    on_terminal = stream is not None and stream.isatty()
    emphasis = (lambda text: click.style(text, bold=True)) if on_terminal else str
    for row in rendered(line, lambda said: printable(translate(said)), _width() - len(indent), emphasis):
        write((indent + row).rstrip())


def _width() -> int:
    """The columns of the terminal (`COLUMNS` counts first); output that no terminal shows is wider."""
    return shutil.get_terminal_size((160, 24)).columns


def print_json(data: object, translate: Translate) -> None:
    """Print one JSON object on stdout; phrases translated, days as ISO dates, sets in order, the rest as text."""
    show_text(json.dumps(data, ensure_ascii=False, indent=2, default=lambda value: _plain(value, translate)))


def _plain(value: object, translate: Translate) -> Any:
    if isinstance(value, Phrase):
        return translate(value)
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, (set, frozenset)):
        return sorted(value)
    return str(value)


@contextmanager
def progress(what: str, items: Iterable[T], total: int) -> Iterator[Iterable[T]]:
    """Yield the same items, with a bar on stderr where that is a terminal and the work is long enough to see."""
    if sys.stderr is None or not sys.stderr.isatty():
        yield items
        return
    from rich.console import Console
    from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn

    columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), TimeRemainingColumn())
    with Progress(*columns, console=Console(stderr=True), transient=True) as bar:
        yield bar.track(items, total=total, description=what)

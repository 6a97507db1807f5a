"""Results on a terminal: lines, tables and progress, or one JSON object."""

import json
import sys
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from datetime import date
from typing import Any, TypeVar

import click

from regionplan_xl.actions.result import Result, TextTable

T = TypeVar("T")


def show(result: Result, *, as_json: bool) -> None:
    """Print a result: one JSON object on stdout, or text and tables for a person."""
    if as_json:
        print_json(result.data)
        return
    for piece in result.lines:
        if isinstance(piece, TextTable):
            _show_table(piece)
        else:
            click.echo(piece)


def print_json(data: object) -> None:
    """Print one JSON object on stdout; days as ISO dates, sets in order, the rest as text."""
    click.echo(json.dumps(data, ensure_ascii=False, indent=2, default=_plain))


def _plain(value: object) -> Any:
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, (set, frozenset)):
        return sorted(value)
    return str(value)


def _show_table(table: TextTable) -> None:
    from rich.box import SIMPLE_HEAD
    from rich.console import Console
    from rich.table import Table as RichTable
    from rich.text import Text

    # rich itself keeps to NO_COLOR and to plain text where stdout is no terminal.
    console = Console(file=sys.stdout, highlight=False)
    if not console.is_terminal:
        console = Console(file=sys.stdout, highlight=False, width=160)
    shown = RichTable(title=table.title or None, title_justify="left", box=SIMPLE_HEAD, title_style="bold")
    for heading in table.headings:
        shown.add_column(heading, overflow="fold")
    for row in table.rows:
        shown.add_row(*(Text(cell) for cell in row))
    console.print(shown)


@contextmanager
def progress(what: str, items: Iterable[T], total: int) -> Iterator[Iterable[T]]:
    """Yield the same items, with a bar on stderr where that is a terminal and the work is long enough to see."""
    if not sys.stderr.isatty():
        yield items
        return
    from rich.console import Console
    from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn

    columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), TimeRemainingColumn())
    with Progress(*columns, console=Console(stderr=True), transient=True) as bar:
        yield bar.track(items, total=total, description=what)

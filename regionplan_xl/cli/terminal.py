"""How results look on a terminal, or as JSON."""

import json
import sys
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from datetime import date
from typing import Any, TypeVar

import click

from regionplan_xl.actions import Result, Table
from regionplan_xl.errors import RegionplanError

T = TypeVar("T")


def show(result: Result, *, as_json: bool) -> None:
    """Print a result: one JSON object on stdout, or text and tables for a person."""
    if as_json:
        click.echo(json.dumps(result.data, ensure_ascii=False, indent=2, default=_plain))
        return
    for piece in result.lines:
        if isinstance(piece, Table):
            _show_table(piece)
        else:
            click.echo(piece)


def show_error(error: RegionplanError) -> None:
    """Print an error as a JSON object on stdout."""
    click.echo(json.dumps(error_data(error), ensure_ascii=False, indent=2))


def error_data(error: RegionplanError) -> dict[str, Any]:
    """An error as JSON: the whole sentence, its parts, where, and the exit status."""
    place = error.place
    return {
        "error": str(error),
        "what": str(error.what),
        "fix": str(error.fix),
        "sheet": place.sheet if place else "",
        "row": place.row if place else None,
        "column": place.column if place else "",
        "file": place.file if place else "",
        "exit_status": error.exit_status,
    }


def _plain(value: object) -> Any:
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, (set, frozenset)):
        return sorted(value)
    return str(value)


def _show_table(table: Table) -> None:
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
    """The same items, with a bar on stderr where that is a terminal and the work is long enough to see."""
    if not sys.stderr.isatty():
        yield items
        return
    from rich.console import Console
    from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn

    columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), TimeRemainingColumn())
    with Progress(*columns, console=Console(stderr=True), transient=True) as bar:
        yield bar.track(items, total=total, description=what)

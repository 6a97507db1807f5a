"""Show results on a terminal: lines and tables, or one JSON object."""

import json
import shutil
import sys
import textwrap
from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import date
from typing import Any, TextIO, TypeVar

import click

from regionplan_xl.actions.result import Line, LineList, NameList, Result, TextTable
from regionplan_xl.cli.printing.language import MessageLanguage
from regionplan_xl.cli.printing.output import can_show, show_text, tell
from regionplan_xl.cli.printing.table import rendered
from regionplan_xl.text import Phrase, Translate, phrase, printable

T = TypeVar("T")
SHOWN = 40
"""The number of items to show of a list that can be found elsewhere; the rest is counted, unless it is only one."""


def show(result: Result, translate: MessageLanguage, *, as_json: bool) -> None:
    """Print a result: one JSON object on stdout, or text and tables for people."""
    if as_json:
        print_json(result.data, translate)
        return
    for line in result.lines:
        show_line(line, translate)


def show_line(line: Line, translate: MessageLanguage, *, indent: str = "", err: bool = False) -> None:
    """Print one line, list or table of a result."""
    write = tell if err else show_text
    for text in rendered_line(line, translate, sys.stderr if err else sys.stdout, _width() - len(indent)):
        write(textwrap.indent(text, indent).rstrip())


def rendered_line(
    line: Line, translate: MessageLanguage, stream: TextIO | None = None, width: int = 160
) -> Iterator[str]:
    """Yield the texts of one line, list or table; for a long list, its beginning and where to find the rest."""

    def words(said: Phrase | str) -> str:
        return printable(translate(said))

    if isinstance(line, LineList):
        shown, more = _beginning(line.items, line.rest, translate)
        yield from (words(line.line(item)) for item in shown)
    elif isinstance(line, NameList):
        names, more = _beginning(line.names, line.rest, translate)
        yield words(line.sentence(" ".join(filter(None, (", ".join(names), more)))))
        return
    elif isinstance(line, TextTable):
        shown, more = _beginning(line.items, line.rest, translate)
        yield from _table(replace(line, items=shown), words, stream, width)
    else:
        yield words(line)
        return
    if more:
        yield words(more)


def _beginning(items: Sequence[T], rest: Phrase | str, translate: MessageLanguage) -> tuple[Sequence[T], str]:
    """Return the items to show, and a text with the number and place of the others ("" if all are shown)."""
    more = len(items) - SHOWN
    if more <= 1 or not rest:
        return items, ""
    said = phrase("and {count} more: see {where}", count=translate.number(more), where=rest)
    return items[:SHOWN], translate(said)


def _table(table: TextTable, words: Translate, stream: TextIO | None, width: int) -> Iterator[str]:
    # The stream is None if Python was started with it closed.
    on_terminal = stream is not None and stream.isatty()
    emphasis = (lambda text: click.style(text, bold=True)) if on_terminal else str
    yield from rendered(table, words, width, emphasis)


def _width() -> int:
    """Return the width of the terminal (`COLUMNS` takes precedence); 160 if the output is not a terminal."""
    return shutil.get_terminal_size((160, 24)).columns


def print_json(data: object, translate: Translate) -> None:
    """Print one JSON object on stdout; phrases translated, days as ISO dates, sets in order, the rest as text.

    Where stdout is not in UTF-8, characters that its encoding lacks are escaped, so that none is lost.
    """
    text = json.dumps(data, ensure_ascii=False, indent=2, default=lambda value: _plain(value, translate))
    show_text(text if can_show(text, sys.stdout) else json.dumps(json.loads(text), indent=2))


def _plain(value: object, translate: Translate) -> Any:
    if isinstance(value, Phrase):
        return translate(value)
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, (set, frozenset)):
        return sorted(value)
    return str(value)

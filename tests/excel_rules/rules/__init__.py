"""Rules of Excel that neither the schemas nor LibreOffice check: breaking one makes Excel repair, drop or mislead.

A rule is a function that takes a `Book` and yields its faults. Its name states the rule.
"""

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import NamedTuple

from tests.excel_rules.rules import (
    cells,
    drawings,
    formulas,
    inputs,
    package,
    sheets,
    styles,
    tables,
    workbook,
)
from tests.excel_rules.rules.book import Book, Fault

Rule = Callable[[Book], Iterator[Fault]]

RULES: tuple[Rule, ...] = (
    *package.RULES,
    *workbook.RULES,
    *styles.RULES,
    *cells.RULES,
    *formulas.RULES,
    *sheets.RULES,
    *inputs.RULES,
    *tables.RULES,
    *drawings.RULES,
)


class Finding(NamedTuple):
    """A breach of a rule: the rule's name, the place, and what was found."""

    rule: str
    place: str
    what: str


def findings(path: Path) -> list[Finding]:
    """Return every breach of every rule in a workbook."""
    book = Book.open(path)
    return [Finding(rule.__name__, place, what) for rule in RULES for place, what in rule(book)]

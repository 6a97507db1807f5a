"""Tables with a column per body, in which a letter gives its role: «H» is responsible, «M» helps."""

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace

from regionplan_xl.documents.blocks import Block, Row, Table, TableCell
from regionplan_xl.documents.understanding.columns.header import HEADER_WITHIN
from regionplan_xl.documents.vocabulary.lookup import match_heading
from regionplan_xl.text import squeeze

_LETTERS = re.compile(r"[^\W\d_]{1,2}(?:\s*[/,+&]\s*[^\W\d_]{1,2})*")
_MEANING = re.compile(
    r"(?<!\w)(?P<letter>[A-ZÆØÅÄÖ][A-Za-z]?)\s*[=:\u2013-]\s*(?P<word>[^\W\d_][^\W\d_ -]*(?:[ -][^\W\d_]{2,})*)"
)
# The widely used RACI letters: responsible, accountable, consulted, informed.
_USUAL = {"R": "Responsible", "A": "Accountable", "C": "Consulted", "I": "Informed"}
_FIELDS = ("responsible", "involved")
_LEAST_COLUMNS = 2
_LOOKED_AT = 60  # rows examined before all of them are
_LEAST_USUAL = 3  # columns required if the document does not explain the letters


def roles_said(blocks: Iterable[Block]) -> dict[str, str]:
    """Return the document's explanations of role letters, as letter -> word, for responsible and involved bodies."""
    found: dict[str, str] = {}
    for text in _texts(blocks):
        for one in _MEANING.finditer(text):
            if _field(one["word"]):
                found.setdefault(one["letter"], one["word"])
    return found


def with_bodies_in_cells(table: Table, said: Mapping[str, str]) -> Table:
    """Return a table with letters below body names replaced by names below «responsible» and «involved».

    `said` is the document's explanation of its letters. A table without such columns is returned unchanged.
    """
    for at in range(min(len(table.rows), HEADER_WITHIN)):
        seen, _ = _columns(table.rows[: at + 1 + _LOOKED_AT], at, said)
        columns, words = _columns(table.rows, at, said) if seen else ([], {})
        if columns:
            names = {column: squeeze(table.rows[at].cells[column].text) for column in columns}
            rows = (_row(row, table.rows[at], names, words) for row in table.rows)
            return replace(table, rows=tuple(rows))
    return table


def _texts(blocks: Iterable[Block]) -> Iterator[str]:
    for block in blocks:
        if isinstance(block, Table):
            yield from (cell.text for row in block.rows for cell in row.cells if not cell.continues)
        else:
            yield block.text


def _field(word: str) -> str:
    """Return "responsible" or "involved" if the word means that; otherwise ""."""
    match = match_heading(word)
    return match.means[0] if match and match.means[0] in _FIELDS else ""


def _columns(
    rows_of_table: Sequence[Row], at: int, said: Mapping[str, str]
) -> tuple[list[int], dict[str, str]]:
    """Return the columns with only role letters below their heading, and the meaning of those letters."""
    heads = [squeeze(cell.text) for cell in rows_of_table[at].cells]
    rows = [
        row
        for row in rows_of_table[at + 1 :]
        if len({cell.text for cell in row.cells if cell.text.strip()}) > 1
    ]
    rows = [row for row in rows if [squeeze(cell.text) for cell in row.cells] != heads]
    below = [
        [squeeze(row.cells[n].text) for row in rows if row.cells[n].text.strip()] for n in range(len(heads))
    ]
    lettered = [
        n
        for n, texts in enumerate(below)
        if texts and len(heads[n]) > 2 and all(map(_LETTERS.fullmatch, texts))
    ]
    used = {letter for n in lettered for text in below[n] for letter in _letters(text)}
    usual = {"R"} < used <= _USUAL.keys() and len(lettered) >= _LEAST_USUAL
    words = {letter: said[letter] for letter in used if letter in said} if used <= said.keys() else {}
    words = words or ({letter: _USUAL[letter] for letter in used} if usual else {})
    if len(lettered) < _LEAST_COLUMNS or not any(_field(word) == "responsible" for word in words.values()):
        return [], {}
    # A body without any role has no letters in its column.
    between = range(lettered[0], lettered[-1] + 1)
    return [n for n in between if n in lettered or (heads[n] and not below[n])], words


def _letters(text: str) -> list[str]:
    return re.findall(r"[^\W\d_]{1,2}", text)


def _row(row: Row, header: Row, names: Mapping[int, str], words: Mapping[str, str]) -> Row:
    first, second = list(names)[:2]
    new = dict(zip((first, second), _cells(row, header, names, words), strict=True))
    kept = (new.get(n, cell) for n, cell in enumerate(row.cells) if n in new or n not in names)
    return replace(row, cells=tuple(kept))


def _cells(row: Row, header: Row, names: Mapping[int, str], words: Mapping[str, str]) -> Sequence[TableCell]:
    """Return a row's cells for those responsible and those involved."""
    if [squeeze(cell.text) for cell in row.cells] == [squeeze(cell.text) for cell in header.cells]:
        said = [_joined(words, field) for field in _FIELDS]
        return [replace(row.cells[n], text=text) for n, text in zip(names, said, strict=False)]
    if any(row.cells[n].text.strip() and not _LETTERS.fullmatch(squeeze(row.cells[n].text)) for n in names):
        return [row.cells[n] for n in list(names)[:2]]  # a heading over the columns
    found: dict[str, list[str]] = {field: [] for field in _FIELDS}
    for n, name in names.items():
        fields = {_field(words[letter]) for letter in _letters(row.cells[n].text) if letter in words}
        if fields:
            found["responsible" if "responsible" in fields else "involved"].append(name)
    return [TableCell("\n".join(found[field])) for field in _FIELDS]


def _joined(words: Mapping[str, str], field: str) -> str:
    return " / ".join(dict.fromkeys(word for word in words.values() if _field(word) == field))

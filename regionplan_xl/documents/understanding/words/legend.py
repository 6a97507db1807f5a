"""The legend of a document: which colour or sign means which status, in a small table or in paragraphs."""

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from itertools import islice

from regionplan_xl.documents.blocks import Block, Paragraph, Row, Table, TableCell
from regionplan_xl.documents.vocabulary.lookup import colour_word, field_of, status_key, status_key_in
from regionplan_xl.text import squeeze

_ROWS_AT_MOST = 12
_TEXT_AT_MOST = 120  # characters
Entry = tuple[str, str]
"""A colour ("#RRGGBB" or an English word such as "green") or a sign, and its meaning in the document."""
# «● = ferdig  ◑ = i arbeid», «Grøn: ferdig, gul: i gang».
_LISTED = re.compile(
    r"(?P<sign>[\u2022\u2190-\u2bff\U0001f300-\U0001faff]\ufe0f?|\b[^\W\d_]{3,8}\b(?=\s*[=:\u2013\u2014]))"
    r"\s*[=:\u2013\u2014-]?\s*(?=(?P<meaning>[^\W\d_][^,;.|()=:\n\u2013\u2014\u2022\u2190-\u2bff\U0001f300-\U0001faff]*))"
)
_LEAST_LISTED = 2
_SAID_OF_MEASURES = frozenset(("text", "responsible", "timeframe"))


def is_legend(table: Table) -> bool:
    """Return whether a table only explains colours: at least two of them, in a few short rows."""
    having_text = (row for row in table.rows if any(cell.text.strip() for cell in row.cells))
    rows = list(islice(having_text, _ROWS_AT_MOST + 1))
    if not 0 < len(rows) <= _ROWS_AT_MOST:
        return False
    if any(map(_heads_measures, rows)):
        return False
    said = {text for row in _beside_statuses(rows) for _, text in row_entries(row)}
    return len(said) >= 2 and len(said) >= len(rows) - 1


def legend_of(blocks: Iterable[Block]) -> tuple[Entry, ...]:
    """Return the entries of all legends in a document, each once."""
    found: dict[Entry, None] = {}
    for block in blocks:
        if isinstance(block, Paragraph):
            found.update(dict.fromkeys((*_paragraph_entries(block), *_listed_entries(block.text))))
        elif isinstance(block, Table):
            # A legend may also be in the first rows of the sheet with the measures.
            rows = block.rows if is_legend(block) else block.rows[:_ROWS_AT_MOST]
            entries = [entry for row in _beside_statuses(rows) for entry in _single_entries(row)]
            if is_legend(block) or len({text for _, text in entries}) >= 2:
                found.update(dict.fromkeys(entries))
            for text in dict.fromkeys(cell.text for row in rows for cell in row.cells if cell.text.strip()):
                found.update(dict.fromkeys(_listed_entries(text)))
    return tuple(found)


def _heads_measures(row: Row) -> bool:
    """Return whether a row has headings of what is said of measures: «Tiltak», «Ansvar»."""
    return len({field_of(squeeze(cell.text)) for cell in row.cells} & _SAID_OF_MEASURES) > 1


def _beside_statuses(rows: Sequence[Row]) -> Iterator[Row]:
    """Yield the rows without the cells below a heading of statuses: those are what measures say."""
    below: set[int] = set()
    for row in rows:
        yield replace(row, cells=tuple(cell for at, cell in enumerate(row.cells) if at not in below))
        below |= {at for at, cell in enumerate(row.cells) if field_of(squeeze(cell.text)) == "status"}


def _single_entries(row: Row) -> list[Entry]:
    """Return the entries of a row, except for a colour that several of its words have, as in a row of headings."""
    entries = list(dict.fromkeys(row_entries(row)))
    said = Counter(colour for colour, _ in entries)
    return [(colour, text) for colour, text in entries if said[colour] == 1]


def row_entries(row: Row) -> Iterator[Entry]:
    """Yield the colours explained in a row: a painted cell next to or behind a word for a status."""
    own = [cell for cell in row.cells if not cell.continues]
    for at, cell in enumerate(own):
        text = squeeze(cell.text)
        if not text or len(text) > _TEXT_AT_MOST or _meaning(text) is None:
            continue
        painted = cell.fill or (own[at - 1].fill if at and not own[at - 1].text.strip() else "")
        painted = painted or (own[at - 1].fill if at and colour_word(own[at - 1].text) else "")
        painted = painted or next((mark.colour for mark in cell.marks), "")
        before = own[at - 1].text if at else ""
        word = colour_word(text) or _letter(own, at) or (colour_word(before) if before.strip() else None)
        if painted:
            yield painted, text
        if word and (painted or _says_more(text, word)):
            yield word, text


def _listed_entries(text: str) -> list[Entry]:
    """Return the entries of a text that explains several colours or signs; none if it explains only one."""
    text = squeeze(text)
    found: list[Entry] = []
    for one in _LISTED.finditer(text) if len(text) <= 2 * _TEXT_AT_MOST else ():
        sign, meaning = one["sign"].strip("\ufe0f"), one["meaning"].strip()
        word = sign if not sign.isalpha() else colour_word(sign)
        # «Green = on track or complete» is no status, and therefore green is none here.
        if word and (sign.isalpha() or status_key(meaning) or status_key_in(meaning)):
            found.append((word, meaning))
    return found if len({word for word, _ in found}) >= _LEAST_LISTED else []


def _letter(cells: list[TableCell], at: int) -> str | None:
    """Return the letter that stands for a status («G | Done»), as written."""
    before = squeeze(cells[at - 1].text) if at else ""
    return before if len(before) == 1 and before.isalpha() else None


def _says_more(text: str, word: str) -> bool:
    """Return whether a text explains its colour instead of only naming it."""
    return len(text.split()) > 1 or len(word) == 1


def _meaning(text: str) -> str | None:
    rest = text
    if colour_word(text):
        rest = text.split(None, 1)[1] if len(text.split()) > 1 else text
    return status_key(rest.strip(" :–—=-")) or status_key_in(rest)


def _paragraph_entries(paragraph: Paragraph) -> Iterator[Entry]:
    text = squeeze(paragraph.text)
    for mark in paragraph.marks:
        if _meaning(mark.words) is not None:
            yield mark.colour, squeeze(mark.words)
    if len(text) > _TEXT_AT_MOST or _meaning(text) is None:
        return
    word = colour_word(text)
    painted = paragraph.fill or next((mark.colour for mark in paragraph.marks), "")
    if painted and (word or len(text.split()) <= 4):
        yield painted, text
    if word and len(text.split()) > 1:
        yield word, text

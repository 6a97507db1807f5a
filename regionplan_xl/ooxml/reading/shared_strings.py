"""The shared strings of a workbook, streamed under a limit (ECMA-376 part 1 section 18.4)."""

from collections.abc import Iterator
from sys import getsizeof
from typing import BinaryIO

from regionplan_xl.ooxml.common import refusals
from regionplan_xl.ooxml.common.limits import Limits
from regionplan_xl.ooxml.reading.cells import StruckText, unescape
from regionplan_xl.ooxml.xml.attribute_values import parse_boolean
from regionplan_xl.ooxml.xml.expat_parser import expat_parser, feed, read_pieces
from regionplan_xl.ooxml.xml.namespaces import SPREADSHEET

_ITEMS = frozenset(f"{space} si" for space in SPREADSHEET)
_TEXTS = frozenset(f"{space} t" for space in SPREADSHEET)
_STRIKES = frozenset(f"{space} strike" for space in SPREADSHEET)
_PHONETIC = frozenset(f"{space} rPh" for space in SPREADSHEET)


def read_shared_strings(stream: BinaryIO, part: str, limits: Limits) -> Iterator[list[str]]:
    """Yield the texts in order, in batches: runs of rich text joined, phonetic hints left out.

    Raises `Rejected` beyond the limits.
    """
    batch: list[str] = []
    runs: list[str] = []
    count = kept = 0
    phonetic = struck = False
    parser = expat_parser(part, namespaces=True)

    def start(name: str, attributes: dict[str, str]) -> None:
        nonlocal phonetic, struck
        if name in _TEXTS:
            if not phonetic:
                parser.CharacterDataHandler = runs.append
        elif name in _ITEMS:
            runs.clear()
            struck = False
        elif name in _PHONETIC:
            phonetic = True
        elif name in _STRIKES:
            struck = struck or parse_boolean(attributes.get("val"), default=True)

    def end(name: str) -> None:
        nonlocal phonetic
        if name in _TEXTS:
            parser.CharacterDataHandler = None
        elif name in _ITEMS:
            text = unescape("".join(runs))
            batch.append(StruckText(text) if struck else text)
        elif name in _PHONETIC:
            phonetic = False

    parser.StartElementHandler, parser.EndElementHandler = start, end
    for _ in feed(parser, read_pieces(stream), part):
        count += len(batch)
        # A character takes one, two or four bytes, by the widest in its text (PEP 393).
        kept += sum(map(getsizeof, batch))
        if kept > limits.string_bytes:
            raise refusals.too_large(limits.string_bytes)
        if count > limits.shared_strings:
            raise refusals.too_many(part, limits.shared_strings)
        if sum(map(len, runs)) > limits.text:
            raise refusals.too_large(limits.text)
        yield batch
        batch = []

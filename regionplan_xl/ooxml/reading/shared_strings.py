"""The table of shared strings, read under a limit (ECMA-376 part 1 section 18.4)."""

from typing import BinaryIO

from regionplan_xl.ooxml.common import refusals
from regionplan_xl.ooxml.common.limits import STANDARD, Limits
from regionplan_xl.ooxml.reading.cells import unescaped
from regionplan_xl.ooxml.xml.markup import SPREADSHEET, expat_parser, fed, pieces

_ITEMS = frozenset(f"{space} si" for space in SPREADSHEET)
_TEXTS = frozenset(f"{space} t" for space in SPREADSHEET)
_PHONETIC = frozenset(f"{space} rPh" for space in SPREADSHEET)
_CHARACTER = 4


def read_shared_strings(stream: BinaryIO, part: str, limits: Limits = STANDARD) -> list[str]:
    """The texts in order: runs of rich text joined, reading aids left out; `Rejected` beyond the limits."""
    strings: list[str] = []
    runs: list[str] = []
    characters = 0
    aid = False
    parser = expat_parser(part, namespaces=True)

    def start(name: str, _: dict[str, str]) -> None:
        nonlocal aid
        if name in _TEXTS:
            if not aid:
                parser.CharacterDataHandler = runs.append
        elif name in _ITEMS:
            runs.clear()
        elif name in _PHONETIC:
            aid = True

    def end(name: str) -> None:
        nonlocal aid, characters
        if name in _TEXTS:
            parser.CharacterDataHandler = None
        elif name in _ITEMS:
            text = unescaped("".join(runs))
            characters += len(text)
            strings.append(text)
        elif name in _PHONETIC:
            aid = False

    parser.buffer_text = True
    parser.StartElementHandler, parser.EndElementHandler = start, end
    for _ in fed(parser, pieces(stream), part):
        if characters * _CHARACTER > limits.string_bytes:
            raise refusals.too_large(limits.string_bytes)
        if len(strings) > limits.shared_strings:
            raise refusals.too_many(part, limits.shared_strings)
        if sum(map(len, runs)) > limits.text:
            raise refusals.too_large(limits.text)
    return strings

"""The shared strings of a workbook, streamed under a limit (ECMA-376 part 1 section 18.4)."""

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from io import BytesIO
from itertools import chain
from sys import getsizeof
from typing import BinaryIO

from regionplan_xl.ooxml.common import refusals
from regionplan_xl.ooxml.common.limits import Limits
from regionplan_xl.ooxml.reading.cells import StruckText, unescape
from regionplan_xl.ooxml.xml.attribute_values import parse_boolean
from regionplan_xl.ooxml.xml.encoding import detect_encoding
from regionplan_xl.ooxml.xml.expat_parser import expat_parser, feed, read_pieces
from regionplan_xl.ooxml.xml.namespaces import SPREADSHEET
from regionplan_xl.ooxml.xml.ordinary_text import is_ordinary_text, replace_references

_STEP = 256 * 1024
_BEGINNING = re.compile(rb"(?:\xef\xbb\xbf)?(?:<\?xml[^<>?]*\?>)?\s*(<sst(?:\s[^<>]*[^<>/])?>)")
_OURS = re.compile(rb' xmlns="(?:%s)"' % b"|".join(re.escape(space.encode()) for space in SPREADSHEET))
_ORDINARY = re.compile(r'<si><t(?: xml:space="preserve")?>([^<]*)</t></si>')
_ITEM, _ITEM_ENDS = b"<si>", b"</si>"
_NOT_PLAIN = (b"<!", b"<?", b"<si/", b"<si ")
_ITEMS = frozenset(f"{space} si" for space in SPREADSHEET)
_TEXTS = frozenset(f"{space} t" for space in SPREADSHEET)
_STRIKES = frozenset(f"{space} strike" for space in SPREADSHEET)
_PHONETIC = frozenset(f"{space} rPh" for space in SPREADSHEET)


def read_shared_strings(stream: BinaryIO, part: str, limits: Limits) -> Iterator[list[str]]:
    """Yield the texts in order, in batches: rich text runs joined, phonetic hints left out.

    Raises `Rejected` beyond the limits.
    """
    count = kept = 0
    for batch in _batches(stream, part, limits):
        count += len(batch)
        # A character takes one, two or four bytes, depending on the widest in its text (PEP 393).
        kept += sum(map(getsizeof, batch))
        if kept > limits.string_bytes:
            raise refusals.too_large(limits.string_bytes)
        if count > limits.shared_strings:
            raise refusals.too_many(part, limits.shared_strings)
        yield batch


def _batches(stream: BinaryIO, part: str, limits: Limits) -> Iterator[list[str]]:
    """Yield the texts. Those before the first unusual item are read without a parser, ten times as fast."""
    rest = stream.read(_STEP)
    beginning = _BEGINNING.match(rest)
    root = beginning[0] if beginning and not detect_encoding(rest)[0] and _OURS.search(beginning[1]) else b""
    rest = rest[len(root) :]
    while root:
        end = rest.rfind(_ITEM_ENDS) + len(_ITEM_ENDS)
        texts = _ordinary_texts(rest[:end]) if end >= len(_ITEM_ENDS) else None
        if texts is None:
            break
        yield texts
        rest = rest[end:] + stream.read(_STEP)
    yield from _parsed(chain([root + rest], read_pieces(stream)), part, limits)


def _ordinary_texts(run: bytes) -> list[str] | None:
    """Return the texts of some items; None if they contain anything else."""
    if b"\r" in run or not is_ordinary_text(run):
        return None
    text = run.decode()
    found = _ORDINARY.findall(text)
    # An ordinary item has exactly four tags.
    return [unescape(replace_references(one)) for one in found] if 4 * len(found) == text.count("<") else None


def _parsed(pieces: Iterable[bytes], part: str, limits: Limits) -> Iterator[list[str]]:
    batch: list[str] = []
    runs: list[str] = []
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
    for _ in feed(parser, pieces, part):
        if sum(map(len, runs)) > limits.text:
            raise refusals.too_large(limits.text)
        yield batch
        batch = []


def find_shared_strings(
    stream: BinaryIO, part: str, limits: Limits, wanted: Sequence[int]
) -> Mapping[int, str] | None:
    """Return the texts with the indexes `wanted` that exist; None if the part is not in the common form.

    Items are counted and only the wanted ones parsed, so skipping a million texts is fast.
    """
    rest = stream.read(_STEP)
    beginning = _BEGINNING.match(rest)
    if beginning is None or detect_encoding(rest)[0]:
        return None
    rest, count, coming = rest[beginning.end() :], 0, sorted(wanted, reverse=True)
    found: dict[int, bytes] = {}
    for piece in chain([b""], read_pieces(stream, _STEP)):
        rest += piece
        end = rest.rfind(_ITEM_ENDS) + len(_ITEM_ENDS)
        if end < len(_ITEM_ENDS):
            continue
        run, rest = rest[:end], rest[end:]
        items = run.count(_ITEM_ENDS)
        if run.count(_ITEM) != items or any(sign in run for sign in _NOT_PLAIN):
            return None
        if coming and coming[-1] < count + items:
            texts = run.split(_ITEM)
            while coming and coming[-1] < count + items:
                number = coming.pop()
                found[number] = _ITEM + texts[number - count + 1]
        count += items
        if not coming or len(rest) > limits.text:
            break
    document = BytesIO(b"".join([beginning[1], *found.values(), b"</sst>"]))
    parsed = list(chain.from_iterable(read_shared_strings(document, part, limits)))
    return dict(zip(found, parsed, strict=True)) if len(parsed) == len(found) else None

"""The shared strings of a workbook, as many as are asked for."""

from collections.abc import Iterable, Mapping

from regionplan_xl.ooxml.package.xml_part import XmlPart
from regionplan_xl.ooxml.reading.cells import unescaped
from regionplan_xl.ooxml.xml.markup import parse_more
from regionplan_xl.ooxml.xml.outline import utf8_parser

_STEP = 256 * 1024


def read_shared_texts(part: XmlPart, wanted: Iterable[int]) -> Mapping[int, str]:
    """The texts of those numbers (from 0), without their formats and reading aids; those that are there."""
    numbers = frozenset(wanted)
    found: dict[int, str] = {}
    if not numbers:
        return found
    last, number, pieces, aid = max(numbers), -1, list[str](), False
    in_text = False
    parser = utf8_parser(part.name, namespaces=False)

    def begun(name: str, _: dict[str, str]) -> None:
        nonlocal number, aid, in_text
        local = name.rpartition(":")[2]
        if local == "si":
            number += 1
            pieces.clear()
        elif local == "rPh":
            aid = True
        elif local == "t":
            in_text = not aid

    def ended(name: str) -> None:
        nonlocal aid, in_text
        local = name.rpartition(":")[2]
        if local == "t":
            in_text = False
        elif local == "rPh":
            aid = False
        elif local == "si" and number in numbers:
            found[number] = unescaped("".join(pieces))

    def text(piece: str) -> None:
        if in_text and number in numbers:
            pieces.append(piece)

    parser.buffer_text = True
    parser.StartElementHandler, parser.EndElementHandler = begun, ended
    parser.CharacterDataHandler = text
    with part.open() as stream:
        while number <= last:
            piece = stream.read(_STEP)
            parse_more(parser, piece, part.name, last=not piece)
            if not piece:
                break
    return found

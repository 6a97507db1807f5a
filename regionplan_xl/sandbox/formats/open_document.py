"""Read the grid of an .ods in one pass over its XML: values, painted colours and hidden sheets.

Our own code and not calamine, which knows no colours, fails on one cell far from the others, and unpacks before
it counts. The format: OpenDocument 1.3 part 3 sections 9.1, 16 and 19.
"""

from collections.abc import Callable, Iterator
from xml.parsers import expat

from regionplan_xl.excel.common.actor_marks import CODE_PROPERTY
from regionplan_xl.excel.parsing.grid import Grid
from regionplan_xl.ooxml.xml.expat_parser import expat_parser, feed, read_pieces
from regionplan_xl.sandbox.formats.limits import RETURNED
from regionplan_xl.sandbox.formats.open_document_elements import (
    NAMES,
    Attributes,
    SheetCollector,
    StyleCollector,
)
from regionplan_xl.sandbox.formats.zip_archive import ZipArchive

_CONTENT, _STYLES, _META = "content.xml", "styles.xml", "meta.xml"


def read_open_document(data: bytes) -> Grid:
    """Return the cells of every sheet; `Rejected` for a fault of the file. Formulas and macros are not run."""
    archive = ZipArchive(data, RETURNED)
    styles = StyleCollector()
    if _STYLES in archive:
        _parse(archive, _STYLES, styles.start)
    sheets = SheetCollector(styles)

    def start(name: str, attributes: Attributes) -> None:
        styles.start(name, attributes)
        sheets.start(name, attributes)

    _parse(archive, _CONTENT, start, sheets.end, sheets.characters)
    return Grid(tuple(sheets.found), tuple(_codes(archive)))


def _parse(
    archive: ZipArchive,
    part: str,
    start: Callable[[str, Attributes], None],
    end: Callable[[str], None] | None = None,
    characters: Callable[[str], None] | None = None,
) -> None:
    parser: expat.XMLParserType = expat_parser(part, namespaces=True)
    parser.buffer_text = True
    parser.StartElementHandler = lambda name, attributes: start(_short(name), attributes)
    if end is not None:
        parser.EndElementHandler = lambda name: end(_short(name))
    parser.CharacterDataHandler = characters
    with archive.open(part) as stream:
        for _ in feed(parser, read_pieces(stream), part):
            pass


def _short(name: str) -> str:
    space, _, local = name.rpartition(" ")
    return f"{NAMES.get(space, '?')}:{local}"


def _codes(archive: ZipArchive) -> Iterator[str]:
    """Yield the code in the file's own properties, if a program has kept it."""
    if _META not in archive:
        return
    gathered: list[str] = []
    inside = False

    def start(name: str, attributes: Attributes) -> None:
        nonlocal inside
        inside = name == "meta:user-defined" and CODE_PROPERTY in attributes.values()

    def end(_: str) -> None:
        nonlocal inside
        inside = False

    def characters(text: str) -> None:
        if inside and len(text) < 100:
            gathered.append(text)

    _parse(archive, _META, start, end, characters)
    if code := "".join(gathered).strip():
        yield code

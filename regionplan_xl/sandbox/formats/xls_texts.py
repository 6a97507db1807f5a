"""Read texts of an .xls outside its cells: notes, text boxes, pictures, headers, links, properties ([MS-XLS] 2.4)."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace

from regionplan_xl.excel.parsing.grid import BLANK, Grid, GridRow, GridText
from regionplan_xl.excel.parsing.other_texts import TEXTS_AT_MOST, address, header_text, is_said
from regionplan_xl.ooxml.common.compound_file import Unreadable, find_stream
from regionplan_xl.sandbox.formats.records.property_set import property_texts
from regionplan_xl.sandbox.formats.records.xls_links import LINK, LINK_TIP, link_address, link_cell, link_tip
from regionplan_xl.sandbox.formats.records.xls_records import (
    BEGIN,
    END,
    XlsRecord,
    xls_records,
    xls_sheets,
    xls_short,
    xls_string,
)

_CONTINUE = 0x003C
_NOTE, _OBJECT, _TEXT, _HEADER, _FOOTER = 0x001C, 0x005D, 0x01B6, 0x0014, 0x0015
_IS_CHART, _IS_PICTURE, _IS_NOTE = 0x05, 0x08, 0x19  # kinds of objects (FtCmo.ot)
_PLAIN_CONTROLS = frozenset({0x14})  # the arrow of a filter or drop-down


def with_texts(grid: Grid, data: bytes) -> Grid:
    """Return the grid of an .xls with the texts outside its cells; with a text `unread` if they cannot be read."""
    try:
        stream = find_stream(data, ("Workbook",)).content
        rows = {sheet.name: sheet.rows for sheet in grid.sheets}
        texts = {
            name: tuple(_texts(stream, at, rows.get(name, {}))) for name, at in xls_sheets(stream).items()
        }
    except (Unreadable, ValueError, IndexError):
        # Also for BIFF5 and older, which no program has written by default since 1997.
        return replace(grid, texts=(*grid.texts, GridText("unread", "")))
    known = {sheet.name for sheet in grid.sheets}
    elsewhere = [text for name, found in texts.items() if name not in known for text in found]
    sheets = (replace(sheet, texts=texts.get(sheet.name, ())[:TEXTS_AT_MOST]) for sheet in grid.sheets)
    elsewhere += (GridText(kind, text) for kind, text in property_texts(data))
    return replace(grid, sheets=tuple(sheets), texts=(*grid.texts, *elsewhere[:TEXTS_AT_MOST]))


@dataclass
class _Objects:
    """The objects on a sheet by number: their kinds and texts."""

    kinds: dict[int, int] = field(default_factory=dict)
    texts: dict[int, str] = field(default_factory=dict)
    notes: list[tuple[int, GridText]] = field(default_factory=list)
    headers: list[GridText] = field(default_factory=list)
    links: list[GridText] = field(default_factory=list)


def _texts(stream: bytes, at: int, rows: Mapping[int, GridRow]) -> Iterator[GridText]:
    found = _read_objects(stream, at)
    yield from found.headers
    for link in found.links:
        if link.text and not is_said(link.text, rows.get(link.row, {}).get(link.column, BLANK).text):
            yield link
    for number, note in found.notes:
        text = found.texts.get(number, "").strip()
        text = text.removeprefix(f"{note.author}:").strip() if note.author else text
        if text:
            yield replace(note, text=text)
    for number, kind in found.kinds.items():
        text = found.texts.get(number, "").strip()
        if kind == _IS_PICTURE or (kind == _IS_CHART and text == ""):
            yield GridText("picture" if kind == _IS_PICTURE else "chart", text)
        elif text and kind != _IS_NOTE:
            yield GridText("shape", text)


def _read_objects(stream: bytes, at: int) -> _Objects:
    found = _Objects()
    last = depth = 0
    records = xls_records(stream, at)
    for kind, contents in records:
        # A chart on the sheet is a nested stream.
        depth += (kind == BEGIN) - (kind == END)
        if depth > 1:
            continue
        if kind == _OBJECT and len(contents) >= 8 and xls_short(contents, 4) not in _PLAIN_CONTROLS:
            last = xls_short(contents, 6)
            found.kinds[last] = xls_short(contents, 4)
        elif kind == _TEXT and last:
            found.texts[last] = _continued(records, xls_short(contents, 10))
        elif kind == _NOTE and len(contents) >= 11:
            row, column, _, number, length = (xls_short(contents, place) for place in range(0, 10, 2))
            author = xls_string(contents, 11, length, contents[10]).strip()
            found.notes.append((number, GridText("note", "", row + 1, column + 1, author)))
        elif kind in (_HEADER, _FOOTER) and len(contents) > 3:
            text = header_text(xls_string(contents, 3, xls_short(contents, 0), contents[2]))
            found.headers += [text] if text else []
        elif kind in (LINK, LINK_TIP) and len(contents) >= 8:
            said = address(link_address(contents)) if kind == LINK else link_tip(contents)
            found.links.append(GridText("link", said, *link_cell(contents, kind)))
    return found


def _continued(records: Iterator[XlsRecord], length: int) -> str:
    """Return a text of `length` characters from the following records, each of which begins with a flag byte."""
    text = ""
    while len(text) < length:
        kind, contents = next(records, (0, b""))
        if kind != _CONTINUE or not contents:
            raise ValueError
        wide = contents[0] & 1
        count = min(length - len(text), (len(contents) - 1) // (2 if wide else 1))
        if not count:
            raise ValueError
        text += xls_string(contents, 1, count, contents[0])
    return text.replace("\r\n", "\n").replace("\r", "\n")

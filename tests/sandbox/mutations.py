"""Returns damaged at random in every way; the same seed gives the same damage."""

import io
import random
import re
import zipfile
from collections.abc import Callable, Iterator

import openpyxl
from openpyxl.styles import PatternFill

from tests.ooxml.packages import packed, workbook
from tests.sandbox.hostile import ROW, ods, ods_cell, ods_style
from tests.sandbox.old_books import xls, xlsb

_TAG = re.compile(rb"<[^<>]*>")
_VALUE = re.compile(rb'"[^"<>]*"|>[^<>]+<')
_ODD = (
    b"", b"-1", b"0", b"99999999999999999999", b"1e999", b"NaN", b"A0", b"XFE1048577", b"A1:XFD1048576", b"\xff\xfe",
    b"&#0;", b"&lt;", b"_x000D_", b"../../../etc/passwd", b"http://example.org/x", b"true",
    b"\xed\xa0\x80", b"x" * 5000,
)  # fmt: skip


def seeds() -> dict[str, bytes]:
    """Whole files of each kind, by name."""
    book = openpyxl.Workbook()
    sheet = book["Sheet"]
    for row in range(1, 12):
        sheet.append([f"1.{row}", "Tursti rundt Ål", "Påstarta", 0.4, "Kommentar & meir", f"M-{row}"])
    sheet["C3"].fill = PatternFill("solid", fgColor="FFC000")
    sheet.merge_cells("A12:C12")
    saved = io.BytesIO()
    book.save(saved)
    table = "".join(
        "<table:table-row>"
        + ods_cell(f"1.{n}", 'table:style-name="gul"')
        + ods_cell("Påstarta")
        + "</table:table-row>"
        for n in range(20)
    )
    csv_text = "Kode;HX7-4KQ\n" + "".join(f'1.{n};"Tursti; rundt";40 %\n' for n in range(20))
    whole = {
        "a.xlsx": saved.getvalue(),
        "b.xlsx": workbook(
            ROW * 5, strings="<si><t>x</t></si>", after='<mergeCells><mergeCell ref="A1:B2"/></mergeCells>'
        ),
        "c.ods": ods(f'<table:table table:name="Tiltak">{table}</table:table>', ods_style("gul", "#ffc000")),
        "d.xls": xls({(n, c): f"tekst {n}" if c else float(n) for n in range(20) for c in range(3)}),
        "e.xlsb": xlsb({(n, c): float(n) for n in range(20) for c in range(3)}),
        "f.csv": csv_text.encode("cp1252"),
        "g.csv": csv_text.encode("utf-16"),
    }
    return {**whole, "h.zip": packed({"a.xlsx": whole["a.xlsx"], "f.csv": whole["f.csv"]})}


def mutated(count: int, seed: int, whole: dict[str, bytes]) -> Iterator[tuple[str, bytes]]:
    """Yield that many damaged files, each named after its damage."""
    chance = random.Random(seed)
    names = sorted(whole)
    for number in range(count):
        name = chance.choice(names)
        manner = chance.choice(MANNERS)
        yield f"{number} {manner.__name__} {name}", manner(whole[name], chance)


def flipped(data: bytes, chance: random.Random) -> bytes:
    """Change a few bytes."""
    changed = bytearray(data)
    for _ in range(chance.choice((1, 3, 20, 200))):
        changed[chance.randrange(len(changed))] = chance.randrange(256)
    return bytes(changed)


def truncated(data: bytes, chance: random.Random) -> bytes:
    """Cut off the end."""
    return data[: chance.randrange(len(data))]


def spliced(data: bytes, chance: random.Random) -> bytes:
    """Remove, double, zero or randomise a piece."""
    start = chance.randrange(len(data))
    piece = data[start : start + chance.randrange(1, 400)]
    instead = chance.choice((b"", piece * 2, bytes(len(piece)), chance.randbytes(len(piece))))
    return data[:start] + instead + data[start + len(piece) :]


def swapped(data: bytes, chance: random.Random) -> bytes:
    """Exchange the contents of two entries of the zip, or remove or double one."""
    entries = _entries(data)
    if len(entries) < 2:
        return flipped(data, chance)
    one, other = chance.sample(sorted(entries), 2)
    manner = chance.randrange(3)
    if manner == 0:
        entries[one], entries[other] = entries[other], entries[one]
    elif manner == 1:
        del entries[one]
    else:
        entries[one.upper()] = entries[other]
    return packed(entries)


def rewritten(data: bytes, chance: random.Random) -> bytes:
    """Change the XML of a part: elements removed, doubled or moved, odd values, a DOCTYPE."""
    entries = _entries(data)
    parts = [name for name, content in entries.items() if b"<" in content]
    if not parts:
        return spliced(data, chance)
    for _ in range(chance.choice((1, 1, 2, 5))):
        part = chance.choice(parts)
        entries[part] = _other_xml(entries[part], chance)
    return packed(entries)


MANNERS: tuple[Callable[[bytes, random.Random], bytes], ...] = (
    flipped,
    truncated,
    spliced,
    swapped,
    rewritten,
    rewritten,
    rewritten,
)


def _entries(data: bytes) -> dict[str, str | bytes]:
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as package:
            return {name: package.read(name) for name in package.namelist()}
    except zipfile.BadZipFile:
        return {}


def _other_xml(xml: str | bytes, chance: random.Random) -> bytes:
    assert isinstance(xml, bytes)
    manner = chance.randrange(5)
    if manner == 4:
        return b'<!DOCTYPE a [<!ENTITY b "c">]>' + xml
    found = list((_VALUE if manner < 2 else _TAG).finditer(xml))
    if not found:
        return xml
    one = chance.choice(found)
    before, piece, after = xml[: one.start()], one[0], xml[one.end() :]
    if manner < 2:
        return before + piece[:1] + chance.choice(_ODD) + piece[-1:] + after
    other = chance.choice(found)[0]
    return before + chance.choice((b"", piece * 2, other, piece * 300)) + after

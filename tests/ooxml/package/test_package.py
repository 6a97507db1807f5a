"""A workbook file as parts: what is accepted, what is refused with a reason, and that saving keeps the rest."""

import io
import struct
import zipfile
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, BinaryIO

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from regionplan_xl.errors import Rejected
from regionplan_xl.locale import catalog
from regionplan_xl.ooxml import STANDARD, Package, Workbook
from tests.ooxml.packages import (
    CONTENT_TYPES,
    MAIN,
    SHEET,
    STRICT_OFFICE,
    WORKBOOK_TYPE,
    links,
    local_header_at,
    packed,
    parts,
    with_directory_field,
    workbook,
)

if TYPE_CHECKING:
    from _typeshed import ReadableBuffer

ROW = '<row r="1"><c r="A1"><v>7</v></c></row>'


def refusal(data: bytes, read: str = "") -> str:
    with pytest.raises(Rejected) as caught:
        package = Package.open(data)
        package.read(read)
    return str(caught.value.reason)


def saved(package: Package, replaced: dict[str, bytes | Callable[[BinaryIO], None]]) -> bytes:
    out = io.BytesIO()
    package.save(out, replaced)
    return out.getvalue()


def test_a_workbook_opens_and_its_parts_are_listed_as_in_the_zip() -> None:
    data = workbook(ROW)
    package = Package.open(data)
    assert package.names == tuple(parts())
    assert package.read(SHEET) == zipfile.ZipFile(io.BytesIO(data)).read(SHEET)
    with package.open_part(SHEET) as stream:
        assert stream.read() == package.read(SHEET)
    assert package.workbook_part == "xl/workbook.xml"
    assert not package.signed


@pytest.mark.parametrize(
    "name",
    [
        "XL/Worksheets/Sheet1.XML",
        "/xl/worksheets/sheet1.xml",
        "xl\\worksheets\\sheet1.xml",
        "xl%2Fworksheets/sheet1%2Exml",
    ],
)
def test_a_part_is_found_however_its_name_is_spelt(name: str) -> None:
    package = Package.open(workbook(ROW))
    assert package.find(name) == SHEET
    assert package.read(name) == package.read(SHEET)


def test_the_workbook_is_found_by_relationship_whatever_it_is_called() -> None:
    contents = parts(ROW)
    book = contents.pop("xl/workbook.xml")
    contents.pop("xl/_rels/workbook.xml.rels")
    contents["_rels/.rels"] = links(("officeDocument", "/Bok/B%C3%B8k.xml"), space=STRICT_OFFICE)
    contents["[Content_Types].xml"] = CONTENT_TYPES.replace("/xl/workbook.xml", "/bok/b%C3%B8k.XML")
    contents["bok/Bøk.xml"] = book
    contents["bok/_rels/Bøk.xml.rels"] = links(("worksheet", "..\\xl\\worksheets/./SHEET1.xml"))
    package = Package.open(packed(contents))
    assert package.workbook_part == "bok/Bøk.xml"
    assert [r.target for r in package.relationships("bok/Bøk.xml")] == [SHEET]


def test_an_external_link_is_kept_as_written() -> None:
    contents = parts(ROW)
    contents["xl/worksheets/_rels/sheet1.xml.rels"] = links(
        ("hyperlink", "https://example.org/a%20b")
    ).replace("/>", ' TargetMode="External"/>')
    (link,) = Package.open(packed(contents)).relationships(SHEET)
    assert link.external
    assert link.target == "https://example.org/a%20b"


# What is refused, and why.


def test_the_reason_says_what_is_wrong_and_what_to_do() -> None:
    assert "empty" in refusal(b"")
    assert "not an Excel workbook" in refusal(b"Nr;Tiltak;Status\n")
    assert "not an Excel workbook" in refusal(
        packed({"mimetype": "application/vnd.oasis.opendocument.spreadsheet"})
    )
    ole = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600)
    assert "password-protected or an old Excel file (.xls)" in refusal(ole)
    assert "take the password off" in refusal(ole + "EncryptedPackage".encode("utf-16-le"))
    contents = parts(ROW)
    contents["[Content_Types].xml"] = CONTENT_TYPES.replace(
        "spreadsheetml.sheet", "wordprocessingml.document"
    )
    assert "not an Excel workbook" in refusal(packed(contents))
    binary = "application/vnd.ms-excel.sheet.binary.macroEnabled.main"
    contents["[Content_Types].xml"] = CONTENT_TYPES.replace(WORKBOOK_TYPE, binary)
    assert ".xlsb" in refusal(packed(contents))


def test_every_reason_is_worded_in_nynorsk_and_bokmal() -> None:
    with pytest.raises(Rejected) as caught:
        Package.open(b"")
    assert catalog("nn")(caught.value.reason) == "Fila er tom. Send ho ein gong til."
    assert catalog("nb")(caught.value.reason) == "Filen er tom. Send den en gang til."


def test_a_file_cut_off_on_its_way_is_refused_wherever_the_cut_is() -> None:
    data = workbook(ROW)
    for length in range(1, len(data)):
        with pytest.raises(Rejected):
            Package.open(data[:length])


def test_a_file_that_is_gone_is_not_called_damaged(tmp_path: Path) -> None:
    with pytest.raises(FileNotFoundError):
        Package.open(tmp_path / "retur.xlsx")
    with pytest.raises(Rejected, match="cannot be opened"):
        Package.open(tmp_path)


@pytest.mark.filterwarnings("ignore:Duplicate name")
@pytest.mark.parametrize("twin", [SHEET, "XL/worksheets/sheet1.xml", "/xl/worksheets/sheet1.xml"])
def test_two_parts_of_the_same_name_are_refused(twin: str) -> None:
    out = io.BytesIO(workbook(ROW))
    with zipfile.ZipFile(out, "a") as package:
        package.writestr(twin, "")
    assert "the same piece twice" in refusal(out.getvalue())


def test_names_with_backslashes_are_refused_with_a_word_about_them() -> None:
    contents = {name.replace("/", "\\"): content for name, content in parts(ROW).items()}
    assert "named with backslashes" in refusal(packed(contents))


def test_encrypted_parts_are_refused() -> None:
    assert "password" in refusal(with_directory_field(workbook(ROW), SHEET, 8, "<H", 1))


def test_overlapping_parts_are_refused() -> None:
    data = workbook(ROW)
    start = local_header_at(data, "xl/workbook.xml")
    twin = bytearray(with_directory_field(data, SHEET, 42, "<L", start))
    assert "contradicts itself" in refusal(bytes(twin))
    # As in the bombs whose entries share one body: the names agree, the bodies overlap.
    long = with_directory_field(data, "_rels/.rels", 20, "<L", len(data) // 2)
    assert "contradicts itself" in refusal(long)


def test_a_part_that_is_called_otherwise_in_its_own_header_is_refused() -> None:
    data = bytearray(workbook(ROW))
    start = local_header_at(bytes(data), SHEET)
    data[start + 30 : start + 33] = b"XL/"
    assert "contradicts itself" in refusal(bytes(data))


def test_too_many_parts_are_refused() -> None:
    contents = parts(ROW) | {f"xl/media/{i}.png": b"" for i in range(30)}
    with pytest.raises(Rejected, match="more than 20 pieces"):
        Package.open(packed(contents), replace(STANDARD, parts=20))


def test_a_bomb_is_stopped_while_it_unpacks_even_if_it_lies_about_its_size() -> None:
    data = workbook(f"<row>{' ' * 3_000_000}</row>")
    limits = replace(STANDARD, inflated_bytes=1_000_000)
    with pytest.raises(Rejected, match="too large"):
        Package.open(data, limits).read(SHEET)
    lying = with_directory_field(data, SHEET, 24, "<L", 100)
    with pytest.raises(Rejected, match="damaged inside"):
        Package.open(lying).read(SHEET)


def test_the_size_limit_is_for_all_parts_together_but_a_part_read_twice_counts_once() -> None:
    contents = parts(ROW) | {"a.bin": bytes(600_000), "b.bin": bytes(600_000)}
    package = Package.open(packed(contents), replace(STANDARD, inflated_bytes=1_000_000))
    for _ in range(5):
        assert len(package.read("a.bin")) == 600_000
    with pytest.raises(Rejected, match="too large"):
        package.read("b.bin")


@pytest.mark.parametrize("compression", [zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED])
def test_a_changed_byte_is_noticed(compression: int) -> None:
    data = bytearray(packed(parts(ROW), compression))
    start = local_header_at(bytes(data), SHEET) + 30 + len(SHEET)
    data[start + 60] ^= 1
    assert "damaged inside (in «xl/worksheets/sheet1.xml»)" in refusal(bytes(data), SHEET)
    with pytest.raises(Rejected), Package.open(bytes(data)).open_part(SHEET) as stream:
        stream.read()


def test_an_unusual_packing_is_refused_when_the_part_is_read_but_not_when_it_is_copied() -> None:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as package:
        for name, content in parts(ROW).items():
            package.writestr(name, content)
        package.writestr("xl/media/film.bin", bytes(1000), zipfile.ZIP_BZIP2)
    assert "packed in an unusual way" in refusal(out.getvalue(), "xl/media/film.bin")
    assert saved(Package.open(out.getvalue()), {}) == out.getvalue()


def test_a_missing_part_is_named() -> None:
    assert "«xl/worksheets/sheet2.xml»" in refusal(workbook(ROW), "xl/worksheets/sheet2.xml")
    contents = parts(ROW)
    del contents["xl/worksheets/sheet1.xml"]
    with pytest.raises(Rejected, match="lacks a piece"):
        Workbook.open(packed(contents))


@pytest.mark.parametrize("encoding", ["utf-8", "utf-16"])
@pytest.mark.parametrize(
    "name", ["xl/workbook.xml", SHEET, "xl/sharedStrings.xml", "xl/styles.xml", "_rels/.rels"]
)
def test_a_document_type_declaration_is_refused_in_any_part_and_encoding(name: str, encoding: str) -> None:
    contents = parts('<row r="1"><c r="A1" t="s"><v>0</v></c></row>', strings="<si><t>x</t></si>")
    declaration = f'<?xml version="1.0" encoding="{encoding}"?><!-- x --><!DOCTYPE x [<!ENTITY a "aaaa">]>'
    contents[name] = (declaration + str(contents[name])).encode(encoding)
    with pytest.raises(Rejected, match="document type declaration"):
        list(Workbook.open(packed(contents)).cells("Tiltak"))


def test_deep_nesting_and_other_broken_xml_is_refused() -> None:
    for broken in (
        "<a>" * 5000,
        "<workbook",
        "",
        "<x/><y/>",
        "\0\0\0",
        f'<workbook xmlns="{MAIN}">&x;</workbook>',
    ):
        contents = parts(ROW) | {"xl/workbook.xml": broken}
        with pytest.raises(Rejected):
            Workbook.open(packed(contents))


@pytest.mark.parametrize("levels", [300, 200_000])
def test_closed_elements_nested_too_deep_are_refused(levels: int) -> None:
    contents = parts(ROW)
    deep = "<a>" * levels + "</a>" * levels
    contents["xl/workbook.xml"] = str(contents["xl/workbook.xml"]).replace(
        "</workbook>", f"{deep}</workbook>"
    )
    with pytest.raises(Rejected, match="damaged inside"):
        Workbook.open(packed(contents))


def test_a_part_of_more_elements_than_memory_is_for_is_refused() -> None:
    contents = parts(ROW)
    many = "<a/>" * 100
    contents["xl/workbook.xml"] = str(contents["xl/workbook.xml"]).replace(
        "</workbook>", f"{many}</workbook>"
    )
    Workbook.open(packed(contents))
    with pytest.raises(Rejected, match="more than 100 things"):
        Workbook.open(packed(contents), replace(STANDARD, elements=100))


@pytest.mark.parametrize("encoding", ["utf-16", "iso-8859-1", "windows-1252"])
def test_small_parts_are_read_in_the_encoding_that_they_declare(encoding: str) -> None:
    contents = parts(ROW)
    book = f'<?xml version="1.0" encoding="{encoding}"?>' + str(contents["xl/workbook.xml"])
    contents["xl/workbook.xml"] = book.replace("Tiltak", "Tiltak på Ål").encode(encoding)
    assert [sheet.name for sheet in Workbook.open(packed(contents)).sheets] == ["Tiltak på Ål"]


@pytest.mark.parametrize("encoding", ["punycode", "idna", "rot13", "no-such-encoding"])
def test_encodings_that_no_workbook_is_in_are_refused(encoding: str) -> None:
    contents = parts(ROW)
    declaration = f'<?xml version="1.0" encoding="{encoding}"?>'
    contents["xl/workbook.xml"] = declaration + str(contents["xl/workbook.xml"])
    with pytest.raises(Rejected):
        Workbook.open(packed(contents))


# Saving.


def test_saving_nothing_new_gives_the_same_file_to_the_byte(shared: Path) -> None:
    for path in sorted(shared.glob("wild/*.xls*")):
        assert saved(Package.open(path), {}) == path.read_bytes(), path.name


def test_replacing_a_part_leaves_the_packed_bytes_of_all_others_alone(shared: Path) -> None:
    for path in sorted(shared.glob("wild/*.xls*")):
        package = Package.open(path)
        part = package.workbook_part
        new = package.read(part) + b"\n"
        data = saved(package, {part: new})
        before, after = zipfile.ZipFile(path), zipfile.ZipFile(io.BytesIO(data))
        assert after.testzip() is None
        assert after.comment == before.comment
        assert after.namelist() == before.namelist()
        for old in before.infolist():
            info = after.getinfo(old.filename)
            assert (info.date_time, info.external_attr, info.extra) == (
                old.date_time,
                old.external_attr,
                old.extra,
            )
            if old.filename == part:
                assert after.read(part) == new
            else:
                assert (info.flag_bits, info.CRC, info.compress_size) == (
                    old.flag_bits,
                    old.CRC,
                    old.compress_size,
                )
        assert Package.open(data).read(part) == new


def test_a_part_can_be_written_piece_by_piece() -> None:
    def write(out: BinaryIO) -> None:
        for number in range(1000):
            out.write(b"%d " % number)

    data = saved(Package.open(workbook(ROW)), {"/XL/worksheets/sheet1.xml": write})
    assert zipfile.ZipFile(io.BytesIO(data)).read(SHEET).split()[-1] == b"999"
    with pytest.raises(KeyError):
        saved(Package.open(data), {"xl/none.xml": b""})


class _Unseekable(io.RawIOBase):
    """Makes `zipfile` write data descriptors, as programs do that write to a network stream."""

    def __init__(self) -> None:
        self.data = bytearray()

    def writable(self) -> bool:
        return True

    def write(self, data: "ReadableBuffer", /) -> int:
        self.data += memoryview(data)
        return len(memoryview(data))


@pytest.mark.parametrize("zip64", [False, True])
def test_data_descriptors_old_dates_and_comments_survive(zip64: bool) -> None:
    out = _Unseekable()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as package:
        for name, content in parts(ROW).items():
            info = zipfile.ZipInfo(name)
            info.compress_type = zipfile.ZIP_DEFLATED
            info.comment = b"merknad"
            with package.open(info, "w", force_zip64=zip64) as entry:
                entry.write(str(content).encode())
        package.comment = "Åtte kommunar".encode()
    data = bytes(out.data)
    for name in parts():
        # No day and no month: what some programs write, and what `zipfile` cannot.
        data = with_directory_field(data, name, 14, "<H", 0)
    assert saved(Package.open(data), {}) == data
    new = zipfile.ZipFile(io.BytesIO(saved(Package.open(data), {SHEET: b"<x/>"})))
    assert new.testzip() is None
    assert new.read(SHEET) == b"<x/>"
    assert new.comment.decode() == "Åtte kommunar"
    assert {info.comment for info in new.infolist()} == {b"merknad"}


def test_junk_before_the_zip_and_between_its_entries_is_tolerated() -> None:
    junk = b"MZ junk"
    data = junk + workbook(ROW)
    assert Package.open(data).read(SHEET)
    assert zipfile.ZipFile(io.BytesIO(saved(Package.open(data), {SHEET: b"<x/>"}))).testzip() is None
    clean = workbook(ROW)
    split = local_header_at(clean, "xl/workbook.xml")
    gap = clean[:split] + junk + clean[split:]
    for name in parts():
        start = local_header_at(clean, name)
        gap = with_directory_field(gap, name, 42, "<L", start + len(junk) if start >= split else start)
    end = gap.rfind(b"PK\x05\x06")
    (directory,) = struct.unpack_from("<L", gap, end + 16)
    gap = gap[: end + 16] + struct.pack("<L", directory + len(junk)) + gap[end + 20 :]
    assert saved(Package.open(gap), {}) == clean


@settings(max_examples=150, deadline=None)
@given(st.data())
def test_a_mangled_file_is_read_or_rejected_and_nothing_else(data: st.DataObject) -> None:
    mangled = bytearray(
        workbook('<row r="1"><c r="A1" t="s"><v>0</v></c></row>', strings="<si><t>x</t></si>")
    )
    for _ in range(data.draw(st.integers(1, 6))):
        place = data.draw(st.integers(0, len(mangled) - 1))
        mangled[place] = data.draw(st.integers(0, 255))
    try:
        book = Workbook.open(bytes(mangled))
        for sheet in book.sheets:
            for cell in book.cells(sheet, blanks=True):
                book.styles.fill(cell.style)
    except Rejected as rejected:
        assert str(rejected.reason)

"""The kind of a file is recognised by its bytes, and an unreadable one is held with a reason for its sender."""

import gzip

import pytest

from regionplan_xl.errors import Rejected
from regionplan_xl.locale import catalog
from regionplan_xl.ooxml.common import refusals
from regionplan_xl.sandbox.formats import rejections
from regionplan_xl.sandbox.formats.file_kind import Kind, find_kind
from regionplan_xl.sandbox.formats.read_file import read_file, read_members
from regionplan_xl.text import Phrase
from tests.ooxml.packages import packed, workbook
from tests.sandbox.hostile import ROW, ods, strict
from tests.sandbox.old_books import container, xls, xlsb

READ = {
    Kind.XLSX: [workbook(ROW), strict()],
    Kind.XLSB: [xlsb({(0, 0): 1.0})],
    Kind.XLS: [xls({(0, 0): 1.0})],
    Kind.ODS: [ods("")],
    Kind.TEXT: [b"a;b\n", "Kode: HX7-4KQ".encode("utf-16"), b"Fr\xe5 Hol;1", b"x"],
    Kind.ZIP: [packed({"a.csv": b"x"})],
}

WORD = (
    '<Types><Override PartName="/word/document.xml" ContentType="application/vnd.openxmlformats-officedocument'
    '.wordprocessingml.document.main+xml"/></Types>'
)
HELD: dict[str, tuple[bytes, Phrase]] = {
    "svar.pdf": (b"%PDF-1.7\n%\xe2\xe3\xcf\xd3\n", rejections.PDF),
    "svar.docx": (packed({"[Content_Types].xml": WORD, "word/document.xml": "<w/>"}), rejections.DOCUMENT),
    "svar.odt": (
        packed({"mimetype": "application/vnd.oasis.opendocument.text", "content.xml": "<x/>"}),
        rejections.DOCUMENT,
    ),
    "svar.doc": (container({"WordDocument": b"x"}), rejections.DOCUMENT),
    "svar (med stilen Book Title).doc": (
        container({"1Table": "Book Title".encode("utf-16-le"), "WordDocument": b"x"}),
        rejections.DOCUMENT,
    ),
    "svar (med rekneark i seg).doc": (
        container({"ObjectPool": {"_12": {"Workbook": b"x"}}, "WordDocument": b"x"}),
        rejections.DOCUMENT,
    ),
    "svar.rtf": (b"{\\rtf1 Hei}", rejections.DOCUMENT),
    "svar.png": (b"\x89PNG\r\n\x1a\n" + bytes(50), rejections.PICTURE),
    "svar.jpg": (b"\xff\xd8\xff\xe0" + bytes(50), rejections.PICTURE),
    "svar.heic": (b"\0\0\0\x18ftypheic" + bytes(50), rejections.PICTURE),
    "IMG_0412.heic": (b"\0\0\0\x24ftypheix" + bytes(50), rejections.PICTURE),
    "svar.avif": (b"\0\0\0\x20ftypavif" + bytes(50), rejections.PICTURE),
    "svar.url": (b"[InternetShortcut]\r\nURL=https://gol.sharepoint.com/svar.xlsx\r\n", rejections.LINK),
    "svar.xlsx.lnk": (b"L\0\0\0\x01\x14\x02\0" + bytes(100), rejections.LINK),
    "svar.desktop": (b"[Desktop Entry]\nType=Link\nURL=https://example.org\n", rejections.LINK),
    "svar.gsheet": (b'{"url":"https://docs.google.com/open?id=1","doc_id":"1"}', rejections.LINK),
    "nyare.gsheet": (
        b'{"":"WARNING!","doc_id":"1","resource_key":"","email":"a@example.org"}',
        rejections.LINK,
    ),
    "svar.webloc": (
        b'<?xml version="1.0"?><plist version="1.0"><dict><key>URL</key><string>x</string></dict></plist>',
        rejections.LINK,
    ),
    "svar (binær).webloc": (b"bplist00\xd1\x01\x02SURL_\x10https://example.org", rejections.LINK),
    "svar.gnumeric": (
        gzip.compress(b'<?xml version="1.0"?><gnm:Workbook xmlns:gnm="http://www.gnumeric.org/v10.dtd"/>'),
        rejections.XML_WORKBOOK,
    ),
    "svar.csv.gz": (gzip.compress(b"a;b"), rejections.OTHER_ARCHIVE),
    "svar.eml": (
        b"Received: from a\r\nFrom: a@example.org\r\nSubject: Svar\r\nMIME-Version: 1.0\r\n\r\nHei",
        rejections.MAIL,
    ),
    "svar.msg": (container({"__substg1.0_0037001F": b"x"}), rejections.MAIL),
    "winmail.dat": (b"\x78\x9f\x3e\x22" + bytes(50), rejections.WINMAIL),
    "svar.html": (b"\r\n<!DOCTYPE html>\n<html><table></table></html>", rejections.WEB_PAGE),
    "svar (nettside).xls": (
        b"<html xmlns:x='urn'><table><tr><td>1</td></tr></table></html>",
        rejections.WEB_PAGE,
    ),
    "svar.xml": (
        b'<?xml version="1.0"?><Workbook xmlns="urn:schemas-microsoft-com:office:spreadsheet"/>',
        rejections.XML_WORKBOOK,
    ),
    "svar.numbers": (packed({"Index/Document.iwa": b"x"}), rejections.NUMBERS),
    "svar.7z": (b"7z\xbc\xaf\x27\x1c" + bytes(50), rejections.OTHER_ARCHIVE),
    "svar.rar": (b"Rar!\x1a\x07\x01\0" + bytes(50), rejections.OTHER_ARCHIVE),
    "laast.xlsx": (container({"EncryptedPackage": b"x"}), refusals.password_protected().reason),
    "laast.ods": (
        packed(
            {
                "mimetype": "application/vnd.oasis.opendocument.spreadsheet",
                "content.xml": b"\x12\x34",
                "META-INF/manifest.xml": "<manifest:encryption-data/>",
            }
        ),
        refusals.password_protected().reason,
    ),
    "tom.xlsx": (b"", refusals.empty_file().reason),
    "halv.xlsx": (workbook(ROW)[:200], refusals.damaged().reason),
    "noko.bin": (bytes(range(256)) * 4, refusals.not_a_workbook().reason),
}


@pytest.mark.parametrize(
    ("kind", "data"),
    [
        pytest.param(kind, data, id=f"{kind} {number}")
        for kind, every in READ.items()
        for number, data in enumerate(every, 1)
    ],
)
def test_the_bytes_tell_the_kind(kind: Kind, data: bytes) -> None:
    assert find_kind(data) is kind


@pytest.mark.parametrize("name", sorted(HELD))
def test_what_is_not_read_says_what_it_is_and_what_to_do(name: str) -> None:
    data, reason = HELD[name]
    with pytest.raises(Rejected) as held:
        read_file(data, name)
    assert held.value.reason == reason
    for language in ("nn", "nb"):
        translate = catalog(language)(reason)
        assert translate != str(reason)
        assert "send" in translate.lower()


def test_a_zip_of_returns_is_its_files_without_what_systems_put_there() -> None:
    data = packed(
        {
            "Hol.xlsx": workbook(ROW),
            "../../utanfor/Gol.csv": b"a;b",
            "mappe\\\u202eÅl.csv": b"c",
            "__MACOSX/._Hol.xlsx": b"x",
            ".DS_Store": b"x",
            "mappe/~$Hol.xlsx": b"x",
            "Thumbs.db": b"x",
        }
    )
    names = [name for name, _ in read_members(data)]
    assert names == ["Hol.xlsx", "utanfor/Gol.csv", "mappe/Ål.csv"]


def test_a_workbook_is_no_zip_of_returns() -> None:
    assert not list(read_members(workbook(ROW)))
    assert not list(read_members(ods("")))


def test_a_zip_in_a_zip_is_not_opened() -> None:
    with pytest.raises(Rejected) as held:
        read_file(packed({"svar.csv": b"x"}), "inne i ein annan.zip")
    assert held.value.reason == rejections.ZIP_IN_ZIP


def test_a_zip_with_one_damaged_file_is_held_as_a_whole() -> None:
    data = bytearray(packed({"a.csv": b"a" * 1000, "b.csv": b"bcd" * 1000}, 0))
    data[data.index(b"bcdbcd")] ^= 1
    with pytest.raises(Rejected):
        list(read_members(bytes(data)))

"""XML parts as UTF-8, whatever encoding they are written in, and back again."""

import codecs
import re
from collections.abc import Callable
from dataclasses import dataclass
from io import BytesIO
from typing import BinaryIO

from regionplan_xl.ooxml.common import refusals
from regionplan_xl.ooxml.package.package import Package
from regionplan_xl.ooxml.package.zip_writer import Contents
from regionplan_xl.ooxml.xml.byte_edits import Edit, copy_spliced, in_order, spliced

_DECLARED = re.compile(rb"<\?xml[^>]*?\sencoding\s*=\s*[\"']([A-Za-z0-9._-]+)[\"']")
# XML 1.0 appendix F: how a document begins tells how it is written.
_BEGINNINGS = (
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
    (b"<\0", "utf-16-le"),
    (b"\0<", "utf-16-be"),
)
_ENOUGH = 1024


@dataclass(frozen=True)
class XmlPart:
    """An XML part of a package, to be looked at and changed as UTF-8.

    Every place in it counts bytes of the UTF-8 form. A part in UTF-8 is streamed; another is held in memory.
    """

    name: str
    _package: Package
    _codec: str = ""
    _mark: bytes = b""
    _utf8: bytes = b""

    @classmethod
    def of(cls, package: Package, name: str) -> "XmlPart":
        """The part `name`; `Rejected` where it is missing or not in the encoding it declares."""
        with package.open_part(name) as stream:
            beginning = stream.read(_ENOUGH)
        codec, mark = _encoding(beginning)
        if not codec:
            return cls(name, package)
        try:
            text = package.read(name)[len(mark) :].decode(codec)
            return cls(name, package, codec, mark, text.encode())
        except (UnicodeError, LookupError):
            raise refusals.damaged_part(name) from None

    def open(self) -> BinaryIO:
        """The part as a stream of UTF-8 (its XML declaration may say something else)."""
        return BytesIO(self._utf8) if self._codec else self._package.open_part(self.name)

    def read(self) -> bytes:
        """All of it as UTF-8."""
        with self.open() as stream:
            return stream.read()

    def contents(self, edits: list[Edit]) -> Contents:
        """What the part holds after `edits`, in its own encoding: for `Package.save`."""
        if self._codec:
            return self._encoded(spliced(self._utf8, edits))
        ordered = in_order(edits)

        def write(out: BinaryIO) -> None:
            with self.open() as source:
                copy_spliced(source, out.write, ordered)

        return write

    def _encoded(self, utf8: bytes) -> bytes:
        # What the encoding lacks becomes a character reference; only texts of cells can hold such.
        return self._mark + utf8.decode().encode(self._codec, "xmlcharrefreplace")


def _encoding(beginning: bytes) -> tuple[str, bytes]:
    """The codec and byte order mark of a document that is not UTF-8; two empty values for one that is."""
    for start, codec in _BEGINNINGS:
        if beginning.startswith(start):
            return codec, start if start in (codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE) else b""
    declared = _DECLARED.match(beginning.removeprefix(codecs.BOM_UTF8))
    name = declared[1].decode().lower() if declared else "utf-8"
    if beginning.startswith(codecs.BOM_UTF8) or name in ("utf-8", "utf8"):
        return "", b""
    return name, b""


def first_match(part: XmlPart, found: Callable[[bytes], bool]) -> bool:
    """Whether `found` is true of any stretch of the part; stretches begin at a `<` and hold whole tags."""
    rest = b""
    with part.open() as stream:
        while piece := stream.read(256 * 1024):
            stretch = rest + piece
            cut = stretch.rfind(b"<")
            rest = stretch[cut:] if cut >= 0 else stretch
            if found(stretch[:cut] if cut >= 0 else b""):
                return True
    return found(rest)

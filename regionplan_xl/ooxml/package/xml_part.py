"""One XML part of a package, read as UTF-8 and written back in its original encoding."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from io import BytesIO
from typing import BinaryIO

from regionplan_xl.ooxml.package.package import Package
from regionplan_xl.ooxml.package.zip_writer import Contents
from regionplan_xl.ooxml.xml.byte_edits import ByteEdit, apply_edits, copy_with_edits, in_order
from regionplan_xl.ooxml.xml.encoding import BEGINNING, detect_encoding, to_utf8
from regionplan_xl.ooxml.xml.expat_parser import read_pieces

_STEP = 256 * 1024


@dataclass(frozen=True)
class XmlPart:
    """An XML part; all positions are byte offsets in its UTF-8 form.

    A UTF-8 part is streamed; one in another encoding is held in memory.
    """

    name: str
    _package: Package
    _codec: str = ""
    _mark: bytes = b""
    _utf8: bytes = b""

    @classmethod
    def of(cls, package: Package, name: str) -> "XmlPart":
        """Return the part `name`; raise `Rejected` if it is missing or not in its declared encoding."""
        with package.open_part(name) as stream:
            codec, mark = detect_encoding(stream.read(BEGINNING))
        return cls(name, package, codec, mark, to_utf8(package.read(name), name) if codec else b"")

    def open(self) -> BinaryIO:
        """Return the part as a stream of UTF-8; its XML declaration may name another encoding."""
        return BytesIO(self._utf8) if self._codec else self._package.open_part(self.name)

    def read(self) -> bytes:
        """Return all of it as UTF-8."""
        return self._utf8 if self._codec else self._package.read(self.name)

    def stretches(self) -> Iterator[bytes]:
        """Yield all of it in pieces that never split a tag."""
        rest = b""
        with self.open() as stream:
            for piece in read_pieces(stream, _STEP):
                stretch = rest + piece
                cut = max(stretch.rfind(b"<"), 0)
                rest = stretch[cut:]
                yield stretch[:cut]
        yield rest

    def contents(self, edits: Sequence[ByteEdit]) -> Contents:
        """Return the part's content after `edits`, in its original encoding, for `Package.save`."""
        if self._codec:
            text = apply_edits(self._utf8, edits).decode()
            # A character outside the encoding becomes a reference; only cell texts can contain one.
            return self._mark + text.encode(self._codec, "xmlcharrefreplace")
        ordered = in_order(edits)

        def write(out: BinaryIO) -> None:
            with self.open() as source:
                copy_with_edits(source, out.write, ordered)

        return write

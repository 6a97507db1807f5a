"""The properties of an .xls: title, subject and other texts that people write ([MS-OLEPS] sections 2.21 to 2.25)."""

import struct
from collections.abc import Iterator, Mapping

from regionplan_xl.ooxml.common.compound_file import Unreadable, find_stream

_TITLE, _CODE_PAGE = 2, 1
# Section 3.1.2 and [MS-OSHARED] 2.3.3.2.2: title, subject, keywords, comments; then category.
_TEXTS: Mapping[str, tuple[int, ...]] = {
    "\x05SummaryInformation": (_TITLE, 3, 5, 6),
    "\x05DocumentSummaryInformation": (2,),
}
_NARROW, _WIDE, _SHORT = 0x1E, 0x1F, 0x02
_UTF_8, _UTF_16 = 65001, 1200
_FIRST_SET = 44  # bytes: where the header gives the place of the first set
_MOST = 1_000  # properties of a set


def property_texts(data: bytes) -> Iterator[tuple[str, str]]:
    """Yield the kind (`title` or `property`) and the text of each; nothing for a stream that is missing or broken."""
    for name, wanted in _TEXTS.items():
        try:
            found = _texts(find_stream(data, (name,)).content)
        except (Unreadable, struct.error, ValueError, LookupError):
            continue
        for number in wanted:
            if text := found.get(number, "").partition("\0")[0].strip():
                is_title = number == _TITLE and name == "\x05SummaryInformation"
                yield ("title" if is_title else "property"), text


def _texts(stream: bytes) -> dict[int, str]:
    """Return the texts of the first set, by number."""
    (start,) = struct.unpack_from("<L", stream, _FIRST_SET)
    (count,) = struct.unpack_from("<L", stream, start + 4)
    values: dict[int, tuple[int, int]] = {}
    for index in range(min(count, _MOST)):
        number, at = struct.unpack_from("<2L", stream, start + 8 + 8 * index)
        values[number] = start + at, struct.unpack_from("<H", stream, start + at)[0]
    page = 1252
    if _CODE_PAGE in values and values[_CODE_PAGE][1] == _SHORT:
        (page,) = struct.unpack_from("<H", stream, values[_CODE_PAGE][0] + 4)
    found = {}
    for number, (at, kind) in values.items():
        if kind in (_NARROW, _WIDE):
            (length,) = struct.unpack_from("<L", stream, at + 4)
            wide = kind == _WIDE
            written = stream[at + 8 : at + 8 + length * (2 if wide else 1)]
            found[number] = written.decode(_encoding(_UTF_16 if wide else page), "replace")
    return found


def _encoding(page: int) -> str:
    return {_UTF_8: "utf-8", _UTF_16: "utf-16-le"}.get(page, f"cp{page}")

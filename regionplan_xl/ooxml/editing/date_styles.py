"""Which cell formats show a date, and one more where none does (ECMA-376 part 1 section 18.8)."""

import re
from collections.abc import Iterable

from regionplan_xl.ooxml.common.references import column_letters
from regionplan_xl.ooxml.package.xml_part import XmlPart
from regionplan_xl.ooxml.reading.dates import is_date_format
from regionplan_xl.ooxml.xml.byte_edits import Edit, with_attributes
from regionplan_xl.ooxml.xml.markup import whole
from regionplan_xl.ooxml.xml.outline import Element, outline

_DATE, _DATE_AND_TIME = 14, 22
_STEP = 256 * 1024


class DateStyles:
    """The cell formats of a workbook, as far as dates go; and the new ones that were asked for."""

    def __init__(self, part: XmlPart) -> None:
        self.part = part
        self._data = part.read()
        root = outline(self._data, part.name)
        codes = [f for group in root.named("numFmts") for f in group.named("numFmt")]
        self._codes = {f.attributes.get("numFmtId"): f.attributes.get("formatCode", "") for f in codes}
        self._group = root.first("cellXfs")
        self._formats: list[Element] = list(self._group.named("xf")) if self._group else []
        self._new: dict[tuple[int, int], int] = {}

    @property
    def count(self) -> int:
        """How many cell formats the workbook has."""
        return len(self._formats)

    def is_date(self, style: int) -> bool:
        """Whether a number in that format shows as a day (a time of day alone does not)."""
        if not 0 <= style < self.count:
            return False
        number = self._formats[style].attributes.get("numFmtId")
        return is_date_format(whole(number) or 0, self._codes.get(number))

    def like(self, style: int, *, with_time: bool) -> int:
        """A format that is `style` in all but showing a date; a new one where it was not asked for before."""
        base = style if 0 <= style < self.count else 0
        key = (base, _DATE_AND_TIME if with_time else _DATE)
        return self._new.setdefault(key, self.count + len(self._new))

    def edits(self) -> list[Edit]:
        """What the new formats change in the styles part."""
        group = self._group
        if not self._new or group is None:
            return []
        formats = b"".join(self._copy(base, number) for base, number in self._new)
        tag = self._data[group.start : group.inside]
        count = str(self.count + len(self._new))
        return [
            Edit(group.start, group.inside, with_attributes(tag, {"count": count})),
            Edit(group.close, group.close, formats),
        ]

    def _copy(self, base: int, number: int) -> bytes:
        xf = self._formats[base]
        tag = with_attributes(
            self._data[xf.start : xf.inside], {"numFmtId": str(number), "applyNumberFormat": "1"}
        )
        return tag + self._data[xf.inside : xf.end]


def styles_in_column(sheet: XmlPart, column: int) -> Iterable[int]:
    """The styles of the cells that are there in a column, the commonest first."""
    name = rb"\sr\s*=\s*[\"']" + column_letters(column).encode() + rb"[0-9]+[\"']"
    cell = re.compile(rb"<(?:[^\s<>/:=]+:)?c(?=\s)(?=[^<>]*" + name + rb")[^<>]*\ss\s*=\s*[\"']([0-9]+)[\"']")
    counts: dict[int, int] = {}
    rest = b""
    with sheet.open() as stream:
        while piece := stream.read(_STEP):
            stretch = rest + piece
            cut = max(stretch.rfind(b"<"), 0)
            rest = stretch[cut:]
            for found in cell.finditer(stretch, 0, cut):
                style = int(found[1])
                counts[style] = counts.get(style, 0) + 1
    return sorted(counts, key=lambda style: -counts[style])

"""Add cell formats for dates to a workbook that has none (ECMA-376 part 1 section 18.8)."""

import re
from collections import Counter

from regionplan_xl.ooxml.common.references import column_letters
from regionplan_xl.ooxml.package.xml_part import XmlPart
from regionplan_xl.ooxml.reading.workbook import Workbook
from regionplan_xl.ooxml.xml.byte_edits import ByteEdit, with_attributes

_DATE, _DATE_AND_TIME = 14, 22


class NewDateFormats:
    """The date formats that a change adds to a workbook."""

    def __init__(self, workbook: Workbook) -> None:
        self._workbook = workbook
        self._new: dict[tuple[int, int], int] = {}

    def like(self, style: int, *, with_time: bool) -> int:
        """Return a format like `style` that shows a date; always the same one for the same arguments."""
        count = self._workbook.styles.count
        key = (style if 0 <= style < count else 0, _DATE_AND_TIME if with_time else _DATE)
        return self._new.setdefault(key, count + len(self._new))

    def edits(self) -> dict[str, list[ByteEdit]]:
        """Return the edits to the styles part for the new formats, by part name."""
        package = self._workbook.package
        part = package.of_workbook("styles")
        group = package.parse(part).first("cellXfs") if self._new and part else None
        if part is None or group is None:
            return {}
        formats = list(group.named("xf"))
        added = []
        for base, number in self._new:
            xf = formats[base]
            changes = {"numFmtId": str(number), "applyNumberFormat": "1"}
            added.append(with_attributes(xf.start_tag, changes) + xf.xml[len(xf.start_tag) :])
        count = group.set_attributes({"count": str(len(formats) + len(added))})
        return {part: [count, ByteEdit(group.close, group.close, b"".join(added))]}


def styles_in_column(sheet: XmlPart, column: int) -> list[int]:
    """Return the styles of the cells in a column, the most common first."""
    name = rb"\sr\s*=\s*[\"']" + column_letters(column).encode() + rb"[0-9]+[\"']"
    cell = re.compile(rb"<(?:[^\s<>/:=]+:)?c(?=\s)(?=[^<>]*" + name + rb")[^<>]*\ss\s*=\s*[\"']([0-9]+)[\"']")
    styles = (int(found[1]) for stretch in sheet.stretches() for found in cell.finditer(stretch))
    return [style for style, _ in Counter(styles).most_common()]

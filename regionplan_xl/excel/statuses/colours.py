"""Add formats for statuses to a workbook: of headings and of rules (ECMA-376 part 1 section 18.8)."""

from regionplan_xl.colour import text_colour
from regionplan_xl.excel.common.cell_formats import TILE_EDGE
from regionplan_xl.ooxml import Workbook
from regionplan_xl.ooxml.package.xml_part import XmlPart
from regionplan_xl.ooxml.package.zip_writer import Contents
from regionplan_xl.ooxml.xml.byte_edits import ByteEdit, with_attributes
from regionplan_xl.ooxml.xml.element import Element

_FIRST_OWN_NUMBER_FORMAT = 164
_BEFORE_RULES = ("numFmts", "fonts", "fills", "borders", "cellStyleXfs", "cellXfs", "cellStyles")


class StatusFormats:
    """Formats added to a workbook, each once; `contents` returns the changed styles part."""

    def __init__(self, workbook: Workbook) -> None:
        package = workbook.package
        self.part = package.of_workbook("styles") or ""
        self._xml = XmlPart.of(package, self.part) if self.part else None
        self._root = package.parse(self.part) if self.part else Element("", "", {}, b"", 0)
        self._added: dict[str, list[bytes]] = {}

    def rule(self, colour: str) -> int:
        """Return the index of a conditional format in the colour of a status."""
        edge = "".join(
            f'<{{0}}{side} style="thin"><{{0}}color rgb="FF{TILE_EDGE[1:]}"/></{{0}}{side}>'
            for side in ("left", "right", "top", "bottom")
        )
        xml = (
            f'<{{0}}dxf><{{0}}font><{{0}}color rgb="FF{text_colour(colour)[1:]}"/></{{0}}font><{{0}}fill>'
            f'<{{0}}patternFill><{{0}}bgColor rgb="FF{colour[1:]}"/></{{0}}patternFill></{{0}}fill>'
            f"<{{0}}border>{edge}</{{0}}border></{{0}}dxf>"
        )
        return self._add("dxfs", xml.replace("{0}", self._root.prefix).encode())

    def heading(self, like: int, colour: str, symbol: str) -> int:
        """Return a cell format like number `like`, but with the fill `colour` and another symbol."""
        formats = list(self._root.grouped("cellXfs", "xf"))
        old = formats[like] if like < len(formats) else None
        if old is None:
            return like
        prefix = self._root.prefix
        fill = (
            f'<{prefix}fill><{prefix}patternFill patternType="solid"><{prefix}fgColor rgb="FF{colour[1:]}"/>'
            f'<{prefix}bgColor indexed="64"/></{prefix}patternFill></{prefix}fill>'
        ).encode()
        changes = {
            "fillId": str(self._add("fills", fill)),
            "fontId": str(self._font(int(old.get("fontId", "0")), text_colour(colour))),
            "numFmtId": str(self._number_format(symbol)),
            "applyFill": "1",
            "applyFont": "1",
            "applyNumberFormat": "1",
        }
        return self._add("cellXfs", with_attributes(old.start_tag, changes) + old.xml[len(old.start_tag) :])

    def _font(self, like: int, colour: str) -> int:
        fonts = list(self._root.grouped("fonts", "font"))
        if like >= len(fonts):
            return 0
        font = fonts[like]
        own = f'<{font.prefix}color rgb="FF{colour[1:]}"/>'.encode()
        old = font.first("color")
        if old is None:
            return like
        xml = font.source[font.start : old.start] + own + font.source[old.end : font.end]
        return self._add("fonts", xml)

    def _number_format(self, symbol: str) -> int:
        """Return the number of a number format, which is added if missing."""
        known = {
            one.get("formatCode", ""): int(one.get("numFmtId", "0"))
            for one in self._root.grouped("numFmts", "numFmt")
        }
        if symbol in known:
            return known[symbol]
        listed = [xml for xml in self._added.get("numFmts", []) if symbol.encode() in xml]
        if not listed:
            number = max([_FIRST_OWN_NUMBER_FORMAT - 1, *known.values()]) + 1
            number += len(self._added.get("numFmts", []))
            tag = f'<{self._root.prefix}numFmt numFmtId="{number}"/>'.encode()
            listed = [with_attributes(tag, {"formatCode": symbol})]
            self._added.setdefault("numFmts", []).append(listed[0])
        return int(listed[0].split(b'numFmtId="')[1].split(b'"')[0])

    def _add(self, group: str, xml: bytes) -> int:
        """Return the index of an entry in a group, which is added if missing."""
        owner = self._root.first(group)
        present = [child.xml for child in owner.children] if owner else []
        added = self._added.setdefault(group, [])
        if xml in present:
            return present.index(xml)
        if xml not in added:
            added.append(xml)
        return len(present) + added.index(xml)

    def contents(self) -> dict[str, Contents]:
        """Return the changed styles part, by its name; nothing if no format was added."""
        edits = [edit for group, added in self._added.items() if added for edit in self._edits(group, added)]
        return {self.part: self._xml.contents(edits)} if self._xml and edits else {}

    def _edits(self, group: str, added: list[bytes]) -> list[ByteEdit]:
        owner = self._root.first(group)
        new = b"".join(added)
        if owner is not None and not owner.is_empty_tag:
            count = str(len(owner.children) + len(added))
            return [owner.set_attributes({"count": count}), ByteEdit(owner.close, owner.close, new)]
        tag = f"{self._root.prefix}{group}".encode()
        whole = b'<%s count="%d">%s</%s>' % (tag, len(added), new, tag)
        if owner is not None:
            return [ByteEdit(owner.start, owner.end, whole)]
        before = _BEFORE_RULES[: _BEFORE_RULES.index(group)] if group in _BEFORE_RULES else _BEFORE_RULES
        place = max((element.end for element in self._root.named(*before)), default=self._root.inside)
        return [ByteEdit(place, place, whole)]

"""Update the plan's name in the master after a change in config.yaml: Oversikt, footers, file properties."""

import html
import re
from collections.abc import Iterator

from regionplan_xl.excel.common.sheet_builder import LONGEST_FOOTER
from regionplan_xl.ooxml import Workbook
from regionplan_xl.ooxml.package.package import Package
from regionplan_xl.ooxml.xml.escaping import escape

_CORE = "/metadata/core-properties"  # the end of the relationship's type; ECMA-376 part 2, 11.1
_TITLE = re.compile(rb"(<(?:\w+:)?title(?:\s[^>]*)?>)([^<]*)(</)")
_SIZE = rb"&amp;(?:11|9)"  # 9 in older masters
_OUR_FOOTER = re.compile(
    rb"&amp;L%(size)b(.+)&amp;C%(size)b ?&amp;A&amp;R%(size)b ?&amp;P / &amp;N" % {b"size": _SIZE}
)
_FOOTER = re.compile(rb"(<(?:\w+:)?oddFooter>)([^<]*)(</)")


def earlier_name(workbook: Workbook, overview: str, name: str) -> str:
    """Return the earlier name of the plan `name` found on Oversikt or in our footers; "" if there is none.

    The file's title is what we last wrote; a title that the secretariat gave the file occurs nowhere else. Without a
    title of ours, the name is the one on which Oversikt and all our footers agree.
    """
    title = _title(workbook.package)
    if title == name:
        return ""
    if title and (
        _title_cell(workbook, overview, title) is not None
        or any(True for _ in _footers(workbook, title, name))
    ):
        return title
    said = _names_in_footers(workbook)
    old = said.pop() if len(said) == 1 else ""
    return old if old != name and _title_cell(workbook, overview, old) is not None else ""


def with_plan_name(book: bytes, overview: str, name: str) -> bytes:
    """Return the workbook with `name` wherever we wrote the earlier name."""
    workbook = Workbook.opened(book)
    old = earlier_name(workbook, overview, name)
    if not old:
        return book
    from regionplan_xl.ooxml import SheetChange, changed

    parts = dict(_footers(workbook, old, name))
    if _title(workbook.package) == old and (core := _core(workbook.package)) is not None:
        new = escape(name).encode()
        parts[core] = _TITLE.sub(
            lambda found: found[1] + new + found[3], workbook.package.read(core), count=1
        )
    book, _ = changed(book, {}, parts=parts)
    if (cell := _title_cell(workbook, overview, old)) is not None:
        book, _ = changed(book, {overview: SheetChange(cells={cell: name})})
    return book


def _core(package: Package) -> str | None:
    targets = (r.target for r in package.relationships("") if r.type.endswith(_CORE))
    return next((target for target in targets if package.find(target)), None)


def _title(package: Package) -> str:
    core = _core(package)
    found = _TITLE.search(package.read(core)) if core is not None else None
    return html.unescape(found[2].decode(errors="replace")).strip() if found else ""


def _title_cell(workbook: Workbook, overview: str, old: str) -> tuple[int, int] | None:
    """Return the first cell of Oversikt with the earlier name."""
    cells = workbook.cells(overview) if overview else iter(())
    return next(((cell.row, cell.column) for cell in cells if cell.value == old and not cell.formula), None)


def _names_in_footers(workbook: Workbook) -> set[str]:
    """Return the names in our footers; a footer that the secretariat has laid out differently is not ours."""
    parts = [workbook.package.read(sheet.part) for sheet in workbook.sheets if sheet.kind == "worksheet"]
    found = (_OUR_FOOTER.fullmatch(footer[2]) for part in parts for footer in _FOOTER.finditer(part))
    texts = (html.unescape(ours[1].decode(errors="replace")) for ours in found if ours)
    return {text.replace("&&", "&").strip() for text in texts}


def _footers(workbook: Workbook, old: str, name: str) -> Iterator[tuple[str, bytes]]:
    """Yield the sheet parts with the earlier name in their footer, with the name replaced."""
    before, after = (escape(text.replace("&", "&&")).encode() for text in (old, name))
    ours = re.compile(rb"(%b)( ?)" % _SIZE + re.escape(before) + rb"(?=&amp;|$)")

    def renamed(found: re.Match[bytes]) -> bytes:
        footer = ours.sub(lambda size: size[1] + size[2] + after, found[2])
        if len(html.unescape(footer.decode(errors="replace"))) > LONGEST_FOOTER:
            footer = ours.sub(rb"\1", found[2])
        return found[1] + footer + found[3]

    for sheet in workbook.sheets:
        if sheet.kind == "worksheet":
            part = workbook.package.read(sheet.part)
            new = _FOOTER.sub(renamed, part)
            if new != part:
                yield sheet.part, new

"""Add a plain sheet at the end of a workbook; only the three parts that list sheets change."""

import zipfile
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from io import BytesIO

from regionplan_xl.ooxml.common import refusals
from regionplan_xl.ooxml.common.references import cell_name
from regionplan_xl.ooxml.package.package import Package
from regionplan_xl.ooxml.package.relationships import CONTENT_TYPES, relationships_part
from regionplan_xl.ooxml.package.xml_part import XmlPart
from regionplan_xl.ooxml.package.zip_writer import Contents
from regionplan_xl.ooxml.xml.byte_edits import ByteEdit
from regionplan_xl.ooxml.xml.element import Element
from regionplan_xl.ooxml.xml.escaping import escape, quoteattr
from regionplan_xl.ooxml.xml.namespaces import OFFICE_RELATIONSHIPS, SPREADSHEET

_SHEET_TYPE = "application/vnd.openxmlformats-officedocument.spreadsheetml.worksheet+xml"
_HIDDEN = ' hidden="1"'
_HEAD = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'


# The elements before definedNames in the workbook part (section 18.2.27).
_BEFORE_NAMES = ("sheets", "functionGroups", "externalReferences")


@dataclass(frozen=True)
class PrintSetup:
    """The print setup of a sheet, landscape on A4. `area` and the repeated `titles` are formulas, "" for none.

    `margins` are in inches, by side. Without `scale` (in per cent) the sheet is fitted to the width of the page.
    """

    titles: str
    footer: str
    margins: Mapping[str, float]
    area: str = ""
    scale: int | None = None


def with_sheet(
    source: bytes, name: str, headings: Sequence[str], widths: Sequence[float], setup: PrintSetup
) -> bytes:
    """Return the workbook with a new last sheet `name` and `headings` in row 1; a width of 0 hides a column."""
    package = Package.open(source)
    book = XmlPart.of(package, package.workbook_part)
    root = package.parse(book.name)
    # The strict edition has its own namespaces, listed in the same order.
    edition = SPREADSHEET.index(root.namespace)
    part = _free(package.names, package.workbook_part)
    arrow = "rIdRegionplan" + part.rpartition("sheet")[2].partition(".")[0]
    listing = _only(root, "sheets", book.name)
    number = 1 + max((int(s.get("sheetId", "0")) for s in listing.named("sheet")), default=0)
    tag = f"{listing.prefix}sheet"
    entry = (
        f'<{tag} xmlns:rp="{OFFICE_RELATIONSHIPS[edition]}" name={quoteattr(name)} sheetId="{number}" '
        f'rp:id="{arrow}"/>'
    )
    links, types = relationships_part(book.name), CONTENT_TYPES
    link = f'Id="{arrow}" Type="{OFFICE_RELATIONSHIPS[edition]}/worksheet" Target="/{part}"'
    replaced = {
        book.name: book.contents(
            [ByteEdit(listing.close, listing.close, entry.encode()), _names_edit(root, listing, setup)]
        ),
        links: _with_last(package, links, "Relationship", link),
        types: _with_last(package, types, "Override", f'PartName="/{part}" ContentType="{_SHEET_TYPE}"'),
    }
    out = BytesIO()
    package.save(out, replaced)
    with zipfile.ZipFile(out, "a", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr(part, _sheet(root.namespace, headings, widths, setup))
    return out.getvalue()


def _names_edit(root: Element, listing: Element, setup: PrintSetup) -> ByteEdit:
    """Return the edit that adds the print area and print titles of the sheet after the ones in `listing`."""
    number, tag = len(list(listing.named("sheet"))), f"{root.prefix}definedName"
    names = {"_xlnm.Print_Area": setup.area, "_xlnm.Print_Titles": setup.titles}
    new = "".join(
        f'<{tag} name="{name}" localSheetId="{number}">{escape(formula)}</{tag}>'
        for name, formula in names.items()
        if formula
    ).encode()
    owner = root.first("definedNames")
    if owner is not None and not owner.is_empty_tag:
        return ByteEdit(owner.close, owner.close, new)
    whole = b"<%ss>%s</%ss>" % (tag.encode(), new, tag.encode())
    if owner is not None:
        return ByteEdit(owner.start, owner.end, whole)
    place = max(element.end for element in root.named(*_BEFORE_NAMES))
    return ByteEdit(place, place, whole)


def _free(names: Iterable[str], workbook: str) -> str:
    folder = workbook.rpartition("/")[0]
    taken = {name.casefold() for name in names}
    number = 1
    while (part := f"{folder}/worksheets/sheet{number}.xml".lstrip("/")).casefold() in taken:
        number += 1
    return part


def _only(root: Element, name: str, part: str) -> Element:
    found = root.first(name)
    if found is None or found.is_empty_tag:
        raise refusals.damaged_part(part)
    return found


def _with_last(package: Package, name: str, element: str, attributes: str) -> Contents:
    """Return an XML part with one more child at its end."""
    part = XmlPart.of(package, package.find(name) or name)
    root = package.parse(part.name)
    tag = root.prefix + element
    return part.contents([ByteEdit(root.close, root.close, f"<{tag} {attributes}/>".encode())])


def _sheet(namespace: str, headings: Sequence[str], widths: Sequence[float], setup: PrintSetup) -> str:
    columns = "".join(
        f'<col min="{at}" max="{at}" width="{width or 10}" customWidth="1"{_HIDDEN if not width else ""}/>'
        for at, width in enumerate(widths, 1)
    )
    cells = "".join(
        f'<c r="{cell_name(1, at)}" t="inlineStr"><is><t>{escape(heading)}</t></is></c>'
        for at, heading in enumerate(headings, 1)
    )
    margins = " ".join(f'{side}="{inches}"' for side, inches in setup.margins.items())
    fit, fitted = "", ""
    if setup.scale is None:
        fit, fitted = '<sheetPr><pageSetUpPr fitToPage="1"/></sheetPr>', ' fitToHeight="0"'
    scale = f' scale="{setup.scale}"' if setup.scale else ""
    return (
        f'{_HEAD}<worksheet xmlns="{namespace}">{fit}<sheetViews><sheetView workbookViewId="0">'
        '<pane ySplit="1" topLeftCell="A2" activePane="bottomLeft" state="frozen"/></sheetView></sheetViews>'
        f'<cols>{columns}</cols><sheetData><row r="1">{cells}</row></sheetData>'
        f'<pageMargins {margins} header="0.3" footer="0.3"/>'
        f'<pageSetup paperSize="9"{scale}{fitted} orientation="landscape"/>'
        f"<headerFooter><oddFooter>{escape(setup.footer)}</oddFooter></headerFooter></worksheet>"
    )

"""Edit a workbook part by part as Excel does, since no available library can without losing parts."""

import re
import zipfile
from collections.abc import Callable, Mapping
from pathlib import Path

from lxml import etree
from openpyxl.utils import column_index_from_string, get_column_letter

SML = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
RELATIONS = "http://schemas.openxmlformats.org/package/2006/relationships"
OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_REF = re.compile(
    r"(?<![A-Za-z0-9_.(])(?:(\$?)([A-Z]{1,3})(\$?)(\d{1,7})(?::(\$?)([A-Z]{1,3})(\$?)(\d{1,7}))?|(\$?)([A-Z]{1,3}):(\$?)([A-Z]{1,3}))"
    r"(?![A-Za-z0-9_(])"
)
_LAST_LOOKED_AT = 60  # columns
_LAST_ROW = 1_048_576

Move = Callable[[int], int]


def stay(at: int) -> int:
    """Move nothing."""
    return at


def inserted_before(place: int) -> Move:
    """Return where a row or column goes when one is inserted before `place`."""
    return lambda at: at + (at >= place)


def cut_and_inserted(source: int, before: int) -> Move:
    """Return where a column goes when column `source` is moved before a column to its left."""
    assert before < source
    return lambda at: before if at == source else at + 1 if before <= at < source else at


class ExcelBook:
    """The parts of one workbook, to be edited and saved again."""

    def __init__(self, path: Path) -> None:
        self.path = path
        with zipfile.ZipFile(path) as package:
            self.parts = {name: package.read(name) for name in package.namelist()}

    def save(self) -> None:
        """Write the workbook back to its file."""
        with zipfile.ZipFile(self.path, "w", zipfile.ZIP_DEFLATED) as package:
            for name, data in self.parts.items():
                package.writestr(name, data)

    def sheet(self, name: str) -> str:
        """The part of a sheet."""
        book = etree.fromstring(self.parts["xl/workbook.xml"])
        wanted = next(s.get(f"{{{OFFICE}}}id") for s in book.iter(f"{{{SML}}}sheet") if s.get("name") == name)
        relations = etree.fromstring(self.parts["xl/_rels/workbook.xml.rels"])
        return "xl/" + next(str(r.get("Target")) for r in relations if r.get("Id") == wanted)

    def move(self, sheet: str, columns: Move = stay, rows: Move = stay) -> None:
        """Move the columns and rows of a sheet, and every reference to them, here and on other sheets."""
        part = self.sheet(sheet)
        root = etree.fromstring(self.parts[part])

        def own(text: str) -> str:
            return _outside_quotes(text, lambda piece: _moved(piece, columns, rows))

        for element in root.iter(etree.Element):
            for attribute in ("ref", "sqref", "topLeftCell", "activeCell"):
                if value := element.get(attribute):
                    element.set(attribute, own(value))
            if etree.QName(element).localname in ("f", "formula", "formula1", "formula2") and element.text:
                element.text = own(element.text)
            if etree.QName(element).localname == "c":
                element.set("r", own(element.get("r", "")))
            if etree.QName(element).localname == "row":
                element.set("r", str(rows(int(element.attrib["r"]))))
                element.attrib.pop("spans", "")
        for row in root.iter(f"{{{SML}}}row"):
            row[:] = sorted(row, key=_column)
        _move_widths(root, columns)
        self.parts[part] = etree.tostring(root, xml_declaration=True, encoding="UTF-8", standalone=True)
        prefix = re.compile(rf"(?:'{re.escape(sheet)}'|{re.escape(sheet)})!([$A-Z0-9:]+)")
        for name in self.parts:
            if name == "xl/workbook.xml" or (name.startswith("xl/worksheets/sheet") and name != part):
                text = self.parts[name].decode()
                moved = prefix.sub(lambda m: m[0].replace(m[1], _moved(m[1], columns, rows)), text)
                self.parts[name] = moved.encode()

    def write(self, sheet: str, texts: Mapping[str, str], like: int = 0) -> None:
        """Type texts into cells (`B6`); a missing row is made like row `like`."""
        part = self.sheet(sheet)
        root = etree.fromstring(self.parts[part])
        data = root.find(f"{{{SML}}}sheetData")
        assert data is not None
        for place, text in texts.items():
            letters, number = re.sub(r"\d", "", place), int(re.sub(r"\D", "", place))
            row = next((r for r in data if r.get("r") == str(number)), None)
            if row is None:
                pattern = next(r for r in data if r.get("r") == str(like))
                row = etree.fromstring(etree.tostring(pattern))
                row.set("r", str(number))
                for copied in row:
                    copied.set("r", re.sub(r"\d+", str(number), copied.get("r", "")))
                    copied.attrib.pop("t", "")
                    del copied[:]
                data.append(row)
                data[:] = sorted(data, key=lambda r: int(r.attrib["r"]))
            cell = next((c for c in row if c.get("r") == place), None)
            if cell is None:
                cell = etree.SubElement(row, f"{{{SML}}}c", r=place)
                row[:] = sorted(row, key=_column)
                left = get_column_letter(column_index_from_string(letters) - 1) + str(number)
                beside = next((c for c in row if c.get("r") == left), None)
                if beside is not None and beside.get("s"):
                    cell.set("s", beside.attrib["s"])
            cell.set("t", "s")
            del cell[:]
            etree.SubElement(cell, f"{{{SML}}}v").text = str(self._shared_text(text))
        self.parts[part] = etree.tostring(root, xml_declaration=True, encoding="UTF-8", standalone=True)

    def draw(self, sheet: str, picture: bytes) -> None:
        """Add a picture, a chart, a threaded comment on B5 and a sparkline, which only Excel itself makes."""
        part = self.sheet(sheet)
        assert _rels_of(part) not in self.parts
        self.parts["xl/media/image1.png"] = picture
        self.parts["xl/charts/chart91.xml"] = _CHART.format(sheet=sheet).encode()
        self.parts["xl/drawings/drawing91.xml"] = _DRAWING.encode()
        self.parts["xl/drawings/vmlDrawing91.vml"] = _VML.encode()
        self.parts["xl/comments91.xml"] = _COMMENTS.encode()
        self.parts["xl/threadedComments/threadedComment91.xml"] = _THREADED.encode()
        self.parts["xl/persons/person.xml"] = _PERSONS.encode()
        self.parts[_rels_of("xl/drawings/drawing91.xml")] = _relations(
            ("rId1", f"{OFFICE}/image", "../media/image1.png"),
            ("rId2", f"{OFFICE}/chart", "../charts/chart91.xml"),
        )
        self.parts[_rels_of(part)] = _relations(
            ("rId1", f"{OFFICE}/drawing", "../drawings/drawing91.xml"),
            ("rId2", f"{OFFICE}/vmlDrawing", "../drawings/vmlDrawing91.vml"),
            ("rId3", f"{OFFICE}/comments", "../comments91.xml"),
            ("rId4", _THREADED_TYPE, "../threadedComments/threadedComment91.xml"),
        )
        self._add("xl/_rels/workbook.xml.rels", "</Relationships>",
                  f'<Relationship Id="rId991" Type="{_PERSON_TYPE}" Target="persons/person.xml"/>')  # fmt: skip
        self._add("[Content_Types].xml", "</Types>", _TYPES)
        links = f'<drawing xmlns:r="{OFFICE}" r:id="rId1"/><legacyDrawing xmlns:r="{OFFICE}" r:id="rId2"/>'
        self._add(part, "</worksheet>", links + _SPARKLINE.format(sheet=sheet))

    def as_saved_by_excel(self, sheet: str) -> None:
        """Add the attributes of a newer Excel to every row, which older readers must ignore."""
        text = self.parts[self.sheet(sheet)].decode()
        text = re.sub(r"<worksheet ", f"<worksheet {_NEWER} ", text, count=1)
        self.parts[self.sheet(sheet)] = text.replace("<row ", '<row x14ac:dyDescent="0.25" ').encode()

    def _shared_text(self, text: str) -> int:
        root = etree.fromstring(self.parts["xl/sharedStrings.xml"])
        item = etree.SubElement(root, f"{{{SML}}}si")
        etree.SubElement(item, f"{{{SML}}}t").text = text
        root.set("count", str(int(root.attrib["count"]) + 1))
        root.set("uniqueCount", str(len(root)))
        self.parts["xl/sharedStrings.xml"] = etree.tostring(root, xml_declaration=True, encoding="UTF-8")
        return len(root) - 1

    def _add(self, part: str, end: str, more: str) -> None:
        text = self.parts[part].decode()
        assert text.count(end) == 1
        self.parts[part] = text.replace(end, more + end).encode()


def _column(cell: etree._Element) -> int:
    return column_index_from_string(re.sub(r"\d", "", cell.get("r", "")))


def _outside_quotes(text: str, change: Callable[[str], str]) -> str:
    return '"'.join(piece if i % 2 else change(piece) for i, piece in enumerate(text.split('"')))


def _moved(text: str, columns: Move, rows: Move) -> str:
    def one(found: re.Match[str]) -> str:
        if found[10]:
            first, last = _span(found[10], found[12], columns)
            return f"{found[9]}{first}:{found[11]}{last}"
        if found[6] is None:
            return f"{found[1]}{_span(found[2], found[2], columns)[0]}{found[3]}{rows(int(found[4]))}"
        first, last = _span(found[2], found[6], columns)
        bottom = min(rows(int(found[8])), _LAST_ROW)
        return f"{found[1]}{first}{found[3]}{rows(int(found[4]))}:{found[5]}{last}{found[7]}{bottom}"

    return _REF.sub(one, text)


def _span(first: str, last: str, columns: Move) -> tuple[str, str]:
    moved = [columns(c) for c in range(column_index_from_string(first), column_index_from_string(last) + 1)]
    return get_column_letter(min(moved)), get_column_letter(max(moved))


def _move_widths(root: etree._Element, columns: Move) -> None:
    group = root.find(f"{{{SML}}}cols")
    assert group is not None
    widths = {
        columns(at): dict(col.attrib)
        for col in group
        for at in range(int(col.attrib["min"]), min(int(col.attrib["max"]), _LAST_LOOKED_AT) + 1)
    }
    for at in range(1, max(widths) + 1):
        widths.setdefault(at, widths.get(at - 1, widths[max(widths)]))  # as the column to its left
    del group[:]
    for at, known in sorted(widths.items()):
        etree.SubElement(group, f"{{{SML}}}col", {**known, "min": str(at), "max": str(at)})


def _rels_of(part: str) -> str:
    folder, _, name = part.rpartition("/")
    return f"{folder}/_rels/{name}.rels"


def _relations(*found: tuple[str, str, str]) -> bytes:
    ones = "".join(f'<Relationship Id="{i}" Type="{kind}" Target="{target}"/>' for i, kind, target in found)
    return f'<?xml version="1.0" encoding="UTF-8"?><Relationships xmlns="{RELATIONS}">{ones}</Relationships>'.encode()


_MICROSOFT = "http://schemas.microsoft.com/office"
_THREADED_TYPE = f"{_MICROSOFT}/2017/10/relationships/threadedComment"
_PERSON_TYPE = f"{_MICROSOFT}/2017/10/relationships/person"
_NEWER = (
    'xmlns:mc="http://schemas.openxmlformats.org/markup-compatibility/2006" mc:Ignorable="x14ac" '
    f'xmlns:x14ac="{_MICROSOFT}/spreadsheetml/2009/9/ac"'
)
_FORMATS = "application/vnd.openxmlformats-officedocument"
_TYPES = (
    '<Default Extension="png" ContentType="image/png"/>'
    f'<Default Extension="vml" ContentType="{_FORMATS}.vmlDrawing"/>'
    f'<Override PartName="/xl/drawings/drawing91.xml" ContentType="{_FORMATS}.drawing+xml"/>'
    f'<Override PartName="/xl/charts/chart91.xml" ContentType="{_FORMATS}.drawingml.chart+xml"/>'
    f'<Override PartName="/xl/comments91.xml" ContentType="{_FORMATS}.spreadsheetml.comments+xml"/>'
    '<Override PartName="/xl/threadedComments/threadedComment91.xml" '
    'ContentType="application/vnd.ms-excel.threadedcomments+xml"/>'
    '<Override PartName="/xl/persons/person.xml" ContentType="application/vnd.ms-excel.person+xml"/>'
)
_SPARKLINE = (
    '<extLst><ext uri="{{05C60535-1F16-4fd2-B633-F4F36F0B64E0}}" '
    f'xmlns:x14="{_MICROSOFT}/spreadsheetml/2009/9/main"><x14:sparklineGroups xmlns:xm="{_MICROSOFT}/excel/2006/main">'
    "<x14:sparklineGroup><x14:colorSeries rgb=\"FF376092\"/><x14:sparklines><x14:sparkline><xm:f>'{sheet}'!G5:H5</xm:f>"
    "<xm:sqref>P5</xm:sqref></x14:sparkline></x14:sparklines></x14:sparklineGroup></x14:sparklineGroups></ext></extLst>"
)
_A = "http://schemas.openxmlformats.org/drawingml/2006/main"
_C = "http://schemas.openxmlformats.org/drawingml/2006/chart"
_FROM_TO = (
    "<xdr:from><xdr:col>15</xdr:col><xdr:colOff>0</xdr:colOff><xdr:row>{0}</xdr:row><xdr:rowOff>0</xdr:rowOff></xdr:from>"
    "<xdr:to><xdr:col>18</xdr:col><xdr:colOff>0</xdr:colOff><xdr:row>{1}</xdr:row><xdr:rowOff>0</xdr:rowOff></xdr:to>"
)
_SHAPE = '<a:xfrm><a:off x="0" y="0"/><a:ext cx="1" cy="1"/></a:xfrm><a:prstGeom prst="rect"><a:avLst/></a:prstGeom>'
_DRAWING = (
    '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
    '<xdr:wsDr xmlns:xdr="http://schemas.openxmlformats.org/drawingml/2006/spreadsheetDrawing" '
    f'xmlns:a="{_A}" xmlns:r="{OFFICE}">'
    f"<xdr:twoCellAnchor>{_FROM_TO.format(3, 6)}<xdr:pic><xdr:nvPicPr>"
    '<xdr:cNvPr id="2" name="Bilete 1"/><xdr:cNvPicPr/>'
    '</xdr:nvPicPr><xdr:blipFill><a:blip r:embed="rId1"/><a:stretch><a:fillRect/></a:stretch></xdr:blipFill>'
    f"<xdr:spPr>{_SHAPE}</xdr:spPr></xdr:pic><xdr:clientData/></xdr:twoCellAnchor>"
    f'<xdr:twoCellAnchor>{_FROM_TO.format(8, 16)}<xdr:graphicFrame macro=""><xdr:nvGraphicFramePr>'
    '<xdr:cNvPr id="3" name="Figur 2"/><xdr:cNvGraphicFramePr/></xdr:nvGraphicFramePr>'
    '<xdr:xfrm><a:off x="0" y="0"/><a:ext cx="0" cy="0"/></xdr:xfrm>'
    f'<a:graphic><a:graphicData uri="{_C}"><c:chart xmlns:c="{_C}" r:id="rId2"/></a:graphicData></a:graphic>'
    "</xdr:graphicFrame><xdr:clientData/></xdr:twoCellAnchor></xdr:wsDr>"
)
_CHART = (
    '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
    f'<c:chartSpace xmlns:c="{_C}" xmlns:a="{_A}" xmlns:r="{OFFICE}"><c:chart><c:plotArea><c:layout/><c:barChart>'
    '<c:barDir val="col"/><c:grouping val="clustered"/><c:ser><c:idx val="0"/><c:order val="0"/>'
    "<c:val><c:numRef><c:f>'{sheet}'!$H$5:$H$9</c:f></c:numRef></c:val></c:ser>"
    '<c:axId val="1"/><c:axId val="2"/></c:barChart><c:catAx><c:axId val="1"/><c:scaling/><c:axPos val="b"/>'
    '<c:crossAx val="2"/></c:catAx>'
    '<c:valAx><c:axId val="2"/><c:scaling/><c:axPos val="l"/><c:crossAx val="1"/></c:valAx>'
    "</c:plotArea></c:chart></c:chartSpace>"
)
_PERSON, _THREAD = "{4F3F1C60-0000-4000-8000-000000000001}", "{4F3F1C60-0000-4000-8000-000000000002}"
THREADED_WORDS = "Kven følgjer opp denne på Ål?"
_COMMENTS = (
    '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
    f'<comments xmlns="{SML}"><authors><author>tc={_THREAD}</author></authors><commentList>'
    f'<comment ref="B5" authorId="0" shapeId="0"><text><t>[Trådkommentar] {THREADED_WORDS}</t></text></comment>'
    "</commentList></comments>"
)
_THREADED = (
    '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
    f'<ThreadedComments xmlns="{_MICROSOFT}/spreadsheetml/2018/threadedcomments"><threadedComment ref="B5" '
    f'dT="2025-03-01T10:00:00.00" personId="{_PERSON}" id="{_THREAD}"><text>{THREADED_WORDS}</text></threadedComment>'
    "</ThreadedComments>"
)
_PERSONS = (
    '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
    f'<personList xmlns="{_MICROSOFT}/spreadsheetml/2018/threadedcomments"><person displayName="Kari Plan" '
    f'id="{_PERSON}" userId="kari" providerId="None"/></personList>'
)
_VML = (
    '<xml xmlns:v="urn:schemas-microsoft-com:vml" xmlns:o="urn:schemas-microsoft-com:office:office" '
    'xmlns:x="urn:schemas-microsoft-com:office:excel"><v:shape id="_x0000_s1025" type="#_x0000_t202" '
    'style="visibility:hidden"><x:ClientData ObjectType="Note"><x:Row>4</x:Row><x:Column>1</x:Column></x:ClientData>'
    "</v:shape></xml>"
)

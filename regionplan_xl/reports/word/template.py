"""The built-in template of the case: an empty .docx with page setup, styles and language, generated here.

`python -m regionplan_xl.reports.word.template FILE.docx [nn|nb|en]` writes it, as a start for a letterhead.
"""

import io
import sys
import zipfile
from collections.abc import Iterator
from pathlib import Path

from regionplan_xl.locale import LANGUAGE_TAGS

FONT = "Calibri"
"""Word shows Calibri. Programs without it show Carlito, a free font with the same widths."""
CELL_STYLE, NOTE_STYLE, FIGURE_STYLE = "Table Text", "Table Note", "Table Figure"
MARGIN_MM, PAGE_WIDTH_MM, PAGE_HEIGHT_MM = 17, 210, 297
TEXT_WIDTH_MM = PAGE_WIDTH_MM - 2 * MARGIN_MM
DARK, MUTED, LINK = "1F2A44", "595959", "0B5394"
_TWIPS_PER_MM = 1440 / 25.4
_MAIN = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
_RELATIONS = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_PACKAGE = "http://schemas.openxmlformats.org/package/2006"
_TYPE = "application/vnd.openxmlformats-officedocument.wordprocessingml"
_PARTS = {"styles": "styles", "settings": "settings", "numbering": "numbering", "fontTable": "fontTable"}
_DATE = (1980, 1, 1, 0, 0, 0)


def render_case_template(language: str) -> bytes:
    """Return the bytes of the template in `language` (`nn`, `nb`, `en`); always the same for a language."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as package:
        for name, xml in _parts(language):
            package.writestr(zipfile.ZipInfo(name, _DATE), f'<?xml version="1.0" encoding="UTF-8"?>\n{xml}')
    return out.getvalue()


def _parts(language: str) -> Iterator[tuple[str, str]]:
    overrides = "".join(
        f'<Override PartName="/word/{name}.xml" ContentType="{_TYPE}.{kind}+xml"/>'
        for name, kind in _PARTS.items()
    )
    yield (
        "[Content_Types].xml",
        f'<Types xmlns="{_PACKAGE}/content-types"><Default Extension="rels" '
        f'ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
        f'<Default Extension="xml" ContentType="application/xml"/>'
        f'<Override PartName="/word/document.xml" ContentType="{_TYPE}.document.main+xml"/>{overrides}</Types>',
    )
    yield "_rels/.rels", _relations({"officeDocument": "word/document.xml"})
    yield "word/_rels/document.xml.rels", _relations({name: f"{name}.xml" for name in _PARTS})
    yield "word/document.xml", f'<w:document xmlns:w="{_MAIN}"><w:body>{_section()}</w:body></w:document>'
    yield (
        "word/styles.xml",
        f'<w:styles xmlns:w="{_MAIN}">{"".join(_styles(LANGUAGE_TAGS[language]))}</w:styles>',
    )
    yield "word/settings.xml", _settings(LANGUAGE_TAGS[language])
    yield "word/numbering.xml", _numbering()
    yield (
        "word/fontTable.xml",
        f'<w:fonts xmlns:w="{_MAIN}"><w:font w:name="{FONT}"><w:altName w:val="Carlito"/>'
        '<w:family w:val="swiss"/><w:pitch w:val="variable"/></w:font></w:fonts>',
    )


def _relations(targets: dict[str, str]) -> str:
    rows = "".join(
        f'<Relationship Id="rId{number}" Type="{_RELATIONS}/{kind}" Target="{target}"/>'
        for number, (kind, target) in enumerate(targets.items(), 1)
    )
    return f'<Relationships xmlns="{_PACKAGE}/relationships">{rows}</Relationships>'


def _twips(mm: float) -> int:
    return round(mm * _TWIPS_PER_MM)


def _section() -> str:
    margin = _twips(MARGIN_MM)
    return (
        f'<w:sectPr><w:pgSz w:w="{_twips(PAGE_WIDTH_MM)}" w:h="{_twips(PAGE_HEIGHT_MM)}"/>'
        f'<w:pgMar w:top="{_twips(18)}" w:right="{margin}" w:bottom="{_twips(18)}" w:left="{margin}" '
        f'w:header="{_twips(9)}" w:footer="{_twips(9)}" w:gutter="0"/></w:sectPr>'
    )


def _settings(tag: str) -> str:
    return (
        f'<w:settings xmlns:w="{_MAIN}"><w:zoom w:percent="100"/><w:defaultTabStop w:val="708"/>'
        '<w:characterSpacingControl w:val="doNotCompress"/><w:compat>'
        '<w:compatSetting w:name="compatibilityMode" w:uri="http://schemas.microsoft.com/office/word" w:val="15"/>'
        f'</w:compat><w:themeFontLang w:val="{tag}"/></w:settings>'
    )


def _numbering() -> str:
    return (
        f'<w:numbering xmlns:w="{_MAIN}"><w:abstractNum w:abstractNumId="0"><w:multiLevelType w:val="singleLevel"/>'
        '<w:lvl w:ilvl="0"><w:start w:val="1"/><w:numFmt w:val="bullet"/><w:lvlText w:val="•"/><w:lvlJc w:val="left"/>'
        '<w:pPr><w:ind w:left="357" w:hanging="357"/></w:pPr></w:lvl></w:abstractNum>'
        '<w:num w:numId="1"><w:abstractNumId w:val="0"/></w:num></w:numbering>'
    )


def _styles(tag: str) -> Iterator[str]:
    fonts = f'<w:rFonts w:ascii="{FONT}" w:hAnsi="{FONT}" w:eastAsia="{FONT}" w:cs="{FONT}"/>'
    language = f'<w:lang w:val="{tag}" w:eastAsia="{tag}" w:bidi="ar-SA"/>'
    yield (
        f'<w:docDefaults><w:rPrDefault><w:rPr>{fonts}<w:sz w:val="21"/><w:szCs w:val="21"/>{language}</w:rPr>'
        "</w:rPrDefault><w:pPrDefault/></w:docDefaults>"
    )
    yield _style("Normal", 10.5, after=6, lines=1.1, based="")
    yield (
        '<w:style w:type="character" w:default="1" w:styleId="DefaultParagraphFont">'
        '<w:name w:val="Default Paragraph Font"/><w:uiPriority w:val="1"/></w:style>'
    )
    yield (
        '<w:style w:type="table" w:default="1" w:styleId="TableNormal"><w:name w:val="Normal Table"/><w:tblPr>'
        '<w:tblInd w:w="0" w:type="dxa"/><w:tblCellMar><w:top w:w="0" w:type="dxa"/><w:left w:w="108" w:type="dxa"/>'
        '<w:bottom w:w="0" w:type="dxa"/><w:right w:w="108" w:type="dxa"/></w:tblCellMar></w:tblPr></w:style>'
    )
    yield ('<w:style w:type="numbering" w:default="1" w:styleId="NoList"><w:name w:val="No List"/></w:style>')
    yield _style("Title", 22, after=2, bold=True, colour=DARK, next_="Subtitle", keep=True)
    yield _style("Subtitle", 12, after=8, colour=MUTED, next_="Normal", keep=True)
    yield _style(
        "heading 1", 15, before=16, after=5, bold=True, colour=DARK, next_="Normal", keep=True, level=0
    )
    yield _style(
        "heading 2", 12.5, before=14, after=5, bold=True, colour=DARK, next_="Normal", keep=True, level=1
    )
    yield _style(
        "heading 3", 11, before=10, after=3, bold=True, colour=DARK, next_="Normal", keep=True, level=2
    )
    yield _style("TOC Heading", 15, before=0, after=5, bold=True, colour=DARK, next_="Normal", keep=True)
    tab = f'<w:tabs><w:tab w:val="right" w:leader="dot" w:pos="{_twips(TEXT_WIDTH_MM)}"/></w:tabs>'
    yield _style("toc 1", 10.5, after=2, more=tab)
    yield _style("toc 2", 10.5, after=2, more=tab, left=4)
    yield _style("header", 8.5, colour=MUTED)
    yield _style("footer", 8.5, colour=MUTED, more=tab.replace(' w:leader="dot"', ""))
    bullet = '<w:numPr><w:numId w:val="1"/></w:numPr>'
    yield _style("List Bullet", 10.5, after=3, more=bullet)
    yield _style(CELL_STYLE, 9.5)
    yield _style(FIGURE_STYLE, 20, bold=True, based=CELL_STYLE)
    yield _style("Signature", 10.5)
    yield (
        f'<w:style w:type="character" w:customStyle="1" w:styleId="{NOTE_STYLE.replace(" ", "")}">'
        f'<w:name w:val="{NOTE_STYLE}"/><w:basedOn w:val="DefaultParagraphFont"/><w:qFormat/>'
        '<w:rPr><w:sz w:val="17"/><w:szCs w:val="17"/></w:rPr></w:style>'
    )
    yield (
        '<w:style w:type="character" w:styleId="Hyperlink"><w:name w:val="Hyperlink"/>'
        '<w:basedOn w:val="DefaultParagraphFont"/>'
        f'<w:rPr><w:color w:val="{LINK}"/><w:u w:val="single"/></w:rPr></w:style>'
    )


def _style(
    name: str,
    size: float,
    *,
    before: float = 0,
    after: float = 0,
    lines: float = 1,
    bold: bool = False,
    colour: str = "",
    based: str = "Normal",
    next_: str = "",
    keep: bool = False,
    level: int | None = None,
    left: float = 0,
    more: str = "",
) -> str:
    """Return a paragraph style, its elements in the order of ECMA-376 part 1, 17.7.4.17, 17.3.1.26 and 17.3.2.28."""
    ours = name.startswith("Table ")
    paragraph = [
        "<w:keepNext/><w:keepLines/>" if keep else "",
        more,
        f'<w:spacing w:before="{round(before * 20)}" w:after="{round(after * 20)}" w:line="{round(lines * 240)}" '
        'w:lineRule="auto"/>',
        f'<w:ind w:left="{_twips(left)}"/>' if left else "",
        f'<w:outlineLvl w:val="{level}"/>' if level is not None else "",
    ]
    run = [
        "<w:b/><w:bCs/>" if bold else "",
        f'<w:color w:val="{colour}"/>' if colour else "",
        f'<w:sz w:val="{round(size * 2)}"/><w:szCs w:val="{round(size * 2)}"/>',
    ]
    default = ' w:default="1"' if name == "Normal" else ""
    own = ' w:customStyle="1"' if ours else ""
    return (
        f'<w:style w:type="paragraph"{default}{own} w:styleId="{_identity(name)}"><w:name w:val="{name}"/>'
        + (f'<w:basedOn w:val="{_identity(based)}"/>' if based else "")
        + (f'<w:next w:val="{_identity(next_)}"/>' if next_ else "")
        + f"<w:qFormat/><w:pPr>{''.join(paragraph)}</w:pPr><w:rPr>{''.join(run)}</w:rPr></w:style>"
    )


def _identity(name: str) -> str:
    return name.title().replace("Toc", "TOC").replace(" ", "")


def main() -> None:
    """Write the template to a file."""
    path, language = Path(sys.argv[1]), (sys.argv[2:] or ["nn"])[0]
    path.write_bytes(render_case_template(language))


if __name__ == "__main__":
    main()

"""Read plain text (.txt, .md) as blocks: tables with tabs, bars or aligned columns; headings; paragraphs."""

import re
from collections.abc import Callable, Iterator, Sequence

from regionplan_xl.documents.blocks import (
    Block,
    Document,
    Heading,
    Paragraph,
    Row,
    Stream,
    StreamLine,
    Table,
    TableCell,
)
from regionplan_xl.documents.sources.layout.lines import TextLine
from regionplan_xl.documents.sources.layout.text_tables import Title, tables_and_lines
from regionplan_xl.errors import Place, Rejected
from regionplan_xl.text import phrase, squeeze, with_line_feeds

LINES = 200_000
_GAP = 0.75  # of the font size, which is two columns here: two spaces separate pieces
_SIZE = 2.0
_TOO_LONG = phrase("The text has more than {most} lines.", most=LINES)
_NO_TEXT = phrase("The file is no text: save the document as text in UTF-8, or import the document itself.")
_HEADING = re.compile(r"^(#{1,6})\s+(?P<text>.*?)\s*#*$")
_BARS = re.compile(r"^\s*\|.*\|\s*$")
_UNDERLINE = re.compile(r"^\s*(?:={3,}|-{3,}|~{3,})\s*$")
_LONGEST_UNDERLINED = 120  # characters
_PROPERTIES_AT_MOST = 50  # lines
# Marks of Markdown around words: «**Ansvar:**», «*unge bønder*».
_EMPHASIS = re.compile(r"(?<![\w*\\])\*(?=\S)(?P<words>[^*\n]*?\S)\*(?![\w*])")
_RULE = re.compile(r"^\s*\|?[\s:|-]*-[\s:|-]*\|?\s*$")


def read(data: bytes, name: str) -> Document:
    """Return the blocks of a text; raise `Rejected` if the file is not text."""
    lines = with_line_feeds(decoded(data)).split("\n")
    if len(lines) > LINES:
        raise Rejected(_TOO_LONG)
    first, properties = _properties(lines)
    return Document(name, (*properties, *_blocks(_with_headings([*[""] * first, *lines[first:]]))))


def decoded(data: bytes) -> str:
    """Return bytes as text: UTF-16 or UTF-8 by byte order mark, else UTF-8 if valid, else Windows-1252."""
    if data.startswith((b"\xff\xfe", b"\xfe\xff")):
        return data.decode("utf-16", "replace")
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError:
        text = data.decode("cp1252", "replace")
    if "\0" in text:
        raise Rejected(_NO_TEXT)
    return text


def _properties(lines: Sequence[str]) -> tuple[int, list[Paragraph]]:
    """Return the first line below the properties of a text («title: …» between two rules), and those as a paragraph."""
    if not lines or lines[0].rstrip() != "---":
        return 0, []
    end = next((n for n, line in enumerate(lines[1:_PROPERTIES_AT_MOST], 1) if line.rstrip() == "---"), 0)
    said = squeeze(" ".join(lines[1:end]))
    return (end + 1, [Paragraph(said, Place(row=2))] if said else []) if end else (0, [])


def _with_headings(lines: Sequence[str]) -> list[str]:
    """Return the lines with each underlined one as a heading («# …»), and an empty line for its underline."""
    found = list(lines)
    for at in range(1, len(lines)):
        above = lines[at - 1].strip()
        if not _UNDERLINE.match(lines[at]) or not 0 < len(above) <= _LONGEST_UNDERLINED:
            continue
        is_apart = at < 2 or not lines[at - 2].strip() or _UNDERLINE.match(lines[at - 2])
        is_line = (
            not re.search(r"\t|\||\S {2,}\S", above)
            and not _UNDERLINE.match(above)
            and not above.startswith("#")
        )
        if is_apart and is_line and 2 * len(lines[at].strip()) >= len(above):
            found[at - 1] = f"{'#' if '=' in lines[at] else '##'} {above}"
            found[at] = ""
    return found


def _blocks(lines: Sequence[str]) -> Iterator[Block]:
    at, table = 0, 0
    while at < len(lines):
        end = _run(lines, at, lambda line: "\t" in line)
        bars = _run(lines, at, lambda line: _BARS.match(line) is not None)
        if end > at or bars > at:
            table += 1
            rows = [_cells(line, "\t" if end > at else "|") for line in lines[at : max(end, bars)]]
            yield _table(rows, at, table)
            at = max(end, bars)
            continue
        stop = next(
            (n for n in range(at, len(lines)) if "\t" in lines[n] or _BARS.match(lines[n])), len(lines)
        )
        for block in _aligned(lines[at:stop], at, table):
            table += isinstance(block, Table)
            yield block
        at = stop


def _run(lines: Sequence[str], at: int, belongs: Callable[[str], bool]) -> int:
    """Return the end of a run of lines that `belongs` accepts, including single empty lines between them."""
    end = at
    while end < len(lines):
        if belongs(lines[end]) or (
            not lines[end].strip() and end > at and end + 1 < len(lines) and belongs(lines[end + 1])
        ):
            end += 1
        else:
            break
    return end


def _cells(line: str, separator: str) -> list[str]:
    if separator == "|":
        line = line.strip().removeprefix("|").removesuffix("|")
    cells = re.split(r"(?<!\\)\|", line) if separator == "|" else line.split(separator)
    return [_without_marks(re.sub(r"</?[a-z]+>", "", cell)).strip() for cell in cells]


def _without_marks(text: str) -> str:
    """Return a text without the marks that Markdown puts around words, before a quotation and before a bar."""
    text = re.sub(r"^\s*>\s+|\*\*|__", "", text)
    return _EMPHASIS.sub(r"\g<words>", text).replace("\\|", "|")


def _table(rows: list[list[str]], at: int, table: int) -> Table:
    """Return a table from rows of different lengths."""
    width = max(map(len, rows))
    place = Place(table=table)
    made = tuple(
        Row(tuple(map(TableCell, (*row, *([""] * (width - len(row)))))), Place(table=table, row=at + n))
        for n, row in enumerate(rows, start=1)
        if any(row) and not all(_RULE.match(cell) for cell in row if cell)
    )
    return Table(made, place)


def _aligned(lines: Sequence[str], start: int, table: int) -> Iterator[Block]:
    """Yield the blocks of lines without tabs: tables aligned with spaces, and the text around them."""
    stream: list[StreamLine] = []
    for part in tables_and_lines(_pages(lines), _GAP, table):
        if isinstance(part, Table):
            yield from _stream(stream)
            stream = []
            yield part
            continue
        row = int(part.line.top if isinstance(part, Title) else part.top)
        text = lines[row].replace("\f", "").strip()
        heading = _HEADING.match(text)
        if heading or isinstance(part, Title):
            yield from _stream(stream)
            stream = []
            level, text = (len(heading[1]), heading["text"]) if heading else (1, text)
            yield Heading(text, level, Place(row=start + row + 1))
        else:
            text = _without_marks(text)
            stream.append(StreamLine(text, Place(row=start + row + 1), _empty_lines_above(lines, row)))
    yield from _stream(stream)


def _pages(lines: Sequence[str]) -> list[list[TextLine]]:
    pages: list[list[TextLine]] = [[]]
    for n, line in enumerate(lines):
        if "\f" in line:
            pages.append([])
        if line.strip():
            pages[-1].append(_text_line(line, n))
    return pages


def _stream(lines: list[StreamLine]) -> Iterator[Stream]:
    if lines:
        yield Stream("\n".join(line.text for line in lines), lines[0].place, lines=tuple(lines))


def _empty_lines_above(lines: Sequence[str], row: int) -> int:
    above = row
    while above and not lines[above - 1].strip():
        above -= 1
    return row - above


def _text_line(line: str, row: int) -> TextLine:
    line = line.replace("\f", " ").rstrip()
    words = tuple((found[0], float(found.start()), float(found.end())) for found in re.finditer(r"\S+", line))
    return TextLine(words, top=float(row), bottom=float(row + 1), size=_SIZE)

"""Plain text (.txt), as programs and people save it."""

import re
import unicodedata
from pathlib import Path

from regionplan_xl.documents.imported_document import Line
from regionplan_xl.errors import InputError, Place, system_reason
from regionplan_xl.text import phrase

_LIMIT = 20_000_000  # bytes; the plans we know are of some 20 kB
_LINE_END = re.compile(r"\r\n|\r|\n|\u2028|\u2029|\x0b|\x85")
_UNPRINTABLE = re.compile(r"[\x00-\x08\x0e-\x1f\u200b\u2060\ufeff]")


def read_lines(path: Path) -> tuple[Line, ...]:
    """Read the lines of a text file; raises `InputError` for one that cannot be read, and as `lines_of` does."""
    try:
        with path.open("rb") as source:
            data = source.read(_LIMIT + 1)
    except OSError as error:
        what = phrase("The file cannot be read ({reason}).", reason=system_reason(error))
        fix = phrase("Check the name, and that you may open it.")
        raise InputError(what, fix, Place(file=str(path))) from error
    return lines_of(data, path.name)


def lines_of(data: bytes, name: str) -> tuple[Line, ...]:
    """Return the lines of a text in UTF-8, UTF-16 or Windows' Latin 1, with any line ends.

    Raises `InputError` for one that is too large, or is not text.
    """
    if len(data) > _LIMIT:
        what, fix = phrase("The file is too large to be a plan."), phrase("Name the plan document itself.")
        raise InputError(what, fix, Place(file=name))
    text = _decoded(data)
    if text is None:
        what, fix = phrase("The file is not text."), phrase("Save the plan as plain text (.txt).")
        raise InputError(what, fix, Place(file=name))
    return parse_lines(text)


def parse_lines(text: str) -> tuple[Line, ...]:
    """Split `text` into lines in composed Unicode; a form feed begins a page and is no line of its own."""
    lines: list[Line] = []
    for row, raw in enumerate(_LINE_END.split(unicodedata.normalize("NFC", text)), start=1):
        head, *pages = raw.split("\f")
        if head.strip() or not pages:
            lines.append(Line(row, _clean(head)))
        lines += [Line(row, _clean(page), new_page=True) for page in pages]
    return tuple(lines)


def _clean(text: str) -> str:
    return _UNPRINTABLE.sub("", text.replace("\u00a0", " ")).rstrip()


def _decoded(data: bytes) -> str | None:
    if data.startswith((b"\xff\xfe", b"\xfe\xff")):
        return data.decode("utf-16", errors="replace")
    if b"\0" in data:
        return None
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError:
        # Five bytes mean nothing in Windows' Latin 1; they must not cost the whole document.
        return data.decode("cp1252", errors="replace")

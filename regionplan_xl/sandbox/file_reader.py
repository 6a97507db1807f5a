"""One returned file read here and now, in this process; and the files that a zip holds.

A parser's fault is an ordinary exception here, or the end of the process: `child` is where that is borne.
"""

import re
import unicodedata
from collections.abc import Iterator
from pathlib import PurePosixPath

from regionplan_xl.errors import Rejected
from regionplan_xl.excel.parsing.grid import Grid
from regionplan_xl.excel.parsing.grid_xlsx import read_xlsx
from regionplan_xl.ooxml.common import refusals
from regionplan_xl.sandbox import rejections as reasons
from regionplan_xl.sandbox.bounds import ARCHIVE, MEMBERS, RETURNED
from regionplan_xl.sandbox.file_kind import Kind, find_kind
from regionplan_xl.sandbox.formats.binary_excel import read_by_calamine, read_xlsb
from regionplan_xl.sandbox.formats.csv_text import read_separated
from regionplan_xl.sandbox.formats.open_document import read_open_document
from regionplan_xl.sandbox.zipped import Zipped

# What systems and programs put beside people's own files.
_NOT_ANSWERS = re.compile(r"(?:^|/)(?:__macosx/|[.~][^/]*$|desktop\.ini$|thumbs\.db$)", re.IGNORECASE)
_LONGEST_NAME = 150  # characters


def read_file(data: bytes, name: str) -> Grid:
    """The cells of a returned file, whatever kind it is; `Rejected` where it is none that is read."""
    kind = find_kind(data)
    if kind is Kind.XLSX:
        return read_xlsx(data, RETURNED)
    if kind is Kind.ODS:
        return read_open_document(data)
    if kind is Kind.XLSB:
        return read_xlsb(data)
    if kind is Kind.XLS:
        return read_by_calamine(data)
    if kind is Kind.TEXT:
        return read_separated(data, name)
    # It would have been unpacked when it came, had it been a zip of files that can be.
    for _ in read_members(data):
        pass
    raise Rejected(reasons.ZIP_IN_ZIP)


def read_members(data: bytes) -> Iterator[tuple[str, bytes]]:
    """The files in a zip of returns as (path within it, bytes); none where `data` is no such zip.

    `Rejected`, maybe after some of them, where the zip cannot be trusted; then none should be.
    """
    if not data.startswith(b"PK") or find_kind(data) is not Kind.ZIP:
        return
    archive = Zipped(data, ARCHIVE)
    names = [name for name in archive.names if not _NOT_ANSWERS.search(name.replace("\\", "/"))]
    if not names:
        raise Rejected(reasons.EMPTY_ZIP)
    if len(names) > MEMBERS:
        raise refusals.too_many_parts(MEMBERS)
    for name in names:
        yield _tidy(name), archive.read(name)


def _tidy(name: str) -> str:
    """A path within a zip that leads nowhere else, in characters that can be shown."""
    text = unicodedata.normalize("NFC", name.replace("\\", "/"))
    text = "".join(c if unicodedata.category(c) not in ("Cc", "Cf", "Cs") else " " for c in text)
    parts = [part.strip() for part in PurePosixPath(text).parts]
    return "/".join(part for part in parts if part.strip("./ "))[-_LONGEST_NAME:].lstrip("/") or "?"

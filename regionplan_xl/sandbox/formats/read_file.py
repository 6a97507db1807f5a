"""Read one returned file, or the files in a zip, in this process.

A faulty file may make a parser raise any exception or end the process; `sandbox.child` handles that.
"""

from collections.abc import Iterator

from regionplan_xl.errors import Rejected
from regionplan_xl.excel.parsing.grid import Grid
from regionplan_xl.excel.parsing.grid_xlsx import read_xlsx
from regionplan_xl.file_names import safe_path
from regionplan_xl.ooxml.common import refusals
from regionplan_xl.sandbox.formats import rejections
from regionplan_xl.sandbox.formats.binary_excel import read_xls, read_xlsb, with_looks
from regionplan_xl.sandbox.formats.csv_text import read_separated
from regionplan_xl.sandbox.formats.file_kind import Kind, find_kind
from regionplan_xl.sandbox.formats.limits import ARCHIVE, MEMBERS, RETURNED
from regionplan_xl.sandbox.formats.open_document import read_open_document
from regionplan_xl.sandbox.formats.zip_archive import ZipArchive
from regionplan_xl.system_files import BEGINNING, holds_no_answer


def read_file(data: bytes, name: str) -> Grid:
    """Return the cells of a returned file of any kind; raise `Rejected` if we cannot read that kind."""
    kind = find_kind(data)
    if kind is Kind.XLSX:
        return read_xlsx(data, RETURNED)
    if kind is Kind.ODS:
        return read_open_document(data)
    if kind is Kind.XLSB:
        return with_looks(read_xlsb(data), data)
    if kind is Kind.XLS:
        return with_looks(read_xls(data), data)
    if kind is Kind.TEXT:
        return read_separated(data, name)
    # A readable zip was unpacked on arrival, so this zip came from inside another one.
    for _ in read_members(data):
        pass
    raise Rejected(rejections.ZIP_IN_ZIP)


def read_members(data: bytes) -> Iterator[tuple[str, bytes]]:
    """Yield the files in a zip of returns as (path within it, bytes); nothing if `data` is not such a zip.

    Raises `Rejected`, possibly after some files, if the zip cannot be trusted. Then use none of them.
    """
    if not data.startswith(b"PK") or find_kind(data) is not Kind.ZIP:
        return
    archive = ZipArchive(data, ARCHIVE, packed_by_people=True)
    names = [name for name in archive.names if not _holds_no_answer(archive, name)]
    if not names:
        raise Rejected(rejections.EMPTY_ZIP)
    if len(names) > MEMBERS:
        raise refusals.too_many_parts(MEMBERS)
    for name in names:
        yield safe_path(name), archive.unpack(name)


def _holds_no_answer(archive: ZipArchive, name: str) -> bool:
    return holds_no_answer(name.replace("\\", "/"), lambda: archive.unpack(name, BEGINNING))

"""The reasons for not reading a file, each worded for the person who sent it, with what to do."""

from regionplan_xl.errors import Rejected
from regionplan_xl.text import phrase


def empty_file() -> Rejected:
    """The file has no bytes."""
    return Rejected(phrase("The file is empty. Please send it once more."))


def unreadable(problem: str) -> Rejected:
    """The disk, not the file, is at fault."""
    return Rejected(
        phrase(
            "The file cannot be opened ({problem}). Copy it to another folder and try again.", problem=problem
        )
    )


def not_a_workbook() -> Rejected:
    """Something else than .xlsx or .xlsm."""
    return Rejected(
        phrase("The file is not an Excel workbook. Please save it as .xlsx and send it once more.")
    )


def password_protected() -> Rejected:
    """Encrypted, as a whole or in part."""
    return Rejected(
        phrase("The file is password-protected. Please take the password off, save and send it once more.")
    )


def old_excel() -> Rejected:
    """An OLE container: BIFF, or some kind of encryption."""
    return Rejected(
        phrase(
            "The file is password-protected or an old Excel file (.xls). "
            "Please save it as .xlsx without a password and send it once more."
        )
    )


def binary_workbook() -> Rejected:
    """An .xlsb."""
    return Rejected(
        phrase("The file is a binary workbook (.xlsb). Please save it as .xlsx and send it once more.")
    )


def damaged() -> Rejected:
    """The zip itself is broken."""
    return Rejected(
        phrase(
            "The file is damaged or only part of it arrived. "
            "Please open it where it was made, save it again and send that."
        )
    )


def damaged_part(part: str) -> Rejected:
    """One part of the zip is broken, or is not what it says."""
    return Rejected(
        phrase(
            "The file is damaged inside (in «{part}»). "
            "Please open it where it was made, save it again and send that.",
            part=part,
        )
    )


def missing_part(part: str) -> Rejected:
    """A part that another part points to is not there."""
    return Rejected(
        phrase(
            "The file lacks a piece that it should have («{part}»). "
            "Please open it where it was made, save it again and send that.",
            part=part,
        )
    )


def ambiguous_part(part: str) -> Rejected:
    """Two entries of the same name, or of names that differ in case only."""
    return Rejected(
        phrase(
            "The file holds the same piece twice («{part}»), so it is not clear which one counts. "
            "Please open it in Excel, save it again and send that.",
            part=part,
        )
    )


def contradictory_part(part: str) -> Rejected:
    """The zip's directory and its contents do not agree, or entries overlap."""
    return Rejected(
        phrase(
            "The file contradicts itself about what it holds (at «{part}»), as harmful files do. "
            "Please make a new copy in Excel and send that.",
            part=part,
        )
    )


def backslashes() -> Rejected:
    """Names with backslashes, which the zip format does not know (APPNOTE section 4.4.17)."""
    return Rejected(
        phrase(
            "The pieces of the file are named with backslashes, as some programs on Windows write them. "
            "Please open it in Excel, save it again and send that."
        )
    )


def unknown_packing(part: str) -> Rejected:
    """Neither stored nor deflated."""
    return Rejected(
        phrase(
            "The file is packed in an unusual way (at «{part}»). "
            "Please open it in Excel, save it again and send that.",
            part=part,
        )
    )


def document_type(part: str) -> Rejected:
    """A DOCTYPE: never in a workbook, often in an attack."""
    return Rejected(
        phrase(
            "The file holds a document type declaration (in «{part}»), "
            "which no workbook needs and harmful files use. "
            "Please make a new copy in Excel and send that.",
            part=part,
        )
    )


def too_many_parts(limit: int) -> Rejected:
    """More entries than any real workbook."""
    return Rejected(
        phrase(
            "The file holds more than {limit} pieces. "
            "Please copy what matters to a new workbook and send that.",
            limit=limit,
        )
    )


def too_large(limit: int) -> Rejected:
    """More bytes than are read; `limit` in bytes."""
    return Rejected(
        phrase(
            "The file is too large to be read (more than {limit} MB unpacked). "
            "Please copy what matters to a new workbook and send that.",
            limit=limit // 1_000_000,
        )
    )


def too_many(part: str, limit: int) -> Rejected:
    """More of something (texts, merged ranges, levels, styles) in one part than is read."""
    return Rejected(
        phrase(
            "The file holds more than {limit} things of one kind (in «{part}»). "
            "Please copy what matters to a new workbook and send that.",
            part=part,
            limit=limit,
        )
    )


def too_many_cells(limit: int) -> Rejected:
    """More filled cells in all than are read."""
    return Rejected(
        phrase(
            "The file holds more than {limit} filled cells. "
            "Please copy what matters to a new workbook and send that.",
            limit=limit,
        )
    )


def outside_the_sheet(sheet: str, reference: str) -> Rejected:
    """A cell reference that is no reference, or is beyond XFD1048576."""
    return Rejected(
        phrase(
            "The sheet «{sheet}» has a cell in a place that does not exist («{reference}»). "
            "Please open the file in Excel, save it again and send that.",
            sheet=sheet,
            reference=reference,
        )
    )

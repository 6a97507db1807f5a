"""The reasons for refusing a file, worded for its sender, with what to do."""

from collections.abc import Callable

from regionplan_xl.errors import Rejected
from regionplan_xl.text import Phrase, for_sender, phrase


def _of_file(reason: Phrase) -> Callable[[], Rejected]:
    """Return a function that makes the refusal."""
    return lambda: Rejected(for_sender(reason))


def _of_part(reason: Phrase) -> Callable[[str], Rejected]:
    """Return a function that makes the refusal for a named part of the file."""
    return lambda part: Rejected(for_sender(reason).with_values(part=part))


def _of_limit(reason: Phrase, unit: int = 1) -> Callable[[int], Rejected]:
    """Return a function that makes the refusal with a limit, divided by `unit`."""
    return lambda limit: Rejected(for_sender(reason).with_values(limit=limit // unit))


# The file has no bytes.
empty_file = _of_file(phrase("The file is empty. Please send it once more."))
# Not an .xlsx or .xlsm.
not_a_workbook = _of_file(
    phrase("The file is not an Excel workbook. Please save it as .xlsx and send it once more.")
)
# Encrypted, as a whole or in part.
password_protected = _of_file(
    phrase("The file is password-protected. Please take the password off, save and send it once more."),
)
# An OLE container: BIFF, or encrypted.
old_excel = _of_file(
    phrase(
        "The file is password-protected or an old Excel file (.xls). "
        "Please save it as .xlsx without a password and send it once more."
    ),
)
# An .xlsb.
binary_workbook = _of_file(
    phrase("The file is a binary workbook (.xlsb). Please save it as .xlsx and send it once more.")
)
# The zip itself is broken.
damaged = _of_file(
    phrase(
        "The file is damaged or only part of it arrived. "
        "Please open it where it was made, save it again and send that."
    ),
)
# One part of the zip is broken or malformed.
damaged_part = _of_part(
    phrase(
        "The file is damaged inside (in «{part}»). "
        "Please open it where it was made, save it again and send that."
    )
)
# A part is missing that another part refers to.
missing_part = _of_part(
    phrase(
        "The file lacks a piece that it should have («{part}»). "
        "Please open it where it was made, save it again and send that."
    )
)
# Two entries with the same name, or with names that differ only in case.
ambiguous_part = _of_part(
    phrase(
        "The file holds the same piece twice («{part}»), so it is not clear which one counts. "
        "Please open it in Excel, save it again and send that."
    )
)
# The zip's directory and local headers disagree, or entries overlap.
contradictory_part = _of_part(
    phrase(
        "The file contradicts itself about what it holds (at «{part}»), as harmful files do. "
        "Please make a new copy in Excel and send that."
    )
)
# Names with backslashes, which the zip format forbids (APPNOTE section 4.4.17).
backslashes = _of_file(
    phrase(
        "The pieces of the file are named with backslashes, as some programs on Windows write them. "
        "Please open it in Excel, save it again and send that."
    ),
)
# Neither stored nor deflated.
unknown_packing = _of_part(
    phrase(
        "The file is packed in an unusual way (at «{part}»). "
        "Please open it in Excel, save it again and send that."
    )
)
# A DOCTYPE: never in a workbook, often in an attack.
document_type = _of_part(
    phrase(
        "The file holds a document type declaration (in «{part}»), "
        "which no workbook needs and harmful files use. "
        "Please make a new copy in Excel and send that."
    )
)
# More entries than any real workbook has.
too_many_parts = _of_limit(
    phrase(
        "The file holds more than {limit} pieces. Please copy what matters to a new workbook and send that."
    )
)
# More bytes than the limit, which is in bytes.
too_large = _of_limit(
    phrase(
        "The file is too large to be read (more than {limit} MB unpacked). "
        "Please copy what matters to a new workbook and send that."
    ),
    1_000_000,
)
# More filled cells in total than the limit.
too_many_cells = _of_limit(
    phrase(
        "The file holds more than {limit} filled cells. "
        "Please copy what matters to a new workbook and send that."
    )
)


def unreadable(problem: str) -> Rejected:
    """Return the refusal when the disk, not the file, is at fault."""
    return Rejected(
        phrase(
            "The file cannot be opened ({problem}). Copy it to another folder and try again.", problem=problem
        )
    )


def too_many(part: str, limit: int) -> Rejected:
    """Return the refusal for too many of something (texts, merged ranges, levels, styles) in one part."""
    return Rejected(
        for_sender(
            phrase(
                "The file holds more than {limit} things of one kind (in «{part}»). "
                "Please copy what matters to a new workbook and send that.",
                part=part,
                limit=limit,
            )
        )
    )


def outside_the_sheet(sheet: str, reference: str) -> Rejected:
    """Return the refusal for a cell reference that is malformed or beyond XFD1048576."""
    return Rejected(
        for_sender(
            phrase(
                "The sheet «{sheet}» has a cell in a place that does not exist («{reference}»). "
                "Please open the file in Excel, save it again and send that.",
                sheet=sheet,
                reference=reference,
            )
        )
    )

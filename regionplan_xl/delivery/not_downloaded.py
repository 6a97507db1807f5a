"""Files in a folder that look like nothing and may be answers: placeholders of sync programs, and hidden workbooks."""

from fnmatch import fnmatchcase
from pathlib import Path

from regionplan_xl.errors import Place, Problem
from regionplan_xl.text import phrase

# What stands for a file that is still only on the server: iCloud Drive, Nextcloud, ownCloud, OneDrive's older form.
_PLACEHOLDERS = (".*.icloud", "*.nextcloud", "*.owncloud", "*.cloudfile")
# What a program is still writing; the folder of a sync program has its own.
_UNFINISHED = ("*.tmp", "*.part", "*.crdownload", ".syncthing.*", ".~lock.*")
_WORKBOOK_BEGINS = (b"PK\x03\x04", b"\xd0\xcf\x11\xe0")


def placeholder(path: Path, place: Place) -> Problem | None:
    """Return the problem that the file is only a placeholder, or None."""
    if not any(fnmatchcase(path.name.lower(), pattern) for pattern in _PLACEHOLDERS):
        return None
    return Problem(
        place,
        phrase("This stands for a file that is not downloaded yet."),
        phrase("Open the folder and let the sync program download it; the next collect takes it in."),
    )


def hidden_workbook(path: Path, place: Place) -> Problem | None:
    """Return the problem that a file which is passed over holds a whole workbook, or None."""
    if any(fnmatchcase(path.name.lower(), pattern) for pattern in _UNFINISHED):
        return None
    try:
        with path.open("rb") as source:
            begins = source.read(4)
    except OSError:
        return None
    if begins not in _WORKBOOK_BEGINS:
        return None
    return Problem(
        place,
        phrase("This hidden file holds a workbook, as when a sync program keeps two versions apart."),
        phrase(
            "If it is an answer, give it a name that ends in .xlsx and does not begin with a full stop; "
            "else delete it."
        ),
    )

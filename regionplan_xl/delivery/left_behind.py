"""The problems of files that `fetch` leaves in an inbox, each with its reason and fix."""

import stat
from fnmatch import fnmatchcase
from pathlib import Path

from regionplan_xl.errors import Place, Problem, system_reason
from regionplan_xl.system_files import HIDDEN, holds_no_answer, why_not_taken
from regionplan_xl.text import phrase

# Placeholders of files that are only on the server so far: iCloud Drive, Nextcloud, ownCloud, an older OneDrive.
_PLACEHOLDERS = (".*.icloud", "*.nextcloud", "*.owncloud", "*.cloudfile")
MEGABYTE = 1024 * 1024  # as Windows counts


def placeholder(path: Path, place: Place) -> Problem | None:
    """Return a problem if the file is only a placeholder, or None."""
    if not any(fnmatchcase(path.name.lower(), pattern) for pattern in _PLACEHOLDERS):
        return None
    return Problem(
        place,
        phrase("This stands for a file that is not downloaded yet."),
        phrase("Open the folder and let the sync program download it; the next collect takes it in."),
    )


def doubtful(path: Path, mode: int, place: Place) -> Problem | None:
    """Return why the entry at `path` is not taken in, judged by its name and mode (`st_mode`); None if it is."""
    why = why_not_taken(path.name)
    if stat.S_ISDIR(mode):
        return _doubtful_folder(path, place) if why else None
    if not stat.S_ISREG(mode):
        return Problem(place, phrase("That is not an ordinary file."), phrase("Save it as a file."))
    if why is None:
        return None
    if why == HIDDEN:
        fix = phrase(
            "If it is an answer, give it a name that ends in .xlsx and does not begin with a full stop or «~»; "
            "else delete it."
        )
    else:
        fix = phrase(
            "Wait until it is done. If the file is whole, give it a name that ends in .xlsx; else delete it."
        )
    return Problem(place, why, fix)


def _doubtful_folder(path: Path, place: Place) -> Problem | None:
    """Return the problem of a hidden or unfinished folder; None if it has no file that may be an answer."""
    try:
        if all(holds_no_answer(one.name, bytes) for one in path.iterdir()):
            return None
    except OSError:
        pass
    return Problem(
        place,
        phrase("This hidden folder is one that programs make for themselves; nothing in it is taken in."),
        phrase("If there are answers in it, move them to the inbox itself; else delete the folder."),
    )


def link(place: Place) -> Problem:
    """Return the problem of a link in the inbox."""
    return Problem(
        place,
        phrase("This is a link to another place, and links in the inbox are not followed."),
        phrase("Put the file itself in the inbox."),
    )


def lost_inbox(place: Place) -> Problem:
    """Return the problem of an inbox that is a link to a missing folder."""
    return Problem(
        place,
        phrase("The inbox is a link to a folder that is not there now."),
        phrase("See that the drive which it leads to is connected; the next collect tries again."),
    )


def too_large(place: Place, size: int, largest: int) -> Problem:
    """Return the problem of a file of `size` bytes, which is larger than `largest`."""
    return Problem(
        place,
        phrase(
            "The file is {size} MB; at most {largest} MB can be taken in. It was left where it is.",
            size=-(-size // MEGABYTE),
            largest=largest // MEGABYTE,
        ),
        phrase("Ask for the workbook as it was sent out, with only the answers filled in."),
    )


def unreadable(place: Place, error: OSError) -> Problem:
    """Return the problem of a file or folder that cannot be read."""
    return Problem(
        place,
        phrase("It cannot be read ({why}). It was left where it is.", why=system_reason(error)),
        phrase("Close it where it is open, or see that you may read it; the next collect tries again."),
    )


def own(place: Place) -> Problem:
    """Return the problem of a draft or text that the program itself wrote."""
    return Problem(
        place,
        phrase("The program itself has written this, so it is no answer."),
        phrase("Delete it, or move it out of the inbox."),
    )


def changing(place: Place) -> Problem:
    """Return the problem of a file that is still being written."""
    return Problem(
        place,
        phrase("A program is still writing to it."),
        phrase("Nothing to do: the next collect takes it in, once it no longer changes."),
    )


def not_removed(place: Place) -> Problem:
    """Return the problem of a received file that could not be removed from the inbox."""
    return Problem(
        place,
        phrase(
            "It is received and in the archive, but it is still there: it was changed, or cannot be removed."
        ),
        phrase("Close it where it is open, and see that files in the folder may be deleted."),
    )

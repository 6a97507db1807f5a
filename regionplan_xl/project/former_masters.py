"""Former masters: the backup of a merge, and the copy in archive/<year>/ of the master before a roll-over."""

from contextlib import suppress
from pathlib import Path

from regionplan_xl.files import fingerprint, write_atomically
from regionplan_xl.ledger.entries import MergeRecord
from regionplan_xl.project.folder import Project
from regionplan_xl.text import Phrase, phrase

_OF_YEAR = phrase("master of {year}")


def read_backup(project: Project, merge: MergeRecord) -> bytes | None:
    """Return the master as before the merge, or None if its backup is gone or was changed.

    Before a roll-over, the master was archived too; that copy serves as well.
    """
    for path in (merge.backup, *(rolled.archived for rolled in project.ledger.roll_overs(merge.number))):
        with suppress(OSError):
            book = (project.folder / path).read_bytes()
            if fingerprint(book) == merge.before:
                return book
    return None


def archived_master_path(project: Project, year: int, name: Phrase = _OF_YEAR) -> str:
    """Return a free path, relative to the project, at which to archive a master."""
    folder, suffix = project.archive / str(year), project.master_path.suffix.lower()
    stem = project.translate(name.with_values(year=year))
    path, number = folder / f"{stem}{suffix}", 2
    while path.exists():
        path = folder / f"{stem} ({number}){suffix}"
        number += 1
    return path.relative_to(project.folder).as_posix()


def archive_former_master(project: Project, merge: MergeRecord) -> None:
    """Archive the master as before a merge if the merge was a roll-over; raise `OSError` if it cannot be written now.

    The bytes come from the merge's backup.
    """
    for rolled in project.ledger.roll_overs(merge.number):
        path, book = project.folder / rolled.archived, read_backup(project, merge)
        if book is not None and not path.exists():
            write_atomically(path, book)


def remove_archived_master(project: Project, merge: MergeRecord) -> None:
    """Remove the master archived for a roll-over that is undone, unless somebody has changed it since."""
    for rolled in project.ledger.roll_overs(merge.number):
        path: Path = project.folder / rolled.archived
        if path.is_file() and fingerprint(path.read_bytes()) == merge.before:
            path.unlink()

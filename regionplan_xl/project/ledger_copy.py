"""Copy the ledger after important commands, and restore a copy when the ledger is lost or damaged."""

from pathlib import Path

from regionplan_xl.errors import InputError, NotNow, Place, system_reason
from regionplan_xl.ledger.stored.sqlite_copy import is_whole
from regionplan_xl.moments import file_stamp, local_moment
from regionplan_xl.project.backups.of_ledger import (
    LedgerCopy,
    newest_ledger_copy,
    prune_ledger_copies,
    put_back_ledger,
    write_ledger_copy,
)
from regionplan_xl.project.folder import Project
from regionplan_xl.text import phrase

# SQLite's files next to a database. SQLite would roll the journal of a lost database back into the restored copy.
_COMPANIONS = ("-journal", "-wal", "-shm")


def copy_ledger(project: Project, cause: str) -> None:
    """Copy an SQLite ledger to the backups, named after `cause` (such as «merge 3»), and remove expired copies."""
    ledger = project.config.ledger_file(project.folder)
    if ledger is not None:
        write_ledger_copy(ledger, project.backups, local_moment(project.now()), cause)
        prune_ledger_copies(project.backups)


def restore_ledger(project: Project) -> LedgerCopy:
    """Replace a lost or damaged ledger by the newest intact copy; a damaged one is renamed and kept.

    Raise `InputError` if the ledger is intact, is not SQLite, or has no copy. The project must be locked.
    """
    ledger = project.config.ledger_file(project.folder)
    if ledger is None:
        raise InputError(
            phrase("The ledger is in a database on a server, of which the project keeps no copies."),
            phrase("Put it back from the backups of that server."),
        )
    place = Place(file=project.display_path(ledger))
    if ledger.exists() and ledger.stat().st_size and is_whole(ledger):
        raise InputError(
            phrase("The ledger is there, and nothing is wrong in it."), phrase("No copy is put back."), place
        )
    copy = newest_ledger_copy(project.backups)
    if copy is None:
        raise InputError(
            phrase("There is no copy of the ledger that can be used in {folder}.", folder=_shown(project)),
            phrase("Put back a copy of it from your own backups."),
            place,
        )
    try:
        _set_aside(project, ledger)
        put_back_ledger(copy, ledger)
    except OSError as error:
        raise NotNow(
            phrase("The ledger cannot be put back now ({why}).", why=system_reason(error)),
            phrase("See that the disk is not full and that you may write in the folder."),
            place,
        ) from error
    return copy


def _set_aside(project: Project, ledger: Path) -> None:
    """Rename the damaged ledger and its companions, since somebody may still recover data from them."""
    stamp = file_stamp(local_moment(project.now()))
    for ending in ("", *_COMPANIONS):
        path = ledger.with_name(f"{ledger.name}{ending}")
        if path.exists():
            path.replace(path.with_name(f"{ledger.stem} damaged {stamp}{ledger.suffix}{ending}"))


def _shown(project: Project) -> str:
    return project.display_path(project.backups)

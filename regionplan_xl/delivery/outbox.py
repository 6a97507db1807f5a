"""The outbox: a folder per round, with a workbook per actor."""

from pathlib import Path

from regionplan_xl.errors import NotNow, Place, Problem, system_reason
from regionplan_xl.file_names import NamesInFolder, unique_name
from regionplan_xl.files import sync_folder
from regionplan_xl.text import phrase


class Outbox:
    """Finds the path of each workbook; it lists the folder of a round only once."""

    def __init__(self, outbox: Path) -> None:
        self._outbox = outbox
        self._rounds: dict[str, tuple[Path, NamesInFolder]] = {}

    def folder(self, round_: str) -> Path:
        """Return the folder of a round; raise `NotNow` if it cannot be listed."""
        return self._round(round_)[0]

    def path(self, round_: str, actor: str) -> Path:
        """Return the path of an actor's workbook; raise `NotNow` if the folder cannot be listed."""
        folder, names = self._round(round_)
        name = names.unique(actor, ".xlsx")
        names.add(name)
        return folder / name

    def flush(self) -> None:
        """Flush the folders to disk, so that the names of new workbooks are durable."""
        for folder, _ in self._rounds.values():
            if folder.is_dir():
                sync_folder(folder)

    def _round(self, name: str) -> tuple[Path, NamesInFolder]:
        if name not in self._rounds:
            try:
                folder = self._outbox / unique_name(self._outbox, name)
                self._rounds[name] = folder, NamesInFolder(folder)
            except OSError as error:
                raise not_writable_now(self._outbox, error) from error
        return self._rounds[name]


def not_writable_now(path: Path, error: OSError) -> NotNow:
    """Return the error that stops a command because the file cannot be written."""
    found = unwritable(path, error)
    return NotNow(found.what, found.fix, found.place)


def unwritable(path: Path, error: OSError) -> Problem:
    """Return the problem that the file cannot be written."""
    return Problem(
        Place(file=str(path)),
        phrase("The workbook could not be written ({why}).", why=system_reason(error)),
        phrase("Close it where it is open, see that the disk is not full, and try again."),
    )

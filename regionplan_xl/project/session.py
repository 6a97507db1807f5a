"""A session: lock the project, recover from an interrupted command, and close everything at the end."""

import logging
import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from regionplan_xl.errors import InUse
from regionplan_xl.files import make_folder, remove_temp_files
from regionplan_xl.project.folder import Project
from regionplan_xl.project.recovery import recover
from regionplan_xl.project.return_copies import copy_missing_returns
from regionplan_xl.text import phrase

# Reports and settings are written without the lock, so their temp files are removed only at this age.
SAFE_AGE = 3600.0  # seconds
_LOG = logging.getLogger("regionplan_xl")


@contextmanager
def open_session(project: Project) -> Iterator[None]:
    """Hold the project's lock; first end what an interrupted command left unfinished.

    Raise `InUse` if another command holds the lock for more than `project.lock_seconds`.
    """
    with hold_lock(project):
        try:
            _sweep_temp_files(project)
            recover(project)
            copy_missing_returns(project)
            yield
        finally:
            project.close_engine()
            project.close_ledger()


@contextmanager
def hold_lock(project: Project) -> Iterator[None]:
    """Hold the project's lock without recovery; raise `InUse` like `open_session`."""
    from filelock import FileLock, Timeout

    make_folder(project.records)
    lock = FileLock(project.records / "project.lock", timeout=project.lock_seconds)
    try:
        lock.acquire()
    except Timeout:
        raise InUse(
            phrase("Another regionplan command is at work on this project."),
            phrase("Wait until it is done and try again."),
        ) from None
    try:
        yield
    finally:
        lock.release()


def _sweep_temp_files(project: Project) -> None:
    """Remove the temp files of interrupted commands. The project must be locked."""
    inside = [folder for root in (project.outbox, project.archive) for folder in _folders(root)]
    ours = [project.workbooks, project.held, project.backups, project.records, *inside]
    swept = remove_temp_files(dict.fromkeys(ours))
    # The master's folder may have files of other programs.
    swept += remove_temp_files([project.master_path.parent], of=f"{project.master_path.name}.")
    swept += remove_temp_files([project.folder], of="config.yaml.")
    swept += remove_temp_files((project.reports, project.folder), older_than=SAFE_AGE)
    for path in swept:
        _LOG.info("Removed «%s», left by an interrupted command.", path.name)


def _folders(root: Path) -> Iterator[Path]:
    """Yield the folder and all folders below it."""
    for folder, _, _ in os.walk(root):
        yield Path(folder)

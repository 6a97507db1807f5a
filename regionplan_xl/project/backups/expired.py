"""Remove expired backups, a few at a time; one that cannot be removed stops no command."""

import logging
import os
from collections.abc import Sequence
from pathlib import Path

_AT_ONCE = 3  # the most files that one command removes

_LOG = logging.getLogger("regionplan_xl")


def file_names(folder: Path) -> list[str]:
    """Return the names of the files in a folder; none if it cannot be listed."""
    try:
        return [entry.name for entry in os.scandir(folder) if entry.is_file(follow_symlinks=False)]
    except OSError:
        return []


def remove_expired(folder: Path, expired: Sequence[str]) -> tuple[str, ...]:
    """Remove the first few of these files and return their names; log those that cannot be removed now."""
    removed = []
    for name in expired[:_AT_ONCE]:
        try:
            (folder / name).unlink()
        except OSError as error:
            _LOG.warning("The backup «%s» could not be removed: %s.", name, error.strerror)
        else:
            removed.append(name)
    return tuple(removed)

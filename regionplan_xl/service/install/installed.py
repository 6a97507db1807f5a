"""The description of a service to install (name, command, account), the same for every system."""

import getpass
import hashlib
import os
import re
import sys
import unicodedata
from dataclasses import dataclass
from pathlib import Path

from regionplan_xl.errors import InputError, Place
from regionplan_xl.text import ILLEGAL, phrase


@dataclass(frozen=True)
class Installed:
    """A service to install: its name, command and working folder (None for a pattern), and the folder's owner."""

    name: str
    description: str
    command: tuple[str, ...]
    folder: Path | None
    account: str


def installed(project: Path, is_pattern: bool, plan: str, python: str = sys.executable) -> Installed:
    """Return the service for a project folder, or for the folders that match a pattern.

    `plan` is used in its description. Raise `InputError` for a path that cannot be written in a service's file.
    """
    # Do not resolve links: the Python of a virtual environment is a link, and works only from its own place.
    where = str(project.absolute())
    for path in (where, python):
        if (
            re.search(r"[\x00-\x1f\x7f]", path)
            or ILLEGAL.search(path)
            or path != path.strip()
            or path.endswith("\\")
        ):
            raise InputError(
                phrase("A service cannot be installed for a path with line breaks or the like in it."),
                phrase("Rename the folder."),
                Place(file=path),
            )
    return Installed(
        name=f"regionplan-{_short_name(where)}",
        description=f"regionplan: {' '.join(plan.split()).rstrip(chr(92))}",
        command=(str(Path(python).absolute()), "-m", "regionplan_xl", "--project", where, "run"),
        folder=None if is_pattern else Path(where),
        account=_owner(Path(where)),
    )


def _short_name(where: str) -> str:
    """Return a name in ASCII that is unique for the folder."""
    decomposed = unicodedata.normalize("NFKD", Path(where).name.lower().translate({0xE6: "ae", 0xF8: "o"}))
    plain = re.sub(r"[^a-z0-9]+", "-", decomposed.encode("ascii", "ignore").decode()).strip("-")[:40]
    return "-".join(part for part in (plain, hashlib.sha256(os.fsencode(where)).hexdigest()[:6]) if part)


def _owner(folder: Path) -> str:
    """Return the account that owns the folder, or its nearest existing parent."""
    there = next(one for one in (folder, *folder.parents) if one.exists())
    try:
        return there.owner()
    except (KeyError, OSError, NotImplementedError):
        return getpass.getuser()

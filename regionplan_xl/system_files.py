"""Recognise files that systems and programs keep in people's folders, by their names and first bytes."""

from collections.abc import Callable
from fnmatch import fnmatchcase
from pathlib import PurePosixPath

from regionplan_xl.text import Phrase, phrase

HIDDEN = phrase("This hidden file is one that programs make for themselves, and such are not taken in.")
UNFINISHED = phrase("By its name this file is unfinished: a program is still writing or downloading it.")

# Files and folders of systems, file servers and sync programs, including recycle bins and old versions.
_OF_SYSTEMS = (
    ".ds_store", ".localized", "icon\r", "desktop.ini", "thumbs.db", "ehthumbs.db", ".directory",
    "__macosx", ".spotlight-v100", ".fseventsd", ".temporaryitems", ".documentrevisions-v100",
    ".trash", ".trashes", ".trash-*", "$recycle.bin", "#recycle", "@eadir", "lost+found", "system volume information",
    ".dropbox", ".dropbox.*", ".sync", ".sync_*.db*", "._sync_*.db*", ".owncloudsync.log", ".nextcloudsync.log",
    ".stfolder", ".stversions", ".stignore", ".gitkeep", ".gitignore", ".keep",
)  # fmt: skip
# Lock files of Excel and LibreOffice, and macOS's metadata files; they are not workbooks.
_MARKS = ("~$*", ".~lock.*#", "._*")
_UNFINISHED = ("*.tmp", "*.part", "*.partial", "*.crdownload", "*.download", "*.opdownload", ".syncthing.*")
_WORKBOOK_BEGINS = (b"PK\x03\x04", b"\xd0\xcf\x11\xe0")
BEGINNING = 4
"""The number of first bytes that show whether a file is a workbook."""


def holds_no_answer(path: str, begins: Callable[[], bytes]) -> bool:
    """Return whether the file at `path` (with `/` between folders) cannot be an answer; `begins` reads its start."""
    names = PurePosixPath(path.lower()).parts
    if any(_is_named(name, _OF_SYSTEMS) for name in names):
        return True
    return bool(names) and _is_named(names[-1], _MARKS) and not begins().startswith(_WORKBOOK_BEGINS)


def why_not_taken(path: str) -> Phrase | None:
    """Return why a file with this path is doubtful as an answer (`HIDDEN`, `UNFINISHED`), or None."""
    names = PurePosixPath(path.lower()).parts
    if any(_is_named(name, _UNFINISHED) for name in names):
        return UNFINISHED
    return HIDDEN if any(_is_named(name, (".?*", "~$*")) and name != ".." for name in names) else None


def _is_named(name: str, patterns: tuple[str, ...]) -> bool:
    return any(fnmatchcase(name, pattern) for pattern in patterns)

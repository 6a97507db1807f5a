"""Make file names from any text (actors, rounds, returned files) that are valid on Windows, macOS and Linux."""

import hashlib
import re
import unicodedata
from pathlib import Path, PurePosixPath

from regionplan_xl.text import normalise

# Forbidden by Windows (Microsoft: «Naming Files, Paths, and Namespaces»), and «~», our mark for changed names.
_FORBIDDEN = re.compile(r'[<>:"/\\|?*~]')
_RESERVED = re.compile(
    r"(con|prn|aux|nul|clock\$|conin\$|conout\$|com[0-9¹²³]|lpt[0-9¹²³]) *(\..*)?", re.IGNORECASE
)
# Control characters, invisible marks, lone surrogates, and unassigned characters, which APFS refuses.
_DROPPED = ("Cc", "Cf", "Cs", "Cn")
# Direction marks, which can make the end of a name appear before its beginning (Unicode Standard Annex 9).
_DIRECTIONS = "\u061c\u200e\u200f\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069"
# Anything longer, or with other characters, is part of the name, not a suffix.
_ENDING = re.compile(r"\.[A-Za-z0-9]{1,8}")
# Bytes of UTF-8. File systems allow 255 for a name, also for the temp file's longer one; Windows 260 for a path.
_LONGEST = 150
_LONGEST_INSIDE = 150  # characters


def unique_name(folder: Path, name: str, ending: str = "") -> str:
    """Return the unique file name for `name` in `folder`, the same one each time.

    A name that had to be changed, or differs only in case from an existing one, ends in «~» and six digits.
    """
    return NamesInFolder(folder).unique(name, ending)


class NamesInFolder:
    """The names in a folder, listed once for a command that writes many files there."""

    def __init__(self, folder: Path) -> None:
        entries = folder.iterdir() if folder.is_dir() else ()
        self._there = {unicodedata.normalize("NFC", entry.name) for entry in entries}
        self._keys = set(map(disk_key, self._there))

    def unique(self, name: str, ending: str = "") -> str:
        """Return the unique file name for `name`, like `unique_name`."""
        stem = safe_name(name)
        wanted = stem + ending
        if wanted not in self._there and disk_key(wanted) in self._keys:
            return _marked(stem, name) + ending
        return wanted

    def add(self, name: str) -> None:
        """Add the name of a file that has been written."""
        self._there.add(name)
        self._keys.add(disk_key(name))


def disk_key(name: str) -> str:
    """Return a key that is equal for names that a case-insensitive or Unicode-normalising disk treats as the same."""
    return normalise(name)


def printable_name(name: str) -> str:
    """Return `name` in a form (NFC) that every workbook, database and screen can show.

    Control characters, lone surrogates and direction marks become �.
    """
    return "".join(
        "\ufffd" if unicodedata.category(c) in ("Cc", "Cs") or c in _DIRECTIONS or c in "\ufffe\uffff" else c
        for c in unicodedata.normalize("NFC", name)
    )


def safe_path(name: str) -> str:
    """Return the path of a file in a zip or message, printable and without parts that lead outside."""
    text = printable_name(name).replace("\ufffd", " ").replace("\\", "/")
    parts = [part.strip() for part in PurePosixPath(text).parts]
    return "/".join(part for part in parts if part.strip("./ "))[-_LONGEST_INSIDE:].lstrip("/") or "?"


def returned_name(name: str) -> str:
    """Return the name of a returned file, possibly a path in a zip, as a flat file name with its suffix."""
    parts = (part for part in re.split(r"[/\\]", name) if part.strip(" ."))
    flat = " - ".join(parts).rstrip(" .")
    ending = name_ending(flat)
    return safe_name(flat.removesuffix(ending)) + ending if ending else safe_name(flat)


def name_ending(name: str) -> str:
    """Return the suffix of a file name with its dot; "" if it has no suffix that every system accepts."""
    ending = Path(name.rstrip(" .")).suffix
    return ending if _ENDING.fullmatch(ending) else ""


def safe_name(name: str) -> str:
    """Return `name` as a file name without suffix; a changed one gets a mark, so that no two become equal."""
    text = unicodedata.normalize("NFC", name)
    safe = _FORBIDDEN.sub("-", text)
    safe = "".join(
        " " if c.isspace() else c for c in safe if c.isspace() or unicodedata.category(c) not in _DROPPED
    )
    safe = _cut(safe, _LONGEST).strip(" .")
    if _RESERVED.fullmatch(safe):
        # The part before the first dot is reserved, whatever follows it.
        return _marked(safe.replace(".", "-"), name)
    return safe if safe and safe == text else _marked(safe, name)


def _marked(stem: str, name: str) -> str:
    text = unicodedata.normalize("NFC", name)
    digest = hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()[:6]
    kept = _cut(stem.partition("~")[0], _LONGEST - 7).rstrip(" .")
    return f"{kept or '-'}~{digest}"


def _cut(text: str, most: int) -> str:
    return text.encode("utf-8", "ignore")[:most].decode("utf-8", "ignore")

"""Make file names of the names of actors and rounds, for Windows, macOS and Linux alike."""

import hashlib
import re
import unicodedata
from pathlib import Path

from regionplan_xl.text import fold

# Forbidden by Windows (Microsoft: «Naming Files, Paths, and Namespaces»); «~» is the mark of changed names.
_FORBIDDEN = re.compile(r'[<>:"/\\|?*~]')
_RESERVED = re.compile(r"(con|prn|aux|nul|conin\$|conout\$|com[0-9¹²³]|lpt[0-9¹²³]) *(\..*)?", re.IGNORECASE)
# Bytes of UTF-8. File systems take 255, also for a temporary name made of this one; a path on Windows 260.
_LONGEST = 150


def unique_name(folder: Path, name: str, ending: str = "") -> str:
    """Return the file name in `folder` that belongs to `name` alone: the same one each time.

    A name that had to be changed, or differs only in case from one already there, ends in «~» and six digits.
    """
    stem = safe_name(name)
    if not folder.is_dir():
        return stem + ending
    wanted = stem + ending
    there = {unicodedata.normalize("NFC", entry.name) for entry in folder.iterdir()}
    if wanted not in there and any(fold(other) == fold(wanted) for other in there):
        return _marked(stem, name) + ending
    return wanted


def printable_name(name: str) -> str:
    """Return `name` as every workbook, database and screen can show it: control and half characters become �."""
    return "".join(
        "\ufffd" if unicodedata.category(c) in ("Cc", "Cs") or c in "\ufffe\uffff" else c for c in name
    )


def safe_name(name: str) -> str:
    """Return `name` as a file name without ending; a changed one is marked, so that no two become the same."""
    text = unicodedata.normalize("NFC", name)
    safe = _FORBIDDEN.sub("-", text)
    safe = "".join(
        " " if c.isspace() else c for c in safe if unicodedata.category(c) not in ("Cf", "Cs") and c >= " "
    )
    safe = _cut(safe, _LONGEST).strip(" .")
    if _RESERVED.fullmatch(safe):
        # What is before the first dot is reserved, whatever comes after it.
        return _marked(safe.replace(".", "-"), name)
    return safe if safe and safe == text else _marked(safe, name)


def _marked(stem: str, name: str) -> str:
    text = unicodedata.normalize("NFC", name)
    digest = hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()[:6]
    kept = _cut(stem.partition("~")[0], _LONGEST - 7).rstrip(" .")
    return f"{kept or '-'}~{digest}"


def _cut(text: str, most: int) -> str:
    return text.encode("utf-8", "ignore")[:most].decode("utf-8", "ignore")

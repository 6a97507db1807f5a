"""Detect that the master is in use: lock files of office programs, and conflict copies of sync programs."""

import os
import re
from datetime import datetime
from pathlib import Path

from regionplan_xl.errors import InUse, NotNow, Place
from regionplan_xl.moments import local_moment, moment_of
from regionplan_xl.text import phrase, sentences

# What sync programs add to the file's name for the other version when two people saved at once.
_CONFLICT_COPY = (
    # Dropbox, Nextcloud: «master (Karis PC sin motstridende kopi 2025-03-15).xlsx», «… (conflicted copy …)»
    re.compile(r" ?[(\[][^()\[\]]*(conflict|konflikt|motstrid)[^()\[\]]*[)\]]( \(\d+\))?", re.IGNORECASE),
    # ownCloud: «master_conflict-20150323-135010.xlsx»; with machine and day: «master_HOST_Mar-15-2025_Conflict.xlsx»
    re.compile(r"_(conflict-\d{8}-\d{6}|.*\d_conflict)", re.IGNORECASE),
    re.compile(r"\.conflict(ed)?", re.IGNORECASE),
    # Google Drive, browsers and OneDrive's web: «master (1).xlsx»
    re.compile(r" ?\(\d{1,3}\)"),
    # Syncthing: «master.sync-conflict-20250315-101112-ABCDEFG.xlsx»
    re.compile(r"\.sync-conflict-[0-9]{8}-[0-9]{6}(-[A-Z0-9]+)?", re.IGNORECASE),
    # OneDrive: the computer's name, in capitals and digits (but not -V2, -2025Q1, -KOPI2, which people write), or
    # with a usual word for a computer
    re.compile(
        r"-(?=[A-ZÆØÅ0-9-]{5,15}\Z)(?=.*\d)(?=.*[A-ZÆØÅ])(?!(19|20)\d\d)"
        r"(?!(KOPI|UTKAST|GAMMAL|GAMMEL|VERSJON|REV|BACKUP|FINAL|RUNDE|PERIODE|KVARTAL)[0-9-]*\Z)[A-ZÆØÅ0-9-]+"
    ),
    re.compile(r"-.*\b(pc|laptop|desktop|macbook|imac|surface)\b.*", re.IGNORECASE),
)


def refuse_if_in_use(master: Path) -> None:
    """Raise `InUse` if a program has the master open, and `NotNow` if it has a conflict copy."""
    lock = lock_file(master)
    if lock is not None:
        who, since = _owner(lock), _since(lock)
        raise InUse(
            sentences(
                phrase(
                    "The master is open in another program: the file «{lock}» is next to it.", lock=lock.name
                ),
                phrase("It was opened by {who}.", who=who) if who else "",
                phrase("It has been there since {moment}.", moment=since) if since else "",
            ),
            phrase(
                "Save and close it, and run the command again; no answer is lost meanwhile. If nobody has it open (the "
                "program crashed), delete «{lock}».",
                lock=lock.name,
            ),
            Place(file=str(master)),
        )
    copies = conflict_copies(master)
    if copies:
        raise NotNow(
            phrase(
                "Next to the master is «{copy}», which looks like a sync program's conflict copy: two people have "
                "saved the master at once, and each has a part of what was done.",
                copy=copies[0].name,
            ),
            phrase(
                "Copy what you need from it into the master, and move it to another folder or delete it; then run the "
                "command again. No answer is lost meanwhile."
            ),
            Place(file=str(master)),
        )


def lock_file(master: Path) -> Path | None:
    """Return the lock file of a program that has the master open, or None."""
    name = master.name
    # Excel writes ~$master.xlsx, or ~$ for the first two letters of a long name; LibreOffice .~lock.master.xlsx#.
    for lock in (f"~${name}", f"~${name[2:]}", f".~lock.{name}#"):
        path = master.parent / lock
        if os.path.lexists(path):
            return path
    return None


def conflict_copies(master: Path) -> tuple[Path, ...]:
    """Return the files next to the master that look like a sync program's conflict copies of it."""
    try:
        names = sorted(entry.name for entry in os.scandir(master.parent) if entry.is_file())
    except OSError:
        return ()
    return tuple(master.parent / name for name in names if _is_conflict_copy(name, master))


def _is_conflict_copy(name: str, master: Path) -> bool:
    stem, ending = name[: len(master.stem)], name[len(name) - len(master.suffix) :]
    if stem.casefold() != master.stem.casefold() or ending.casefold() != master.suffix.casefold():
        return False
    added = name[len(master.stem) : len(name) - len(master.suffix)]
    return any(form.fullmatch(added) for form in _CONFLICT_COPY)


def _owner(lock: Path) -> str:
    """Return the user named in the lock file; "" if unknown."""
    try:
        content = lock.read_bytes()[:400]
    except OSError:
        return ""
    if lock.name.startswith(".~lock."):
        # LibreOffice: office name, user, machine, time and profile, separated by commas.
        fields = content.decode("utf-8", "replace").split(",")
        found = ", ".join(part.strip() for part in (fields[1:3] if len(fields) > 2 else fields[:1]))
    else:
        # Excel: one byte with the length of the user's name, then the name.
        found = content[1 : 1 + content[0]].decode("cp1252", "replace") if content else ""
    return "".join(c for c in found if c.isprintable()).strip(" ,;")[:60]


def _since(lock: Path) -> datetime | None:
    try:
        return local_moment(moment_of(lock.lstat().st_mtime))
    except OSError:
        return None

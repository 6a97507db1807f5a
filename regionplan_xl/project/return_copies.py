"""Copies of the returns for people to find: merged ones in archive/<round>/, those that wait in held/."""

from __future__ import annotations

import logging
import re
from collections.abc import Iterable
from pathlib import Path
from typing import TYPE_CHECKING

from regionplan_xl.delivery.names import safe_name
from regionplan_xl.files import fingerprint, write_atomically
from regionplan_xl.text import phrase

if TYPE_CHECKING:
    from regionplan_xl.ledger.entries import ReturnRecord
    from regionplan_xl.project.folder import Project

# A longer one, or one with other signs, is part of the name, and the name may be too long for the disk.
_ENDING = re.compile(r"\.[A-Za-z0-9]{1,8}")
_LOG = logging.getLogger("regionplan_xl")


def catch_up(project: Project) -> None:
    """Every merge's returns are copied, also those of a merge that was interrupted before it got so far.

    A copy that cannot be made now is made by a later command; the ledger and the archive have the answers.
    """
    ledger = project.ledger
    copied = ledger.copied()
    merges = [merge for merge in ledger.merges() if merge.number > copied and merge.state != "begun"]
    for merge in merges:
        try:
            if merge.state != "undone":
                show_returns(project, ledger.returns_of(merge.number))
        except OSError as error:
            _LOG.warning("The returns of merge %d are not copied yet: %s", merge.number, error)
            return
        ledger.set_copied(merge.number)


def show_returns(project: Project, records: Iterable[ReturnRecord]) -> None:
    """Copies under the names that the files came with; in held/, each with a text beside that says why."""
    for record in records:
        if record.state == "ignored":
            _remove(project.held, record.hash)
        if record.state not in ("merged", "held"):
            continue
        data = _raw(project, record)
        if data is None:
            _LOG.warning("«%s» is no longer in the archive, so it is not copied.", record.name)
            continue
        if record.state == "merged":
            _copy(project.archive / record.round, record.name, data)
            continue
        path = _copy(project.held, record.name, data)
        note = _note(project, record).encode("utf-8", "replace")
        write_atomically(path.with_name(path.name + ".txt"), note)


def _note(project: Project, record: ReturnRecord) -> str:
    """What lies beside a held file: which it is, why it waits, and what can be sent back as it stands."""
    reason = project.translate(record.reason)
    lines = (
        phrase("File: {file}", file=record.name),
        phrase("Received: {moment}", moment=record.received.astimezone()),
        phrase("Why it waits: {reason}", reason=reason),
        phrase("To send back to whoever sent it:"),
        phrase(
            "Hello! We have received your file «{file}», but could not take up the answers in it. {reason} "
            "If in doubt, answer once more in the workbook that we sent you, save it as .xlsx, and send that. "
            "Thank you for your help!",
            file=record.name,
            reason=reason,
        ),
    )
    return "\n\n".join(map(project.translate, lines)) + "\n"


def _remove(folder: Path, digest: str) -> None:
    """What the secretariat has put aside no longer waits among the others; the archive keeps it."""
    for path in sorted(folder.iterdir()) if folder.is_dir() else ():
        if path.is_file() and fingerprint(path.read_bytes()) == digest:
            path.with_name(path.name + ".txt").unlink(missing_ok=True)
            path.unlink()


def _raw(project: Project, record: ReturnRecord) -> bytes | None:
    """The file as it was received; None where somebody has removed it."""
    try:
        return (project.folder / record.path).read_bytes()
    except FileNotFoundError:
        return None


def _copy(folder: Path, name: str, data: bytes) -> Path:
    """The path in `folder` of a file of that name, or nearly, that holds just these bytes."""
    name = _file_name(name)
    path, number = folder / name, 2
    while path.exists():
        if path.is_file() and fingerprint(path.read_bytes()) == fingerprint(data):
            return path
        path = folder / f"{Path(name).stem} ({number}){Path(name).suffix}"
        number += 1
    write_atomically(path, data)
    return path


def _file_name(name: str) -> str:
    """`name` as one file in the folder, also of a file that came within a zip."""
    flat = " - ".join(part for part in name.replace("\\", "/").split("/") if part)
    ending = Path(flat).suffix
    if not _ENDING.fullmatch(ending):
        return safe_name(flat)
    return safe_name(flat.removesuffix(ending)) + ending if safe_name(flat) != flat else flat

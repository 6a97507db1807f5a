"""The received files in archive/received: where each is, reading it again, and those that the ledger does not know.

A file is named after its hash. Its folder tells what must be known of where it came from, because a restored ledger
is completed from these files: `mail` has the messages of a mailbox, `folders/<name>` what was in the folder of an actor
in the inbox, and `packed` the zips whose files are stored one by one.
"""

import logging
import time
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path

from regionplan_xl.file_names import name_ending
from regionplan_xl.files import fingerprint
from regionplan_xl.ledger.entries import ReturnRecord
from regionplan_xl.moments import moment_of
from regionplan_xl.project.folder import Project
from regionplan_xl.project.mail.received_files import FOLDER, ReceivedFile

_MAILBOX = "mail"  # also the channel of its messages, if the original one is unknown
_ACTORS_FOLDERS, _PACKED = "folders", "packed"
_LOG = logging.getLogger("regionplan_xl")
_HASH_PATTERN = "?" * 64
_READ_AGAIN_AFTER = (0.1, 0.5)  # seconds; a network drive that fails once seldom fails twice


def return_path(project: Project, file: ReceivedFile, name: str, digest: str) -> Path:
    """Return where to store a return with this name and hash that was received as `file`, or in it."""
    folder = _received(project)
    if file.is_in_mailbox:
        folder /= _MAILBOX
    elif file.channel == FOLDER and file.sender:
        folder = folder / _ACTORS_FOLDERS / file.sender
    return folder / _name(name, digest)


def container_path(project: Project, file: ReceivedFile, digest: str, is_message: bool) -> Path:
    """Return where to store a message, or a zip whose files are stored one by one."""
    if is_message:
        return return_path(project, file, file.name, digest)
    return _received(project) / _PACKED / _name(file.name, digest)


def read_archived(project: Project, record: ReturnRecord) -> bytes | None:
    """Return a file as it was received, or None if somebody has removed it from the archive.

    A read error is retried after a pause; raise `OSError` if it persists.
    """
    path = project.folder / record.path
    for pause in _READ_AGAIN_AFTER:
        with suppress(OSError):
            return _bytes_or_none(path)
        time.sleep(pause)
    return _bytes_or_none(path)


def unrecorded_files(project: Project) -> Iterator[ReceivedFile]:
    """Yield files in the archive that the ledger does not know, as after an older copy of the ledger was restored.

    For mail, only the messages are yielded, since they name the senders; without `trust`, no sender is confirmed until
    the mailbox is fetched again. A file that cannot be read now is left for the next time; a zip that was unpacked is
    not opened again.
    """
    mails, received = project.ledger.received_mail_hashes(), _received(project)
    unpacked = {path.stem for path in (received / _PACKED).glob(f"{_HASH_PATTERN}*")}
    known = project.ledger.hashes() | mails | unpacked
    unknown = [path for path in sorted(received.glob(_HASH_PATTERN + "*")) if path.stem not in known]
    of_actors = sorted((received / _ACTORS_FOLDERS).glob(f"*/{_HASH_PATTERN}*"))
    unknown += [path for path in of_actors if path.stem not in known]
    names = _names_of_copies(project) if unknown else {}
    for path in unknown:
        sender = "" if path.parent == received else path.parent.name
        yield from _read(path, names.get(path.stem, path.name), FOLDER, sender)
    for path in sorted((received / _MAILBOX).glob(f"{_HASH_PATTERN}.eml")):
        if path.stem not in mails:
            yield from _read(path, path.name, _MAILBOX)


def _read(path: Path, name: str, channel: str, sender: str = "") -> Iterator[ReceivedFile]:
    """Yield the file if it is still what its name says."""
    try:
        data, changed = path.read_bytes(), path.stat().st_mtime
    except OSError as error:
        _LOG.warning("«%s» in the archive is not in the ledger and cannot be read now: %s", path.name, error)
        return
    if fingerprint(data) == path.stem:
        yield ReceivedFile(name, data, channel, moment_of(changed), sender)


def _names_of_copies(project: Project) -> dict[str, str]:
    """Return hash -> original name of files, found from the copies made for people."""
    folders = [folder for folder in project.archive.iterdir() if folder != _received(project)]
    found: dict[str, str] = {}
    for folder in (*folders, project.held):
        for path in sorted(folder.iterdir()) if folder.is_dir() else ():
            with suppress(OSError):
                if path.is_file():
                    found.setdefault(fingerprint(path.read_bytes()), path.name)
    return found


def _bytes_or_none(path: Path) -> bytes | None:
    try:
        return path.read_bytes()
    except FileNotFoundError:
        return None


def _name(name: str, digest: str) -> str:
    return f"{digest}{name_ending(name).lower()}"


def _received(project: Project) -> Path:
    return project.archive / "received"

"""Files in the folder `try` of the inbox: the receipt is written next to each, and nothing is recorded."""

import os
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from regionplan_xl.delivery.folder import LARGEST_FILE, TRY
from regionplan_xl.delivery.mail.drafts import DRAFT, is_draft
from regionplan_xl.delivery.mail.message import render_draft
from regionplan_xl.errors import InputError, NotNow, system_reason
from regionplan_xl.file_names import name_ending, printable_name
from regionplan_xl.files import fingerprint, write_atomically
from regionplan_xl.mailing.actor_letters import addresses_of
from regionplan_xl.mailing.receipts.tried import TriedAnswers
from regionplan_xl.mailing.receipts.writing import Answered, ReceiptWriter
from regionplan_xl.own_files import BEGINNING, holds_no_answer, why_not_taken
from regionplan_xl.project.folder import Project
from regionplan_xl.text import Phrase, sentences

TEXT = ".txt"
_STILL_FOR = 2.0  # seconds; a file changed so recently may still be written to


@dataclass(frozen=True)
class TriedFile:
    """A file that was tried out, and why no receipt could be written for it now ("": there is one)."""

    name: str
    reason: Phrase | str = ""


def answer_tried_files(project: Project) -> list[TriedFile]:
    """Write the receipts for the files in `inbox/try` that have none yet. The project is locked.

    The bytes of each are kept in the archive, apart from the answers; the file itself stays where it is.
    """
    tried, done = TriedAnswers(project), []
    for path in _files(project):
        name = printable_name(path.name)
        try:
            if _answer(project, tried, path):
                done.append(TriedFile(name))
        except (NotNow, InputError) as error:
            done.append(TriedFile(name, sentences(error.what, error.fix)))
        except OSError as error:
            done.append(TriedFile(name, system_reason(error)))
    return done


def _files(project: Project) -> Iterator[Path]:
    """Yield the files that may be tried out: not our receipts, nothing hidden, no links, none still being written."""
    folders = [one for one in _entries(project.inbox) if one.name.casefold() == TRY and one.is_dir()]
    for path in (one for folder in folders for one in _entries(folder)):
        if path.is_symlink() or not path.is_file() or why_not_taken(path.name):
            continue
        seen = path.stat()
        with path.open("rb") as file:
            head = file.read(max(BEGINNING, 4096))
        is_ours = path.suffix in (TEXT, DRAFT) and path.with_suffix("").is_file()
        if is_ours or is_draft(head) or holds_no_answer(path.name, lambda head=head: head):  # type: ignore[misc]
            continue
        if seen.st_size <= LARGEST_FILE and time.time() - seen.st_mtime >= _STILL_FOR:
            yield path


def _entries(folder: Path) -> list[Path]:
    return sorted(folder.iterdir(), key=lambda one: os.fsencode(one.name)) if folder.is_dir() else []


def _answer(project: Project, tried: TriedAnswers, path: Path) -> bool:
    """Write the receipt for a file, if it has none; return whether it was written."""
    data = path.read_bytes()
    kept = project.archive / TRY / f"{fingerprint(data)}{name_ending(path.name).lower()}"
    receipt = path.with_name(path.name + TEXT)
    if kept.exists() and receipt.exists():
        return False
    kept.parent.mkdir(parents=True, exist_ok=True)
    answered = tried.of_file(path.name, data)
    _write(project, tried, path, answered)
    write_atomically(kept, data)
    return True


def _write(project: Project, tried: TriedAnswers, path: Path, answered: Answered) -> None:
    """Write the receipt as a text next to the file, and as an e-mail if the body has an address."""
    plan, submission = tried.master.plan, answered.submission
    latest = project.ledger.latest_round()
    name = submission.dispatch.actor if submission else ""
    code = submission.dispatch.code if submission else ""
    round_name = submission.dispatch.round if submission else (latest.name if latest else "")
    if not round_name:
        return
    letter, files = ReceiptWriter(project, plan).write(answered, name, round_name, code)
    actor = next((one for one in plan.actors if one.name == name), None)
    to = addresses_of(actor).first if actor else ""
    if to:
        draft = render_draft(letter, to, project.config.delivery.sender or "", code, files)
        write_atomically(path.with_name(path.name + DRAFT), draft)
    write_atomically(path.with_name(path.name + TEXT), letter.text.encode("utf-8-sig"))

"""Files in the inbox folder `try`: write a receipt next to each, without recording an answer."""

import os
import re
import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from regionplan_xl.delivery.folder import LARGEST_FILE, OWN_TEXT, TRY
from regionplan_xl.delivery.mail.drafts import DRAFT, is_draft
from regionplan_xl.delivery.mail.message import render_draft
from regionplan_xl.errors import InputError, NotNow, system_reason
from regionplan_xl.file_names import name_ending, printable_name
from regionplan_xl.files import fingerprint, write_atomically
from regionplan_xl.mailing.actor_letters import addresses_of
from regionplan_xl.mailing.receipts.tried import TriedAnswers
from regionplan_xl.mailing.receipts.writing import Answered, ReceiptWriter
from regionplan_xl.plan.actors import Register
from regionplan_xl.plan.merging.sent_and_returned import Dispatch
from regionplan_xl.project.folder import Project
from regionplan_xl.system_files import BEGINNING, holds_no_answer, why_not_taken
from regionplan_xl.text import Phrase, phrase

_BETWEEN = f"\n{'-' * 72}\n\n"  # separates the receipts for several workbooks in one file
_STILL_FOR = 2.0  # seconds; a file changed so recently may still be written to


@dataclass(frozen=True)
class TriedFile:
    """A file that was tried out, and the reason if its receipt could not be written now ("": it was)."""

    name: str
    reason: Phrase | str = ""


def answer_tried_files(project: Project) -> list[TriedFile]:
    """Write the receipts for the files in `inbox/try` that have none yet. The project must be locked.

    A copy of each file is kept in the archive, apart from the answers; the file itself stays where it is.
    """
    tried, done = TriedAnswers(project), []
    for path in _entries_to_try(project):
        name = printable_name(path.name)
        try:
            if _is_to_be_tried(path) and _answer(project, tried, path):
                done.append(TriedFile(name))
        except (NotNow, InputError) as error:
            done.append(TriedFile(name, error.reason))
        except FileNotFoundError:
            continue  # taken away meanwhile
        except OSError as error:
            done.append(TriedFile(name, system_reason(error)))
    return done


def _entries_to_try(project: Project) -> Iterator[Path]:
    folders = [one for one in _entries(project.inbox) if one.name.casefold() == TRY and one.is_dir()]
    return (one for folder in folders for one in _entries(folder))


def _is_to_be_tried(path: Path) -> bool:
    """Return False for our receipts, hidden files, links, files too large, and files still being written."""
    if path.is_symlink() or not path.is_file() or why_not_taken(path.name):
        return False
    seen = path.stat()
    with path.open("rb") as file:
        head = file.read(max(BEGINNING, 4096))
    is_ours = path.suffix in (OWN_TEXT, DRAFT) and path.with_suffix("").is_file()
    if is_ours or is_draft(head) or holds_no_answer(path.name, lambda: head):
        return False
    return seen.st_size <= LARGEST_FILE and time.time() - seen.st_mtime >= _STILL_FOR


def _entries(folder: Path) -> list[Path]:
    return sorted(folder.iterdir(), key=lambda one: os.fsencode(one.name)) if folder.is_dir() else []


def _answer(project: Project, tried: TriedAnswers, path: Path) -> bool:
    """Write the receipt for a file unless there is one for its present content; return whether it was written."""
    data, name = path.read_bytes(), f"{path.parent.name}/{printable_name(path.name)}"
    digest = fingerprint(data)
    if project.ledger.tried_file(name) == digest and path.with_name(path.name + OWN_TEXT).exists():
        return False
    kept = project.archive / TRY / f"{digest}{name_ending(path.name).lower()}"
    answered = tried.of_file(path.name, data)
    _write(project, tried, path, answered)
    write_atomically(kept, data)
    project.ledger.set_tried_file(name, digest)
    return True


def _write(project: Project, tried: TriedAnswers, path: Path, answered: Sequence[Answered]) -> None:
    """Write the receipts as one text next to the file, and a draft of each whose actor has an address."""
    plan, latest = tried.master.plan, project.ledger.latest_round()
    if latest is None:
        raise NotNow(phrase("No round has been sent yet."), "")
    texts: list[str] = []
    drafts: dict[Path, bytes] = {}
    for one in answered:
        sent = one.submission.dispatch if one.submission else Dispatch("", latest.name, "", latest.opened)
        letter, files = ReceiptWriter(project, plan).write(one, sent.actor, sent.round, sent.code)
        texts.append(letter.text)
        actor = Register(plan.actors).resolve(sent.actor)
        to = addresses_of(actor).first if actor else ""
        if to:
            sender = project.config.delivery.sender or ""
            number = f" {len(drafts) + 1}" if drafts else ""
            drafts[path.with_name(path.name + number + DRAFT)] = render_draft(
                letter, to, sender, sent.code, files
            )
    _remove_drafts(path)
    for at, draft in drafts.items():
        write_atomically(at, draft)
    text = _BETWEEN.join(texts).encode("utf-8-sig")
    copy = project.own_texts / f"{fingerprint(text)}{OWN_TEXT}"
    write_atomically(copy, text)  # first, so that the receipt is always recognised as ours
    write_atomically(path.with_name(path.name + OWN_TEXT), text)


def _remove_drafts(path: Path) -> None:
    """Remove our drafts about the file's former content; leave other files."""
    for old in (one for one in _entries(path.parent) if _draft_of(path).fullmatch(one.name)):
        if is_draft(old.read_bytes()):
            old.unlink()


def _draft_of(path: Path) -> re.Pattern[str]:
    return re.compile(rf"{re.escape(path.name)}( \d+)?{re.escape(DRAFT)}")

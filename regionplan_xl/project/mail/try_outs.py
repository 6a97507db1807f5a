"""Try-outs: answers that are sent to see what would be understood of them, and that count for nothing.

A real answer must never be taken for one: a word that is in the subject because the plan, a round, a body or the
letter is called so does not count.
"""

import re
import unicodedata
from collections import Counter
from collections.abc import Iterable
from contextlib import suppress
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING

from regionplan_xl.ledger.entries import MailKind
from regionplan_xl.ledger.ledger import Ledger
from regionplan_xl.project.mail.received_files import GIVEN, ReceivedFile, Unpacked, unpack_received

if TYPE_CHECKING:
    from regionplan_xl.sandbox.reader import Reader

TRY_OUT: MailKind = "try_out"
_TRY_WORDS = frozenset({"prøve", "prøv", "test"})
_WORD = re.compile(r"\w+")
_SUBJECT = re.compile(r"^\s*(?:emne|subject)\s*:(.*)$", re.IGNORECASE | re.MULTILINE)
_LETTERS = "letters"  # the folder with the project's own letters
_SUBJECT_WITHIN = 10_000  # bytes; a letter begins with a comment, and then its subject


@dataclass(frozen=True)
class OurNames:
    """What our subjects are made of: names that the ledger knows, the plan's, and letters in the folder."""

    ledger: Ledger
    plan: str
    folder: Path


def unpack(reader: "Reader", file: ReceivedFile, ours: OurNames) -> tuple[Unpacked, ...]:
    """Return a received file taken apart as `unpack_received` does; there are no returns in what is only tried out."""
    return tuple(_without_tried(one, ours) for one in unpack_received(reader, file))


def _without_tried(one: Unpacked, ours: OurNames) -> Unpacked:
    message = one.message
    # A file that somebody names to be merged is meant.
    if message is None or message.kind != "reply" or one.file.channel == GIVEN or not one.has_workbook:
        return one
    if not is_tried(message.subject, ours):
        return one
    return replace(one, files=(), message=replace(message, kind=TRY_OUT))


def is_tried(subject: str, ours: OurNames) -> bool:
    """Return whether a subject says that an answer is only tried out, beyond what our own subjects say."""
    said = _count(subject)
    return bool(said) and bool(said - _in_our_subjects(ours))


def _in_our_subjects(ours: OurNames) -> Counter[str]:
    """Return how often each word may be in the subject of a message that answers one of ours."""
    rounds = ours.ledger.rounds()
    bodies = (name for one in rounds for name in {sent.actor for sent in ours.ledger.dispatches(one.name)})
    groups = ([ours.plan], [one.name for one in rounds], bodies, _own_letters(ours.folder))
    return sum((_most(texts) for texts in groups), Counter())


def _most(texts: Iterable[str]) -> Counter[str]:
    found: Counter[str] = Counter()
    for text in texts:
        found |= _count(text)
    return found


def _own_letters(folder: Path) -> Iterable[str]:
    """Yield the subjects of the project's own letters."""
    with suppress(OSError):
        for path in sorted((folder / _LETTERS).glob("*.txt")):
            found = _SUBJECT.search(path.read_bytes()[:_SUBJECT_WITHIN].decode("utf-8", "replace"))
            yield found[1] if found else ""


def _count(text: str) -> Counter[str]:
    words = _WORD.findall(unicodedata.normalize("NFC", text).casefold())
    return Counter(word for word in words if word in _TRY_WORDS)

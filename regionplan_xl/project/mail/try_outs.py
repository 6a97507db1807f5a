"""Try-outs: messages sent to see how their answers would be understood; the answers do not count.

A real answer must never be taken for a try-out. The subject must be the word alone, or the word followed by the subject
of one of our letters. The word does not count where it is part of the name of the plan, a round, an actor, a measure or
a letter.
"""

from collections import Counter
from dataclasses import replace
from itertools import dropwhile
from typing import TYPE_CHECKING

from regionplan_xl.ledger.entries import MailKind
from regionplan_xl.project.mail.our_names import OurNames, normalised_words
from regionplan_xl.project.mail.received_files import GIVEN, ReceivedFile, UnpackedFile, unpack_received

if TYPE_CHECKING:
    from regionplan_xl.sandbox.reader import Reader

TRY_OUT: MailKind = "try_out"
_TRY_WORDS = frozenset({"prøve", "prøv", "test"})
# Prefixes that mail programs put before the subject of a reply or a forwarded message.
_ANSWERS = frozenset({"sv", "vs", "re", "fw", "fwd", "aw", "wg"})


def unpack(reader: "Reader", file: ReceivedFile, ours: OurNames) -> tuple[UnpackedFile, ...]:
    """Unpack a received file like `unpack_received`, but without the returns of try-outs."""
    return tuple(_without_tried(one, ours) for one in unpack_received(reader, file))


def _without_tried(one: UnpackedFile, ours: OurNames) -> UnpackedFile:
    message = one.message
    # A file named on the command line is meant to be merged.
    if message is None or message.kind != "reply" or one.file.channel == GIVEN or not one.has_workbook:
        return one
    if not is_tried(message.subject, ours):
        return one
    return replace(one, files=(), message=replace(message, kind=TRY_OUT))


def is_tried(subject: str, ours: OurNames) -> bool:
    """Return whether a subject unambiguously marks a try-out, not counting words of our own subjects."""
    words = tuple(dropwhile(_ANSWERS.__contains__, normalised_words(subject)))
    if not words or words[0] not in _TRY_WORDS:
        return False
    said = Counter(word for word in words if word in _TRY_WORDS)
    added = _TRY_WORDS | _ANSWERS
    is_alone = added.issuperset(words)
    return (
        (is_alone or ours.is_subject(words[1:], added))
        and bool(said - ours.count(_TRY_WORDS))
        and not ours.is_in_plan(words)
    )

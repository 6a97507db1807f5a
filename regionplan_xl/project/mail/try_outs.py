"""Try-outs: answers that are sent to see what would be understood of them, and that count for nothing.

A real answer must never be taken for one. The subject must be the word and nothing else, or the word and then the
subject of a letter of ours; what the plan, a round, a body, a measure or a letter is called so does not count.
"""

from collections import Counter
from dataclasses import replace
from itertools import dropwhile
from typing import TYPE_CHECKING

from regionplan_xl.ledger.entries import MailKind
from regionplan_xl.project.mail.our_names import OurNames, words_of
from regionplan_xl.project.mail.received_files import GIVEN, ReceivedFile, Unpacked, unpack_received

if TYPE_CHECKING:
    from regionplan_xl.sandbox.reader import Reader

TRY_OUT: MailKind = "try_out"
_TRY_WORDS = frozenset({"prøve", "prøv", "test"})
# What mail programs put before the subject of an answer, and of what is sent on.
_ANSWERS = frozenset({"sv", "vs", "re", "fw", "fwd", "aw", "wg"})


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
    """Return whether a subject surely says that an answer is only tried out, beyond what our own subjects say."""
    words = tuple(dropwhile(_ANSWERS.__contains__, words_of(subject)))
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

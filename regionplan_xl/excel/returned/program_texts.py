"""Recognise the program's own texts in an actor's workbook, in any language."""

import re
import unicodedata
from bisect import bisect_left
from collections import defaultdict
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import cache, lru_cache

from regionplan_xl.excel.actor import layout
from regionplan_xl.excel.actor.guide_sheet import GOOD_TO_KNOW, STEPS
from regionplan_xl.excel.actor.workbook import asked_about, band_lines, band_text
from regionplan_xl.excel.common import actor_marks, columns
from regionplan_xl.excel.parsing.status_parser import fix_encoding
from regionplan_xl.locale import catalog, every_wording
from regionplan_xl.plan.merging.sent_and_returned import Dispatch, SentRow
from regionplan_xl.plan.status import LANGUAGES, Scale
from regionplan_xl.text import Phrase, bare, normalise, phrase, squeeze

_STEP = re.compile(r"^\d\. ")
_PLACEHOLDER = re.compile(r"\{[^}]*\}")
_LEAST_PATTERN = 12  # letters, without placeholders, from which a message is recognised
_LEAST_MESSAGE = (
    16  # letters; no actor writes such a long message by chance. Shorter ones count where we wrote them
)
_CUT_AT = 200  # letters; a program may have cut off a longer text
_FIRST_SIGN = "\u2000"  # signs before it are letters that a program has decoded wrongly
_SIGNS_OF_PROGRAMS = frozenset("○◐●\ufffd")  # of statuses, as displayed, and in place of a damaged letter
_SHORT: tuple[Phrase, ...] = (
    *(column.heading for column in (*layout.HEADED, *layout.PROPOSAL_COLUMNS)),
    *STEPS, *GOOD_TO_KNOW, *layout.STATUS_MEANINGS.values(),
    phrase("Deadline"), phrase("You are asked about"), phrase("Send it to"), actor_marks.CODE,
    phrase("How to do it"), phrase("Which status?"), phrase("Good to know"), phrase("Proposals and corrections"),
    columns.GUIDE, columns.MEASURES, columns.PROPOSALS, columns.INDICATORS,
    *(column.heading for column in layout.INDICATOR_COLUMNS if str(column.heading)),
)  # fmt: skip
_BETWEEN_PARTS = re.compile(" [·?\ufffd] ")  # as written, and after a program without that sign
_MAY_BE_LOST = re.compile(r"[^\x00-\x7f]|\?")
_LONGEST_CELL, _MOST_PARTS = 4_000, 20  # characters, and messages, in a cell that the program wrote
_Pattern = Sequence[str]


def is_program_text(text: str) -> bool:
    """Return whether this is a text of the program in any language, or several of its messages in one cell."""
    return len(text) <= _LONGEST_CELL and _is_program_text(text)


@lru_cache(maxsize=10_000)
def _is_program_text(text: str) -> bool:
    exact, patterns = _program_texts()
    parts = _parts(text)
    if is_among(text, exact):
        return True
    return len(parts) <= _MOST_PARTS and all(
        is_among(part, exact) or any(_fits(part, pattern) for pattern in patterns) for part in parts
    )


def recogniser(dispatch: Dispatch) -> Callable[[str], bool]:
    """Return a function that tells whether the program wrote a text in this workbook.

    If the sent texts are on record, a text that only resembles a message of the program is not recognised.
    """
    if not dispatch.texts:
        return is_program_text
    sent = frozenset(map(normalise, dispatch.texts))
    exact, _ = _program_texts()
    words = every_wording(actor_marks.CODE)
    codes = frozenset(f"{normalise(word)}: {normalise(dispatch.code)}" for word in words)

    def is_exactly_ours(part: str) -> bool:
        return any(is_among(part, known) for known in (sent, exact, codes))

    def is_ours(text: str) -> bool:
        if normalise(text) in sent:
            return True
        parts = _parts(text[:_LONGEST_CELL])
        few = len(text) <= _LONGEST_CELL and len(parts) <= _MOST_PARTS
        if is_exactly_ours(text) or (few and all(map(is_exactly_ours, parts))):
            return True
        # Only a text that was not sent in exactly this form is compared with all that were.
        return is_one_of(text, sent) or (
            few and all(is_exactly_ours(part) or is_one_of(part, sent) for part in parts)
        )

    return is_ours


def _parts(text: str) -> list[str]:
    """Return the messages in a cell of the program, without the numbers of steps."""
    return [_STEP.sub("", part) for part in _BETWEEN_PARTS.split(squeeze(fix_encoding(text)))]


def is_own_title(text: str, dispatch: Dispatch) -> bool:
    """Return whether it is the title in the properties of a sent workbook: the plan's name and the title of Tiltak.

    Only letters and digits are compared, since programs replace the signs that no file name can have. If the sent texts
    are not on record, the plan's name may be any text.
    """
    if not dispatch.texts:
        return any(is_program_text(text[at.end() :]) for at in re.finditer(": ", text[:_LONGEST_CELL]))
    sent = frozenset(map(bare, (*dispatch.texts, "")))
    return any(
        said.startswith(plan) and said[len(plan) :] in sent
        for said in {bare(text), bare(fix_encoding(text))}
        for plan in sent
    )


def is_count(text: str, dispatch: Dispatch) -> bool:
    """Return whether it states how many measures the actor is asked about."""
    return normalise(text) in {normalise(catalog(language)(asked_about(dispatch))) for language in LANGUAGES}


@cache
def labels(scale: Scale) -> frozenset[str]:
    """Return the statuses' labels as `text.bare` returns them, since earlier workbooks may have symbols before them."""
    return frozenset(bare(label) for status in scale.statuses for label in status.labels.values())


@lru_cache(maxsize=5_000)
def locked_texts(sent: SentRow | None) -> frozenset[str]:
    """Return the texts that the locked cells of a row were sent with, folded."""
    if sent is None:
        return frozenset()
    locked = ("measure", "number", "text", "timeframe", "responsible", "involved", "reported_by")
    return frozenset(normalise(getattr(sent, name)) for name in locked)


def sent_texts(dispatch: Dispatch) -> frozenset[str]:
    """Return every text in the rows and bands of a workbook as sent, folded."""
    goals = {(row.area, row.goal) for row in dispatch.rows}
    bands = {normalise(text) for goal in goals for text in (band_text(*goal), *band_lines(*goal))}
    return frozenset().union(bands, *map(locked_texts, dispatch.rows))


def is_one_of(text: str, sent: frozenset[str]) -> bool:
    """Return whether `text` is among `sent` (folded), even if a program has damaged letters or cut off its end.

    A program changes punctuation, but only a person adds a sign such as ✓.
    """
    if is_among(text, sent):
        return True
    folded = normalise(text)
    if not text.isascii() and any(map(_is_sign, text)):
        return False
    known = _index(sent)
    if len(text) < _CUT_AT:
        key = bare(text)
        return bool(key) and any(abs(length - len(text)) < 5 for length in known.lengths.get(key, ()))
    at = bisect_left(known.in_order, folded)
    return at < len(known.in_order) and known.in_order[at].startswith(folded)


def is_among(text: str, known: frozenset[str]) -> bool:
    """Return whether `text` is one of `known` (folded), also if a program lost the letters outside ASCII.

    Such a program shows their bytes («FÃ¸rre»), or «?» or «\ufffd» in place of each («F?rre»).
    """
    folded = normalise(text)
    if folded in known or (not text.isascii() and normalise(fix_encoding(text)) in known):
        return True
    if "?" not in text and "\ufffd" not in text:
        return False
    lost = _MAY_BE_LOST.sub("?", folded)
    kept = sum(map(str.isalnum, lost))
    return kept >= lost.count("?") and lost in _lost_forms(known)


@lru_cache(maxsize=2_000)
def _lost_forms(known: frozenset[str]) -> frozenset[str]:
    """Return each of the texts as a program that only knows ASCII writes it."""
    return frozenset(_MAY_BE_LOST.sub("?", text) for text in known)


def _is_sign(character: str) -> bool:
    """Return whether a character is a tick, an emoji or the like, which no program puts in place of another."""
    return (
        character >= _FIRST_SIGN
        and character not in _SIGNS_OF_PROGRAMS
        and unicodedata.category(character) == "So"
    )


@dataclass(frozen=True)
class _Index:
    """An index of texts: the lengths of those with the same `bare` form, and all texts sorted."""

    lengths: Mapping[str, Sequence[int]]
    in_order: Sequence[str]


@lru_cache(maxsize=2_000)
def _index(texts: frozenset[str]) -> _Index:
    lengths: dict[str, list[int]] = defaultdict(list)
    for text in texts:
        lengths[bare(text)].append(len(text))
    return _Index(lengths, sorted(texts))


def _fits(text: str, pattern: _Pattern) -> bool:
    """Return whether `text` has the pieces of `pattern` in order with something between each two.

    It takes one pass: text from outside must not make it slow, as it could a regular expression.
    """
    first, *between, last = pattern
    if not (text.startswith(first) and text.endswith(last)):
        return False
    at = len(first)
    for piece in between:
        at = text.find(piece, at + 1)
        if at < 0:
            return False
        at += len(piece)
    return at < len(text) - len(last)


@cache
def _program_texts() -> tuple[frozenset[str], tuple[_Pattern, ...]]:
    """Return the texts of workbooks in every language: folded, or as the pieces between the placeholders."""
    every = {text for language in LANGUAGES for text in catalog(language).in_workbooks}
    exact = {normalise(text) for text in every if "{" not in text and len(text) >= _LEAST_MESSAGE}
    exact |= {normalise(wording) for one in _SHORT for wording in every_wording(one)}
    patterns = [_PLACEHOLDER.split(squeeze(text)) for text in every if "{" in text]
    long = [pattern for pattern in patterns if sum(map(len, pattern)) >= _LEAST_PATTERN]
    return frozenset(exact), (*long, *([f"{word}: ", ""] for word in every_wording(actor_marks.CODE)))

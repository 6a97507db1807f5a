"""Abbreviations («RR», «BFK») and the full names that they stand for in a document."""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from regionplan_xl.plan.model import Actor
from regionplan_xl.text import Phrase, bare, fold, phrase

_SHORT = re.compile(r"[A-ZÆØÅÄÖÜ]{2,6}")
_SMALL_WORDS = frozenset(
    (
        "og",
        "i",
        "for",
        "av",
        "på",
        "til",
        "the",
        "of",
        "and",
        "und",
        "der",
        "die",
        "das",
        "och",
        "af",
        "de",
        "la",
    )
)
_HEADS = (
    "kommune", "råd", "hage", "etat", "forvaltning", "styre", "utval", "lag", "sent", "hus", "forening",
    "foreining", "selskap", "skole", "skule", "verk", "avdeling", "nämnd", "rat", "amt", "verband", "udvalg",
)  # fmt: skip
"""Second parts of compounds, whose initials also appear in abbreviations."""


@dataclass(frozen=True)
class ShortName:
    """An abbreviation used as an actor, the full names it may stand for, and whether the document says so."""

    short: str
    may_be: tuple[str, ...]
    said: bool = False


def short_names(actors: Sequence[Actor], text: str) -> tuple[ShortName, ...]:
    """Return the abbreviations among the actors, with what each may stand for."""
    full = [actor.name for actor in actors if not _SHORT.fullmatch(actor.name)]
    return tuple(
        _explained(actor.name, full, text)
        for actor in actors
        if _SHORT.fullmatch(actor.name) and not actor.aliases and not actor.short
    )


def _explained(short: str, full: Iterable[str], text: str) -> ShortName:
    names = tuple(full)
    told = tuple(name for name in names if _has_letters(short, name) and _is_told(short, name, text))
    if len(told) == 1:
        return ShortName(short, told, said=True)
    return ShortName(short, tuple(name for name in names if _fits(short, name)))


def _is_told(short: str, name: str, text: str) -> bool:
    """Return whether the text has «Regionrådet (RR)», «RR (Regionrådet)», «RR = Regionrådet» or «RR: Regionrådet»."""
    one, other = re.escape(short), re.escape(name)
    forms = (
        rf"{other}\w{{0,3}}\s*\(\s*{one}\s*\)|\b{one}\s*(?:\(\s*|=\s*|:\s+|[–—]\s+|-\s+){other}(?!\w{{4}})"
    )
    return re.search(forms, text, re.IGNORECASE) is not None


def _has_letters(short: str, name: str) -> bool:
    """Return whether the name has these letters in order, starting with its first: in «Skulen (IKT)» it does not."""
    letters = iter(fold(name))
    return fold(name)[:1] == fold(short)[:1] and all(letter in letters for letter in fold(short))


def _fits(short: str, name: str) -> bool:
    """Return whether the letters are the initials of the name's words, if need be with second compound parts."""
    words = [word for word in re.findall(r"\w+", fold(name)) if word not in _SMALL_WORDS]
    initials = ["".join(word[:1] for word in words)]
    divided = "".join(word[:1] + _second(word) for word in words)
    initials.append(divided)
    return bool(words) and bare(short) in initials


def _second(word: str) -> str:
    halves = [word.find(head, 2) for head in _HEADS]
    return next((word[at] for at in sorted(halves, reverse=True) if at > 1), "")


def asked_about(short: ShortName) -> tuple[Phrase, Phrase]:
    """Return the question of what an abbreviation stands for, and its fix."""
    fix = phrase(
        "Write its full name among the actors; if it is another's short name, make one of their rows."
    )
    if short.may_be:
        return phrase(
            "«{short}» may be short for {names}.", short=short.short, names=", ".join(short.may_be)
        ), fix
    return phrase("The document does not say what «{short}» is short for.", short=short.short), fix

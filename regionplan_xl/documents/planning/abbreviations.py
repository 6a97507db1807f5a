"""Abbreviations («RR», «BFK») and the full names that they stand for in a document."""

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from regionplan_xl.documents.blocks import Document, Table
from regionplan_xl.plan.model import Actor
from regionplan_xl.text import Phrase, bare, normalise, phrase, squeeze

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


# «OPP = Oppvekst», «HO: Helse og omsorg», several of them in a line or each on its own.
_EXPLAINED = re.compile(
    r"(?<![\w-])(?P<short>[A-ZÆØÅÄÖÜ][A-ZÆØÅÄÖÜ-]{1,7})\s*"
    r"(?:[=:\u2013\u2014]|\s-\s|\b(?:står for|betyr|steht für|stands for)\b)"
    r"\s*(?P<full>[^\W\d_][^=:;,.()|\n\u2013\u2014]{2,60}?)\s*(?=[;,.|\n]|$|\s{2}|\s[A-ZÆØÅÄÖÜ]{2,8}\s*[=:])"
)
_LEAST_EXPLAINED = 2
_MOST_CELLS = 4  # of a list: two pairs beside each other


@dataclass(frozen=True)
class ShortName:
    """An abbreviation used as an actor, the full names it may stand for, and whether the document says so."""

    short: str
    may_be: tuple[str, ...]
    said: bool = False


def explained_names(document: Document, actors: Iterable[Actor]) -> dict[str, str]:
    """Return the full names of abbreviated actors, from a list («OPP = Oppvekst, …») or a table in the document.

    A list explains at least two of them. An abbreviation with two explanations has none.
    """
    wanted = {actor.name for actor in actors if _SHORT.fullmatch(actor.name)}
    found: dict[str, str] = {}
    apart: list[tuple[str, str]] = []  # of a list that has a paragraph for each
    for block in document.blocks:
        pairs = _pairs_of_table(block) if isinstance(block, Table) else _pairs_of_text(block.text)
        said = [(short, full) for short, full in pairs if short in wanted and bare(full) != bare(short)]
        if len({short for short, _ in said}) < _LEAST_EXPLAINED:
            apart += (one for one in said if not isinstance(block, Table) and _has_letters(*one))
            said = []
        _add(found, said)
    _add(found, apart if len(apart) >= _LEAST_EXPLAINED else ())
    return {short: full for short, full in found.items() if full}


def _add(found: dict[str, str], said: Iterable[tuple[str, str]]) -> None:
    for short, full in said:
        found[short] = full if bare(found.get(short, full)) == bare(full) else ""


def with_full_names(actors: Iterable[Actor], full_names: Mapping[str, str]) -> tuple[Actor, ...]:
    """Return the actors with their full names as aliases, unless another actor has that name."""
    actors = tuple(actors)
    others = {bare(actor.name) for actor in actors}
    return tuple(
        replace(actor, aliases=(*actor.aliases, full))
        if (full := full_names.get(actor.name, "")) and bare(full) not in others
        else actor
        for actor in actors
    )


def _pairs_of_text(text: str) -> Iterator[tuple[str, str]]:
    for found in _EXPLAINED.finditer(text):
        yield found["short"], squeeze(found["full"])


def _pairs_of_table(table: Table) -> Iterator[tuple[str, str]]:
    for row in table.rows:
        cells = [squeeze(cell.text) for cell in row.cells if not cell.continues]
        for text in cells:
            yield from _pairs_of_text(text)
        if len(cells) <= _MOST_CELLS:
            yield from zip(cells[::2], cells[1::2], strict=False)


def short_names(actors: Sequence[Actor], text: str, full_names: Mapping[str, str]) -> tuple[ShortName, ...]:
    """Return the abbreviations among the actors, with what each may stand for.

    `full_names` is from `explained_names`.
    """
    full = [actor.name for actor in actors if not _SHORT.fullmatch(actor.name)]
    by_words = {bare(name): name for name in full}
    said = {short: by_words.get(bare(name)) for short, name in full_names.items()}
    return tuple(
        ShortName(actor.name, (name,), said=True)
        if (name := said.get(actor.name))
        else _explained(actor.name, full, text)
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
    letters = iter(normalise(name))
    return normalise(name)[:1] == normalise(short)[:1] and all(
        letter in letters for letter in normalise(short)
    )


def _fits(short: str, name: str) -> bool:
    """Return whether the letters are the initials of the name's words, if need be with second compound parts."""
    words = [word for word in re.findall(r"\w+", normalise(name)) if word not in _SMALL_WORDS]
    initials = ["".join(word[:1] for word in words)]
    divided = "".join(word[:1] + _second(word) for word in words)
    initials.append(divided)
    return bool(words) and bare(short) in initials


def _second(word: str) -> str:
    halves = [word.find(head, 2) for head in _HEADS]
    return next((word[at] for at in sorted(halves, reverse=True) if at > 1), "")


def question_about_abbreviation(short: ShortName) -> tuple[Phrase, Phrase]:
    """Return the question of what an abbreviation stands for, and its fix."""
    fix = phrase(
        "Write its full name among the actors; if it is another's short name, make one of their rows."
    )
    if short.may_be:
        return phrase(
            "«{short}» may be short for {names}.", short=short.short, names=", ".join(short.may_be)
        ), fix
    return phrase("The document does not say what «{short}» is short for.", short=short.short), fix

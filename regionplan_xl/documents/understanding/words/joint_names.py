"""Names of single bodies that contain «og» or «and»: «Kultur og fritid», «Utval for helse og omsorg»."""

import re
from collections.abc import Collection, Iterable, Iterator, Sequence
from functools import cache

from regionplan_xl.documents.norway import COUNTY, MUNICIPAL, regions, regions_called
from regionplan_xl.documents.understanding.words.cell_shapes import has_word_for_body
from regionplan_xl.text import bare, squeeze

_SEPARATORS = re.compile(r"[,;/•\t\n()]")
_KEPT = "\0"  # instead of the spaces in the name of a region
_AND = re.compile(r"\s(?:og|and)\s")
_LISTED = re.compile(r"[^,;/•\t\n()]+(?:, [^,;/•\t\n()]+)+ (?:og|and) [^,;/•\t\n()]+")
# «Utval for oppvekst, kultur og idrett».
_FOR_SEVERAL = re.compile(
    r"[A-ZÆØÅ][^,;/•\t\n()]*? (?:for|of) [^,;/•\t\n()A-ZÆØÅ]+"
    r"(?:, [a-zæøå][^,;/•\t\n()A-ZÆØÅ]*)+ (?:og|and) [a-zæøå][\w -]*"
)
# «Kultur-, idretts- og frivilligheitsavdelinga».
_HYPHENED = re.compile(r"[A-ZÆØÅ]\w*-(?:, \w+-)+,? (?:og|and) \w[\w-]*")
_DEFINITE_OR_PLURAL = re.compile(r".+(?:en|(?<!h)et|ane|ene|(?<!i)a|ar|(?<!nt)er)$")
_COMMON = re.compile(
    rf"{_DEFINITE_OR_PLURAL.pattern[:-1].replace('.+', '[^ ]+')}(?: for .+)?$"
)  # «rådet for eldre»
_HEAD = re.compile(
    r"(?:board|partnership|team|department|services?|committee|council|group|forum|directorate|unit|office|agency)$",
    re.IGNORECASE,
)
_BODIES = re.compile(
    r"\b\w*(?:politi|police|sk[ou]le|barnehage|sju?kehus|sykehus|forening|foreining|klubb|museum|bibliotek|teneste|tjeneste|"
    r"stasjon|fylke|sentral)\b|\b\w*lag\b|\bstat\b",
    re.IGNORECASE,
)
_SERVICES = re.compile(r"\bservices$", re.IGNORECASE)  # «Department of Health and Human Services»


def joint_names(cells: Iterable[str], known: Collection[str]) -> tuple[str, ...]:
    """Return the names in the cells that contain «og» or «and» and appear to be of a single body.

    A half that is a name elsewhere in the cells, or is `known` (as `bare` gives it), is a separate body.
    """
    cells = tuple(cells)
    parts = [squeeze(part) for cell in cells for part in _SEPARATORS.split(cell) if part.strip()]
    alone = bodies_alone(cells, known)
    several = [squeeze(found[0]) for cell in cells for found in _FOR_SEVERAL.finditer(squeeze(cell))]
    joint = [part for part in parts if len(_AND.findall(part)) == 1 and _is_joint(part, alone)]
    return tuple(dict.fromkeys((*several, *joint)))


def names_with_regions(cells: Iterable[str]) -> tuple[str, ...]:
    """Return the names in the cells that contain a region of two («Helse Møre og Romsdal HF») or a list of prefixes."""
    found: dict[str, None] = {}
    for cell in cells:
        found.update((one[0], None) for one in _HYPHENED.finditer(squeeze(cell)))
        for part in _SEPARATORS.split(cell):
            kept = _regions_of_two().sub(lambda region: region[0].replace(" ", _KEPT), squeeze(part))
            for name in _AND.split(kept):
                rest = _regions_of_two().sub("", name.replace(_KEPT, " ")).strip()
                if _KEPT in name and rest and rest.casefold() not in (*MUNICIPAL, *COUNTY):
                    found[name.replace(_KEPT, " ")] = None
    return tuple(found)


def doubtful_names(cell: str, alone: Collection[str]) -> Iterator[str]:
    """Yield what in a cell was read as several bodies with «og» or «and» between them, and may be the name of one.

    `alone` are the names (as `bare` gives them) that are bodies in the document, or known.
    """
    for listed in _LISTED.findall(cell):
        if _may_be_one_of_list(listed, alone):
            yield squeeze(listed)
            cell = cell.replace(listed, "")
    for part in map(squeeze, _SEPARATORS.split(cell)):
        halves = _AND.split(part)
        if len(halves) == 2 and all(halves) and _may_be_one_of_two(halves, alone, " og " in part):
            yield part


def _may_be_one_of_list(listed: str, alone: Collection[str]) -> bool:
    """Return whether «Barn, unge og familie» may be one body: only its first word has a capital."""
    first, *others = (name for part in squeeze(listed).split(", ") for name in _AND.split(part))
    is_one_phrase = first[:1].isupper() and all(name[:1].islower() for name in others)
    return is_one_phrase and not all(_is_surely_body(name, alone, True) for name in (first, *others))


def _may_be_one_of_two(halves: Sequence[str], alone: Collection[str], is_norwegian: bool) -> bool:
    """Return whether two names with «og» or «and» between them may be the name of one body."""
    left, right = halves
    sure = [_is_surely_body(left, alone, True), _is_surely_body(right, alone, right[:1].islower())]
    # In Norwegian, only names have capitals: «Avinor og Bane NOR», but «Styret for Jotunheimen og Utladalen».
    is_name_of_other = bare(left) in alone or (right[:1].isupper() and " for " not in left)
    return not (any(sure) if is_norwegian and is_name_of_other else all(sure))


def bodies_alone(cells: Iterable[str], known: Collection[str]) -> frozenset[str]:
    """Return the names, as `bare` gives them, that are alone between separators in a cell, or are `known`."""
    parts = (squeeze(part) for cell in cells for part in _SEPARATORS.split(cell))
    return frozenset({*known, *(bare(part) for part in parts if part and not _AND.search(part))})


def _is_surely_body(half: str, alone: Collection[str], may_be_common: bool) -> bool:
    """`may_be_common`: a common noun is no part of a name here: «næringslivet», «bøndene»."""
    return (
        bare(half) in alone
        or _is_body(half)
        or _HEAD.search(half) is not None
        or any((word.isupper() and len(word) > 1) or regions_called(word) for word in half.split())
        or (may_be_common and _COMMON.match(half.casefold()) is not None)
    )


@cache
def _regions_of_two() -> re.Pattern[str]:
    """Counties of two, also former ones: «Sogn og Fjordane»."""
    names = {name for one in regions() for name in (*one.names, *one.former) if " og " in name}
    return re.compile("|".join(map(re.escape, sorted(names))))


def _is_joint(name: str, alone: Collection[str]) -> bool:
    left, right = (half.strip() for half in _AND.split(name))
    if not left[:1].isupper() or any(bare(half) in alone for half in (left, right)):
        return False
    if re.search(r"\S (?:for|of) \w", left):
        return (right[:1].islower() or " of " in left) and not _is_body(_SERVICES.sub("", right))
    if any(_is_body(half) for half in (left, *(() if _HEAD.search(right) else (right,)))):
        return False
    if _HEAD.search(right):
        return not left.isupper() and " " not in left
    words = [left, right]
    # «Sundhed og Omsorg» is one body in Danish; two that only look like it are asked about.
    return (
        not left.isupper()
        and not right.isupper()
        and all(" " not in word and not _DEFINITE_OR_PLURAL.match(word.casefold()) for word in words)
    )


def _is_body(half: str) -> bool:
    return has_word_for_body(half) or _BODIES.search(half) is not None

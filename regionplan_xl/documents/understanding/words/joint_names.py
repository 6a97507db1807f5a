"""Names of single bodies that contain «og» or «and»: «Kultur og fritid», «Utval for helse og omsorg»."""

import re
from collections.abc import Collection, Iterable

from regionplan_xl.documents.understanding.words.cell_shapes import has_word_for_body
from regionplan_xl.text import bare, squeeze

_SEPARATORS = re.compile(r"[,;/•\t\n()]")
_AND = re.compile(r"\s(?:og|and)\s")
# «Utval for oppvekst, kultur og idrett».
_FOR_SEVERAL = re.compile(
    r"[A-ZÆØÅ][^,;/•\t\n()]*? (?:for|of) [^,;/•\t\n()A-ZÆØÅ]+"
    r"(?:, [a-zæøå][^,;/•\t\n()A-ZÆØÅ]*)+ (?:og|and) [a-zæøå][\w -]*"
)
_DEFINITE_OR_PLURAL = re.compile(r".+(?:en|(?<!h)et|ane|ene|(?<!i)a|ar|(?<!nt)er)$")
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
    alone = {*known, *(bare(part) for part in parts if not _AND.search(part))}
    several = [squeeze(found[0]) for cell in cells for found in _FOR_SEVERAL.finditer(squeeze(cell))]
    joint = [part for part in parts if len(_AND.findall(part)) == 1 and _is_joint(part, alone)]
    return tuple(dict.fromkeys((*several, *joint)))


def _is_joint(name: str, alone: Collection[str]) -> bool:
    left, right = (half.strip() for half in _AND.split(name))
    if not left[:1].isupper() or any(bare(half) in alone for half in (left, right)):
        return False
    if re.search(r"\w (?:for|of) \w", left):
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

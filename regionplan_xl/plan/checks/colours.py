"""Checks of the status colours: everybody, including colour-blind readers, must be able to tell them apart."""

from collections.abc import Iterator
from itertools import combinations

from regionplan_xl.colour import WHITE, least_difference
from regionplan_xl.errors import Place, Problem
from regionplan_xl.plan.checks.finding import Check, CheckContext, Finding
from regionplan_xl.text import Phrase, phrase

LEAST = 15.0
"""The least difference between two colours, for every kind of colour vision (CIE 1976 ΔE).

It is generous because small patches are hard to compare.
"""


def colours_alike(context: CheckContext) -> Iterator[Finding]:
    """Two statuses have colours that some people cannot tell apart."""
    for one, other in combinations(context.plan.scale.statuses, 2):
        if least_difference(one.colour, other.colour) < LEAST:
            language = context.plan.language
            what = phrase(
                "«{one}» and «{other}» have colours ({first} and {second}) that not everybody tells apart.",
                one=one.label(language), other=other.label(language), first=one.colour, second=other.colour,
            )  # fmt: skip
            fix = phrase("Make one of them much lighter or darker, or choose blue or grey for it.")
            yield _finding("colours-alike", other.key, what, fix)


def colour_like_no_status(context: CheckContext) -> Iterator[Finding]:
    """A status is nearly white, the colour of a measure without a status."""
    for one in context.plan.scale.statuses:
        if least_difference(one.colour, WHITE) < LEAST:
            what = phrase(
                "The colour of «{status}» ({colour}) is hard to tell from white, which means no status.",
                status=one.label(context.plan.language), colour=one.colour,
            )  # fmt: skip
            yield _finding("colour-like-none", one.key, what, phrase("Choose a darker colour."))


def _finding(code: str, key: str, what: Phrase, fix: Phrase) -> Finding:
    return Finding(code, Problem(Place(file="config.yaml", column=f"statuses.{key}.colour"), what, fix))


COLOURS: tuple[Check, ...] = (colours_alike, colour_like_no_status)

"""Correct typing errors in measure numbers by the goal above and the measure before."""

import re
from collections.abc import Callable
from dataclasses import replace

from regionplan_xl.documents.draft import DraftMeasure
from regionplan_xl.documents.understanding.words.cell_shapes import NUMBER
from regionplan_xl.text import phrase, squeeze

_FIGURE = re.compile(r"\d+|(?<![^.\s])(?:[IVX]{1,5}|[A-Za-z])(?=[.\s:)]|$)")


def figures_in(number: str) -> int:
    """Return the number of figures: three in «1.2.10», two in «I.a» and in «A.1»."""
    return len(_FIGURE.findall(number))


def with_mended_number(measure: DraftMeasure, goal: str, last: str, nth: Callable[[], int]) -> DraftMeasure:
    """Return a measure with its number corrected, with a doubt if that differs from the document.

    `goal` is the number of the goal above, `last` that of the previous measure; `nth` returns its index within the
    goal.
    """
    written = squeeze(measure.number.text)
    found = NUMBER.match(written)
    number = found["number"] if found else written  # without «Tiltak»
    understood = _understood(number, goal.rstrip(". "), last.rstrip(". "), nth)
    if understood is None:
        if number == measure.number.text or not found or "." not in number:
            return measure
        end = written[found.end("number") :]
        return replace(measure, number=replace(measure.number, text=f"{number}{end}"))
    what = phrase("The number «{printed}» was understood as {number}.", printed=written, number=understood)
    return replace(measure, number=replace(measure.number, text=understood, certainty=0.8, doubt=what))


def _understood(number: str, goal: str, last: str, nth: Callable[[], int]) -> str | None:
    """Return the corrected number; None if it is right, or if nothing shows what is right."""
    parts = re.findall(r"\d+", number)
    if number.startswith("."):  # «.5.2.»: the first figures are missing
        usual = figures_in(last) or figures_in(goal) + 1
        head = re.findall(r"[^.]+", last or goal)[: max(usual - len(parts), 0)]
        return ".".join((*head, *parts))
    if not goal or not re.fullmatch(r"[\d., ]+", number):
        return None
    plain = ".".join(parts)
    if plain == goal and figures_in(goal) > 1:  # «1.1.» under goal 1.1: the last figure is missing
        return f"{goal}.{nth()}"
    return plain if plain != number.rstrip(". ") and plain.startswith(f"{goal}.") else None

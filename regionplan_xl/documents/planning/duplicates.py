"""Measures with nearly the same text: listed for a person to check, never merged."""

from collections.abc import Iterator, Sequence

from rapidfuzz import fuzz, process

from regionplan_xl.plan.model import Measure
from regionplan_xl.text import normalise

_NEAR = 90.0  # of 100
_SHORTEST = 20  # characters; short texts resemble each other by chance


def alike_measures(measures: Sequence[Measure]) -> Iterator[tuple[Measure, Measure]]:
    """Yield each measure whose text nearly equals that of an earlier one, together with that one."""
    texts = [normalise(measure.text) for measure in measures]
    sorted_words = [" ".join(sorted(text.split())) for text in texts]
    said: set[str] = set()
    for at, text in enumerate(texts):
        if len(text) >= _SHORTEST and text not in said:
            found = process.extractOne(
                sorted_words[at], sorted_words[:at], scorer=fuzz.ratio, score_cutoff=_NEAR
            )
            if found is not None:
                yield measures[at], measures[found[2]]
        said.add(text)

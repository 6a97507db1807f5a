"""Owners that another measure of the same plan is yet to create («the pilot» of «Start a pilot for …»)."""

import re
from collections.abc import Iterator, Sequence

from regionplan_xl.plan.model import Measure
from regionplan_xl.text import normalise

_CREATE = re.compile(
    r"\b(?:etabler|opprett|start|danne|bygge? opp|set(?:te)? opp|set(?:te)? ned|ansett|tilset|create|establish|set up|"
    r"launch|appoint|einricht|gründ|aufbau|inrätt|starta|bilda|nedsætt|crear|créer)"
)
# Bodies that can own measures once created. A named municipality or council exists already.
_NEW = re.compile(
    r"pilot|prosjekt|projekt|project|nettverk|network|netzwerk|nätverk|netværk|gruppe|group|arbeidsgruppe|forum|"
    r"koordinator|coordinator|stilling|senter|center|centre|klynge|cluster"
)


def awaited_owners(measures: Sequence[Measure]) -> Iterator[tuple[Measure, Measure]]:
    """Yield each measure whose owner another measure is to create, together with that other measure."""
    creating = [
        (measure, normalise(measure.text)) for measure in measures if _CREATE.search(normalise(measure.text))
    ]
    for measure in measures:
        for name in map(normalise, measure.responsible):
            stem = _NEW.search(name)
            if stem is None:
                continue
            other = next(
                (
                    one
                    for one, text in creating
                    if one.id != measure.id and (name in text or _names(name, text))
                ),
                None,
            )
            if other is not None:
                yield measure, other


def _names(name: str, text: str) -> bool:
    """Return whether every word of a name matches the start of a word in the text («piloten», «pilot»)."""
    words = set(re.findall(r"\w+", text))
    return all(
        any(min(len(one), len(word)) >= 4 and (one.startswith(word) or word.startswith(one)) for one in words)
        for word in re.findall(r"\w+", name)
    )

"""Owners that another measure of the same plan is still to create («the pilot» of «Start a pilot for …»)."""

import re
from collections.abc import Iterator, Sequence

from regionplan_xl.plan.model import Measure
from regionplan_xl.text import fold

_CREATE = re.compile(
    r"\b(?:etabler|opprett|start|danne|bygge? opp|set(?:te)? opp|set(?:te)? ned|ansett|tilset|create|establish|set up|"
    r"launch|appoint|einricht|gründ|aufbau|inrätt|starta|bilda|nedsætt|crear|créer)"
)
# What can own measures once it is there; a municipality or a council that is named is there already.
_NEW = re.compile(
    r"pilot|prosjekt|projekt|project|nettverk|network|netzwerk|nätverk|netværk|gruppe|group|arbeidsgruppe|forum|"
    r"koordinator|coordinator|stilling|senter|center|centre|klynge|cluster"
)


def awaited_owners(measures: Sequence[Measure]) -> Iterator[tuple[Measure, Measure]]:
    """Yield each measure with an owner that another measure is to create, and that one."""
    creating = [(measure, fold(measure.text)) for measure in measures if _CREATE.search(fold(measure.text))]
    for measure in measures:
        for name in map(fold, measure.responsible):
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
    """Whether every word of a name begins some word of a text, whatever its ending («piloten», «pilot»)."""
    words = set(re.findall(r"\w+", text))
    return all(
        any(min(len(one), len(word)) >= 4 and (one.startswith(word) or word.startswith(one)) for one in words)
        for word in re.findall(r"\w+", name)
    )

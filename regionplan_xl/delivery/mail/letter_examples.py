"""Example values for letters, with which the project's templates are checked."""

from collections.abc import Iterator, Mapping
from itertools import combinations, product

_TO_ACTOR: Mapping[str, object] = {
    "plan": "Regionplan", "round": "2025-1", "actor": "Gol", "asked": "3", "measures": 3, "indicators": 0,
    "deadline": "30. april 2025", "days_left": 7, "code": "K7Q-2M4", "sender": "Regionrådet",
    "contact": "plan@example.org",
}  # fmt: skip
_TO_ACTOR_OTHERWISE: Mapping[str, tuple[object, ...]] = {
    "measures": (0, 1), "indicators": (1, 2), "sender": ("",), "contact": ("",),
}  # fmt: skip
_STALE = (
    {"number": "1.1", "text": "Turstiar", "reported": "30. april 2025"},
    {"number": "1.2", "text": "Skuleveg", "reported": ""},
)
_CELLS = (
    {
        "sheet": "Tiltak",
        "whole": False,
        "cells": (
            {
                "cell": "E12",
                "number": "1.2",
                "text": "Merke turstiar",
                "field": "Status",
                "written": "kanskje",
                "what": "E12, 1.2 Merke turstiar (Status): «kanskje»",
                "reason": "«kanskje» er ikkje ein status.",
            },
        ),
    },
)
_FILE = (
    {
        "sheet": "Heile fila", "whole": True,
        "cells": ({
            "cell": "", "number": "", "text": "", "field": "", "written": "", "what": "",
            "reason": "Ingen ark har overskriftene til tiltaka.",
        },),
    },
)  # fmt: skip
_RECEIPT: Mapping[str, object] = {
    "plan": "Regionplan", "round": "2025-1", "actor": "Gol", "code": "K7Q-2M4", "sender": "Regionrådet",
    "contact": "plan@example.org", "file": "Gol.xlsx", "received": "30. april 2025 kl. 09:30",
    "rows": ({
        "number": "1.1", "text": "Rydde stiar", "answers": ({"field": "Status", "value": "Påstarta"},),
    },),
    "kept": 2, "held": _CELLS, "decides": _CELLS, "texts": 1, "proposals": 1, "returned": True, "fresh": False,
    "unread": "",
    "try_out": False,
}  # fmt: skip
KINDS: Mapping[str, Mapping[str, object]] = {
    "workbook": _TO_ACTOR,
    "reminder": _TO_ACTOR,
    "receipt": _RECEIPT,
    "nudge": {**_TO_ACTOR, "months": 6, "stale": _STALE},
    "silent": {
        "plan": "Regionplan", "round": "2025-1", "deadline": "30. april 2025", "silent": 2, "asked": 3,
        "actors": ({"name": "Gol", "address": "post@example.org"}, {"name": "Hol", "address": ""}),
    },
    "failure": {
        "plan": "Regionplan", "job": "collect", "since": "30. april 2025 kl. 08:00", "why": "Tenaren svarar ikkje.",
        "folder": "C:/Regionplan",
    },
}  # fmt: skip
"""Kind of letter -> example of each value that its template can use, by name."""
_OTHERWISE: Mapping[str, Mapping[str, tuple[object, ...]]] = {
    "workbook": _TO_ACTOR_OTHERWISE,
    "reminder": {**_TO_ACTOR_OTHERWISE, "days_left": (1, 0, -3)},
    "receipt": {
        "code": ("",), "sender": ("",), "contact": ("",), "rows": ((),), "kept": (0, 1), "held": ((), _FILE),
        "decides": ((), _FILE), "texts": (0,), "proposals": (0,), "unread": ("Fila er skadd.",),
    },
    "nudge": {**_TO_ACTOR_OTHERWISE, "days_left": (-200,), "months": (1,), "stale": (_STALE[:1],)},
    "silent": {"silent": (1,)},
    "failure": {"job": ("config.yaml",)},
}  # fmt: skip
"""Kind of letter -> other possible values, by name."""


def examples(kind: str) -> Iterator[Mapping[str, object]]:
    """Yield sets of values that exercise every part of a template.

    Every combination of bools is combined with at most one other value changed; without bools, up to two are changed.
    """
    example = KINDS[kind]
    flags = [name for name, value in example.items() if isinstance(value, bool)]
    others = [(name, value) for name, values in _OTHERWISE[kind].items() for value in values]
    changes: list[Mapping[str, object]] = [{}, *({name: value} for name, value in others)]
    if not flags:
        changes += [dict(pair) for pair in combinations(others, 2)]
    for chosen in product((True, False), repeat=len(flags)):
        plain = {**example, **dict(zip(flags, chosen, strict=True))}
        yield from ({**plain, **change} for change in changes)
    yield {**example, **{name: value for name, value in others if not value}}

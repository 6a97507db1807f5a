"""Convert values to text and back, without loss."""

import json
import re
import sys
from collections.abc import Callable, Iterable
from dataclasses import astuple
from datetime import datetime
from functools import lru_cache
from operator import attrgetter
from typing import Any, get_args, get_origin, get_type_hints

from regionplan_xl.errors import Place
from regionplan_xl.plan.merging.hand_edits import MeasureSnapshot
from regionplan_xl.plan.merging.last_texts import LastTexts
from regionplan_xl.plan.merging.plain_data import from_plain, to_plain
from regionplan_xl.plan.merging.sent_and_returned import AnswerValue, Candidate
from regionplan_xl.plan.model import Field, Report, Share
from regionplan_xl.plan.status import Status
from regionplan_xl.text import Phrase

# PostgreSQL cannot store NUL, and no database stores lone surrogates; file names and pasted text may have them.
_UNSTORABLE = re.compile("[\\\\\0\ud800-\udfff]")
_ESCAPED = re.compile(r"\\(\\|u[0-9a-f]{4})")


def storable(text: str) -> str:
    """Escape characters in `text` that not every database can store."""
    return _UNSTORABLE.sub(lambda m: "\\\\" if m[0] == "\\" else f"\\u{ord(m[0]):04x}", text)


def restored(stored: str) -> str:
    """Reverse `storable`."""
    if "\\" not in stored:
        return stored
    return _ESCAPED.sub(lambda m: "\\" if m[1] == "\\" else chr(int(m[1][1:], 16)), stored)


def value_to_text(value: AnswerValue) -> str:
    """Return a field's value or answer as JSON; raise `TypeError` for a `datetime`."""
    if isinstance(value, datetime):
        raise TypeError("A field holds a day, not a moment.")
    return _to_text(value)


def value_from_text(stored: str) -> Any:
    """Return the value, answer or phrase that was stored."""
    return from_plain(json.loads(stored))


def phrase_to_text(phrase: Phrase) -> str:
    """Return a phrase as JSON, untranslated.

    Its values are restored if they are texts, numbers, days, moments or phrases; others become text.
    """
    return _to_text(phrase)


def place_to_text(place: Place) -> str:
    """Return a place as JSON; the same place always gives the same text."""
    return _dumps({"file": place.file, "sheet": place.sheet, "row": place.row, "column": place.column})


def place_from_text(stored: str) -> Place:
    """Reverse `place_to_text`."""
    return Place(**json.loads(stored))


def cells_to_text(cells: tuple[str, ...]) -> str:
    """Return the cells of a row as JSON; the same cells always give the same text."""
    return _dumps(cells)


def cells_from_text(stored: str) -> tuple[str, ...]:
    """Reverse `cells_to_text`."""
    # Sent workbooks share nearly all their texts.
    return tuple(map(sys.intern, json.loads(stored)))


def candidates_to_text(candidates: tuple[Candidate, ...]) -> str:
    """Return the candidates of a row or file as JSON."""
    return _dumps([astuple(one) for one in candidates])


def candidates_from_text(stored: str) -> tuple[Candidate, ...]:
    """Reverse `candidates_to_text`."""
    return tuple(Candidate(*parts) for parts in json.loads(stored))


def texts_to_text(texts: LastTexts) -> str:
    """Return the master's texts apart from its measures as JSON, escaped by `storable`."""
    return storable(_dumps(texts))


def texts_from_text(stored: str) -> LastTexts:
    """Reverse `texts_to_text`."""
    return {name: tuple(rows) for name, rows in json.loads(restored(stored)).items()}


def statuses_to_text(statuses: Iterable[Status]) -> str:
    """Return statuses, without their other words, as JSON, escaped by `storable`."""
    return storable(_dumps({one.key: [one.colour, dict(one.labels)] for one in statuses}))


def statuses_from_text(stored: str) -> tuple[Status, ...]:
    """Reverse `statuses_to_text`."""
    known = json.loads(restored(stored))
    return tuple(Status(key, colour, labels) for key, (colour, labels) in known.items())


def measure_to_text(measure: MeasureSnapshot) -> str:
    """Return a measure, without its id, as JSON; the same measure always gives the same text."""
    plain: dict[str, object] = dict(zip(_MEASURE_FIELDS, _of_measure(measure), strict=True))
    for name in _OF_REPORTS:  # all others are texts or tuples of texts, which JSON can represent
        plain[name] = to_plain(plain[name])
    return _dumps(plain)


def measure_from_text(measure: str, stored: str) -> MeasureSnapshot:
    """Reverse `measure_to_text`, given the measure's id.

    A field that did not exist when the measure was stored gets its default value.
    """
    plain = json.loads(stored)
    kept: dict[str, Any] = {
        name: None if plain[name] is None else read(plain[name])
        for name, read in _READ_FIELD.items()
        if name in plain
    }
    return MeasureSnapshot(id=measure, **kept)


def _to_text(value: object) -> str:
    return _dumps(to_plain(value))


# Made once, since `json.dumps` with options makes an encoder each time.
_dumps = json.JSONEncoder(ensure_ascii=False, separators=(",", ":")).encode


def _reader(hint: Any) -> Callable[[Any], Any]:
    """Return the function that reads a field annotated with `hint`."""
    inner = get_args(hint)
    if hint == tuple[str, ...]:
        return _shared_texts
    if get_origin(hint) is tuple:
        part = _reader(inner[0])
        return lambda plain: tuple(map(part, plain))
    # For an optional type (`T | None`), use its first part.
    return _reader(inner[0]) if inner else _OF_TYPE[hint]


def _shared_texts(plain: list[str]) -> tuple[str, ...]:
    return _shared(tuple(plain))


def _report(plain: dict[str, Any]) -> Report:
    return Report(**{name: from_plain(value) for name, value in plain.items()})


# Thousands of measures name the same few actors and statuses.
@lru_cache(maxsize=20_000)
def _shared(parts: tuple[str, ...]) -> tuple[str, ...]:
    return parts


def _has_reports(hint: Any) -> bool:
    return hint in (Report, Share) or any(map(_has_reports, get_args(hint)))


_OF_TYPE: dict[type, Callable[[Any], Any]] = {
    str: sys.intern,
    Field: Field,
    Report: _report,
    Share: lambda plain: Share(plain[0], _report(plain[1])),
}
_MEASURE_FIELDS = [name for name in get_type_hints(MeasureSnapshot) if name != "id"]
_of_measure = attrgetter(*_MEASURE_FIELDS)
_READ_FIELD = {name: _reader(get_type_hints(MeasureSnapshot)[name]) for name in _MEASURE_FIELDS}
_OF_REPORTS = [name for name in _MEASURE_FIELDS if _has_reports(get_type_hints(MeasureSnapshot)[name])]

"""Convert values to text and back: what comes back equals what was stored."""

import json
import re
from collections.abc import Callable, Mapping
from datetime import date, datetime
from typing import Any, get_args, get_origin, get_type_hints

from regionplan_xl.errors import Place
from regionplan_xl.plan.merging.exchange import Clear, Unclear
from regionplan_xl.plan.merging.hand_edits import MeasureSnapshot
from regionplan_xl.plan.model import Field, Report, Share, Value
from regionplan_xl.text import Phrase

Answered = Value | Clear | Unclear

# Databases store no NUL (PostgreSQL) and no lone surrogates (any); file names and pasted text may hold them.
_UNSTORABLE = re.compile("[\\\\\0\ud800-\udfff]")
_ESCAPED = re.compile(r"\\(\\|u[0-9a-f]{4})")


def storable(text: str) -> str:
    """Return `text` in a form that every database takes."""
    return _UNSTORABLE.sub(lambda m: "\\\\" if m[0] == "\\" else f"\\u{ord(m[0]):04x}", text)


def restored(stored: str) -> str:
    """Return the text that `storable` was given."""
    return _ESCAPED.sub(lambda m: "\\" if m[1] == "\\" else chr(int(m[1][1:], 16)), stored)


def value_to_text(value: Answered) -> str:
    """Return a field's value, or what was answered about it, as JSON."""
    return _dumps(_plain(value))


def value_from_text(stored: str) -> Answered:
    """Return what `value_to_text` was given."""
    return _value(json.loads(stored))


def phrase_to_text(phrase: Phrase) -> str:
    """Return a phrase as JSON, so that it can still be translated."""
    return _dumps(_phrase_plain(phrase))


def phrase_from_text(stored: str) -> Phrase:
    """Return what `phrase_to_text` was given; values other than text, numbers, days and phrases are text now."""
    return _phrase(json.loads(stored))


def place_to_text(place: Place) -> str:
    """Return a place as JSON; the same place always gives the same text."""
    return _dumps({"file": place.file, "sheet": place.sheet, "row": place.row, "column": place.column})


def place_from_text(stored: str) -> Place:
    """Return what `place_to_text` was given."""
    return Place(**json.loads(stored))


def cells_to_text(cells: tuple[str, ...]) -> str:
    """Return the cells of a row as JSON; the same cells always give the same text."""
    return _dumps(list(cells))


def cells_from_text(stored: str) -> tuple[str, ...]:
    """Return what `cells_to_text` was given."""
    return tuple(json.loads(stored))


def measure_to_text(measure: MeasureSnapshot) -> str:
    """Return a take_snapshot measure, without its id, as JSON; the same measure always gives the same text."""
    return _dumps({name: _measure_plain(getattr(measure, name)) for name in _MEASURE_FIELDS})


def measure_from_text(measure: str, stored: str) -> MeasureSnapshot:
    """Return the measure with the id `measure` that `measure_to_text` was given.

    A field that was not kept yet when it was stored has its default value.
    """
    plain = json.loads(stored)
    found = {
        name: _measure_part(hint, plain[name]) for name, hint in _MEASURE_FIELDS.items() if name in plain
    }
    return MeasureSnapshot(id=measure, **found)


def _dumps(plain: object) -> str:
    return json.dumps(plain, ensure_ascii=False, separators=(",", ":"))


def _plain(answer: Answered) -> object:
    if isinstance(answer, Clear):
        return {"clear": True}
    if isinstance(answer, Unclear):
        return {"unclear": answer.written, "reason": _phrase_plain(answer.reason)}
    if isinstance(answer, datetime):
        raise TypeError("A field holds a day, not a moment.")
    return {"date": answer.isoformat()} if isinstance(answer, date) else answer


def _value(plain: Any) -> Answered:
    if not isinstance(plain, dict):
        value: Value = plain
        return value
    if "clear" in plain:
        return Clear()
    if "unclear" in plain:
        return Unclear(plain["unclear"], _phrase(plain["reason"]))
    return date.fromisoformat(plain["date"])


def _phrase_plain(phrase: Phrase) -> dict[str, object]:
    return {"say": phrase.template, "with": [[name, _part_plain(value)] for name, value in phrase.values]}


def _part_plain(value: object) -> object:
    if isinstance(value, Phrase):
        return _phrase_plain(value)
    if isinstance(value, datetime):
        return {"moment": value.isoformat()}
    if isinstance(value, date):
        return {"date": value.isoformat()}
    return value if value is None or type(value) in (str, int, float, bool) else str(value)


def _phrase(plain: Any) -> Phrase:
    return Phrase(plain["say"], tuple((name, _part(value)) for name, value in plain["with"]))


def _part(plain: Any) -> object:
    if not isinstance(plain, dict):
        return plain
    if "moment" in plain:
        return datetime.fromisoformat(plain["moment"])
    return date.fromisoformat(plain["date"]) if "date" in plain else _phrase(plain)


def _report_plain(report: Report) -> dict[str, object]:
    return {name.value: _plain(report.get(name)) for name in Field if report.get(name) is not None}


def _report(plain: Mapping[str, Any]) -> Report:
    report = Report()
    for name, value in plain.items():
        answer = _value(value)
        assert not isinstance(answer, Clear | Unclear)  # noqa: S101  (written by _report_plain)
        report = report.with_value(Field(name), answer)
    return report


def _measure_plain(value: Any) -> object:
    if isinstance(value, Report):
        return _report_plain(value)
    if isinstance(value, Share):
        return [value.member, _report_plain(value.report)]
    if isinstance(value, tuple):
        return [_measure_plain(part) for part in value]
    return value.value if isinstance(value, Field) else value


def _measure_part(hint: Any, plain: Any) -> Any:
    """Return the value of type `hint` that `_measure_plain` was given."""
    if plain is None:
        return None
    inner = get_args(hint)
    if get_origin(hint) is tuple:
        return tuple(_measure_part(inner[0], part) for part in plain)
    # The type of an optional value is the first of two.
    return _measure_part(inner[0], plain) if inner else _MEASURE_PARTS[hint](plain)


_MEASURE_FIELDS = {name: hint for name, hint in get_type_hints(MeasureSnapshot).items() if name != "id"}
_MEASURE_PARTS: dict[type, Callable[[Any], Any]] = {
    str: str,
    Field: Field,
    Report: _report,
    Share: lambda plain: Share(plain[0], _report(plain[1])),
}

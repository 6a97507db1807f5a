"""Values as text and back: an answer, a place or a phrase comes back equal to what was stored."""

import json
import re
from collections.abc import Mapping
from datetime import date, datetime
from typing import Any

from regionplan_xl.errors import Place
from regionplan_xl.ledger.entries import Tracked
from regionplan_xl.plan.merging.exchange import Clear, Unclear
from regionplan_xl.plan.model import Field, Report, Share, Value
from regionplan_xl.text import Phrase

Said = Value | Clear | Unclear

# Databases store no NUL (PostgreSQL) and no lone surrogates (any); file names and pasted text may have them.
_UNSTORABLE = re.compile("[\\\\\0\ud800-\udfff]")
_ESCAPED = re.compile(r"\\(\\|u[0-9a-f]{4})")


def storable(text: str) -> str:
    """`text` in a form that every database takes; `restored` gives it back."""
    return _UNSTORABLE.sub(lambda m: "\\\\" if m[0] == "\\" else f"\\u{ord(m[0]):04x}", text)


def restored(stored: str) -> str:
    """The text that `storable` was given."""
    return _ESCAPED.sub(lambda m: "\\" if m[1] == "\\" else chr(int(m[1][1:], 16)), stored)


def said_to_text(answer: Said) -> str | None:
    """A field's value, or what was answered about it, as JSON; None for None (nobody has answer)."""
    return None if answer is None else _dumps(_plain(answer))


def said_from_text(stored: str | None) -> Said:
    """What `said_to_text` was given."""
    return None if stored is None else _said(json.loads(stored))


def phrase_to_text(phrase: Phrase) -> str:
    """A phrase as JSON, so that it can still be answer in any language."""
    return _dumps(_phrase_plain(phrase))


def phrase_from_text(stored: str) -> Phrase:
    """What `phrase_to_text` was given; values other than text, numbers, days and phrases become text."""
    return _phrase(json.loads(stored))


def place_to_text(place: Place) -> str:
    """A place as JSON; the same place always gives the same text."""
    return _dumps({"file": place.file, "sheet": place.sheet, "row": place.row, "column": place.column})


def place_from_text(stored: str) -> Place:
    """What `place_to_text` was given."""
    return Place(**json.loads(stored))


def cells_to_text(cells: tuple[str, ...]) -> str:
    """The cells of a row as JSON; the same cells always give the same text."""
    return _dumps(list(cells))


def cells_from_text(stored: str) -> tuple[str, ...]:
    """What `cells_to_text` was given."""
    return tuple(json.loads(stored))


def tracked_to_text(measure: Tracked) -> str:
    """A tracked measure as JSON; the same measure always gives the same text."""
    return _dumps(
        {
            "number": measure.number,
            "text": measure.text,
            "responsible": list(measure.responsible),
            "report": _report_plain(measure.report),
            "shares": [[share.member, _report_plain(share.report)] for share in measure.shares],
            "rollup": None if measure.rollup is None else _report_plain(measure.rollup),
            "timeframe": measure.timeframe,
            "involved": None if measure.involved is None else list(measure.involved),
            "remark": measure.remark,
            "overruled": [name.value for name in measure.overruled],
        }
    )


def tracked_from_text(measure: str, stored: str) -> Tracked:
    """What `tracked_to_text` was given, for the measure with this id."""
    plain = json.loads(stored)
    return Tracked(
        id=measure,
        number=plain["number"],
        text=plain["text"],
        responsible=tuple(plain["responsible"]),
        report=_report(plain["report"]),
        shares=tuple(Share(member, _report(report)) for member, report in plain["shares"]),
        rollup=None if plain["rollup"] is None else _report(plain["rollup"]),
        timeframe=plain.get("timeframe"),
        involved=None if plain.get("involved") is None else tuple(plain["involved"]),
        remark=plain.get("remark"),
        overruled=tuple(Field(name) for name in plain.get("overruled", ())),
    )


def _dumps(plain: object) -> str:
    return json.dumps(plain, ensure_ascii=False, separators=(",", ":"))


def _plain(answer: Said) -> object:
    if isinstance(answer, Clear):
        return {"clear": True}
    if isinstance(answer, Unclear):
        return {"unclear": answer.shown, "reason": _phrase_plain(answer.reason)}
    if isinstance(answer, datetime):
        raise TypeError("A field holds a day, not a moment.")
    return {"date": answer.isoformat()} if isinstance(answer, date) else answer


def _said(plain: Any) -> Said:
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
        answer = _said(value)
        assert not isinstance(answer, Clear | Unclear)  # noqa: S101  (written by _report_plain)
        report = report.with_value(Field(name), answer)
    return report

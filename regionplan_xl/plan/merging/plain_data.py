"""Convert answers, phrases and dispatches to JSON-compatible data and back, without loss."""

from dataclasses import astuple
from datetime import date, datetime
from functools import lru_cache
from operator import attrgetter
from typing import Any

from regionplan_xl.plan.merging.sent_and_returned import Clear, Dispatch, SentRow, Unclear
from regionplan_xl.plan.model import Field, Report, Share
from regionplan_xl.plan.status import Scale, Status
from regionplan_xl.text import Phrase

_SAME = {str, int, float, bool}
_FIELDS = tuple(name.value for name in Field)
_of_report = attrgetter(*_FIELDS)
_SENT = attrgetter(
    "measure", "number", "text", "member", "answerable", "goal", "area", "timeframe", "responsible", "involved",
    "reported_by", "facts",
)  # fmt: skip
_REPORTED = attrgetter("status", "progress", "comment", "value")


def to_plain(value: object) -> object:
    """Return a value as JSON-compatible data."""
    if value is None or type(value) in _SAME:
        return value
    if type(value) is Report:  # the most frequent type, so checked before `match`
        return {
            name: to_plain(part)
            for name, part in zip(_FIELDS, _of_report(value), strict=True)
            if part is not None
        }
    match value:
        case Clear():
            return {"clear": True}
        case Unclear():
            plain: dict[str, object] = {"unclear": value.written, "reason": to_plain(value.reason)}
            options = [[name, to_plain(option)] for name, option in value.options]
            return {**plain, "options": options} if options else plain
        case Phrase():
            said = {"say": value.template, "with": [[name, to_plain(part)] for name, part in value.values]}
            said |= {"many": value.plural} if value.plural else {}
            return {**said, "for_sender": True} if value.for_sender else said
        case datetime():
            return {"moment": value.isoformat()}
        case date():
            return {"date": value.isoformat()}
        case Share():
            return [value.member, to_plain(value.report)]
        case tuple():
            return [to_plain(part) for part in value]
        case _:
            return str(value)


def from_plain(plain: Any) -> Any:
    """Reverse `to_plain`; reports, shares and tuples are not rebuilt but stay dicts and lists."""
    match plain:
        case {"clear": _}:
            return Clear()
        case {"unclear": written, "reason": reason}:
            options = tuple((name, from_plain(option)) for name, option in plain.get("options", ()))
            return Unclear(written, from_plain(reason), options)
        case {"say": template, "with": parts}:
            values = tuple((name, from_plain(part)) for name, part in parts)
            for_sender = plain.get("for_sender") is True
            return Phrase(template, values, plain.get("many", ""), for_sender=for_sender)
        case {"moment": text}:
            return datetime.fromisoformat(text)
        case {"date": text}:
            return date.fromisoformat(text)
        case _:
            return plain


def dispatch_to_plain(dispatch: Dispatch) -> object:
    """Return a dispatch with its rows as JSON-compatible data."""
    sent, rows = dispatch.sent.isoformat(), [_row_to_plain(row) for row in dispatch.rows]
    return [dispatch.code, dispatch.round, dispatch.actor, sent, rows, dispatch.texts]


def dispatch_from_plain(plain: Any) -> Dispatch:
    """Reverse `dispatch_to_plain`."""
    code, round_, actor, sent, rows, texts = plain
    sent_rows = tuple(map(_row_from_plain, rows))
    return Dispatch(code, round_, actor, datetime.fromisoformat(sent), sent_rows, tuple(texts))


def scale_to_plain(scale: Scale) -> object:
    """Return the statuses of a scale as JSON-compatible data."""
    return [astuple(status) for status in scale.statuses]


def scale_from_plain(plain: Any) -> Scale:
    """Reverse `scale_to_plain`; return the same object each time, since caches use the scale as their key."""
    return _scale(
        tuple((key, colour, tuple(labels.items()), tuple(also)) for key, colour, labels, also in plain)
    )


@lru_cache(maxsize=4)
def _scale(statuses: tuple[tuple[str, str, tuple[tuple[str, str], ...], tuple[str, ...]], ...]) -> Scale:
    return Scale(tuple(Status(key, colour, dict(labels), also) for key, colour, labels, also in statuses))


def _row_to_plain(row: SentRow) -> object:
    base = row.base
    days = (day and day.isoformat() for day in (base.expected, row.reported_on))
    return [*_SENT(row), *_REPORTED(base), *days]


def _row_from_plain(plain: Any) -> SentRow:
    (measure, number, text, member, answerable, goal, area, timeframe, responsible, involved, by, facts,
     status, progress, comment, value, expected, on) = plain  # fmt: skip
    base = Report(status, progress, comment, date.fromisoformat(expected) if expected else None, value)
    return SentRow(
        measure, number, text, member, base, answerable, goal, area, timeframe, responsible, involved,
        date.fromisoformat(on) if on else None, by, tuple(facts),
    )  # fmt: skip

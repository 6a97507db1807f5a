"""Find the meaning of a statement about a status from its parts: «ikkje», «nesten», «i 2024», or a second statement."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import zip_longest

STATUS, PERCENT = "status", "percent"
SPAN_PAST, SPAN_NOW, SPAN_LATER = "span_past", "span_now", "span_later"
_STARTED, _NOT_STARTED, _DONE = "started", "not_started", "done"

# The statuses that a statement without a status is compatible with. If none is left, the whole text is unclear.
_COMPATIBLE: Mapping[str, frozenset[str]] = {
    "not_done": frozenset({_STARTED, _NOT_STARTED}),
    "done_later": frozenset({_STARTED, _NOT_STARTED}),
    "start_later": frozenset({_NOT_STARTED}),
    "yes": frozenset({_STARTED, _DONE}),
    "cheer": frozenset({_STARTED, _DONE}),
    "no": frozenset({_NOT_STARTED}),
    "been": frozenset({_STARTED, _DONE}),
}
# The status that a modifier and the status beside it mean together; we ask about any other pair.
_MODIFIED: Mapping[tuple[str, str], str] = {
    ("partly", _DONE): _STARTED,
    ("partly", _STARTED): _STARTED,
    ("nearly", _DONE): _STARTED,
    ("well", _STARTED): _STARTED,
    ("fully", _DONE): _DONE,
    ("fully", _STARTED): _STARTED,
    ("still", _STARTED): _STARTED,
    ("still", _NOT_STARTED): _NOT_STARTED,
    (SPAN_PAST, _DONE): _DONE,
    (SPAN_PAST, _STARTED): _STARTED,
    (SPAN_LATER, _DONE): "done_later",
    ("expected", _DONE): "done_later",
    (SPAN_LATER, "done_later"): "done_later",
    (SPAN_NOW, "done_later"): "done_later",
}


@dataclass(frozen=True)
class Term:
    """What one wording contributes to a statement; its `role` is `STATUS` if it names the status `status`.

    `begun`: after a «not», it means that nothing has begun. `colour`: it names a colour, which is never negated.
    """

    role: str = STATUS
    status: str = ""
    begun: bool = False
    colour: bool = False
    percent: float = 0.0


@dataclass(frozen=True)
class StatusMeaning:
    """The meaning of a statement: a status, or only the sets of statuses that it is compatible with."""

    status: str = ""
    compatible: tuple[frozenset[str], ...] = ()


def meaning_of(statement: Sequence[Term]) -> StatusMeaning | None:
    """Return the meaning of a statement; None if it is ambiguous."""
    terms = [term for term in _with_whole_days(statement) if term.role != "filler"]
    compatible = [_COMPATIBLE[term.role] for term in terms if term.role in ("yes", "no", "cheer")]
    percents = [_of_percent(term.percent) for term in terms if term.role == PERCENT]
    rest = [term for term in terms if term.role not in ("yes", "no", "cheer", PERCENT)]
    status = _status_or_claim(rest) if rest else ""
    if status is None:
        return None
    compatible += percents
    if status in _COMPATIBLE:
        return StatusMeaning(compatible=(*compatible, _COMPATIBLE[status]))
    # 100 % alone is a statement; other percentages only limit what a statement can mean.
    if not status and frozenset({_DONE}) in percents:
        status = _DONE
    return StatusMeaning(status, tuple(compatible))


def common_status(meanings: Sequence[StatusMeaning | None]) -> str | None:
    """Return the one status that all statements agree on; None if they disagree or one is ambiguous."""
    clear = [meaning for meaning in meanings if meaning is not None]
    statuses = {meaning.status for meaning in clear if meaning.status}
    if len(clear) < len(meanings) or len(statuses) != 1:
        return None
    status = statuses.pop()
    return status if all(status in allowed for meaning in clear for allowed in meaning.compatible) else None


def _status_or_claim(terms: Sequence[Term]) -> str | None:
    """Return the status that the words of a statement name, or a key of `_COMPATIBLE`; None if ambiguous."""
    named = [term for term in terms if term.role == STATUS]
    if any(term.role == "start_later" for term in terms):
        alone = all(term.role in ("start_later", SPAN_LATER) for term in terms)
        return "start_later" if alone else None
    if not named:
        return "been" if terms and all(term.role == SPAN_PAST for term in terms) else None
    if len({term.status for term in named}) > 1:
        return None
    negations = [index for index, term in enumerate(terms) if term.role == "not"]
    if negations:
        return _negated(terms, named, negations)
    status: str | None = named[0].status
    for modifier in (term.role for term in terms if term.role != STATUS):
        if any(term.colour for term in named) or status is None:
            return None
        status = _MODIFIED.get((modifier, status))
    return status


def _negated(terms: Sequence[Term], named: Sequence[Term], negations: Sequence[int]) -> str | None:
    if len(negations) > 1 or len(named) > 1 or named[0].colour or negations[0] > terms.index(named[0]):
        return None
    others = {term.role for term in terms if term.role not in ("not", STATUS)}
    if named[0].begun and others <= {"still"}:
        return _NOT_STARTED
    return "not_done" if named[0].status == _DONE and others <= {"still", "fully"} else None


def _with_whole_days(statement: Sequence[Term]) -> list[Term]:
    """Return the statement with «i 2024», «den 12.3.2025» and «sidan mars 2025» as one term each."""
    days = (SPAN_PAST, SPAN_LATER, SPAN_NOW, "past")
    return [
        Term(SPAN_PAST) if term.role == "past" else term
        for term, following in zip_longest(statement, statement[1:])
        if not (term.role in ("on", "since") and following and following.role in days)
    ]


def _of_percent(percent: float) -> frozenset[str]:
    if percent > 100:
        return frozenset()
    return frozenset({_NOT_STARTED if percent == 0 else _DONE if percent == 100 else _STARTED})

"""Statements about a status put together: what «ikkje», «nesten», «i 2024» and a second statement make of it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

PERCENT, SPAN_PAST, SPAN_LATER = "percent", "span_past", "span_later"

STARTED, NOT_STARTED, DONE = "started", "not_started", "done"
_STATUS = "status"

# What a statement that names no status agrees with. What agrees with nothing makes all of it unclear.
_AGREES: Mapping[str, frozenset[str]] = {
    "not_done": frozenset({STARTED, NOT_STARTED}),
    "done_later": frozenset({STARTED, NOT_STARTED}),
    "start_later": frozenset({NOT_STARTED}),
    "yes": frozenset({STARTED, DONE}),
    "cheer": frozenset({STARTED, DONE}),
    "no": frozenset({NOT_STARTED}),
    "been": frozenset({STARTED, DONE}),
}
# What a modifier makes of the status that it stands by; any other company is asked about.
_MODIFIED: Mapping[tuple[str, str], str] = {
    ("partly", DONE): STARTED,
    ("partly", STARTED): STARTED,
    ("nearly", DONE): STARTED,
    ("well", STARTED): STARTED,
    ("fully", DONE): DONE,
    ("fully", STARTED): STARTED,
    ("still", STARTED): STARTED,
    ("still", NOT_STARTED): NOT_STARTED,
    (SPAN_PAST, DONE): DONE,
    (SPAN_PAST, STARTED): STARTED,
    (SPAN_LATER, DONE): "done_later",
    ("span_now", DONE): "",
    ("expected", DONE): "done_later",
    (SPAN_LATER, "done_later"): "done_later",
    ("span_now", "done_later"): "done_later",
}
_MODIFIERS = frozenset(role for role, _ in _MODIFIED)


@dataclass(frozen=True)
class Atom:
    """One wording. `role` says what it does to a statement; of a status it is its name.

    `begun`: with a «not» before it, nothing has begun. `colour`: it names a colour, which nobody negates.
    """

    role: str = _STATUS
    status: str = ""
    begun: bool = False
    colour: bool = False
    percent: float = 0.0


@dataclass(frozen=True)
class Sense:
    """What one statement says: a status for sure, or only which statuses it agrees with."""

    status: str = ""
    agrees: tuple[frozenset[str], ...] = ()


def sense_of(clause: Sequence[Atom]) -> Sense | None:
    """What a statement says; None where it is not sure."""
    atoms = [atom for atom in _dated(clause) if atom.role != "filler"]
    beside = [_AGREES[a.role] for a in atoms if a.role in ("yes", "no", "cheer")]
    percents = [a.percent for a in atoms if a.role == PERCENT]
    rest = [a for a in atoms if a.role not in ("yes", "no", "cheer", PERCENT)]
    said = _said(rest) if rest else ""
    if said is None:
        return None
    beside += [_of_percent(percent) for percent in percents]
    if said in _AGREES:
        return Sense(agrees=(*beside, _AGREES[said]))
    # 100 % alone is a statement; other percentages only agree.
    if not said and DONE in _of_percents(percents):
        said = DONE
    return Sense(said, tuple(beside))


def verdict(senses: Sequence[Sense | None]) -> str | None:
    """The one status that all statements agree on; None where there is none."""
    sure = [sense for sense in senses if sense is not None]
    statuses = {sense.status for sense in sure if sense.status}
    if len(sure) < len(senses) or len(statuses) != 1:
        return None
    meant = statuses.pop()
    return meant if all(meant in agrees for sense in sure for agrees in sense.agrees) else None


def _said(atoms: Sequence[Atom]) -> str | None:
    """The status, or a key of `_AGREES`, that the words of one statement say."""
    named = [a for a in atoms if a.role == _STATUS]
    if any(a.role == "start_later" for a in atoms):
        alone = all(a.role in ("start_later", SPAN_LATER) for a in atoms)
        return "start_later" if alone else None
    if not named:
        return "been" if atoms and all(a.role == SPAN_PAST for a in atoms) else None
    if len({a.status for a in named}) > 1:
        return None
    negations = [i for i, a in enumerate(atoms) if a.role == "not"]
    if negations:
        return _negated(atoms, named, negations)
    said = named[0].status
    for modifier in (a.role for a in atoms if a.role != _STATUS):
        if any(a.colour for a in named) or modifier not in _MODIFIERS:
            return None
        said = _MODIFIED.get((modifier, said), "")
        if not said:
            return None
    return said


def _negated(atoms: Sequence[Atom], named: Sequence[Atom], negations: Sequence[int]) -> str | None:
    if len(negations) > 1 or len(named) > 1 or named[0].colour or negations[0] > atoms.index(named[0]):
        return None
    others = {a.role for a in atoms if a.role not in ("not", _STATUS)}
    if named[0].begun and others <= {"still"}:
        return NOT_STARTED
    return "not_done" if named[0].status == DONE and others <= {"still", "fully"} else None


def _dated(clause: Sequence[Atom]) -> list[Atom]:
    """The clause with «i 2024», «den 12.3.2025» and «sidan mars 2025» as one day each."""
    dated: list[Atom] = []
    waiting: Atom | None = None
    for atom in clause:
        is_day = atom.role in (SPAN_PAST, SPAN_LATER, "span_now", "past")
        if waiting is not None and not is_day:
            dated.append(waiting)
        waiting = None
        if atom.role in ("on", "since"):
            waiting = atom
        else:
            dated.append(Atom(SPAN_PAST) if atom.role == "past" else atom)
    return dated if waiting is None else [*dated, waiting]


def _of_percent(percent: float) -> frozenset[str]:
    if percent > 100:
        return frozenset()
    return frozenset({NOT_STARTED if percent == 0 else DONE if percent == 100 else STARTED})


def _of_percents(percents: Sequence[float]) -> set[str]:
    return set().union(*map(_of_percent, percents)) if percents else set()

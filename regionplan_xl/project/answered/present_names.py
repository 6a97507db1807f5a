"""Find the present name of a body that is recorded under a former one."""

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from functools import cache, cached_property

from regionplan_xl.ledger.entries import MessageRecord
from regionplan_xl.ledger.ledger import Ledger
from regionplan_xl.plan.actors import Register
from regionplan_xl.plan.merging.hand_edits import hand_changes
from regionplan_xl.plan.merging.outcome import Change
from regionplan_xl.plan.model import Plan


class PresentNames:
    """The present names of the bodies that were sent something under another name.

    Look up the present name of a recorded one before comparing it with a name in the master, so that a renamed body is
    followed everywhere or nowhere. Two bodies that became one keep their former names, and so does a body that cannot
    be found: what is recorded under such a name belongs to nobody now, and a person decides. `register` has the present
    actors.
    """

    def __init__(self, ledger: Ledger, plan: Plan, hand: Iterable[Change] | None = None) -> None:
        """Prepare the names; `hand`: edits by hand that are not recorded yet (None: those of `plan`, the master's)."""
        self._ledger, self._plan = ledger, plan
        self.register = Register(plan.actors)
        self._given = None if hand is None else tuple(hand)
        self._names = frozenset(one.name for one in plan.actors if one.kind != "group")
        self._in_round = cache(self._read_round)

    def of(self, actor: str, round_: str, at: datetime | None = None) -> str:
        """Return the present name of the body that was called `actor` in a round; without one, that same name.

        `at`: when it was called that, as far as known. It tells two bodies apart if one has got the other's name since.
        """
        if not (actor and round_):
            return actor
        if actor in self._names:
            return _follow(self._renames, at).get(actor, actor) if at and actor in self._passed_on else actor
        return self._in_round(round_).get(actor, actor)

    def messages(self, given: Iterable[MessageRecord]) -> tuple[MessageRecord, ...]:
        """Return the messages, each to its actor as it is called now."""
        return tuple(replace(one, actor=self.of(one.actor, one.round)) for one in given)

    def _read_round(self, round_: str) -> Mapping[str, str]:
        """Return former name -> present name for a round.

        Two names that were asked at the same time, or that one body has now, were two bodies.
        """
        first = {one.actor: one.sent for one in reversed(self._ledger.dispatches(round_))}
        former = first.keys() - self._names
        if not former:
            return {}
        renamed = _follow(self._renames, min(first.values()))
        found = {}
        for actor in former:
            known = self.register.resolve(actor)
            now = renamed.get(actor) or (known.name if known else actor)
            free = now not in first or now in self._passed_on or first[now] > first[actor]
            if now in self._names and free:
                found[actor] = now
        count = Counter(found.values())
        found = {actor: now for actor, now in found.items() if count[now] == 1}
        # Names that such a body had in between, under which it was sent nothing.
        between = {old: now for old, now in renamed.items() if old not in first and now in found.values()}
        return {**between, **found}

    @cached_property
    def _renames(self) -> tuple["_Rename", ...]:
        hand = hand_changes(self._plan, self._ledger.snapshot()) if self._given is None else self._given
        return (*_recorded(self._ledger), *_by_hand(hand))

    @cached_property
    def _passed_on(self) -> frozenset[str]:
        """The names that a body has given up and another one has now."""
        return frozenset(one.before for one in self._renames) & self._names


def new_names(ledger: Ledger, since: datetime) -> dict[str, str]:
    """Return former name -> present name of the bodies renamed since a moment, as merges recorded them."""
    return _follow(_recorded(ledger), since)


@dataclass(frozen=True)
class _Rename:
    """A body's former and new name, and when a merge found it (None: the next merge will)."""

    before: str
    after: str
    at: datetime | None = None


def _recorded(ledger: Ledger) -> tuple[_Rename, ...]:
    return tuple(
        _Rename(str(one.change.before), str(one.change.after), one.at)
        for one in ledger.history("")
        if one.change.kind == "renamed" and not one.undone
    )


def _by_hand(changes: Iterable[Change]) -> Iterator[_Rename]:
    return (_Rename(str(one.before), str(one.after)) for one in changes if one.kind == "renamed")


def _follow(renames: Iterable[_Rename], since: datetime) -> dict[str, str]:
    """Return former name -> present name, by what was renamed since a moment; `renames` are in order."""
    found: dict[str, str] = {}
    for one in renames:
        if one.at is None or one.at >= since:
            found = {old: one.after if new == one.before else new for old, new in found.items()}
            found[one.before] = one.after
    return found

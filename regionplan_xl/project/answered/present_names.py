"""Tell what a body is called now that is on record under a former name."""

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import replace
from datetime import datetime
from functools import cache

from regionplan_xl.ledger.entries import MessageRecord
from regionplan_xl.ledger.ledger import Ledger
from regionplan_xl.plan.actors import Register
from regionplan_xl.plan.merging.hand_edits import hand_changes
from regionplan_xl.plan.merging.outcome import Change
from regionplan_xl.plan.model import Plan


class PresentNames:
    """The present names of the bodies that were sent something under another name.

    Whoever compares a name on record with one in the master asks for its present name first, so that a renamed body is
    followed everywhere or nowhere. Two bodies that became one keep their former names, and so does a body that cannot
    be found: what is on record under such a name belongs to nobody now, and a person decides. `register` has the
    actors that the names are of.
    """

    def __init__(self, ledger: Ledger, plan: Plan, hand: Iterable[Change] | None = None) -> None:
        """Prepare the names; `hand`: edits by hand that are not recorded yet (None: those of `plan`, the master's)."""
        self._ledger, self._plan = ledger, plan
        self.register = Register(plan.actors)
        self._given = None if hand is None else tuple(hand)
        self._names = frozenset(one.name for one in plan.actors if one.kind != "group")
        self._in_round = cache(self._read_round)

    def of(self, actor: str, round_: str) -> str:
        """Return the present name of the body that was called `actor` in a round; without one, that same name."""
        if actor in self._names or not (actor and round_):
            return actor
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
        renamed = new_names(self._ledger, min(first.values()), self._hand())
        found = {}
        for actor in former:
            known = self.register.resolve(actor)
            now = renamed.get(actor) or (known.name if known else actor)
            if now in self._names and (now not in first or first[now] > first[actor]):
                found[actor] = now
        count = Counter(found.values())
        found = {actor: now for actor, now in found.items() if count[now] == 1}
        # Names that such a body had in between, under which it was sent nothing.
        between = {old: now for old, now in renamed.items() if old not in first and now in found.values()}
        return {**between, **found}

    def _hand(self) -> Iterable[Change]:
        return hand_changes(self._plan, self._ledger.snapshot()) if self._given is None else self._given


def new_names(ledger: Ledger, since: datetime, hand: Iterable[Change] = ()) -> dict[str, str]:
    """Return what each body is called now that was renamed since a moment, as merges have it on record."""
    recorded = (one.change for one in ledger.history("") if not one.undone and one.at >= since)
    found: dict[str, str] = {}
    for change in (*recorded, *hand):
        if change.kind == "renamed":
            before, after = str(change.before), str(change.after)
            found = {old: after if new == before else new for old, new in found.items()} | {before: after}
    return found

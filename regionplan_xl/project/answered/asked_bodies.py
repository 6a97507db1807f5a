"""Who was asked in a round, under its present name, and whether it has answered: for every output alike."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime

from regionplan_xl.ledger.entries import DispatchRecord
from regionplan_xl.ledger.ledger import Ledger
from regionplan_xl.plan.actors import Register
from regionplan_xl.plan.merging.outcome import Change


@dataclass(frozen=True)
class AskedBody:
    """A body that was asked in a round: its name now, and its last workbook under each name that it had.

    The one of `dispatches` that was sent last is the last.
    """

    name: str
    dispatches: tuple[DispatchRecord, ...]
    answered: bool

    @property
    def names(self) -> tuple[str, ...]:
        """Every name that it was asked under."""
        return tuple(one.actor for one in self.dispatches)


def asked_bodies(
    ledger: Ledger, register: Register, round_: str, answered: Collection[str], hand: Iterable[Change] = ()
) -> tuple[AskedBody, ...]:
    """Return whom a round has asked, in the order that they were first sent something.

    `answered`: the names in the ledger of those who have answered. `hand`: edits by hand that are not recorded yet.
    A body that was renamed since, and perhaps sent its workbook once more, is one body.
    """
    records = ledger.dispatches(round_)
    last = {one.actor: one for one in records}
    renamed = present_names(ledger, register, records, hand)
    found: dict[str, list[DispatchRecord]] = {}
    for actor, record in last.items():
        found.setdefault(renamed.get(actor, actor), []).append(record)
    return tuple(
        AskedBody(
            name,
            tuple(sorted(sent, key=lambda one: one.sent)),
            any(one.actor in answered for one in sent),
        )
        for name, sent in found.items()
    )


def new_names(ledger: Ledger, since: datetime, hand: Iterable[Change] = ()) -> dict[str, str]:
    """Return what each body is called now that was renamed since a moment, as merges have it on record."""
    recorded = (one.change for one in ledger.history("") if not one.undone and one.at >= since)
    found: dict[str, str] = {}
    for change in (*recorded, *hand):
        if change.kind == "renamed":
            before, after = str(change.before), str(change.after)
            found = {old: after if new == before else new for old, new in found.items()} | {before: after}
    return found


def present_names(
    ledger: Ledger, register: Register, records: Sequence[DispatchRecord], hand: Iterable[Change] = ()
) -> dict[str, str]:
    """Return former name -> present name of each body that was sent a dispatch of one round under another name.

    Two names that were asked at the same time, or that one body has now, were two bodies. `hand`: edits by hand that
    are not recorded yet.
    """
    first = {one.actor: one.sent for one in reversed(records)}
    names = {one.name for one in register.actors if one.kind != "group"}
    former = first.keys() - names
    renamed = new_names(ledger, min(first.values()), hand) if former else {}
    found = {}
    for actor in former:
        known = register.resolve(actor)
        now = renamed.get(actor) or (known.name if known else actor)
        if now in names and (now not in first or first[now] > first[actor]):
            found[actor] = now
    count = Counter(found.values())
    return {actor: now for actor, now in found.items() if count[now] == 1}

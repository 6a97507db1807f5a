"""Who was asked in a round, under its present name, and whether it has answered: for every output alike."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass

from regionplan_xl.ledger.entries import DispatchRecord
from regionplan_xl.ledger.ledger import Ledger
from regionplan_xl.project.answered.present_names import PresentNames
from regionplan_xl.text import alphabetical


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
    ledger: Ledger, names: PresentNames, round_: str, answered: Collection[str] | None = None
) -> tuple[AskedBody, ...]:
    """Return whom a round has asked, in alphabetical order.

    `answered`: the names in the ledger of those who have answered (None: those whose return is merged). A body that was
    renamed since, and perhaps sent its workbook once more, is one body.
    """
    if answered is None:
        answered = ledger.answered(round_)
    last = {one.actor: one for one in ledger.dispatches(round_)}
    found: dict[str, list[DispatchRecord]] = {}
    for actor, record in last.items():
        found.setdefault(names.of(actor, round_), []).append(record)
    return tuple(
        AskedBody(
            name,
            tuple(sorted(sent, key=lambda one: one.sent)),
            any(one.actor in answered for one in sent),
        )
        for name, sent in sorted(found.items(), key=lambda one: alphabetical(one[0]))
    )

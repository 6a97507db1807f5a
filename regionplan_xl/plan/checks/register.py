"""Checks of the register of actors: names and groups."""

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from textwrap import shorten

from regionplan_xl.errors import Place, Problem
from regionplan_xl.plan.checks.finding import Check, CheckContext, Finding
from regionplan_xl.text import Phrase, bare, phrase


@dataclass(frozen=True)
class _Called:
    """An actor, one of its names as written, and its row in the register (None if unknown)."""

    actor: str
    name: str
    row: int | None

    @property
    def listed(self) -> Phrase | str:
        """The actor with its row."""
        return phrase("{name} (row {row})", name=self.actor, row=self.row) if self.row else self.actor


def alias_shared(context: CheckContext) -> Iterator[Finding]:
    """Two actors are known by the same name."""
    owners: defaultdict[str, dict[str, _Called]] = defaultdict(dict)
    for actor, row in context.actors_with_rows():
        for name in (actor.name, actor.short, *actor.aliases):
            if bare(name):
                # Two rows with the same name are one actor twice.
                owners[bare(name)].setdefault(bare(actor.name), _Called(actor.name, name, row))
    for called in owners.values():
        if len(called) > 1:
            first, other, *_ = called.values()
            what = phrase(
                "Both {first} and {other} are called «{name}».",
                first=first.listed,
                other=other.actor,
                name=first.name,
            )
            fix = phrase("Take the name away from one of them; until then it means nobody.")
            if meant := context.register.resolve(first.name):
                fix = phrase(
                    "Take the name away from one of them; until then it means «{name}».", name=meant.name
                )
            yield context.actor_finding("alias-shared", other.actor, what, fix, "Also called", other.row)


def actor_twice(context: CheckContext) -> Iterator[Finding]:
    """The register has the same actor on two rows, however its name is written."""
    seen: dict[str, _Called] = {}
    for actor, row in context.actors_with_rows():
        called = _Called(actor.name, actor.name, row)
        first = seen.setdefault(bare(actor.name) or actor.name, called)
        if first is not called:
            what = phrase("«{name}» is listed twice among the actors.", name=actor.name)
            if first.row:
                what = phrase(
                    "«{name}» is listed twice among the actors, first in row {row}.",
                    name=actor.name,
                    row=first.row,
                )
            fix = phrase("Make one row of the two.")
            yield context.actor_finding("actor-twice", actor.name, what, fix, "Name", row)


def group_without_members(context: CheckContext) -> Iterator[Finding]:
    """A group has no members, so nobody answers for it."""
    for actor in context.plan.actors:
        if actor.kind == "group" and not context.register.members_of(actor):
            what = phrase("The group «{name}» has no members.", name=actor.name)
            fix = phrase("List its members; until then nobody is asked about its measures.")
            yield context.actor_finding("group-without-members", actor.name, what, fix, "Members")


def member_unknown(context: CheckContext) -> Iterator[Finding]:
    """A group's member is not in the register."""
    for actor in context.plan.actors:
        for member in actor.members:
            if context.register.resolve(member) is None:
                what = phrase(
                    "«{member}», a member of «{name}», is not an actor in this plan.",
                    member=member,
                    name=actor.name,
                )
                fix = context.fix_name(member)
                yield context.actor_finding("member-unknown", actor.name, what, fix, "Members")


def indicator_owner_unknown(context: CheckContext) -> Iterator[Finding]:
    """A body responsible for a result goal is not in the register, so it is not asked for the value."""
    for indicator in context.plan.indicators:
        for name in indicator.responsible:
            if context.register.resolve(name) is None:
                what = phrase(
                    "«{name}», responsible for the result goal «{goal}», is not an actor in this plan.",
                    name=name,
                    goal=shorten(indicator.name, 80, placeholder=" …"),
                )
                place = context.places.get(indicator.id) or Place(column="Responsible")
                yield Finding("indicator-owner-unknown", Problem(place, what, context.fix_name(name)))


REGISTER: tuple[Check, ...] = (
    actor_twice, alias_shared, group_without_members, member_unknown, indicator_owner_unknown,
)  # fmt: skip
MISDIRECTING: tuple[Check, ...] = (actor_twice,)
"""The checks that find a body with two addresses to choose between."""
UNASKED_IN_REGISTER: tuple[Check, ...] = (alias_shared, member_unknown, indicator_owner_unknown)
"""The checks of the register that find a name because of which somebody is not asked."""

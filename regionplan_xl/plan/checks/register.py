"""Checks of the register of actors: names and groups."""

from collections import defaultdict
from collections.abc import Iterator
from textwrap import shorten

from regionplan_xl.errors import Place, Problem
from regionplan_xl.plan.checks.finding import Check, CheckContext, Finding
from regionplan_xl.text import bare, phrase


def alias_shared(context: CheckContext) -> Iterator[Finding]:
    """Two actors are known by the same name."""
    owners: defaultdict[str, dict[str, str]] = defaultdict(dict)
    for actor in context.plan.actors:
        for name in (actor.name, actor.short, *actor.aliases):
            if bare(name):
                owners[bare(name)].setdefault(actor.name, name)
    for names in owners.values():
        if len(names) > 1:
            first, other, *_ = names
            what = phrase(
                "Both {first} and {other} are called «{name}».", first=first, other=other, name=names[first]
            )
            fix = phrase("Take the name away from one of them; until then it means nobody.")
            yield context.actor_finding("alias-shared", other, what, fix, "Also called")


def actor_twice(context: CheckContext) -> Iterator[Finding]:
    """The register has the same actor on two rows."""
    seen: set[str] = set()
    for actor in context.plan.actors:
        if actor.name in seen:
            what = phrase("«{name}» is listed twice among the actors.", name=actor.name)
            fix = phrase("Make one row of the two.")
            yield context.actor_finding("actor-twice", actor.name, what, fix, "name")
        seen.add(actor.name)


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

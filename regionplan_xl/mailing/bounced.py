"""Bounced e-mails: each is sent once to the next address of its actor (a deputy)."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from regionplan_xl.ledger.entries import MessageRecord
from regionplan_xl.mailing.actor_letters import addresses_of
from regionplan_xl.plan.model import Actor, Plan

_TO = " <"  # between a message's key and the next address that it was sent to; not allowed in a round's name


@dataclass(frozen=True)
class BouncedWorkbook:
    """A workbook whose e-mail bounced from `address`, and was sent to `next_address` instead ("": not sent)."""

    actor: str
    address: str
    next_address: str


def without_bounced(plan: Plan, messages: Iterable[MessageRecord]) -> Plan:
    """Return the plan without the addresses from which a message of the round has bounced."""
    bounced = _bounced(messages)
    return (
        replace(plan, actors=tuple(_reachable(actor, bounced) for actor in plan.actors)) if bounced else plan
    )


def next_key(key: str, address: str, states: Mapping[str, str]) -> str:
    """Return the key of a message; if the message with `key` bounced, a new key with the next `address`."""
    return f"{key}{_TO}{address}>" if states.get(key) == "bounced" else key


def first_key(key: str) -> str:
    """Return the key that a message had before it was sent to another address."""
    return key.partition(_TO)[0]


def undelivered_workbooks(
    messages: Sequence[MessageRecord], answered: Iterable[str]
) -> Iterator[MessageRecord]:
    """Yield the last workbook message to each actor from whom a message bounced and who has got no workbook since.

    An actor in `answered` has evidently got a workbook.
    """
    bounced, had = _bounced(messages), frozenset(answered)
    last = {one.actor: one for one in messages if one.kind == "workbook"}
    for actor, one in last.items():
        if actor in bounced and actor not in had and one.state in ("bounced", "recorded", "failed"):
            yield one


def bounced_workbooks(messages: Sequence[MessageRecord]) -> Iterator[BouncedWorkbook]:
    """Yield each bounce of a workbook message, with the address that it was sent to instead."""
    last = {one.actor: one for one in messages if one.kind == "workbook"}
    for one in messages:
        now = last.get(one.actor)
        if one.state == "bounced" and one.kind == "workbook" and now is not None:
            yield BouncedWorkbook(one.actor, one.address, now.address if now.state == "sent" else "")


def _bounced(messages: Iterable[MessageRecord]) -> dict[str, set[str]]:
    found: dict[str, set[str]] = {}
    for one in messages:
        if one.state == "bounced":
            found.setdefault(one.actor, set()).add(one.address.casefold())
    return found


def _reachable(actor: Actor, bounced: Mapping[str, set[str]]) -> Actor:
    if actor.name not in bounced:
        return actor
    kept = (one for one in addresses_of(actor).valid if one.casefold() not in bounced[actor.name])
    return replace(actor, email="; ".join(kept))

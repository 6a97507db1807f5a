"""Stamp actors' workbooks as an engine task: in this process, or by a worker that gets JSON."""

import json
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime
from functools import partial

from regionplan_xl.engine.engine import Task
from regionplan_xl.excel.actor.template import render_actor_template
from regionplan_xl.excel.actor.workbook import fill_actor_workbook, indicator_rows
from regionplan_xl.plan.merging.plain_data import (
    dispatch_from_plain,
    dispatch_to_plain,
    scale_from_plain,
    scale_to_plain,
)
from regionplan_xl.plan.merging.sent_and_returned import Dispatch, Round
from regionplan_xl.plan.model import Actor
from regionplan_xl.plan.status import Scale


@dataclass(frozen=True)
class WorkbookToStamp:
    """Everything that an actor's workbook depends on; only the actor's name is used."""

    dispatch: Dispatch
    actor: Actor
    round: Round
    plan_name: str
    sender: str
    language: str
    scale: Scale
    has_deadline: bool = True


def stamp_workbook(_data: bytes, request: bytes) -> bytes:
    """Return the bytes of the workbook that `request` describes; runs on a worker."""
    plain = json.loads(request)
    name, deadline, opened = plain["round"]
    to_stamp = WorkbookToStamp(
        dispatch_from_plain(plain["dispatch"]),
        Actor(plain["actor"]),
        Round(name, date.fromisoformat(deadline), datetime.fromisoformat(opened)),
        plain["plan"],
        plain["sender"],
        plain["language"],
        scale_from_plain(plain["scale"]),
        plain["has_deadline"],
    )
    return _fill(to_stamp)()


def _fill(to_stamp: WorkbookToStamp) -> Callable[[], bytes]:
    """Fill in the workbook, and return the function that packs it."""
    one = to_stamp
    template = render_actor_template(one.language, one.scale, len(indicator_rows(one.dispatch.rows)))
    filled = fill_actor_workbook(
        template, one.dispatch, one.actor, one.round, plan_name=one.plan_name, sender=one.sender,
        language=one.language, scale=one.scale, has_deadline=one.has_deadline,
    )  # fmt: skip
    return filled.pack


def _pack(to_stamp: WorkbookToStamp) -> tuple[bytes, bytes]:
    round_ = to_stamp.round
    plain = {
        "dispatch": dispatch_to_plain(to_stamp.dispatch),
        "actor": to_stamp.actor.name,
        "round": [round_.name, round_.deadline.isoformat(), round_.opened.isoformat()],
        "plan": to_stamp.plan_name,
        "sender": to_stamp.sender,
        "language": to_stamp.language,
        "scale": scale_to_plain(to_stamp.scale),
        "has_deadline": to_stamp.has_deadline,
    }
    return b"", json.dumps(plain).encode()


STAMP: Task[WorkbookToStamp, Callable[[], bytes]] = Task(
    here=_fill,
    pack=_pack,
    elsewhere=stamp_workbook,
    unpack=lambda book: partial(bytes, book),
    in_a_fork=lambda to_stamp: _fill(to_stamp)(),
)
"""The result is a function that returns the workbook's bytes, so that packing can overlap with filling in."""

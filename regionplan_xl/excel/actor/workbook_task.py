"""Stamp actors' workbooks as an engine task: in this process, or by a worker that gets JSON."""

import json
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime
from functools import partial

from regionplan_xl.engine.engine import Task
from regionplan_xl.excel.actor.template import render_actor_template
from regionplan_xl.excel.actor.workbook import RoundFacts, fill_actor_workbook, indicator_rows
from regionplan_xl.plan.merging.plain_data import (
    dispatch_from_plain,
    dispatch_to_plain,
    scale_from_plain,
    scale_to_plain,
)
from regionplan_xl.plan.merging.sent_and_returned import Dispatch, Round


@dataclass(frozen=True)
class WorkbookToStamp:
    """Everything that the workbook of the actor called `actor` depends on."""

    dispatch: Dispatch
    actor: str
    facts: RoundFacts


def stamp_workbook(_data: bytes, request: bytes) -> bytes:
    """Return the bytes of the workbook that `request` describes; runs on a worker."""
    plain = json.loads(request)
    name, deadline, opened = plain["round"]
    facts = RoundFacts(
        Round(name, date.fromisoformat(deadline), datetime.fromisoformat(opened)),
        plain["plan"],
        plain["sender"],
        plain["language"],
        scale_from_plain(plain["scale"]),
        plain["has_deadline"],
    )
    return _fill(WorkbookToStamp(dispatch_from_plain(plain["dispatch"]), plain["actor"], facts))()


def _fill(to_stamp: WorkbookToStamp) -> Callable[[], bytes]:
    """Fill in the workbook, and return the function that packs it."""
    dispatch, facts = to_stamp.dispatch, to_stamp.facts
    template = render_actor_template(facts.language, facts.scale, len(indicator_rows(dispatch.rows)))
    return fill_actor_workbook(template, dispatch, to_stamp.actor, facts).pack


def _pack(to_stamp: WorkbookToStamp) -> tuple[bytes, bytes]:
    facts, round_ = to_stamp.facts, to_stamp.facts.round
    plain = {
        "dispatch": dispatch_to_plain(to_stamp.dispatch),
        "actor": to_stamp.actor,
        "round": [round_.name, round_.deadline.isoformat(), round_.opened.isoformat()],
        "plan": facts.plan_name,
        "sender": facts.sender,
        "language": facts.language,
        "scale": scale_to_plain(facts.scale),
        "has_deadline": facts.has_deadline,
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

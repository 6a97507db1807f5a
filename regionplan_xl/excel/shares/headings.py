"""Headings and columns of Delstatus: a status per member, and three details per member to the right."""

from collections.abc import Iterable

from regionplan_xl.excel.common.columns import COMMENT, EXPECTED, PROGRESS
from regionplan_xl.excel.common.display import field_heading
from regionplan_xl.plan.model import Actor, Field
from regionplan_xl.text import Translate

DETAILS = (PROGRESS, COMMENT, EXPECTED)
NOT_THEIRS = "–"
"""The text in the cell of a body that does not share the measure."""


def share_heading(member: str, field: str, translate: Translate) -> str:
    """Return the heading of a member's field: «Gol kommune» for its status, «Gol kommune: Kommentar»."""
    return member if field == Field.STATUS else f"{member}: {field_heading(field, translate)}"


def in_register_order(names: Iterable[str], actors: Iterable[Actor]) -> list[str]:
    """Return the distinct names in the order of the register, with names not in it last."""
    present = dict.fromkeys(names)
    known = [actor.name for actor in actors if actor.name in present]
    return known + [name for name in present if name not in set(known)]

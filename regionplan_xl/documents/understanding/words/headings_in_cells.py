"""Headings and statuses in place of bodies: texts that ended up in the wrong column."""

import re
from collections.abc import Iterable
from dataclasses import replace

from regionplan_xl.documents.draft import NONE, DraftMeasure, Value
from regionplan_xl.documents.norway import regions_called
from regionplan_xl.documents.vocabulary.lookup import field_of, may_be_body, status_key
from regionplan_xl.text import squeeze

_PARTS = re.compile(r"[,;/\n]")
_OF_BODIES = frozenset(("", "responsible", "involved"))


def without_headings_as_bodies(measures: Iterable[DraftMeasure]) -> list[DraftMeasure]:
    """Return measures without bodies that have the name of another column or a status.

    Such a cell belongs to another row or column. Its text is then listed as left out, like everything that is in no
    field. A municipality is a body whatever else its name may mean («Time»), and so are departments («Planning»).
    """
    return [
        replace(one, responsible=_bodies(one.responsible), involved=_bodies(one.involved)) for one in measures
    ]


def _bodies(value: Value) -> Value:
    parts = map(squeeze, _PARTS.split(value.text))
    return NONE if any(map(_is_heading_or_status, parts)) else value


def _is_heading_or_status(part: str) -> bool:
    if field_of(part) in _OF_BODIES and not status_key(part):
        return False
    return not (part[:1].isupper() and (may_be_body(part) or regions_called(part)))

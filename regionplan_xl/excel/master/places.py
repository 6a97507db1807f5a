"""The place of everything in the master's plan, for problems about it."""

from collections.abc import Iterable, Mapping

from regionplan_xl.errors import Place
from regionplan_xl.excel.common.columns import ACTOR_COLUMNS, MEASURE_COLUMNS, Column
from regionplan_xl.excel.common.master_model import Master, RegisterPlace, RowPlace
from regionplan_xl.excel.master.new_ids import with_ids
from regionplan_xl.plan.model import Plan


def plan_with_places(master: Master, file: str) -> tuple[Plan, dict[str, Place]]:
    """Return the plan, and the places of goals and measures by ID and of actors by name.

    New rows have an ID in this plan so that they have a place; nothing is written. `file` is the master's name.
    """
    plan, given = with_ids(master, master.plan, frozenset())
    rows = {**master.places, **{identity: new.place for new, identity in given}}
    places = {key: Place(sheet=place.sheet, row=place.row, file=file) for key, place in rows.items()}
    if master.actors is not None:
        sheet = master.actors.sheet
        places |= {name: Place(sheet=sheet, row=rows[-1]) for name, rows in master.actors.rows.items()}
    return plan, places


def actor_rows(master: Master) -> Mapping[str, tuple[int, ...]]:
    """Return the rows of each name on Aktørar: one, unless the name is listed twice."""
    return master.actors.rows if master.actors is not None else {}


def headings_in_master(master: Master) -> Mapping[str, Mapping[str, str]]:
    """Return the headings of our columns as the master has them, by sheet and by English heading."""
    rows = [*master.places.values(), *(new.place for new in master.unidentified)]
    found = {
        place.sheet: _own_headings(place, MEASURE_COLUMNS) for place in {p.sheet: p for p in rows}.values()
    }
    if master.actors is not None:
        found[master.actors.sheet] = _own_headings(master.actors, ACTOR_COLUMNS)
    return found


def _own_headings(place: RowPlace | RegisterPlace, columns: Iterable[Column]) -> Mapping[str, str]:
    numbers = {column.heading.template: place.columns.get(column.key, 0) for column in columns}
    return {heading: place.headings[at] for heading, at in numbers.items() if at in place.headings}

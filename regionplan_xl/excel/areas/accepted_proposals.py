"""Accepted proposals as rows of the master: last on the sheet of their area, under a band of their goal."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace

from regionplan_xl.excel.areas.goal_bands import CONTINUED
from regionplan_xl.excel.common.columns import ID, MEASURE, NUMBER, REMARK
from regionplan_xl.excel.common.master_model import Master, RowPlace
from regionplan_xl.locale import Catalog
from regionplan_xl.ooxml import Put, Workbook
from regionplan_xl.ooxml.editing.cell_values import Content
from regionplan_xl.plan.merging.outcome import SettledProposal
from regionplan_xl.plan.model import FocusArea, Goal, Measure, Plan

Rows = list[dict[int, Content | Put]]


def without_unwritable_remarks(master: Master, plan: Plan, judged: Sequence[SettledProposal]) -> Plan:
    """The plan without a remark on a new measure whose sheet has no column for it."""
    new = {one.measure for one in judged if one.measure}
    bare = {p.sheet for p in master.places.values() if REMARK.key not in p.columns}
    if not new or not bare:
        return plan

    unmarked = new & {m.id for area in plan.areas if area.sheet in bare for m in area.measures}
    return plan.map_measures(lambda m: replace(m, remark="") if m.id in unmarked else m)


def accepted_rows(
    workbook: Workbook, master: Master, plan: Plan, judged: Sequence[SettledProposal], translate: Catalog
) -> dict[str, Rows]:
    """The rows to append, by sheet; `plan` holds the new measures."""
    wanted = {one.measure for one in judged if one.measure}
    found: dict[str, Rows] = {}
    last: dict[str, str] = {}
    for area, goal, measure in plan.placed():
        if measure.id not in wanted or area.sheet not in {p.sheet for p in master.places.values()}:
            continue
        columns, rows = _columns(master, area.sheet), found.setdefault(area.sheet, [])
        styles = _Styles(workbook, master, area)
        if last.setdefault(area.sheet, _goal_at_the_end(master, area)) != goal.id:
            rows.append(styles.band(columns, goal, translate))
            last[area.sheet] = goal.id
        rows.append(styles.measure(columns, measure))
    return found


def _columns(master: Master, sheet: str) -> Mapping[str, int]:
    return next(place.columns for place in master.places.values() if place.sheet == sheet)


def _goal_at_the_end(master: Master, area: FocusArea) -> str:
    """The goal that a row added at the end of the sheet would stand under."""
    return max(_rows_of(master, area), default=(0, ""))[1]


def _rows_of(master: Master, area: FocusArea) -> Iterator[tuple[int, str]]:
    own = next((one for one in master.plan.areas if one.sheet == area.sheet), area)
    for goal in own.goals:
        for identity in (goal.id, *(measure.id for measure in goal.measures)):
            if identity in master.places:
                yield master.places[identity].row, goal.id
    # A row without an ID is nobody's here: then a band of the goal's own makes sure.
    yield from ((new.place.row, "") for new in master.unidentified if new.place.sheet == area.sheet)


class _Styles:
    """Rows that look as those of the sheet do."""

    def __init__(self, workbook: Workbook, master: Master, area: FocusArea) -> None:
        own = next((one for one in master.plan.areas if one.sheet == area.sheet), area)
        bands = [master.places[goal.id] for goal in own.goals if goal.id in master.places]
        rows = [master.places[m.id] for m in own.measures if m.id in master.places]
        wanted = {place.row for place in (*bands[:1], *rows[-1:])}
        styles = {
            number: {at: cell.style for at, cell in cells.items()}
            for number, cells in workbook.rows(area.sheet, blanks=True)
            if number in wanted
        }
        self._band = _of(styles, bands[:1])
        self._row = _of(styles, rows[-1:])

    def band(self, columns: Mapping[str, int], goal: Goal, translate: Catalog) -> dict[int, Content | Put]:
        texts = {
            NUMBER.key: goal.number, MEASURE.key: f"{goal.text} {translate(CONTINUED)}".strip(), ID.key: goal.id,
        }  # fmt: skip
        return _styled(columns, texts, self._band)

    def measure(self, columns: Mapping[str, int], measure: Measure) -> dict[int, Content | Put]:
        texts = {
            NUMBER.key: measure.number, MEASURE.key: measure.text, REMARK.key: measure.remark, ID.key: measure.id,
        }  # fmt: skip
        return _styled(columns, texts, self._row)


def _of(styles: Mapping[int, Mapping[int, int]], places: Sequence[RowPlace]) -> Mapping[int, int]:
    return styles.get(places[0].row, {}) if places else {}


def _styled(
    columns: Mapping[str, int], texts: Mapping[str, str], styles: Mapping[int, int]
) -> dict[int, Content | Put]:
    by_column = {columns[key]: text for key, text in texts.items() if key in columns and text}
    ours = {*by_column, *(at for at in columns.values() if at in styles)}
    return {at: Put(by_column.get(at), styles.get(at)) for at in sorted(ours)}

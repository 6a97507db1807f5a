"""Write accepted proposals as rows of the master: under their goal, otherwise at the end of the sheet under a band."""

from collections.abc import Mapping, Sequence
from dataclasses import replace

from regionplan_xl.excel.areas.goal_bands import CONTINUED
from regionplan_xl.excel.common.columns import ID, MEASURE, NUMBER, REMARK, RESPONSIBLE, Column
from regionplan_xl.excel.common.master_model import Master, RowPlace
from regionplan_xl.excel.common.row_height import height
from regionplan_xl.excel.common.workbook_update import AppendedRow, WorkbookUpdate
from regionplan_xl.locale import Catalog
from regionplan_xl.ooxml import Put, Workbook
from regionplan_xl.ooxml.inserting.placement import ListHead
from regionplan_xl.plan.merging.outcome import SettledProposal
from regionplan_xl.plan.model import FocusArea, Plan

Styles = Mapping[int, int]
"""The style of each cell of a row, by column."""


def without_unwritable_remarks(master: Master, plan: Plan, judged: Sequence[SettledProposal]) -> Plan:
    """Return the plan without the remarks of new measures on sheets that have no column for them."""
    new = {one.measure for one in judged if one.measure}
    bare = {p.sheet for p in master.places.values() if REMARK.key not in p.columns}
    if not new or not bare:
        return plan

    unmarked = new & {m.id for area in plan.areas if area.sheet in bare for m in area.measures}
    return plan.map_measures(lambda m: replace(m, remark="") if m.id in unmarked else m)


def append_accepted(
    update: WorkbookUpdate,
    master: Master,
    plan: Plan,
    settled: Sequence[SettledProposal],
    rows: Mapping[str, RowPlace],
    translate: Catalog,
) -> None:
    """Write the measures of `plan` that come from accepted proposals.

    They go in `rows`, by measure; those without a row go at the end of the sheet, under a band for their goal.
    """
    wanted = {one.measure for one in settled if one.measure}
    columns_of = {place.sheet: place.columns for place in master.places.values()}
    for area in plan.areas:
        new = [(goal, measure) for goal in area.goals for measure in goal.measures if measure.id in wanted]
        if not new or area.sheet not in columns_of:
            continue
        columns, sheet = columns_of[area.sheet], update.sheets[area.sheet]
        append = sheet.append
        headers = [place.header for place in master.places.values() if place.sheet == area.sheet]
        sheet.head = ListHead(max(headers), tuple(columns.values()), columns.get(ID.key, 0))
        wide = update.workbook.widths(area.sheet)
        own = next((one for one in master.plan.areas if one.sheet == area.sheet), area)
        band_styles, row_styles = _styles(update.workbook, master, own)
        last = _last_goal(master, own)
        for goal, measure in new:
            texts = {
                NUMBER: measure.number, MEASURE: measure.text, RESPONSIBLE: ", ".join(measure.responsible),
                REMARK: measure.remark, ID: measure.id,
            }  # fmt: skip
            if measure.id in rows:
                row = rows[measure.id].row
                sheet.cells |= {(row, at): new for at, new in _row(columns, row_styles, texts).items()}
                cells = [(text, columns.get(column.key, 0)) for column, text in texts.items()]
                sheet.heights[row] = height((text, wide[at]) for text, at in cells if wide.get(at))
                continue
            if goal.id != last:
                text = f"{goal.text} {translate(CONTINUED)}".strip()
                append.append(_row(columns, band_styles, {NUMBER: goal.number, MEASURE: text, ID: goal.id}))
                last = goal.id
            append.append(_row(columns, row_styles, texts))


def _last_goal(master: Master, area: FocusArea) -> str:
    """Return the goal of the last row of the sheet; "" if that row has no ID, because its goal is then uncertain."""
    rows = [
        (master.places[identity].row, goal.id)
        for goal in area.goals
        for identity in (goal.id, *(measure.id for measure in goal.measures))
        if identity in master.places
    ]
    rows += [(new.place.row, "") for new in master.unidentified if new.place.sheet == area.sheet]
    return max(rows, default=(0, ""))[1]


def _styles(workbook: Workbook, master: Master, area: FocusArea) -> tuple[Styles, Styles]:
    """Return the cell styles by column of the first band and of the last measure of the sheet."""
    bands = [master.places[goal.id].row for goal in area.goals if goal.id in master.places]
    rows = [master.places[m.id].row for m in area.measures if m.id in master.places]
    wanted = {*bands[:1], *rows[-1:]}
    styles: dict[int, Styles] = {
        number: {at: cell.style for at, cell in cells.items()}
        for number, cells in workbook.rows(area.sheet, blanks=True)
        if number in wanted
    }
    return styles.get(bands[0], {}) if bands else {}, styles.get(rows[-1], {}) if rows else {}


def _row(columns: Mapping[str, int], styles: Styles, texts: Mapping[Column, str]) -> AppendedRow:
    contents = {columns[column.key]: text for column, text in texts.items() if column.key in columns and text}
    ours = {*contents, *(at for at in columns.values() if at in styles)}
    return {at: Put(contents.get(at), styles.get(at)) for at in sorted(ours)}

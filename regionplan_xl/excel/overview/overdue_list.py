"""The list «Forfalne tiltak» on Oversikt: overdue measures, written at first and updated by merges."""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import astuple, dataclass, replace
from datetime import date
from textwrap import shorten
from typing import Any

from regionplan_xl.excel.areas.count_formula import area_column
from regionplan_xl.excel.common.cells import cell_at, write_text
from regionplan_xl.excel.common.columns import ID, MEASURE, NUMBER, OVERVIEW, RESPONSIBLE, TIMEFRAME, Column
from regionplan_xl.excel.common.sheet_builder import MasterBuilder
from regionplan_xl.excel.common.sheet_names import quoted_sheet_name
from regionplan_xl.excel.common.workbook_update import RowColumn, SheetRows
from regionplan_xl.excel.overview import blocks
from regionplan_xl.excel.overview.layout import LINE, NAME, OverviewColumns
from regionplan_xl.excel.overview.printing import with_printed
from regionplan_xl.locale import catalog, every_wording
from regionplan_xl.ooxml import Cell
from regionplan_xl.ooxml.common.references import cell_name
from regionplan_xl.ooxml.editing.cell_values import Formula, Put
from regionplan_xl.plan.counts import due_later
from regionplan_xl.plan.model import FocusArea, Plan
from regionplan_xl.plan.overdue import measures_due_this_year, overdue_measures
from regionplan_xl.text import Phrase, counted, phrase, sentences

HEADING = phrase("Overdue measures")
NOTE_CELL = "OverdueNote"
"""The defined name of the line next to the heading."""
_NOTHING_OVERDUE = phrase("Nothing is overdue.")
_MORE = phrase("… and {count} more; filter the area sheets on the timeframe to see them all.")
_GO_TO = phrase("Go to")
_LINK_TARGET = Column("link_target", ID.heading, 0)
# Earlier versions wrote the row's address instead of its ID.
_ADDRESS = Column("link_target", phrase("Place"), 0)
_COLUMNS = (NUMBER, MEASURE, TIMEFRAME, RESPONSIBLE)
"""The columns of an `OverdueRow` in order, before the link target."""

# Nobody reads a longer list on a page meant to be read in ten seconds.
_LONGEST_LIST = 200
# Rows that a merge can fill. They have no links, which would print on otherwise empty pages.
_SPARE_ROWS = 40
_LETTERS_PER_UNIT = 1.1  # a column's width counts digits, and running text is slightly narrower
_DEFAULT_WIDTH = 8.43  # characters; Excel's default column width

MeasureRows = Mapping[str, tuple[str, int]]
"""The sheet and row (from 1) of each measure, by ID."""


@dataclass(frozen=True)
class OverdueRow:
    """A line of the list. `link_target` is the measure's ID."""

    number: str
    text: str
    timeframe: str
    responsible: str
    link_target: str


def overdue_note(plan: Plan, today: date, printed: int | None = None) -> Phrase:
    """Return the line next to the heading: how many measures are overdue, and how many are due later this year.

    `printed`: how many lines of the list are printed; None if all.
    """
    return with_printed(_counted_note(plan, today), list(overdue_measures(plan, today)), printed)


def _counted_note(plan: Plan, today: date) -> Phrase:
    count, due = (sum(1 for _ in found(plan, today)) for found in (overdue_measures, measures_due_this_year))
    late = counted("{count} overdue measure", "{count} measures, the longest overdue first", count=count)
    if not due:
        return late if count else _NOTHING_OVERDUE
    return (
        Phrase("{late}  ·  {due}", (("late", late), ("due", due_later(due, today))))
        if count
        else sentences(_NOTHING_OVERDUE, due_later(due, today))
    )


def overdue_rows(plan: Plan, today: date, *, text_width: float, names_width: float) -> list[OverdueRow]:
    """Return the overdue measures, the longest overdue first, one line each.

    Text and names are shortened with «…» to their widths (in characters). The list has at most `_LONGEST_LIST`
    measures, followed by a line with the number left out.
    """
    late = sorted(overdue_measures(plan, today), key=lambda placed: placed[2].timeframe.end or today)
    rows = []
    for _, _, measure in late[:_LONGEST_LIST]:
        text = _on_one_line(measure.text, text_width)
        names = _on_one_line(", ".join(measure.responsible), names_width)
        rows.append(OverdueRow(measure.number, text, measure.timeframe.written, names, measure.id))
    if more := len(late) - len(rows):
        text = catalog(plan.language)(_MORE.with_values(count=more))
        rows.append(OverdueRow("", text, "", "", ""))
    return rows


def _on_one_line(text: str, width: float) -> str:
    return shorten(text, max(round(width * _LETTERS_PER_UNIT), 12), placeholder=" …")


def _address(places: MeasureRows, identity: str) -> str:
    """Return the address of a measure's row: `'Kultur'!A12`; "" if it has none."""
    sheet, row = places.get(identity, ("", 0))
    return f"{quoted_sheet_name(sheet)}!A{row}" if row else ""


def write_overdue_list(
    builder: MasterBuilder, sheet: Any, at: OverviewColumns, row: int, today: date, last_printed: int
) -> None:
    """Write the list from `row` on; rows up to `last_printed` are printed."""
    formats, translate = builder.formats, builder.translate
    rows = overdue_rows(
        builder.plan, today,
        text_width=at.total_width(range(NAME, at.timeframe)),
        names_width=at.total_width(range(at.responsible, at.overdue)),
    )  # fmt: skip
    note = overdue_note(builder.plan, today, last_printed - row - 1)
    write_text(sheet, row, 0, translate(HEADING), formats["heading"])
    write_text(sheet, row, at.timeframe - 2, translate(note), formats["hint"])
    builder.name_cell(NOTE_CELL, translate(OVERVIEW), row, at.timeframe - 2)
    sheet.set_row(row, LINE)
    headings = {
        0: NUMBER.heading, NAME: MEASURE.heading, at.timeframe: TIMEFRAME.heading,
        at.responsible: RESPONSIBLE.heading, at.overdue: _GO_TO, at.link_target: _LINK_TARGET.heading,
    }  # fmt: skip
    row += 1
    sheet.set_row(row, LINE)
    for column in (*range(at.overdue + 1), at.link_target):
        style = formats.variant("header", align="center") if column == at.overdue else formats["header"]
        write_text(sheet, row, column, translate(headings[column]) if column in headings else "", style)
    builder.mark_headings(translate(OVERVIEW), 3, (row, 0), (row + blocks.RULED_ROWS, at.overdue))
    row += 1
    for line in range(row, row + max(len(rows), 1) + _SPARE_ROWS):
        sheet.set_row(line, LINE)
    _write_links(builder, sheet, at, row, rows)
    columns = (0, NAME, at.timeframe, at.responsible, at.link_target)
    for line, late in enumerate(rows, start=row):
        for column, text in zip(columns, astuple(late), strict=True):
            if text:
                write_text(sheet, line, column, text, formats["line"])
    end = (row + blocks.RULED_ROWS, at.overdue)
    builder.rule_rows(sheet, (row, 0), end, f"$A{row + 1}&$B{row + 1}")


def _write_links(
    builder: MasterBuilder, sheet: Any, at: OverviewColumns, row: int, rows: Sequence[OverdueRow]
) -> None:
    """Write a link per line, at least one; each takes its destination from the target cell."""
    word = builder.translate(_GO_TO)
    quoted_word = word.replace('"', '""')
    targets = [late.link_target for late in rows] or [""]
    for line, target in enumerate(targets, start=row):
        cell = cell_at(line, at.link_target)
        address = ""
        for area in reversed(builder.plan.areas):
            found = _address_formula(area, cell)
            address = f"IFERROR({found},{address})" if address else found
        target_formula = f'"#"&{address}' if address else '"#"'
        formula = f'=IF({cell}="","",HYPERLINK({target_formula},"{quoted_word}"))'
        sheet.write_formula(line, at.overdue, formula, builder.formats["line_link"], word if target else "")


def _address_formula(area: FocusArea, cell: str) -> str:
    """Return the formula for the address of the measure on an area sheet whose ID is in `cell`."""
    number, identity = area_column(area, NUMBER.key), area_column(area, ID.key)
    return f'CELL("address",INDEX({number},MATCH({cell},{identity},0)))'


def update_overdue_list(
    rows: SheetRows, widths: Mapping[int, float], plan: Plan, today: date, places: MeasureRows
) -> blocks.RewrittenList | None:
    """Return the list, found by its heading, or None; `widths` are those of the sheet's columns."""
    heading = next(
        (n for n in sorted(rows) if any(blocks.has_heading(c, HEADING) for c in rows[n].values())), None
    )
    if heading is None:
        return None
    found = (
        blocks.find_header(rows, (*_COLUMNS, target), after=heading) for target in (_LINK_TARGET, _ADDRESS)
    )
    by_id, by_address = ((one if one and one[0] <= heading + 3 else None) for one in found)
    header = by_id or by_address
    if header is None:
        return None
    row, columns = header

    def width_to_next_heading(column: int) -> float:
        others = [at for at, cell in rows[row].items() if at > column and cell.value not in (None, "")]
        return sum(widths.get(at, _DEFAULT_WIDTH) for at in range(column, min(others, default=column + 1)))

    late = overdue_rows(
        plan, today,
        text_width=width_to_next_heading(columns[MEASURE.key]),
        names_width=width_to_next_heading(columns[RESPONSIBLE.key]),
    )  # fmt: skip
    if by_id is None:
        late = [replace(one, link_target=_address(places, one.link_target)) for one in late]
    new = blocks.replace_rows(_old_list(rows, row, columns), [astuple(one) for one in late])
    linked = sum(bool(one.link_target) for one in late[: len(late) - new.missing])
    word = catalog(plan.language)(_GO_TO)
    return replace(
        new,
        cells={
            **dict(blocks.without_hint(rows, (heading,) if late else (), _NOTHING_OVERDUE)),
            **new.cells,
            **dict(_further_links(rows, row, columns[_LINK_TARGET.key], linked, word)),
        },
    )


def _old_list(rows: SheetRows, header: int, columns: Mapping[str, int]) -> blocks.OldList:
    shown = [columns[column.key] for column in _COLUMNS]
    number, text, timeframe, responsible = shown
    target, links = columns[_LINK_TARGET.key], _links_column(rows, header)
    more = [re.escape(one).replace(r"\{count\}", r"\S+") for one in every_wording(_MORE)]
    is_more = re.compile("|".join(more)).fullmatch

    def written(cells: Mapping[int, Cell], at: int) -> str:
        cell = cells.get(at)
        return "" if cell is None or cell.value is None else str(cell.value)

    def identity_in(cells: Mapping[int, Cell]) -> str:
        if written(cells, text) and written(cells, timeframe) and written(cells, target):
            return written(cells, target)
        alone = not any(written(cells, at) for at in (number, timeframe, responsible, target))
        return written(cells, text) if alone and is_more(written(cells, text)) else ""

    block = frozenset(range(min(shown), max(*shown, links) + 1))
    own = blocks.own_rows(rows, header + 1, (*shown, target), identity_in)
    return blocks.OldList(rows, header + 1, (*shown, target), block, own)


def _links_column(rows: SheetRows, header: int) -> int:
    """Return the column of the links; 0 if there is none."""
    return next((at for at, cell in rows[header].items() if blocks.has_heading(cell, _GO_TO)), 0)


def _further_links(
    rows: SheetRows, header: int, target: int, count: int, word: str
) -> Iterator[tuple[RowColumn, Put]]:
    """Yield a link for each of the first `count` lines with an empty link cell, like that of the first line.

    Links of later lines are emptied, because a formula that shows nothing would still print an empty page.
    """
    column = _links_column(rows, header)
    model = rows.get(header + 1, {}).get(column)
    if model is None or not model.formula:
        return
    own = re.compile(rf"(?<![\w'$!]){cell_name(header + 1, target)}(?![\w'!(])")
    pieces = own.split(model.formula)
    for row in range(header + 2, max(header + 1 + count, max(rows) + 1)):
        cell = rows.get(row, {}).get(column)
        formula = cell_name(row, target).join(pieces)
        if row > header + count:
            if cell is not None and cell.formula == formula:
                yield (row, column), Put(None, over=formula)
        elif cell is None or (cell.formula is None and cell.value in (None, "")):
            yield (row, column), Put(Formula(formula, word), model.style)

"""Read a master again after a change: only the measures in changed rows, if nothing else of the plan changed."""

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import replace
from functools import cache
from io import BytesIO

from regionplan_xl.excel.areas.read import AreaReader
from regionplan_xl.excel.common.columns import OVER_TIME
from regionplan_xl.excel.common.master_model import Master, RowPlace
from regionplan_xl.excel.parsing.headed_sheet import Cells, HeadedRow, HeadedSheet
from regionplan_xl.excel.parsing.master_report_cells import ReportReader
from regionplan_xl.locale import every_wording
from regionplan_xl.ooxml.common.references import LAST_ROW
from regionplan_xl.ooxml.package.xml_part import XmlPart
from regionplan_xl.ooxml.reading.sheets import SheetInfo
from regionplan_xl.ooxml.reading.workbook import Workbook
from regionplan_xl.ooxml.scanning.changed_rows import ChangedRows, changed_rows
from regionplan_xl.ooxml.scanning.ordinary_rows import scan_ordinary_rows
from regionplan_xl.plan.actors import Register
from regionplan_xl.plan.merging.last_texts import LastTexts
from regionplan_xl.plan.model import Measure, Plan
from regionplan_xl.text import normalise

# These change with new list rows and figures; none holds any of the plan.
_NO_PLAN = (".table+xml", ".chart+xml", ".calcchain+xml")


def read_again(old: bytes, new: bytes, master: Master, last: LastTexts) -> Master | None:
    """Return the master `new`, reading only the differences from `old`, whose content is `master`.

    Returns None if more than rows of measures and of our lists differs; then everything must be read. `last` is as in
    `read_master`. Raises `Rejected` if a part that differs is broken.
    """
    before, after = Workbook.opened(old), Workbook.opened(new)
    parts = _differing_parts(before, after, master)
    if parts is None or before.sheets != after.sheets or before.date1904 != after.date1904:
        return None
    reading = _Reading(master, after, last)
    for sheet in after.sheets:
        if sheet.part in parts:
            rows = changed_rows(*(XmlPart.of(book.package, sheet.part).read() for book in (before, after)))
            if rows is None or not reading.read(sheet, rows):
                return None
    plan = master.plan.map_measures(lambda measure: reading.measures.get(measure.id, measure))
    values = reading.values
    return replace(
        master, plan=plan, unparsed=values.unparsed, reworded=values.reworded, spaced=values.spaced
    )


def _differing_parts(before: Workbook, after: Workbook, master: Master) -> set[str] | None:
    """Return the parts that differ; None if parts were added or removed, or if one that affects all cells differs."""
    old, new = before.package, after.package
    if old.names != new.names:
        return None
    areas = {place.sheet for place in master.places.values()}
    tables = {table.part for name in areas for table in before.tables(name)}
    parts = {name for name in new.names if old.packed(name) != new.packed(name)} - {new.workbook_part}
    for name in parts - {sheet.part for sheet in after.sheets}:
        if name in tables or not new.content_type(name).endswith(_NO_PLAN):
            return None
        new.parse(name)  # check that it is well-formed
    return parts


class _Reading:
    """Reads the rows that differ, sheet by sheet; `measures` are the measures in them, by ID."""

    def __init__(self, master: Master, workbook: Workbook, last: LastTexts) -> None:
        self.measures: dict[str, Measure] = {}
        self.values = ReportReader(master.plan.scale, master.plan.language, last)
        self._workbook = workbook
        self._names = cache(Register(master.plan.actors).split_names)
        lists = (master.conflicts, master.proposals, master.remarks, master.log)
        self._headers = {place.sheet: place.header for place in lists if place is not None}
        self._figures = {normalise(word) for word in every_wording(OVER_TIME)} | {normalise(master.overview)}
        self._places: dict[str, dict[int, tuple[str, RowPlace]]] = defaultdict(dict)
        for identity, place in master.places.items():
            self._places[place.sheet][place.row] = identity, place
        self._measures = {measure.id: measure for measure in master.plan.measures}
        self._reader: AreaReader | None = None
        self._numbers = dict(_numbers_before(master.plan))

    def read(self, sheet: SheetInfo, changed: ChangedRows) -> bool:
        """Read the changed rows of a sheet; return False if they are not rows that a merge writes."""
        if sheet.name in self._places:
            rows = list(self._workbook.rows_in(sheet, changed.sheet))
            as_they_were = changed.same_around and len(rows) == len(changed.numbers)
            return as_they_were and all(self._read_measure(sheet.name, *row) for row in rows)
        if scan_ordinary_rows(BytesIO(changed.sheet), sheet.part, [], LAST_ROW) is None:
            list(self._workbook.rows_in(sheet, changed.sheet))  # raises `Rejected` if it is not well-formed
        if sheet.name in self._headers:
            return all(number > self._headers[sheet.name] for number in changed.numbers)
        return normalise(sheet.name) in self._figures

    def _read_measure(self, sheet: str, number: int, cells: Cells) -> bool:
        identity, place = self._places[sheet].get(number, ("", None))
        if place is None:
            return False
        if self._reader is None or self._reader.sheet.name != sheet:
            headed = HeadedSheet(self._workbook, sheet, place.header, place.columns, place.headings)
            self._reader = AreaReader(headed, self.values, self._names, {}, {})
        row = HeadedRow(number, cells, self._reader.sheet)
        measure = self._reader.read_measure(row, self._numbers.get(identity, ""))
        was = self._measures.get(identity)
        if measure is None or was is None or measure.id != identity:
            return False
        # Shares are found by ID, otherwise by number and text; their own sheet is unchanged.
        if was.shares and (was.number, was.text) != (measure.number, measure.text):
            return False
        self.measures[identity] = replace(measure, shares=was.shares)
        return True


def _numbers_before(plan: Plan) -> Iterator[tuple[str, str]]:
    """Yield the ID of each measure with the last number before it on its sheet."""
    for area in plan.areas:
        number = area.number
        for measure in area.measures:
            yield measure.id, number
            number = measure.number or number

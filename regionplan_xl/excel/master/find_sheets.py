"""Find the sheets of a master by name and headings, however people have renamed and moved them."""

from collections.abc import Sequence
from dataclasses import dataclass, field

from regionplan_xl.errors import Place, Problem
from regionplan_xl.excel.common import columns
from regionplan_xl.excel.common.columns import Column
from regionplan_xl.excel.common.sheet_names import SPECIAL
from regionplan_xl.excel.master.removed_parts import holds_measures, missing_columns, unrecognised_measures
from regionplan_xl.excel.parsing.headed_sheet import HeadedSheet, SheetTop
from regionplan_xl.locale import every_wording
from regionplan_xl.ooxml.reading.workbook import Workbook
from regionplan_xl.text import Phrase, normalise, phrase


@dataclass(frozen=True)
class _List:
    """A list sheet: its columns, and the headings that identify it.

    `named` are required on a sheet with the list's own name, `unnamed` on a sheet with another name.
    """

    name: Phrase
    columns: Sequence[Column]
    named: tuple[str, ...]
    unnamed: tuple[str, ...]


_LISTS = {
    "shares": _List(columns.SHARES, columns.SHARE_COLUMNS, ("text",), ("text", "answered", "id")),
    "actors": _List(columns.ACTORS, columns.ACTOR_COLUMNS, ("name",), ("name", "kind", "members")),
    "indicators": _List(
        columns.INDICATORS, columns.INDICATOR_COLUMNS, ("name",), ("name", "baseline", "target")
    ),
    "conflicts": _List(
        columns.CONFLICTS, columns.CONFLICT_COLUMNS, ("decision",), ("answer", "now", "decision")
    ),
    "proposals": _List(
        columns.PROPOSALS, columns.PROPOSAL_COLUMNS, ("decision",), ("what", "under", "decision")
    ),
    "remarks": _List(
        columns.REMARKS, columns.REMARK_COLUMNS, ("read", "written"), ("read", "written", "where")
    ),
    "carry_over": _List(
        columns.CARRY_OVER,
        columns.CARRY_OVER_COLUMNS,
        ("decision", "former"),
        ("decision", "certainty", "former"),
    ),
    "log": _List(columns.LOG, columns.LOG_COLUMNS, ("when",), ("when", "before", "after")),
}
_AREA = (("number", "text", "responsible"), ("number", "text", "status"), ("text", "responsible", "status"))


@dataclass
class FoundSheets:
    """The sheets of a master by their use."""

    areas: list[HeadedSheet] = field(default_factory=list)
    lists: dict[str, HeadedSheet] = field(default_factory=dict)
    overview: str = ""
    trend: str = ""
    problems: list[Problem] = field(default_factory=list)

    def names(self) -> list[str]:
        """Return the names of the sheets found."""
        sheets = [*self.areas, *self.lists.values()]
        named = [name for name in (self.overview, self.trend) if name]
        return list(dict.fromkeys([*named, *(sheet.name for sheet in sheets)]))


def find_sheets(workbook: Workbook) -> FoundSheets:
    """Find sheets by their own names first, then lists and areas by headings; ignore the rest."""
    found = FoundSheets()
    special = {normalise(word): title for title in SPECIAL for word in every_wording(title)}
    over_time = {normalise(word) for word in every_wording(columns.OVER_TIME)}
    unnamed: list[SheetTop] = []
    for name in (info.name for info in workbook.sheets if info.kind == "worksheet"):
        title = special.get(normalise(name))
        if normalise(name) in over_time:
            found.trend = name
        if title == columns.OVERVIEW:
            found.overview = found.overview or name
            continue
        top = SheetTop.read(workbook, name)
        if title is None or title == columns.MEASURES or not _take_named(found, top, title):
            unnamed.append(top)
    for top in unnamed:
        if not _take_list(found, top):
            area = top.find(columns.MEASURE_COLUMNS, *_AREA)
            if area is not None or holds_measures(top):
                area = top.find(columns.MEASURE_COLUMNS, *_AREA, inexact=True)
            if area is not None:
                found.areas.append(area)
                found.problems += missing_columns(area)
            else:
                found.problems += unrecognised_measures(top)
    if not found.areas:
        fix = phrase(
            "A sheet with measures needs the headings «{number}», «{measure}» and «{responsible}» or «{status}».",
            number=columns.NUMBER.heading,
            measure=columns.MEASURE.heading,
            responsible=columns.RESPONSIBLE.heading,
            status=columns.STATUS.heading,
        )
        found.problems.append(Problem(Place(), phrase("No sheet holds measures."), fix))
    return found


def _take_named(found: FoundSheets, top: SheetTop, title: Phrase) -> bool:
    """Take a sheet with a list's own name; return False if it is the secretariat's own."""
    for key, known in _LISTS.items():
        if known.name != title:
            continue
        sheet = top.find(known.columns, known.named)
        if sheet is not None:
            found.lists.setdefault(key, sheet)
        elif title == columns.REMARKS:
            return False  # many people keep their own notes under this name
        else:
            what = phrase("The sheet has no header row that can be recognised, so it is not read.")
            fix = phrase("Put the headings back; they may be in any of the first 20 rows.")
            found.problems.append(Problem(Place(top.name), what, fix))
    return True


def _take_list(found: FoundSheets, top: SheetTop) -> bool:
    for key, known in _LISTS.items():
        sheet = top.find(known.columns, known.unnamed)
        if sheet is not None:
            found.lists.setdefault(key, sheet)
            return True
    return False

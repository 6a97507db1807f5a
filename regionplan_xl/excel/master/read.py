"""The master read as the secretariat has left it: the plan in it, where everything stands, what is odd."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from functools import cache

from regionplan_xl.errors import Place, Problem
from regionplan_xl.excel.areas.read import AreaRead, AreaReading, likely_copy
from regionplan_xl.excel.common import columns as layout
from regionplan_xl.excel.common.columns import Column
from regionplan_xl.excel.common.master_model import Master, RowPlace
from regionplan_xl.excel.common.sheet_names import SPECIAL
from regionplan_xl.excel.lists.actors import read_actors
from regionplan_xl.excel.lists.conflicts import read_decisions
from regionplan_xl.excel.lists.indicators import read_indicators
from regionplan_xl.excel.lists.log import read_log
from regionplan_xl.excel.lists.proposals import read_proposals
from regionplan_xl.excel.master.missing_parts import (
    holds_measures,
    missing_columns,
    missing_sheets,
    unrecognised_measures,
)
from regionplan_xl.excel.overview.uncounted_statuses import uncounted_statuses
from regionplan_xl.excel.parsing.headed_sheet import HeadedSheet, SheetTop
from regionplan_xl.excel.parsing.master_report_cells import ReportReader
from regionplan_xl.excel.shares.read import read_shares
from regionplan_xl.files import fingerprint
from regionplan_xl.locale import every_wording
from regionplan_xl.ooxml.reading.workbook import Workbook
from regionplan_xl.plan.actors import Register
from regionplan_xl.plan.model import Plan
from regionplan_xl.plan.status import Scale
from regionplan_xl.text import Phrase, fold, phrase

_LISTS: tuple[tuple[str, Phrase, Sequence[Column], tuple[str, ...]], ...] = (
    # What tells each list from the others when its sheet has been given another name.
    ("shares", layout.SHARES, layout.SHARE_COLUMNS, ("text", "answered", "id")),
    ("actors", layout.ACTORS, layout.ACTOR_COLUMNS, ("name", "kind", "members")),
    ("indicators", layout.INDICATORS, layout.INDICATOR_COLUMNS, ("name", "baseline", "target")),
    ("conflicts", layout.CONFLICTS, layout.CONFLICT_COLUMNS, ("answer", "now", "decision")),
    ("proposals", layout.PROPOSALS, layout.PROPOSAL_COLUMNS, ("what", "under", "decision")),
    ("log", layout.LOG, layout.LOG_COLUMNS, ("when", "before", "after")),
)
# Of a sheet that bears the list's own name, less is asked.
_LEAST = {
    "shares": ("text",),
    "actors": ("name",),
    "indicators": ("name",),
    "conflicts": ("decision",),
    "proposals": ("decision",),
    "log": ("when",),
}
_AREA = (("number", "text", "responsible"), ("number", "text", "status"), ("text", "responsible", "status"))


def read_master(source: bytes, *, scale: Scale, name: str, language: str) -> Master:
    """The plan called `name` that the workbook holds. Raises `Rejected` where it cannot be opened safely."""
    workbook = Workbook.open(source)
    sheets = _find_sheets(workbook)
    problems = list(sheets.problems)
    problems += missing_sheets({*sheets.lists, *(["overview"] if sheets.overview else [])})
    if sheets.overview:
        problems += uncounted_statuses(workbook, sheets.overview, scale, language)
    actors, actors_place = (
        read_actors(sheets.lists["actors"], problems) if "actors" in sheets.lists else ((), None)
    )
    register = Register(actors)
    values = ReportReader(scale)

    reads, told = _read_areas(sheets.areas, register, values)
    areas = [read.area for read in reads]
    problems += told

    shares = None
    if "shares" in sheets.lists:
        areas, shares = read_shares(sheets.lists["shares"], areas, register, values, problems)
    indicators, indicators_place = (
        read_indicators(sheets.lists["indicators"]) if "indicators" in sheets.lists else ((), None)
    )
    decisions, conflicts = (
        read_decisions(sheets.lists["conflicts"], scale, problems)
        if "conflicts" in sheets.lists
        else ((), None)
    )
    judged, proposals = (
        read_proposals(sheets.lists["proposals"], problems) if "proposals" in sheets.lists else ((), None)
    )
    return Master(
        plan=Plan(name, tuple(areas), actors, indicators, scale, language),
        fingerprint=fingerprint(source),
        places={identity: place for read in reads for identity, place in read.places.items()},
        unidentified=tuple(new for read in reads for new in read.new),
        overview=sheets.overview,
        shares=shares,
        actors=actors_place,
        indicators=indicators_place,
        conflicts=conflicts,
        proposals=proposals,
        log=read_log(sheets.lists["log"]) if "log" in sheets.lists else None,
        decisions=decisions,
        proposal_decisions=judged,
        problems=(*problems, *values.problems),
        unread=values.unparsed,
    )


@dataclass
class _Sheets:
    """Which sheet is what."""

    areas: list[HeadedSheet] = field(default_factory=list)
    lists: dict[str, HeadedSheet] = field(default_factory=dict)
    overview: str = ""
    problems: list[Problem] = field(default_factory=list)


def _find_sheets(workbook: Workbook) -> _Sheets:
    """Sheets by their own names first, then lists and areas by their headings; the rest is left alone."""
    found = _Sheets()
    special = {fold(word): title for title in SPECIAL for word in every_wording(title)}
    unnamed: list[SheetTop] = []
    for name in (info.name for info in workbook.sheets if info.kind == "worksheet"):
        title = special.get(fold(name))
        if title == layout.OVERVIEW:
            found.overview = found.overview or name
        elif title is None or title == layout.MEASURES:
            unnamed.append(SheetTop.read(workbook, name))
        else:
            _take_named(found, SheetTop.read(workbook, name), title)
    for top in unnamed:
        if not _take_list(found, top):
            area = top.find(layout.MEASURE_COLUMNS, *_AREA)
            if area is not None or holds_measures(top):
                area = top.find(layout.MEASURE_COLUMNS, *_AREA, inexact=True)
            if area is not None:
                found.areas.append(area)
                found.problems += missing_columns(area)
            else:
                found.problems += unrecognised_measures(top)
    if not found.areas:
        found.problems.append(
            Problem(
                Place(),
                phrase("No sheet holds measures."),
                phrase(
                    "A sheet with measures needs the headings «No.», «Measure» and «Responsible» or «Status»."
                ),
            )
        )
    return found


def _take_named(found: _Sheets, top: SheetTop, title: Phrase) -> None:
    for key, own, columns, _ in _LISTS:
        if own != title:
            continue
        sheet = top.find(columns, _LEAST[key])
        if sheet is not None:
            found.lists.setdefault(key, sheet)
        else:
            what = phrase("The sheet has no header row that can be recognised, so it is not read.")
            fix = phrase("Put the headings back; they may stand in any of the first 20 rows.")
            found.problems.append(Problem(Place(top.name), what, fix))


def _take_list(found: _Sheets, top: SheetTop) -> bool:
    for key, _, columns, needed in _LISTS:
        sheet = top.find(columns, needed)
        if sheet is not None:
            found.lists.setdefault(key, sheet)
            return True
    return False


def _read_areas(
    sheets: list[HeadedSheet], register: Register, values: ReportReader
) -> tuple[list[AreaRead], list[Problem]]:
    """The area sheets in the order of their tabs; one that only repeats another is left out, and told of."""
    seen: dict[str, RowPlace] = {}
    texts: dict[str, str] = {}
    names = cache(register.split_names)
    reads: dict[str, AreaRead] = {}
    problems: list[Problem] = []
    # A copied sheet usually stands before the sheet that it was made from.
    for sheet in sorted(sheets, key=lambda sheet: likely_copy(sheet.name)):
        read = AreaReading(sheet, values, names, seen, texts).read()
        if read.copy_of:
            what = phrase("The sheet repeats «{sheet}», so it is not read.", sheet=read.copy_of)
            problems.append(
                Problem(Place(sheet.name), what, phrase("Delete it, or keep it outside the master."))
            )
        else:
            reads[sheet.name] = read
            problems += read.problems
            problems += _merged(sheet, read)
    return [reads[sheet.name] for sheet in sheets if sheet.name in reads], problems


def _merged(sheet: HeadedSheet, read: AreaRead) -> Iterator[Problem]:
    columns = set(sheet.columns.values())
    measures = {place.row for identity, place in read.places.items() if identity.startswith("M-")}
    measures |= {new.place.row for new in read.new if new.kind == "measure"}
    for area in sheet.workbook.merged(sheet.name):
        if area.bottom > max(area.top, sheet.header) and columns & set(range(area.left, area.right + 1)):
            yield Problem(
                Place(sheet.name, area.top, sheet.headings.get(area.left, "")),
                phrase(
                    "Cells are merged over several rows ({area}); their value counts for the first row only.",
                    area=str(area),
                ),
                phrase("Unmerge them, and write the value in each row."),
            )
        elif area.top in measures and len(columns & set(range(area.left, area.right + 1))) > 1:
            yield Problem(
                Place(sheet.name, area.top, sheet.headings.get(area.left, "")),
                phrase(
                    "Cells are merged over several columns ({area}); only the first of them says anything.",
                    area=str(area),
                ),
                phrase("Unmerge them; answers to the others cannot be written until then."),
            )

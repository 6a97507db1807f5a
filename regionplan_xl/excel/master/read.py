"""Read the master as the secretariat has left it: the plan, the place of everything, and problems."""

from collections.abc import Callable, Iterator
from functools import cache
from types import MappingProxyType
from typing import TypeVar

from regionplan_xl.errors import Place, Problem
from regionplan_xl.excel.areas.merged_cells import merged_cells
from regionplan_xl.excel.areas.read import AreaReader, AreaSheet, likely_copy
from regionplan_xl.excel.common.master_model import Master, RowPlace, SheetPlace
from regionplan_xl.excel.lists.actors import read_actors
from regionplan_xl.excel.lists.carry_over import read_carry_over
from regionplan_xl.excel.lists.conflicts import read_decisions
from regionplan_xl.excel.lists.indicators import read_indicators
from regionplan_xl.excel.lists.log import read_log
from regionplan_xl.excel.lists.proposals import read_proposals
from regionplan_xl.excel.lists.remarks import read_remarks
from regionplan_xl.excel.master.find_sheets import FoundSheets, find_sheets
from regionplan_xl.excel.master.plan_name import earlier_name
from regionplan_xl.excel.master.removed_parts import missing_sheets
from regionplan_xl.excel.master.stray_content import stray_content
from regionplan_xl.excel.overview.counts import uncounted_statuses
from regionplan_xl.excel.overview.renamed_sheets import lost_references
from regionplan_xl.excel.parsing.headed_sheet import HeadedSheet
from regionplan_xl.excel.parsing.master_report_cells import ReportReader
from regionplan_xl.excel.shares.read import read_shares
from regionplan_xl.excel.statuses.uncounted_areas import areas_without_row, rows_without_sheet
from regionplan_xl.files import fingerprint
from regionplan_xl.ooxml.reading.workbook import Workbook
from regionplan_xl.plan.actors import Register
from regionplan_xl.plan.merging.last_texts import LastTexts
from regionplan_xl.plan.model import Plan
from regionplan_xl.plan.status import Scale
from regionplan_xl.text import phrase

List = TypeVar("List", bound=SheetPlace)
Item = TypeVar("Item")


def read_master(
    source: bytes, *, scale: Scale, name: str, language: str, last: LastTexts = MappingProxyType({})
) -> Master:
    """Return the plan called `name` in the workbook. Raises `Rejected` if it cannot be opened safely.

    `last` is the earlier content of cells that have no value now.
    """
    workbook = Workbook.opened(source)
    sheets = find_sheets(workbook)
    problems = list(_problems_of_sheets(workbook, sheets, scale, language))
    lists = sheets.lists
    values = ReportReader(scale, language, last)
    actors, actors_place = _read_list(lists.get("actors"), lambda sheet: read_actors(sheet, values, problems))
    register = Register(actors)

    reads = _read_areas(sheets.areas, register, values, problems)
    listed = read_indicators(lists.get("indicators"), values, register, problems)
    plan = Plan(name, tuple(read.area for read in reads), actors, listed.indicators, scale, language)
    shares = None
    if "shares" in lists:
        plan, shares = read_shares(lists["shares"], plan, register, values, problems)
    problems += _problems_of_overview(workbook, sheets.overview, plan)
    decisions, conflicts = _read_list(lists.get("conflicts"), lambda s: read_decisions(s, scale, problems))
    proposal_decisions, proposals = _read_list(lists.get("proposals"), lambda s: read_proposals(s, problems))
    pairs, carry_over = _read_list(lists.get("carry_over"), lambda s: read_carry_over(s, problems))
    ticked, remarks = _read_list(lists.get("remarks"), read_remarks)
    return Master(
        plan=plan,
        fingerprint=fingerprint(source),
        places={one: at for read in reads for one, at in read.places.items()} | dict(listed.places),
        unidentified=(*(new for read in reads for new in read.new), *listed.new),
        overview=sheets.overview,
        shares=shares,
        actors=actors_place,
        indicators=listed.place,
        conflicts=conflicts,
        proposals=proposals,
        remarks=remarks,
        log=read_log(lists["log"]) if "log" in lists else None,
        decisions=decisions,
        proposal_decisions=proposal_decisions,
        carry_over=carry_over,
        carry_over_decisions=pairs,
        read_remarks=ticked,
        problems=(*problems, *values.problems),
        unparsed=values.unparsed,
        earlier_name=earlier_name(workbook, sheets.overview, name),
        reworded=values.reworded,
        spaced=values.spaced,
    )


def _problems_of_sheets(
    workbook: Workbook, sheets: FoundSheets, scale: Scale, language: str
) -> Iterator[Problem]:
    yield from sheets.problems
    yield from missing_sheets({*sheets.lists, *(["overview"] if sheets.overview else [])})
    yield from stray_content(workbook, sheets.names())
    if sheets.overview:
        yield from uncounted_statuses(workbook, sheets.overview, scale, language)


def _problems_of_overview(workbook: Workbook, overview: str, plan: Plan) -> Iterator[Problem]:
    if overview:
        yield from lost_references(workbook, overview, plan.areas)
        yield from areas_without_row(workbook, overview, plan.areas)
        yield from rows_without_sheet(workbook, overview)


def _read_list(
    sheet: HeadedSheet | None, read: Callable[[HeadedSheet], tuple[tuple[Item, ...], List]]
) -> tuple[tuple[Item, ...], List | None]:
    return ((), None) if sheet is None else read(sheet)


def _read_areas(
    sheets: list[HeadedSheet], register: Register, values: ReportReader, problems: list[Problem]
) -> list[AreaSheet]:
    """Read the area sheets in tab order; skip one that only duplicates another, with a problem."""
    seen: dict[str, RowPlace] = {}
    texts: dict[str, str] = {}
    names = cache(register.split_names)
    reads: dict[str, AreaSheet] = {}
    # A copied sheet usually comes before its original.
    for sheet in sorted(sheets, key=lambda sheet: likely_copy(sheet.name)):
        read = AreaReader(sheet, values, names, seen, texts).read()
        if read.copy_of:
            what = phrase("The sheet repeats «{sheet}», so it is not read.", sheet=read.copy_of)
            problems.append(
                Problem(Place(sheet.name), what, phrase("Delete it, or keep it outside the master."))
            )
        else:
            reads[sheet.name] = read
            problems += read.problems
            problems += merged_cells(sheet, read)
    return [reads[sheet.name] for sheet in sheets if sheet.name in reads]

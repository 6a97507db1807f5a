"""Read Delstatus: the report of each member on the measures it shares."""

from collections import Counter
from collections.abc import Mapping
from dataclasses import replace

from regionplan_xl.errors import Problem
from regionplan_xl.excel.common.columns import SHARE_COLUMNS
from regionplan_xl.excel.common.master_model import SharesPlace, SharesRow
from regionplan_xl.excel.parsing.headed_sheet import HeadedRow, HeadedSheet
from regionplan_xl.excel.parsing.master_report_cells import ReportReader
from regionplan_xl.excel.shares.headings import DETAILS, in_register_order
from regionplan_xl.plan.actors import Register
from regionplan_xl.plan.model import Field, Measure, Plan, Share
from regionplan_xl.text import bare, phrase

_DETAILS: Mapping[str, Field] = {name: Field(column.key) for column in DETAILS for name in column.names()}
_OURS = frozenset(name for column in SHARE_COLUMNS for name in column.names())


def read_shares(
    sheet: HeadedSheet, plan: Plan, register: Register, values: ReportReader, problems: list[Problem]
) -> tuple[Plan, SharesPlace]:
    """Return the plan with the members' shares, and their places."""
    members = _members(sheet, register)
    by_column = (name for (name, _), _ in sorted(members.items(), key=lambda item: item[1]))
    order = in_register_order(by_column, register.actors)
    what = phrase("The row belongs to no measure of the plan, so its answers are not counted.")
    fix = phrase("Delete the row, or write the measure's ID in it again.")
    found = []
    for row in sheet.list_rows():
        if all(row.is_blank(key) for key in sheet.columns):
            continue
        words = row.line("id").upper(), row.line("number"), row.line("text")
        shares = _shares(row, members, order, values)
        found.append(SharesRow(row.number, *words, shares, row.problem("text", what, fix)))
    last = found[-1].row if found else sheet.header
    placed = SharesPlace(sheet.name, sheet.header, last, sheet.columns, members, found=tuple(found))
    plan, placed = match_shares(plan, placed)
    problems += unmatched_rows(placed)
    return plan, placed


def match_shares(plan: Plan, place: SharesPlace) -> tuple[Plan, SharesPlace]:
    """Return the plan with the shares of the rows that belong to its measures, by ID, else by words."""
    measures = [measure for measure in plan.measures if measure.id]
    known = {measure.id for measure in measures}
    rows: dict[str, SharesRow] = {}
    others = []
    for row in place.found:
        if row.id in known:
            rows.setdefault(row.id, row)
        else:
            others.append(row)
    by_words = _unique_by_words(measures) if others else {}
    for row in others:
        if identity := by_words.get(_words(row.number, row.text), ""):
            rows.setdefault(identity, row)

    def measure(one: Measure) -> Measure:
        own = rows[one.id].shares if one.id in rows else ()
        return replace(one, shares=own) if own or one.shares else one

    numbers = {identity: row.row for identity, row in rows.items()}
    return plan.map_measures(measure), replace(place, rows=numbers)


def unmatched_rows(place: SharesPlace) -> list[Problem]:
    """Return a problem for each row that has shares and belongs to no measure."""
    matched = set(place.rows.values())
    return [row.problem for row in place.found if row.shares and row.row not in matched]


def _members(sheet: HeadedSheet, register: Register) -> dict[tuple[str, Field], int]:
    """Return the column of each member's field; a name that is not in the register counts if it has details."""
    own = set(sheet.columns.values())
    headings = {at: text for at, text in sheet.headings.items() if at not in own}
    details = {at: found for at, text in headings.items() if (found := _detail(text, register))}
    detailed = {bare(name): name for name, _ in details.values()}
    members: dict[tuple[str, Field], int] = {}
    for at, text in headings.items():
        actor = register.resolve(text)
        name = actor.name if actor else detailed.get(bare(text), "")
        if at in details:
            members.setdefault(details[at], at)
        elif actor is not None or (name and bare(text) not in _OURS):
            members.setdefault((name, Field.STATUS), at)
    return members


def _detail(heading: str, register: Register) -> tuple[str, Field] | None:
    name, colon, field = heading.rpartition(":")
    if not colon or bare(field) not in _DETAILS or not name.strip():
        return None
    actor = register.resolve(name)
    return (actor.name if actor else name.strip()), _DETAILS[bare(field)]


def _shares(
    row: HeadedRow, members: Mapping[tuple[str, Field], int], order: list[str], values: ReportReader
) -> tuple[Share, ...]:
    shares = []
    row = values.with_values(row, members.values())
    for name in order:
        columns = {field: members[name, field] for field in Field if (name, field) in members}
        report = values.report(row, columns)
        if report:
            shares.append(Share(name, report))
    return tuple(shares)


def _words(number: str, text: str) -> str:
    return f"{bare(number)} {bare(text)}"


def _unique_by_words(measures: list[Measure]) -> dict[str, str]:
    words = [(_words(m.number, m.text), m.id) for m in measures]
    count = Counter(said for said, _ in words)
    return {said: identity for said, identity in words if count[said] == 1}

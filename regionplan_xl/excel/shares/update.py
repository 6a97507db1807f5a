"""Update Delstatus after a merge: each member's report, in existing or added rows and columns."""

from collections.abc import Callable, Iterator, Mapping
from functools import partial

from regionplan_xl.excel.common.display import cell_content
from regionplan_xl.excel.common.id_column import free_column
from regionplan_xl.excel.common.master_model import CellPlace, SharesPlace
from regionplan_xl.excel.common.workbook_update import AppendedRow, RowColumn, WorkbookUpdate
from regionplan_xl.excel.shares.headings import NOT_THEIRS, share_heading
from regionplan_xl.locale import Catalog
from regionplan_xl.ooxml import Workbook
from regionplan_xl.ooxml.editing.cell_values import Content
from regionplan_xl.plan.actors import Register
from regionplan_xl.plan.model import Field, Measure, Plan, Share
from regionplan_xl.plan.rollup import answered_words
from regionplan_xl.text import squeeze


def update_shares(
    update: WorkbookUpdate, place: SharesPlace, before: Plan, after: Plan, translate: Catalog
) -> None:
    """Change the cells of shares that differ, and append measures that have become shared since the last merge."""
    own = update.sheets[place.sheet]
    register = Register(after.actors)
    earlier = {m.id: m for m in before.measures}
    columns = _MemberColumns(place, translate, partial(free_column, update, place.sheet))
    texts = dict(_texts(update.workbook, place))
    shared = [measure for measure in after.measures if register.is_shared(measure)]
    for name in dict.fromkeys(name for measure in shared for name in register.sharers(measure)):
        columns(name, Field.STATUS)
    for measure in shared:
        shares = [measure.share(name) for name in register.sharers(measure)]
        at_status = {share.member: columns(share.member, Field.STATUS) for share in shares}
        row = place.rows.get(measure.id)
        if row is None:
            new: AppendedRow = dict(_measure_cells(place, measure, register, translate))
            if "id" in place.columns:
                new[place.columns["id"]] = measure.id
            for share in shares:
                cells = _changed_cells(columns, None, share, after, translate)
                new |= {at: content for at, _, content in cells}
            own.append.append(new)
            continue
        # A body that has just joined the group has not answered yet.
        own.cells |= {(row, at): None for at in at_status.values() if texts.get((row, at)) == NOT_THEIRS}
        own.cells |= {(row, at): NOT_THEIRS for at in columns.new_statuses() - {*at_status.values()}}
        for at, text in _measure_cells(place, measure, register, translate).items():
            if texts.get((row, at), "") != squeeze(str(text)):
                own.cells[row, at] = text
        for share in shares:
            for at, name, content in _changed_cells(
                columns, earlier.get(measure.id), share, after, translate
            ):
                update.set_value(CellPlace(place.sheet, row, at), (measure.id, share.member, name), content)
    _update_former_sharers(update, place, earlier, after, columns, translate)
    for at, heading in columns.added.items():
        own.cells[place.header, at] = heading


def _update_former_sharers(
    update: WorkbookUpdate,
    place: SharesPlace,
    earlier: Mapping[str, Measure],
    after: Plan,
    columns: "_MemberColumns",
    translate: Catalog,
) -> None:
    """Change the cells of bodies that no longer share a measure; an undo or a new year empties them too."""
    register = Register(after.actors)
    for measure in after.measures:
        row, was = place.rows.get(measure.id), earlier.get(measure.id)
        if row is None or was is None or was.shares == measure.shares:
            continue
        sharers = register.sharers(measure)
        for member in dict.fromkeys(share.member for share in (*was.shares, *measure.shares)):
            if member in sharers:
                continue
            for at, name, content in _changed_cells(columns, was, measure.share(member), after, translate):
                is_not_theirs = bool(sharers) and name is Field.STATUS and content is None
                shown = NOT_THEIRS if is_not_theirs else content
                update.set_value(CellPlace(place.sheet, row, at), (measure.id, member, name), shown)


class _MemberColumns:
    """The columns of each member's fields; a member without columns gets new ones, to the right of all others."""

    def __init__(self, place: SharesPlace, translate: Catalog, first_free: Callable[[], int]) -> None:
        self._place = place
        self._translate = translate
        self._first_free = first_free
        self._columns = dict(place.members)
        self.added: dict[int, str] = {}

    def exists(self, member: str, name: Field) -> bool:
        """Return whether the sheet already has a column for the member's field."""
        return (member, name) in self._place.members

    def __call__(self, member: str, name: Field) -> int:
        if (member, name) not in self._columns:
            column = max(self.added) + 1 if self.added else self._first_free()
            self._columns[member, name] = column
            self.added[column] = share_heading(member, name, self._translate)
        return self._columns[member, name]

    def new_statuses(self) -> set[int]:
        """Return the added columns of statuses."""
        return {at for (_, name), at in self._columns.items() if at in self.added and name is Field.STATUS}


def _texts(workbook: Workbook, place: SharesPlace) -> Iterator[tuple[RowColumn, str]]:
    rows, columns = set(place.rows.values()), {*place.columns.values(), *place.members.values()}
    for number, row in workbook.rows(place.sheet):
        if number in rows:
            for at, cell in row.items():
                if at in columns:
                    yield (number, at), squeeze(str(cell.value)) if cell.value is not None else ""


def _measure_cells(
    place: SharesPlace, measure: Measure, register: Register, translate: Catalog
) -> Mapping[int, str]:
    answered = translate(answered_words(register.shares_to_count(measure)))
    texts = {"number": measure.number, "text": measure.text, "answered": answered}
    return {place.columns[key]: text for key, text in texts.items() if key in place.columns}


def _changed_cells(
    columns: _MemberColumns, earlier: Measure | None, share: Share, plan: Plan, translate: Catalog
) -> Iterator[tuple[int, Field, Content]]:
    old = earlier.share(share.member).report if earlier else None
    for name in Field:
        value = share.report.get(name)
        if value != (old.get(name) if old and columns.exists(share.member, name) else None):
            yield columns(share.member, name), name, cell_content(name, value, plan.scale, translate)

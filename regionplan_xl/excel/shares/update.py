"""Delstatus after a merge: what each member has said, in rows and columns that are there or are added."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from regionplan_xl.excel.common.columns import COMMENT, EXPECTED, PROGRESS
from regionplan_xl.excel.common.display import cell_content
from regionplan_xl.excel.common.master_model import SharesPlace
from regionplan_xl.locale import Catalog
from regionplan_xl.ooxml import Cached, Cell, Put, Workbook
from regionplan_xl.ooxml.editing.cell_xml import Content
from regionplan_xl.plan.actors import Register
from regionplan_xl.plan.model import Field, Measure, Plan, Share
from regionplan_xl.plan.rollup import answered_words
from regionplan_xl.text import squeeze

_DETAILS = {Field.PROGRESS: PROGRESS, Field.COMMENT: COMMENT, Field.EXPECTED: EXPECTED}

Cells = dict[tuple[int, int], Content | Put | Cached]
Rows = list[dict[int, Content | Put]]


@dataclass(frozen=True)
class SharesChange:
    """Cells that are to say something else, and rows for measures that are shared since the last merge.

    `meant` tells what each cell says: (measure, member, field).
    """

    cells: Cells
    rows: Rows
    meant: Mapping[tuple[int, int], tuple[str, str, str]]


def shares_change(
    workbook: Workbook, place: SharesPlace, before: Plan, after: Plan, translate: Catalog
) -> SharesChange:
    """What is to be written on Delstatus."""
    register = Register(after.actors)
    shared = [m for m in after.measures if register.is_shared(m)]
    old = {m.id: m for m in before.measures}
    columns = _Columns(place, translate)
    texts = dict(_texts(workbook, place))
    cells: Cells = {}
    rows: Rows = []
    meant: dict[tuple[int, int], tuple[str, str, str]] = {}
    for measure in shared:
        shares = [measure.share(name) for name in register.sharers(measure)]
        row = place.rows.get(measure.id)
        if row is None:
            rows.append(_new_row(place, columns, measure, shares, after, translate))
            continue
        heads = _heads(place, measure, shares, translate)
        cells |= {
            (row, at): text for at, text in heads.items() if texts.get((row, at), "") != squeeze(str(text))
        }
        known = old.get(measure.id)
        for share in shares:
            for at, name, content in _differing(columns, known, share, after, translate):
                cells[row, at] = content
                meant[row, at] = (measure.id, share.member, name)
    return SharesChange(cells | columns.added, rows, meant)


class _Columns:
    """Where each member's fields stand; members without columns get some, to the right of all."""

    def __init__(self, place: SharesPlace, translate: Catalog) -> None:
        self._place = place
        self._translate = translate
        self._columns = dict(place.members)
        self.added: Cells = {}

    def had(self, member: str, name: Field) -> bool:
        """True where the sheet has a column for it already."""
        return (member, name) in self._place.members

    def __call__(self, member: str, name: Field) -> int:
        if (member, name) not in self._columns:
            used = [*self._columns.values(), *self._place.columns.values()]
            column = max(used, default=0) + 1
            heading = (
                member if name is Field.STATUS else f"{member}: {self._translate(_DETAILS[name].heading)}"
            )
            self._columns[member, name] = column
            self.added[self._place.header, column] = heading
        return self._columns[member, name]


def _texts(workbook: Workbook, place: SharesPlace) -> Iterator[tuple[tuple[int, int], str]]:
    rows = set(place.rows.values())
    heads = set(place.columns.values())
    for number, row in workbook.rows(place.sheet):
        if number in rows:
            for at, cell in row.items():
                if at in heads:
                    yield (number, at), _text(cell)


def _text(cell: Cell) -> str:
    return squeeze(str(cell.value)) if cell.value is not None else ""


def _heads(
    place: SharesPlace, measure: Measure, shares: list[Share], translate: Catalog
) -> Mapping[int, str]:
    texts = {"number": measure.number, "text": measure.text, "answered": translate(answered_words(shares))}
    return {place.columns[key]: text for key, text in texts.items() if key in place.columns}


def _new_row(
    place: SharesPlace,
    columns: _Columns,
    measure: Measure,
    shares: list[Share],
    plan: Plan,
    translate: Catalog,
) -> dict[int, Content | Put]:
    row: dict[int, Content | Put] = dict(_heads(place, measure, shares, translate))
    if "id" in place.columns:
        row[place.columns["id"]] = measure.id
    for share in shares:
        row |= {at: content for at, _, content in _differing(columns, None, share, plan, translate)}
    return row


def _differing(
    columns: _Columns, known: Measure | None, share: Share, plan: Plan, translate: Catalog
) -> Iterator[tuple[int, Field, Content]]:
    old = known.share(share.member).report if known else None
    for name in Field:
        value = share.report.get(name)
        there = old.get(name) if old and columns.had(share.member, name) else None
        if value != there:
            yield columns(share.member, name), name, cell_content(name, value, plan.scale, translate)

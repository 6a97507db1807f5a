"""Delstatus after a merge: what each member has said, in rows and columns that are there or are added."""

from collections.abc import Iterator, Mapping

from regionplan_xl.excel.layout import COMMENT, EXPECTED, PROGRESS
from regionplan_xl.excel.master import SharesPlace
from regionplan_xl.excel.words import cell_content
from regionplan_xl.locale import Catalog
from regionplan_xl.ooxml import Cached, Cell, Put, Workbook
from regionplan_xl.ooxml.cell_xml import Content
from regionplan_xl.plan.actors import Register
from regionplan_xl.plan.model import Field, Measure, Plan, Share
from regionplan_xl.plan.rollup import answered_words
from regionplan_xl.text import squeeze

_DETAILS = {Field.PROGRESS: PROGRESS, Field.COMMENT: COMMENT, Field.EXPECTED: EXPECTED}

Cells = dict[tuple[int, int], Content | Put | Cached]
Rows = list[dict[int, Content | Put]]


def shares_change(
    workbook: Workbook, place: SharesPlace, before: Plan, after: Plan, said: Catalog
) -> tuple[Cells, Rows]:
    """The cells that are to say something else, and rows for measures that are shared since the last merge."""
    register = Register(after.actors)
    shared = [m for m in after.measures if register.is_shared(m)]
    old = {m.id: m for m in before.measures}
    columns = _Columns(place, said)
    texts = dict(_texts(workbook, place))
    cells: Cells = {}
    rows: Rows = []
    for measure in shared:
        shares = [measure.share(name) for name in register.sharers(measure)]
        row = place.rows.get(measure.id)
        if row is None:
            rows.append(_new_row(place, columns, measure, shares, after, said))
            continue
        heads = _heads(place, measure, shares, said)
        cells |= {
            (row, at): text for at, text in heads.items() if texts.get((row, at), "") != squeeze(str(text))
        }
        known = old.get(measure.id)
        for share in shares:
            cells |= {(row, at): content for at, content in _differing(columns, known, share, after, said)}
    return cells | columns.added, rows


class _Columns:
    """Where each member's fields stand; members without columns get some, to the right of all."""

    def __init__(self, place: SharesPlace, said: Catalog) -> None:
        self._place = place
        self._said = said
        self._columns = dict(place.members)
        self.added: Cells = {}

    def __call__(self, member: str, name: Field) -> int:
        if (member, name) not in self._columns:
            used = [*self._columns.values(), *self._place.columns.values()]
            column = max(used, default=0) + 1
            heading = member if name is Field.STATUS else f"{member}: {self._said(_DETAILS[name].heading)}"
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


def _heads(place: SharesPlace, measure: Measure, shares: list[Share], said: Catalog) -> Mapping[int, str]:
    texts = {"number": measure.number, "text": measure.text, "answered": said(answered_words(shares))}
    return {place.columns[key]: text for key, text in texts.items() if key in place.columns}


def _new_row(
    place: SharesPlace, columns: _Columns, measure: Measure, shares: list[Share], plan: Plan, said: Catalog
) -> dict[int, Content | Put]:
    row: dict[int, Content | Put] = dict(_heads(place, measure, shares, said))
    if "id" in place.columns:
        row[place.columns["id"]] = measure.id
    for share in shares:
        row |= dict(_differing(columns, None, share, plan, said))
    return row


def _differing(
    columns: _Columns, known: Measure | None, share: Share, plan: Plan, said: Catalog
) -> Iterator[tuple[int, Content]]:
    old = known.share(share.member).report if known else None
    for name in Field:
        value = share.report.get(name)
        if value != (old.get(name) if old else None):
            yield columns(share.member, name), cell_content(name, value, plan.scale, said)

"""Status cells to rewrite (synonyms of a label, or only spaces), and words of statuses that have been removed."""

from __future__ import annotations

from collections.abc import Container, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from regionplan_xl.errors import Place, Problem
from regionplan_xl.excel.common.display import cell_content
from regionplan_xl.excel.common.master_model import CellPlace, Master, RowWithoutId
from regionplan_xl.locale import Catalog
from regionplan_xl.plan.merging.hand_edits import MeasureSnapshot
from regionplan_xl.plan.merging.outcome import Change
from regionplan_xl.plan.merging.sent_and_returned import Unclear
from regionplan_xl.plan.model import Field, Measure, Plan, Share
from regionplan_xl.text import phrase

if TYPE_CHECKING:
    from regionplan_xl.excel.common.workbook_update import WorkbookUpdate

CHOOSE_STATUS = phrase("Choose a word from the list.")


@dataclass(frozen=True)
class _StatusCell:
    """The status cell of a measure, or of one member's share of it."""

    measure: str
    member: str
    place: CellPlace

    @property
    def key(self) -> tuple[str, int, int]:
        return self.place.sheet, self.place.row, self.place.column


def with_removed_statuses(master: Master, snapshot: Mapping[str, MeasureSnapshot]) -> Master:
    """Return the master without statuses read from a word that used to mean another status; such a word is unparsed.

    Where the status of the last merge is no longer in config.yaml, only the label of a status is read as one. Where it
    is, its former label is not read as a word for another status.
    """
    cells = _cells_of_removed(master, snapshot) if master.reworded else {}
    if not cells:
        return master
    unclear = {
        cell.key: Unclear(written, phrase("«{shown}» is none of the statuses.", shown=written))
        for cell in cells.values()
        if (written := master.reworded[cell.key])
    }

    def measure(one: Measure) -> Measure:
        own = cells.get((one.id, ""))
        if own is not None:
            report = one.report.with_value(Field.STATUS, None)
            one = replace(one, report=report, unread=master.reworded[own.key])
        shares = (
            share if (one.id, share.member) not in cells else _without_status(share) for share in one.shares
        )
        return replace(one, shares=tuple(share for share in shares if share.report))

    problems = (
        Problem(Place(sheet, row), reason.reason, CHOOSE_STATUS)
        for (sheet, row, _), reason in unclear.items()
    )
    return replace(
        master,
        plan=master.plan.map_measures(lambda one: measure(one) if one.id in snapshot else one),
        reworded={key: written for key, written in master.reworded.items() if key not in unclear},
        unparsed={**master.unparsed, **unclear},
        problems=(*master.problems, *problems),
    )


def _cells_of_removed(
    master: Master, snapshot: Mapping[str, MeasureSnapshot]
) -> dict[tuple[str, str], _StatusCell]:
    """Return the status cells that `with_removed_statuses` does not read, by measure and member."""
    scale = master.plan.scale
    last = {
        (one.id, member): (one, report.status)
        for one in snapshot.values()
        for member, report in (("", one.report), *((share.member, share.report) for share in one.shares))
        if report.status is not None
    }

    def is_removed(cell: _StatusCell, written: str) -> bool:
        was, status = last[cell.measure, cell.member]
        if status not in scale:
            return True
        return was.has_label(status, written) and scale.status_of_word(written) != status

    return {
        (cell.measure, cell.member): cell
        for cell in _cells(master)
        if (written := master.reworded.get(cell.key)) and (cell.measure, cell.member) in last
        if is_removed(cell, written)
    }


def _without_status(share: Share) -> Share:
    return Share(share.member, share.report.with_value(Field.STATUS, None))


def write_labels(
    update: WorkbookUpdate,
    master: Master,
    plan: Plan,
    given: Sequence[tuple[RowWithoutId, str]],
    refused: Container[CellPlace],
    translate: Catalog,
) -> list[Change]:
    """Write the label of each status that has another word (or is only painted); return the changes to log.

    Cells that the merge changes anyway are skipped. A cell that says nothing loses its spaces, which the formulas on
    Oversikt would count as a word; there is nothing to log.
    """
    if not master.reworded and not master.spaced:
        return []
    measures = {measure.id: measure for measure in plan.measures}
    changes: list[Change] = []
    for cell in _cells(master, given):
        written, measure = master.reworded.get(cell.key), measures.get(cell.measure)
        cells = update.sheets[cell.place.sheet].cells
        at = (cell.place.row, cell.place.column)
        if cell.place in refused or at in cells:
            continue
        if cell.key in master.spaced:
            cells[at] = master.spaced[cell.key].strip() or None
        if written is None or measure is None:
            continue
        status = measure.value(cell.member, Field.STATUS)
        if status is not None:
            cells[at] = cell_content(Field.STATUS, status, plan.scale, translate)
            changes.append(Change.of("reworded", measure, "status", written or None, status, cell.member))
    return changes


def _cells(master: Master, given: Sequence[tuple[RowWithoutId, str]] = ()) -> Iterator[_StatusCell]:
    rows = (*master.places.items(), *((identity, row.place) for row, identity in given))
    for identity, place in rows:
        if column := place.columns.get("status"):
            yield _StatusCell(identity, "", CellPlace(place.sheet, place.row, column))
    shares = master.shares
    for identity, row in shares.rows.items() if shares else ():
        for (member, name), column in shares.members.items() if shares else ():
            if name is Field.STATUS:
                yield _StatusCell(identity, member, CellPlace(shares.sheet if shares else "", row, column))

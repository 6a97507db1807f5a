"""One actor's workbook: a template filled in with what that actor is sent."""

from collections.abc import Iterable, Iterator
from itertools import groupby

from regionplan_xl.excel.actor import layout
from regionplan_xl.excel.actor.previous_answer import previous_answer, status_label
from regionplan_xl.excel.actor.stamping import StampedRow, cut
from regionplan_xl.excel.common import actor_marks, columns
from regionplan_xl.excel.common.row_height import TALLEST, height
from regionplan_xl.locale import Catalog, catalog
from regionplan_xl.ooxml.common.references import cell_name
from regionplan_xl.ooxml.editing.cell_xml import Content
from regionplan_xl.plan.merging.exchange import Dispatch, Round, SentRow
from regionplan_xl.plan.model import Actor
from regionplan_xl.plan.status import Scale
from regionplan_xl.text import Phrase, phrase

_BAND_HEIGHT, _LEAST_HEIGHT, _AIR = 20.0, 15.0, 5.0  # points
_WRAPPED = (
    columns.MEASURE, columns.RESPONSIBLE, columns.INVOLVED, columns.COMMENT, columns.REPORTED_BY, layout.PREVIOUS,
)  # fmt: skip
_WIDTHS = tuple(layout.COLUMN_WIDTHS[column.key] for column in _WRAPPED)


def render_actor_workbook(
    template: bytes,
    dispatch: Dispatch,
    actor: Actor,
    round: Round,  # noqa: A002  (what the plan calls it)
    *,
    plan_name: str,
    sender: str,
    language: str,
    scale: Scale,
) -> bytes:
    """The workbook that `actor` gets: `template` (of that language and scale) with the rows of `dispatch`.

    Rows keep their order; those to answer come first, then, apart, those for information. The same input
    gives the same bytes. Raises `InputError` for text that no cell can hold.
    """
    translate = catalog(language)
    own = [row for row in dispatch.rows if row.answerable]
    involved = [row for row in dispatch.rows if not row.answerable]
    rows = list(_banded("own", own, translate, scale))
    if involved:
        rows.append(StampedRow("divider", {}))
        divider = phrase("Measures that you are only involved in: for information, nothing to fill in")
        rows.append(StampedRow("divider", {columns.NUMBER.key: translate(divider)}, _BAND_HEIGHT))
        rows += _banded("involved", involved, translate, scale)
    title = phrase(
        "{actor}: reporting {round}, deadline {day}", actor=actor.name, round=round.name, day=round.deadline
    )
    code = f"{translate(actor_marks.CODE)}: {dispatch.code}"
    guide, measures, proposals = (
        translate(columns.GUIDE),
        translate(columns.MEASURES),
        translate(columns.PROPOSALS),
    )
    fill_in = phrase("Fill in the blue cells. A blank or unchanged cell changes nothing.")
    propose = phrase("Room for corrections and new measures; one per row.")
    cells: dict[tuple[str, str], Content] = {
        (guide, cell_name(layout.GUIDE_TITLE, layout.GUIDE_LABEL)): plan_name,
        (guide, cell_name(layout.GUIDE_SUBTITLE, layout.GUIDE_LABEL)): translate(
            phrase("Reporting {round} for {actor}", round=round.name, actor=actor.name)
        ),
        (guide, cell_name(layout.GUIDE_DEADLINE, layout.GUIDE_TEXT)): translate.day(round.deadline),
        (guide, cell_name(layout.GUIDE_COUNT, layout.GUIDE_TEXT)): translate(
            _asked_about(len(own), len(involved))
        ),
        (guide, cell_name(layout.GUIDE_SENDER, layout.GUIDE_TEXT)): sender,
        (guide, cell_name(layout.GUIDE_CODE, layout.GUIDE_TEXT)): dispatch.code,
        (measures, cell_name(layout.TITLE_ROW, 1)): translate(title),
        (measures, cell_name(layout.NOTE_ROW, 1)): f"{code}  ·  {translate(fill_in)}",
        (proposals, cell_name(layout.NOTE_ROW, 1)): f"{code}  ·  {translate(propose)}",
    }
    placeholders = {
        layout.PLACEHOLDER_CODE: dispatch.code,
        layout.PLACEHOLDER_TITLE: f"{plan_name}: {translate(title)}",
        layout.PLACEHOLDER_CREATOR: sender,
    }
    return cut(template).stamped(cells, rows, placeholders)


def _banded(kind: str, rows: Iterable[SentRow], translate: Catalog, scale: Scale) -> Iterator[StampedRow]:
    """The rows under a band for each goal."""
    for (area, goal), of_goal in groupby(rows, key=lambda row: (row.area, row.goal)):
        if area or goal:
            band = "  ·  ".join(part for part in (area, goal) if part)
            yield StampedRow("band", {columns.NUMBER.key: band}, _BAND_HEIGHT)
        for row in of_goal:
            previous = previous_answer(row, translate, scale)
            texts = (row.text, row.responsible, row.involved, row.base.comment, row.reported_by, previous)
            tall = min(TALLEST, height(zip(texts, _WIDTHS, strict=True), least=_LEAST_HEIGHT) + _AIR)
            yield StampedRow(kind, {**_contents(row, translate, scale), layout.PREVIOUS.key: previous}, tall)


def _contents(row: SentRow, translate: Catalog, scale: Scale) -> dict[str, Content]:
    label = status_label(row, translate, scale)
    return {
        columns.NUMBER.key: row.number,
        columns.MEASURE.key: row.text,
        columns.TIMEFRAME.key: row.timeframe,
        columns.RESPONSIBLE.key: row.responsible,
        columns.INVOLVED.key: row.involved,
        columns.STATUS.key: label,
        columns.PROGRESS.key: row.base.progress,
        columns.COMMENT.key: row.base.comment,
        columns.EXPECTED.key: row.base.expected,
        layout.ROW_BEFORE.key: row.measure,
        layout.ROW.key: row.measure,
        columns.REPORTED_ON.key: row.reported_on,
        columns.REPORTED_BY.key: row.reported_by,
        columns.ID.key: row.measure,
    }


def _asked_about(own: int, involved: int) -> Phrase:
    asked = _counted(own)
    if not involved:
        return asked
    return phrase(
        "{asked}; for information also {others} that you are involved in",
        asked=asked,
        others=_counted(involved),
    )


def _counted(count: int) -> Phrase:
    return phrase("one measure") if count == 1 else phrase("{count} measures", count=count)

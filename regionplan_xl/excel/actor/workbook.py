"""One actor's workbook: a template filled in with what that actor is sent."""

from collections.abc import Iterable, Iterator
from itertools import groupby

from regionplan_xl.excel.actor import layout as at
from regionplan_xl.excel.actor.previous_answer import previous_answer, status_label
from regionplan_xl.excel.actor.stamping import StampedRow, cut
from regionplan_xl.excel.common import columns as layout
from regionplan_xl.excel.common.row_height import height
from regionplan_xl.locale import Catalog, catalog
from regionplan_xl.ooxml.area import cell_name
from regionplan_xl.ooxml.editing.cell_xml import Content
from regionplan_xl.plan.merging.exchange import Dispatch, Round, SentRow
from regionplan_xl.plan.model import Actor
from regionplan_xl.plan.status import Scale
from regionplan_xl.text import Phrase, phrase

_BAND_HEIGHT, _LEAST_HEIGHT, _AIR = 20.0, 15.0, 5.0  # points
_WRAPPED = (
    layout.MEASURE, layout.RESPONSIBLE, layout.INVOLVED, layout.COMMENT, layout.REPORTED_BY, at.PREVIOUS,
)  # fmt: skip
_WIDTHS = tuple(at.COLUMN_WIDTHS[column.key] for column in _WRAPPED)


def actor_book(
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
        rows.append(StampedRow("divider", {layout.NUMBER.key: translate(divider)}, _BAND_HEIGHT))
        rows += _banded("involved", involved, translate, scale)
    title = phrase(
        "{actor}: reporting {round}, deadline {day}", actor=actor.name, round=round.name, day=round.deadline
    )
    code = f"{translate(at.CODE)}: {dispatch.code}"
    guide, measures, proposals = (
        translate(layout.GUIDE),
        translate(layout.MEASURES),
        translate(layout.PROPOSALS),
    )
    fill_in = phrase("Fill in the blue cells. A blank or unchanged cell changes nothing.")
    propose = phrase("Room for corrections and new measures; one per row.")
    cells: dict[tuple[str, str], Content] = {
        (guide, cell_name(at.GUIDE_TITLE, at.GUIDE_LABEL)): plan_name,
        (guide, cell_name(at.GUIDE_SUBTITLE, at.GUIDE_LABEL)): translate(
            phrase("Reporting {round} for {actor}", round=round.name, actor=actor.name)
        ),
        (guide, cell_name(at.GUIDE_DEADLINE, at.GUIDE_TEXT)): translate.day(round.deadline),
        (guide, cell_name(at.GUIDE_COUNT, at.GUIDE_TEXT)): translate(_asked_about(len(own), len(involved))),
        (guide, cell_name(at.GUIDE_SENDER, at.GUIDE_TEXT)): sender,
        (guide, cell_name(at.GUIDE_CODE, at.GUIDE_TEXT)): dispatch.code,
        (measures, cell_name(at.TITLE_ROW, 1)): translate(title),
        (measures, cell_name(at.NOTE_ROW, 1)): f"{code}  ·  {translate(fill_in)}",
        (proposals, cell_name(at.NOTE_ROW, 1)): f"{code}  ·  {translate(propose)}",
    }
    placeholders = {
        at.PLACEHOLDER_CODE: dispatch.code,
        at.PLACEHOLDER_TITLE: f"{plan_name}: {translate(title)}",
        at.PLACEHOLDER_CREATOR: sender,
    }
    return cut(template).stamped(cells, rows, placeholders)


def _banded(kind: str, rows: Iterable[SentRow], translate: Catalog, scale: Scale) -> Iterator[StampedRow]:
    """The rows under a band for each goal."""
    for (area, goal), of_goal in groupby(rows, key=lambda row: (row.area, row.goal)):
        if area or goal:
            band = "  ·  ".join(part for part in (area, goal) if part)
            yield StampedRow("band", {layout.NUMBER.key: band}, _BAND_HEIGHT)
        for row in of_goal:
            previous = previous_answer(row, translate, scale)
            texts = (row.text, row.responsible, row.involved, row.base.comment, row.reported_by, previous)
            tall = height(zip(texts, _WIDTHS, strict=True), least=_LEAST_HEIGHT) + _AIR
            yield StampedRow(kind, {**_contents(row, translate, scale), at.PREVIOUS.key: previous}, tall)


def _contents(row: SentRow, translate: Catalog, scale: Scale) -> dict[str, Content]:
    label = status_label(row, translate, scale)
    return {
        layout.NUMBER.key: row.number,
        layout.MEASURE.key: row.text,
        layout.TIMEFRAME.key: row.timeframe,
        layout.RESPONSIBLE.key: row.responsible,
        layout.INVOLVED.key: row.involved,
        layout.STATUS.key: label,
        layout.PROGRESS.key: row.base.progress,
        layout.COMMENT.key: row.base.comment,
        layout.EXPECTED.key: row.base.expected,
        at.ROW_BEFORE.key: row.measure,
        at.ROW.key: row.measure,
        layout.REPORTED_ON.key: row.reported_on,
        layout.REPORTED_BY.key: row.reported_by,
        layout.ID.key: row.measure,
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

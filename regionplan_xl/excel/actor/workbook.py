"""Render one actor's workbook: a template filled in with what that actor is sent."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from email.utils import parseaddr
from functools import lru_cache
from itertools import groupby, takewhile
from typing import NamedTuple

from regionplan_xl.errors import InputError
from regionplan_xl.excel.actor import layout
from regionplan_xl.excel.actor.previous_answer import previous_answer, status_label
from regionplan_xl.excel.actor.row_shades import shades_of
from regionplan_xl.excel.actor.stamping import KEYS, CutTemplate, FilledTemplate, cut_template
from regionplan_xl.excel.common import actor_marks, columns
from regionplan_xl.excel.common.row_height import LINE, TALLEST, height, split_lines
from regionplan_xl.locale import Catalog, catalog
from regionplan_xl.ooxml.common.references import cell_name
from regionplan_xl.ooxml.editing.cell_values import Content
from regionplan_xl.plan.merging.rows_to_send import is_about_indicator, is_already_done
from regionplan_xl.plan.merging.sent_and_returned import Dispatch, Round, SentRow
from regionplan_xl.plan.status import Scale
from regionplan_xl.plan.targets import as_number, plain_number, unit_added
from regionplan_xl.text import Phrase, counted, phrase

_BAND_HEIGHT, _LEAST_HEIGHT, _AIR = 20.0, 15.0, 5.0  # points
_WRAPPED = (
    columns.MEASURE, columns.RESPONSIBLE, columns.INVOLVED, columns.COMMENT, columns.REPORTED_BY, layout.PREVIOUS,
)  # fmt: skip
FINISHED = phrase("Measures that are already done: write only if something has changed")
FOLDED = phrase("{measures}, each on one line; make a row taller to see all of it")
ONLY_INVOLVED = phrase("Measures that you are only involved in: for information, nothing to fill in")
WHEN_IT_SUITS = phrase("None: answer when it suits you")
SEND_TO_WHO_SENT_IT = phrase("Reply to whoever sent you this file")
_BAND_WIDTH = sum(
    layout.COLUMN_WIDTHS[column.key] for column in layout.COLUMNS[: layout.column_number(columns.EXPECTED)]
)
_WIDTHS = tuple(layout.COLUMN_WIDTHS[column.key] for column in _WRAPPED)
_ROWS_KEPT = 8_192  # some 2 kB each


@dataclass(frozen=True)
class RoundFacts:
    """What all workbooks of a round in one language have in common.

    `sender`: whom to send the answers to, such as «Regionrådet <plan@example.org>» ("": whoever sent the workbook). If
    `has_deadline` is False, as between rounds, they say that there is no deadline.
    """

    round: Round
    plan_name: str
    sender: str
    language: str
    scale: Scale
    has_deadline: bool = True


def render_actor_workbook(template: bytes, dispatch: Dispatch, actor: str, facts: RoundFacts) -> bytes:
    """Return the bytes of the workbook from `fill_actor_workbook`; the same input gives the same bytes."""
    return fill_actor_workbook(template, dispatch, actor, facts).pack()


def fill_actor_workbook(template: bytes, dispatch: Dispatch, actor: str, facts: RoundFacts) -> FilledTemplate:
    """Fill in the workbook of the actor called `actor`: `template` with the rows of `dispatch`.

    The template must be for the language and scale of `facts`. Rows keep their order. Rows to answer come first; the
    finished ones at their end are collapsed to a line each. Rows for information follow. Raises `InputError` for text
    that no cell can hold.
    """
    translate = catalog(facts.language)
    code = f"{translate(actor_marks.CODE)}: {dispatch.code}"
    cells: dict[tuple[str, str], Content] = {}
    cells |= _texts(dispatch, actor, facts, translate)
    title = cells[translate(columns.MEASURES), cell_name(layout.TITLE_ROW, 1)]
    for sheet in (columns.MEASURES, columns.INDICATORS, columns.PROPOSALS):
        note = translate(sheet), cell_name(layout.NOTE_ROW, 1)
        if note in cells:
            cells[note] = f"{code}  ·  {cells[note]}"
    cells |= _indicator_cells(dispatch, translate)
    cells[translate(columns.GUIDE), cell_name(layout.GUIDE_CODE, layout.GUIDE_TEXT)] = dispatch.code
    placeholders = {
        layout.PLACEHOLDER_CODE: dispatch.code,
        layout.PLACEHOLDER_TITLE: f"{facts.plan_name}: {title}",
        layout.PLACEHOLDER_CREATOR: parseaddr(facts.sender)[0] or facts.sender or facts.plan_name,
        layout.PLACEHOLDER_DAY: dispatch.sent.date().isoformat(),
    }
    writer = _row_writer(template, facts.language, facts.scale)
    return writer.template.fill(cells, writer.rows(dispatch), placeholders)


def workbook_texts(template: bytes, dispatch: Dispatch, actor: str, facts: RoundFacts) -> tuple[str, ...]:
    """Return the distinct texts that `render_actor_workbook` writes besides the rows and the code."""
    translate = catalog(facts.language)
    own = _texts(dispatch, actor, facts, translate).values()
    dividers = (translate(FINISHED), translate(ONLY_INVOLVED))
    return tuple(dict.fromkeys((*own, *cut_template(template).texts, *dividers)))


def _texts(
    dispatch: Dispatch, actor: str, facts: RoundFacts, translate: Catalog
) -> dict[tuple[str, str], str]:
    """Return the actor's own texts by sheet and cell, without the code."""
    round_, has_deadline = facts.round, facts.has_deadline
    guide = {
        (layout.GUIDE_TITLE, layout.GUIDE_LABEL): facts.plan_name,
        (layout.GUIDE_SUBTITLE, layout.GUIDE_LABEL): translate(
            phrase("Reporting {round} for {actor}", round=round_.name, actor=actor)
        ),
        (layout.GUIDE_FOR_WHOM, layout.GUIDE_LABEL): translate(
            phrase("You answer only for {actor}. The other actors are asked for themselves.", actor=actor)
        ),
        (layout.GUIDE_DEADLINE, layout.GUIDE_TEXT): (
            translate.day(round_.deadline) if has_deadline else translate(WHEN_IT_SUITS)
        ),
        (layout.GUIDE_COUNT, layout.GUIDE_TEXT): translate(asked_about(dispatch)),
        (layout.GUIDE_SENDER, layout.GUIDE_TEXT): facts.sender or translate(SEND_TO_WHO_SENT_IT),
    }
    fill_in = phrase("Fill in the blue cells. A blank or unchanged cell changes nothing.")
    propose = phrase("Room for corrections and new measures; one per row.")
    measures, note = translate(columns.MEASURES), cell_name(layout.NOTE_ROW, 1)
    goals = {}
    if indicator_rows(dispatch.rows):
        sheet = translate(columns.INDICATORS)
        goals[sheet, cell_name(layout.TITLE_ROW, 1)] = title_text(actor, round_, has_deadline, translate)
        goals[sheet, note] = translate(fill_in)
    return {
        **goals,
        **{(translate(columns.GUIDE), cell_name(*place)): text for place, text in guide.items()},
        (measures, cell_name(layout.TITLE_ROW, 1)): title_text(actor, round_, has_deadline, translate),
        (measures, note): translate(fill_in),
        (translate(columns.PROPOSALS), note): translate(propose),
    }


def indicator_rows(rows: Sequence[SentRow]) -> Sequence[SentRow]:
    """Return the rows about indicators, which come last."""
    count = sum(1 for _ in takewhile(is_about_indicator, reversed(rows)))
    return rows[len(rows) - count :]


def indicator_texts(row: SentRow) -> dict[str, str]:
    """Return an indicator row's texts by column, without the answers."""
    baseline, target, unit, year, last = row.facts
    return {
        "text": row.text,
        "baseline": baseline,
        "target": _with_year(unit_added(target, unit) or unit, year),
        layout.LAST_VALUE.key: last,
        layout.FOR_YEAR.key: row.member,
        layout.ID_BEFORE_ANSWERS.key: row.measure,
        layout.ID_AFTER_ANSWERS.key: row.measure,
        columns.RESPONSIBLE.key: row.responsible,
        columns.ID.key: row.measure,
    }


def earlier_target(row: SentRow) -> str:
    """Return the target of an indicator row as earlier workbooks, which may still be out, say it: «60 % % (2030)»."""
    _, target, unit, year, _ = row.facts
    return _with_year(" ".join(filter(None, (target, unit))), year)


def _with_year(aim: str, year: str) -> str:
    return f"{aim} ({year})" if aim and year else aim or year


def _indicator_cells(dispatch: Dispatch, translate: Catalog) -> dict[tuple[str, str], Content]:
    cells: dict[tuple[str, str], Content] = {}
    for at, row in enumerate(indicator_rows(dispatch.rows), layout.FIRST_ROW):
        contents: dict[str, Content] = {**indicator_texts(row), "comment": row.base.comment}
        number = as_number(row.base.value) if row.base.value else None
        is_plain = number is not None and plain_number(number) == row.base.value
        contents["value"] = float(number) if number is not None and is_plain else row.base.value
        for column, one in enumerate(layout.INDICATOR_COLUMNS, 1):
            if contents.get(one.key) not in (None, ""):
                cells[translate(columns.INDICATORS), cell_name(at, column)] = contents[one.key]
    return cells


class _RowWriter:
    """Writes the rows below the header of Tiltak. Rows that actors share are rendered once, for any row number."""

    def __init__(self, template: CutTemplate, translate: Catalog, scale: Scale) -> None:
        self.template = template
        self._translate, self._scale = translate, scale
        self._cells: dict[int, _RowCells] = {}
        self._band = lru_cache(maxsize=_ROWS_KEPT)(self._write_band)

    def rows(self, dispatch: Dispatch) -> list[str]:
        """Return the actor's own rows, then separately the finished ones, then those it is involved in."""
        rows: list[str] = []
        try:
            rows.extend(self._rows(dispatch))
        except InputError as error:
            place = replace(error.place, row=layout.FIRST_ROW + len(rows)) if error.place else None
            raise InputError(error.what, error.fix, place) from error
        return rows

    def _rows(self, dispatch: Dispatch) -> Iterator[str]:
        sent = dispatch.rows[: len(dispatch.rows) - len(indicator_rows(dispatch.rows))]
        own = [row for row in sent if row.answerable]
        # Never reorder: without IDs, rows are found again by the order in which they were sent.
        finished = list(takewhile(lambda row: is_already_done(row, self._scale), reversed(own)))[::-1]
        shades = shades_of(row.measure for row in own)
        yield from self._rows_by_goal(own[: len(own) - len(finished)], shades)
        if finished:
            folded = self._translate(FOLDED.with_values(measures=_counted(len(finished))))
            yield from self._divider(f"{self._translate(FINISHED)}  ·  {folded}")
            for row in finished:
                yield self._measure(row, shades[row.measure], folded=True)
        involved = [row for row in sent if not row.answerable]
        if involved:
            yield from self._divider(self._translate(ONLY_INVOLVED))
            yield from self._rows_by_goal(involved, {})

    def _rows_by_goal(self, rows: Iterable[SentRow], shades: Mapping[str, str]) -> Iterator[str]:
        """Yield a band per goal, followed by its rows."""
        for (area, goal), of_goal in groupby(rows, key=lambda row: (row.area, row.goal)):
            if area or goal:
                for line in band_lines(area, goal):
                    yield self._band(line)
            for row in of_goal:
                yield self._measure(row, shades.get(row.measure, "involved"))

    def _divider(self, text: str) -> Iterator[str]:
        yield self._titled("divider", "", LINE)
        yield self._titled("divider", text, _BAND_HEIGHT)

    def _write_band(self, line: str) -> str:
        return self._titled("band", line, _BAND_HEIGHT)

    def _titled(self, kind: str, text: str, tall: float) -> str:
        """Return a row with only a text in its first cell."""
        empty = [None] * (len(KEYS) - 1)
        return self.template.row(kind, self.template.cells([text, *empty]), tall)

    def _measure(self, row: SentRow, kind: str, *, folded: bool = False) -> str:
        # By identity: bodies involved in a measure share its row, and hashing it would cost more than everything else.
        known = self._cells.get(id(row))
        if known is None:
            if len(self._cells) >= _ROWS_KEPT:
                self._cells.clear()
            known = self._cells[id(row)] = self._row_cells(row)
        if folded:
            return self.template.row(kind, known.cells, LINE, fixed=True)
        return self.template.row(kind, known.cells, known.tall)

    def _row_cells(self, row: SentRow) -> "_RowCells":
        contents = _contents(row, self._translate, self._scale)
        texts = (str(contents[column.key] or "") for column in _WRAPPED)
        tall = min(TALLEST, height(zip(texts, _WIDTHS, strict=True), least=_LEAST_HEIGHT) + _AIR)
        return _RowCells(row, self.template.cells([contents[key] for key in KEYS]), tall)


class _RowCells(NamedTuple):
    """The cells of a row, and its height. Keeping the row prevents another object from getting the same `id()`."""

    row: SentRow
    cells: tuple[str, ...]
    tall: float


@lru_cache(maxsize=8)
def _row_writer(template: bytes, language: str, scale: Scale) -> _RowWriter:
    return _RowWriter(cut_template(template), catalog(language), scale)


def title_text(actor: str, round: Round, has_deadline: bool, translate: Catalog) -> str:  # noqa: A002
    """Return the title of Tiltak: actor, round, and the deadline if there is one."""
    if not has_deadline:
        return translate(phrase("{actor}: reporting {round}", actor=actor, round=round.name))
    title = phrase(
        "{actor}: reporting {round}, deadline {day}", actor=actor, round=round.name, day=round.deadline
    )
    return translate(title)


def band_text(area: str, goal: str) -> str:
    """Return the text of the band above a goal's measures."""
    return "  ·  ".join(part for part in (area, goal) if part)


@lru_cache(maxsize=4096)
def band_lines(area: str, goal: str) -> tuple[str, ...]:
    """Return a band's text as lines that fit across the sheet; a single narrow cell would cut it off."""
    text = band_text(area, goal)
    lines = split_lines(text, _BAND_WIDTH, bold=True)
    return tuple(lines) if len(lines) > 1 else (text,)


def _contents(row: SentRow, translate: Catalog, scale: Scale) -> dict[str, Content]:
    return {
        columns.NUMBER.key: row.number,
        columns.MEASURE.key: row.text,
        columns.TIMEFRAME.key: row.timeframe,
        columns.RESPONSIBLE.key: row.responsible,
        columns.INVOLVED.key: row.involved,
        columns.STATUS.key: status_label(row, translate, scale),
        columns.PROGRESS.key: row.base.progress,
        columns.COMMENT.key: row.base.comment,
        columns.EXPECTED.key: row.base.expected,
        layout.ID_BEFORE_ANSWERS.key: row.measure,
        layout.ID_AFTER_ANSWERS.key: row.measure,
        layout.PREVIOUS.key: previous_answer(row, translate, scale),
        columns.REPORTED_ON.key: row.reported_on,
        columns.REPORTED_BY.key: row.reported_by,
        columns.ID.key: row.measure,
    }


def asked_about(dispatch: Dispatch) -> Phrase:
    """Return how many measures the actor is asked about, and how many more it is involved in."""
    own, indicators = counts_asked(dispatch.rows)
    involved = len(dispatch.rows) - own - indicators
    if not involved:
        return to_answer(dispatch.rows)
    return phrase(
        "{asked}; for information also {others} that you are involved in",
        asked=to_answer(dispatch.rows),
        others=_counted(involved),
    )


def counts_asked(rows: Sequence[SentRow]) -> tuple[int, int]:
    """Return the numbers of measures and indicators that the rows ask about."""
    indicators = len(indicator_rows(rows))
    return sum(row.answerable for row in rows) - indicators, indicators


def to_answer(rows: Sequence[SentRow]) -> Phrase:
    """Return in words the numbers of measures and indicators that the rows ask about."""
    own, indicators = counts_asked(rows)
    if not indicators:
        return _counted(own)
    goals = counted("one result goal", "{count} result goals", count=indicators)
    return phrase("{measures} and {goals}", measures=_counted(own), goals=goals) if own else goals


def _counted(count: int) -> Phrase:
    return counted("one measure", "{count} measures", count=count)

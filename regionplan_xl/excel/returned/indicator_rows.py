"""Read the sheet Indikatorar of a return: the value and comment of each indicator, by the rules of Tiltak."""

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from itertools import chain

from regionplan_xl.errors import Place
from regionplan_xl.excel.actor import layout
from regionplan_xl.excel.actor.row_shades import shades_in_order
from regionplan_xl.excel.actor.workbook import earlier_target, indicator_rows, indicator_texts
from regionplan_xl.excel.common.columns import HEADER_WITHIN_ROWS, find_columns
from regionplan_xl.excel.parsing.excerpt import excerpt
from regionplan_xl.excel.parsing.grid import Grid, GridSheet
from regionplan_xl.excel.parsing.report_cells import read_comment, read_value, why_doubtful
from regionplan_xl.excel.returned import displaced_answers, stray_text
from regionplan_xl.excel.returned.measure_table import (
    LOOKS_LIKE_ID,
    MeasureTable,
    ReturnedRow,
    merged_answers,
)
from regionplan_xl.excel.returned.program_texts import is_program_text
from regionplan_xl.excel.returned.row_answers import SourceFile, restored_cells
from regionplan_xl.excel.returned.row_matching import NOT_SENT as MEASURE_NOT_SENT
from regionplan_xl.excel.returned.row_matching import MatchedRow, RowMatcher, Unmatched
from regionplan_xl.excel.returned.stray_text import Stray
from regionplan_xl.plan.merging.sent_and_returned import Answer, Dispatch, Held, SentRow, Unclear
from regionplan_xl.plan.model import Field
from regionplan_xl.plan.targets import as_number
from regionplan_xl.text import Phrase, normalise, phrase, squeeze

TWICE = phrase("The same result goal is in several rows with different answers.")
MOVED = phrase(
    "On this sheet cells for answers may have changed rows without their result goals, as when they are sorted by "
    "themselves."
)
NOT_SENT = phrase("This row's ID belongs to a result goal that was not in the workbook that was sent.")
UNKNOWN = phrase("It is not clear which result goal this row belongs to.")
_HEADED = tuple(column for column in layout.INDICATOR_COLUMNS if str(column.heading))
_LOCKED = ("text", "baseline", "target", "last", "for_year", "responsible")
_ANSWERS = tuple(column for column in layout.INDICATOR_COLUMNS if column.key in layout.INDICATOR_ANSWERS)
_FIELDS = {Field.VALUE: "value", Field.COMMENT: "comment"}


@dataclass(frozen=True)
class IndicatorsRead:
    """The contents of indicator sheets: answers, held rows and remarks, each row's indicator, and sheet names."""

    answers: tuple[Answer, ...] = ()
    found: tuple[Held | Stray, ...] = ()
    rows_of: Mapping[tuple[str, int], SentRow] = field(default_factory=dict)
    sheets: frozenset[str] = frozenset()
    restored: tuple[Answer, ...] = ()


def read_returned_indicators(grid: Grid, dispatch: Dispatch, file: SourceFile) -> IndicatorsRead:
    """Return the answers about the indicators of a dispatch; nothing if it has none."""
    sent = indicator_rows(dispatch.rows)
    tables = [table for sheet in grid.sheets if sent and (table := _table(sheet)) is not None]
    if not tables:
        return IndicatorsRead()
    tables = [table for table in tables if table.sheet.visible] or tables
    known = frozenset(
        normalise(text) for row in sent for text in (*indicator_texts(row).values(), earlier_target(row))
    )
    matcher = RowMatcher(replace(dispatch, rows=tuple(sent)), known)
    answers: dict[str, list[tuple[Place, tuple[Answer, ...]]]] = {}
    found: list[Held | Stray] = []
    rows_of: dict[tuple[str, int], SentRow] = {}
    restored: list[Answer] = []
    for table in tables:
        found += stray_text.text_above_header(table, matcher, file.name, file.scale)
        rows, elsewhere = _matched(table, matcher, file)
        unmatched = [_unmatched(row, match, known, file) for row, match in elsewhere]
        found += [*chain.from_iterable(unmatched), *chain.from_iterable(_other_texts(row) for row in rows)]
        others = [row for row, _ in elsewhere]
        some_held = any(isinstance(one, Held) for one in chain.from_iterable(unmatched))
        certain = _certain_rows(table, rows, others, matcher, file, some_held)
        for row in rows:
            rows_of[table.sheet.name, row.number] = row.sent
            if row.number in certain:
                restored += restored_cells(row.returned, row.sent, row.answers, _FIELDS)
            if row.answers and row.number in certain:
                answers.setdefault(row.sent.measure, []).append((row.place, row.answers))
            elif row.answers:
                found.append(_held(MOVED, row.place, row.answers))
    agreed, contradicting = _agreed(answers)
    sheets = frozenset(table.sheet.name for table in tables)
    return IndicatorsRead(tuple(agreed), (*found, *contradicting), rows_of, sheets, tuple(restored))


def without_indicators(dispatch: Dispatch) -> Dispatch:
    """Return the dispatch without its indicators."""
    count = len(indicator_rows(dispatch.rows))
    return replace(dispatch, rows=dispatch.rows[:-count]) if count else dispatch


def _table(sheet: GridSheet) -> MeasureTable | None:
    """Return the table below the headings of the indicators; None if the sheet has none."""
    for header in sorted(number for number in sheet.rows if number <= HEADER_WITHIN_ROWS):
        headings = {at: cell.text for at, cell in sheet.rows[header].items() if isinstance(cell.value, str)}
        columns = find_columns(headings, _HEADED)
        if {"text", "value"} <= columns.keys():
            filled = {at for number, row in sheet.rows.items() if number > header for at in row}
            other = filled - set(columns.values())
            ids = sorted(at for at in other if _holds_ids(sheet, header, at))
            ids += [columns["id"]] if "id" in columns else []
            unknown = {at: headings.get(at, "") for at in sorted(other - set(ids))}
            shown = {key: squeeze(headings[at]) for key, at in columns.items()}
            merged = merged_answers(
                sheet, header, [columns[one.key] for one in _ANSWERS if one.key in columns]
            )
            return MeasureTable(
                sheet, header, columns, shown,
                ids=tuple(ids), unknown=unknown, merged=merged, answers=_ANSWERS,
            )  # fmt: skip
    return None


def _holds_ids(sheet: GridSheet, header: int, column: int) -> bool:
    texts = [
        row[column].text.strip().upper()
        for number, row in sheet.rows.items()
        if number > header and column in row and not row[column].is_blank
    ]
    return bool(texts) and 2 * sum(map(bool, map(LOOKS_LIKE_ID.fullmatch, texts))) > len(texts)


def _matched(
    table: MeasureTable, matcher: RowMatcher, file: SourceFile
) -> tuple[list[MatchedRow], list[tuple[ReturnedRow, Unmatched]]]:
    """Return the rows of indicators with their answers, and the rows that cannot be matched with certainty."""
    matched: list[MatchedRow] = []
    elsewhere: list[tuple[ReturnedRow, Unmatched]] = []
    for row in table.rows():
        match = matcher.match(row)
        if isinstance(match, SentRow):
            place, shown = Place(table.sheet.name, row.number, file=file.name), row.with_merged()
            matched.append(MatchedRow(shown, match, place, tuple(_answers(shown, match, place))))
        else:
            elsewhere.append((row, match))
    numbers = {row.number for row in matched}
    return matched, [(row.without_merged(numbers), match) for row, match in elsewhere]


def _certain_rows(
    table: MeasureTable,
    rows: Sequence[MatchedRow],
    others: Sequence[ReturnedRow],
    matcher: RowMatcher,
    file: SourceFile,
    some_held: bool,
) -> Collection[int]:
    """Return the numbers of the rows whose answers certainly belong to their indicators; none if some were moved."""
    once = displaced_answers.in_one_row(rows)
    if (
        any(not row.ids() and not row.text("text") and row.text("value") for row in others)
        or displaced_answers.answers_displaced(once)
        or displaced_answers.origins_of_cells(once, others, matcher.sent, shades_in_order)
    ):
        return ()
    return displaced_answers.certain_rows(table, rows, matcher, file.scale, some_held)


def _answers(row: ReturnedRow, sent: SentRow, place: Place) -> Iterator[Answer]:
    """Yield the answers of the row; blank and unchanged cells are no answer."""
    baseline, target, unit, _, last = sent.facts
    counted = any(
        as_number(text) is not None for text in (baseline, target, last.partition(" (")[0])
    ) or bool(unit)
    for name, key in _FIELDS.items():
        cell, base = row.cell(key), sent.base.get(name)
        said = str(base) if base is not None else None
        if name is Field.VALUE:
            value = why_doubtful(cell) or read_value(cell, said, unit, counted=counted)
        else:
            value = why_doubtful(cell) or read_comment(cell, said)
        if value is not None:
            heading = row.table.headings.get(key, "")
            yield Answer(sent.measure, sent.member, name, value, base, replace(place, column=heading))


def _other_texts(matched: MatchedRow) -> Iterator[Stray]:
    """Yield the texts that differ from what was sent in cells of the row that are not for answers."""
    row, sent, place = matched.returned, matched.sent, matched.place
    texts = indicator_texts(sent)
    for key in _LOCKED:
        cell = row.cell(key)
        if (
            not cell.is_blank
            and normalise(cell.text) != normalise(texts[key])
            and not _is_same_number(cell.text, texts[key])
            and not (key == "target" and normalise(cell.text) == normalise(earlier_target(sent)))
        ):
            kind = stray_text.CHANGED.with_values(column=row.table.headings.get(key, ""))
            yield Stray(kind, cell.text, stray_text.at_column(place, row.table.columns[key]), sent)
    for column, heading in row.table.unknown.items():
        if column in row.cells and not row.cells[column].is_blank:
            kind = stray_text.IN_COLUMN.with_values(column=heading) if heading else stray_text.NO_COLUMN
            yield Stray(kind, row.cells[column].text, stray_text.at_column(place, column), sent)


def _is_same_number(one: str, other: str) -> bool:
    """Return whether two texts are the same number, which a program has written differently («600» as 600.0)."""
    number = as_number(one)
    return number is not None and number == as_number(other)


def _unmatched(
    row: ReturnedRow, match: Unmatched, known: frozenset[str], file: SourceFile
) -> list[Held | Stray]:
    """Return the texts of a row that matches no indicator with certainty; they are held if they may be an answer."""
    place, found = Place(row.table.sheet.name, row.number, file=file.name), list[Held | Stray]()
    said = [row.cell(key).text for key in _FIELDS.values() if not row.cell(key).is_blank]
    if said:
        words = [row.text("text"), *map(squeeze, said)]
        reason = NOT_SENT if match.reason == MEASURE_NOT_SENT else UNKNOWN
        found.append(Held(reason, place, excerpt("; ".join(filter(None, words)))))
    claimed = {row.table.columns.get(key, 0) for key in ("value", "comment", "text")} if said else set()
    for column, cell in row.cells.items():
        if column in claimed or column in row.table.ids or cell.is_blank:
            continue
        if normalise(cell.text) not in known and not is_program_text(cell.text):
            found.append(Stray(stray_text.OWN_ROW, cell.text, stray_text.at_column(place, column)))
    return found


def _agreed(
    answers: Mapping[str, Sequence[tuple[Place, tuple[Answer, ...]]]],
) -> tuple[list[Answer], list[Held]]:
    """Return the answers that count; if an indicator has several rows that differ, all of them are held."""
    agreed: list[Answer] = []
    held: list[Held] = []
    for rows in answers.values():
        first = {answer.field: answer.value for answer in rows[0][1]}
        if all({answer.field: answer.value for answer in said} == first for _, said in rows):
            agreed += rows[0][1]
            continue
        held += [_held(TWICE, place, said) for place, said in rows]
    return agreed, held


def _held(reason: Phrase, place: Place, said: Sequence[Answer]) -> Held:
    """Hold the answers of one row about an indicator, for a person to place."""
    written = "; ".join(f"{answer.place.column}: {_as_written(answer)}" for answer in said)
    return Held(reason, place, excerpt(written), said[0].measure)


def _as_written(answer: Answer) -> str:
    return answer.value.written if isinstance(answer.value, Unclear) else str(answer.value)

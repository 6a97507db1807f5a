"""Read a returned workbook into a submission: its answers, measure by measure, and what is held."""

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime

from regionplan_xl.errors import Place
from regionplan_xl.excel.actor.layout import HEADED
from regionplan_xl.excel.actor.row_shades import shades_of
from regionplan_xl.excel.common.columns import ANSWERABLE, COMMENT, ID, MEASURE, STATUS
from regionplan_xl.excel.parsing.excerpt import excerpt
from regionplan_xl.excel.parsing.grid import Grid
from regionplan_xl.excel.parsing.painted_colour import status_of_paint
from regionplan_xl.excel.parsing.status_parser import parse_status
from regionplan_xl.excel.returned import displaced_answers, stray_text
from regionplan_xl.excel.returned.indicator_rows import (
    IndicatorsRead,
    read_returned_indicators,
    without_indicators,
)
from regionplan_xl.excel.returned.measure_table import MeasureTable, ReturnedRow, find_measure_tables
from regionplan_xl.excel.returned.other_sheets import text_on_other_sheets, texts_outside_cells
from regionplan_xl.excel.returned.proposals import read_returned_proposals
from regionplan_xl.excel.returned.remarks import collect_remarks, in_reading_order
from regionplan_xl.excel.returned.row_answers import (
    KEYS,
    SourceFile,
    restored_cells,
    row_answers,
    row_ticks,
    status_as_written,
)
from regionplan_xl.excel.returned.row_matching import MatchedRow, RowMatcher, Unmatched
from regionplan_xl.excel.returned.rows_as_sent import NOT_AS_SENT, RowsAsSent
from regionplan_xl.excel.returned.stray_text import Stray
from regionplan_xl.excel.returned.swapped_days import with_doubtful_days
from regionplan_xl.plan.merging.placing import ONLY_INVOLVED
from regionplan_xl.plan.merging.sent_and_returned import (
    Answer,
    Candidate,
    Dispatch,
    Held,
    SentRow,
    Submission,
    Unclear,
)
from regionplan_xl.plan.model import Field
from regionplan_xl.plan.status import Scale
from regionplan_xl.text import Phrase, counted, normalise, phrase, shortened, squeeze

_MOST_CANDIDATES = 20  # more than a drop-down can offer
_ANY = (Candidate(),)  # for a row that may belong to any measure
_MOST_HELD = 300  # places per file, in addition to two for each of its measures
# Characters: a row's answers and the text of its measure share one cell, and no answer is cut off there.
_LONGEST_ANSWER, _LONGEST_MEASURE, _LONGEST_ROW = 7_000, 4_000, 32_000

NO_TABLE = phrase(
    "No sheet has the headings of the measures, so no answer could be read. "
    "Answer in the workbook that was sent, and send it whole as .xlsx."
)
MORE = counted(
    "{count} more place in this file is waiting; look into the file itself.",
    "{count} more places in this file are waiting; look into the file itself.",
    count=2,
)
CONTRADICTION = phrase("The same measure is in several rows with different answers.")
DISPLACED = phrase("On this sheet answers seem to have moved away from their measures.")
MOVED = phrase(
    "On this sheet cells for answers have changed rows without their measures, as when they are sorted by themselves."
)
MOVED_FROM = phrase(
    "On this sheet cells for answers have changed rows without their measures, as when they are sorted by "
    "themselves. This row has those that belonged to measure {number} when the sheet was sent."
)
NO_IDS = phrase(
    "The hidden IDs are gone from this sheet and its rows are not as they were sent, so answers and measures "
    "may no longer belong together."
)


def read_returned(
    grid: Grid,
    dispatch: Dispatch,
    *,
    scale: Scale,
    source_hash: str,
    file: str,
    received: datetime,
    facts: Collection[str] = (),
    all_with_care: bool = False,
) -> Submission:
    """Return the answers of the workbook to `dispatch`; whatever cannot be attributed with certainty is held.

    Rows are matched by ID and locked text on every visible sheet with the headings. Blank and unchanged fields give no
    answer. `facts`: the plan's name and the sender, as on Rettleiing. `all_with_care`: read rows that are exactly as
    sent like all others, which takes longer and gives the same result.
    """
    source = SourceFile(file, received, scale)
    goals = read_returned_indicators(grid, dispatch, source)
    read = _read_measures(grid, without_indicators(dispatch), goals, source, facts, all_with_care)
    remarks = tuple(replace(remark, source=source_hash) for remark in read.remarks)
    return replace(read, source=source_hash, dispatch=dispatch, remarks=remarks)


def _read_measures(
    grid: Grid,
    dispatch: Dispatch,
    goals: IndicatorsRead,
    file: SourceFile,
    facts: Collection[str],
    all_with_care: bool,
) -> Submission:
    """Return the answers of the workbook to the measures of `dispatch`, together with `goals`."""
    scale = file.scale
    tables = [t for t in find_measure_tables(grid, scale) if t.sheet.name not in goals.sheets]
    measure_sheets = {*goals.sheets, *(table.sheet.name for table in tables)}
    found: list[Held | Stray] = list(goals.found)
    if not tables and (dispatch.rows or not goals.sheets):
        found.append(Held(NO_TABLE, Place(file=file.name)))
    matcher = RowMatcher(dispatch)
    by_measure: dict[str, list[list[MatchedRow]]] = {row.measure: [] for row in dispatch.rows}
    rows_of: dict[tuple[str, int], SentRow] = dict(goals.rows_of)
    for table in tables:
        as_sent = None if all_with_care else RowsAsSent(table, matcher.bands, scale)
        read = _read_table(table, matcher, as_sent, file)
        found += read.found
        rows_of |= read.rows_of
        for measure, rows in read.kept.items():
            by_measure[measure].append(rows)
    found += text_on_other_sheets(grid, measure_sheets, matcher, file.name, scale, {*map(normalise, facts)})
    found += texts_outside_cells(grid, rows_of, matcher, file.name)
    answers, not_taken = _agreed(dispatch, by_measure, scale)
    proposals, unwritable = read_returned_proposals(grid, measure_sheets, file.name)
    unplaced = [*(one for one in found if isinstance(one, Held)), *not_taken]
    others = _other_candidates(dispatch, {measure for measure, rows in by_measure.items() if rows})
    held = [*(_with_others(one, others) if one.candidates else one for one in unplaced), *unwritable]
    strays = in_reading_order(grid, (one for one in found if isinstance(one, Stray)))
    return Submission(
        source="",
        file=file.name,
        received=file.received,
        dispatch=dispatch,
        answers=(*with_doubtful_days(answers), *goals.answers),
        held=tuple(_at_most(held, _MOST_HELD + 2 * len(dispatch.rows), file.name)),
        proposals=proposals,
        remarks=tuple(collect_remarks(strays, dispatch, source="", file=file.name, received=file.received)),
        restored=(*_restored(by_measure), *goals.restored),
    )


@dataclass(frozen=True)
class _TableRead:
    """The contents of one sheet: the rows of each measure, held rows and remarks, and each row's measure."""

    kept: dict[str, list[MatchedRow]]
    found: list[Held | Stray]
    rows_of: dict[tuple[str, int], SentRow]


def _read_table(
    table: MeasureTable, matcher: RowMatcher, as_sent: RowsAsSent | None, file: SourceFile
) -> _TableRead:
    """Match the rows of one sheet; whatever cannot be attributed with certainty is held."""
    rows = table.rows()
    bands = [row for row in rows if as_sent and as_sent.is_band(row.cells)]
    others = {row.number for row in bands}
    matches = [(row, matcher.match(row)) for row in rows if row.number not in others]
    matched: list[MatchedRow] = []
    held: list[Held | Stray] = []
    for row, match in matches:
        if isinstance(match, SentRow):
            read, strays = _read_matched(row, match, as_sent, file)
            matched.append(read)
            held += strays
    numbers = {row.number for row in matched}
    unmatched = [
        (row.without_merged(numbers), match) for row, match in matches if isinstance(match, Unmatched)
    ]
    without_measure = [row for row, _ in unmatched if not row.text(MEASURE.key)]
    remarks, astray = _remark_rows(without_measure, numbers, file.scale)
    held += _in_unmatched_rows(unmatched, remarks, matcher, file)
    some_held = bool(remarks) or any(isinstance(one, Held) for one in held)
    certain = displaced_answers.certain_rows(table, matched, matcher, file.scale, some_held)
    held += stray_text.text_over_previous_answer(table, matched, file.name, file.scale)
    held += stray_text.text_above_header(table, matcher, file.name, file.scale)
    held += stray_text.text_in_header(table, file.name)
    once = displaced_answers.in_one_row(matched)
    of_no_measure = [*bands, *(row for row, _ in unmatched)]
    origins = displaced_answers.origins_of_cells(once, of_no_measure, matcher.sent, shades_of)
    displaced = (
        astray
        or bool(origins)
        or displaced_answers.locked_cells_displaced(table, once, without_measure)
        or displaced_answers.answers_displaced(once)
    )
    kept: dict[str, list[MatchedRow]] = {}
    for one in matched:
        if not displaced and one.number in certain:
            kept.setdefault(one.sent.measure, []).append(one)
        elif one.answers:
            reason = _why_uncertain(one, displaced, origins)
            held.append(_held(one, reason, file.scale, origins.get(one.number, ())))
    return _TableRead(kept, held, {(table.sheet.name, row.number): row.sent for row in matched})


def _read_matched(
    row: ReturnedRow, sent: SentRow, as_sent: RowsAsSent | None, file: SourceFile
) -> tuple[MatchedRow, Sequence[Held | Stray]]:
    """Read a row of a measure: its answers and other texts. Cells that are as they were sent give neither."""
    same = as_sent.compare(row.cells, sent) if as_sent else NOT_AS_SENT
    place = Place(row.table.sheet.name, row.number, file=file.name)
    if same.locked and same.answers:
        return MatchedRow(row, sent, place, (), same), ()
    shown = row if same.locked else row.with_merged()
    read = MatchedRow(shown, sent, place, tuple(row_answers(shown, sent, file, place)), same)
    if same.locked:
        return read, ()
    others = stray_text.text_in_other_columns(row, sent, place, file.scale)
    return read, [*others, *stray_text.text_in_our_columns(read, file.scale)]


def _in_unmatched_rows(
    rows: Sequence[tuple[ReturnedRow, Unmatched]],
    remarks: Collection[int],
    matcher: RowMatcher,
    file: SourceFile,
) -> Iterator[Held | Stray]:
    """Yield what is held and the other texts in rows of no measure."""
    for row, match in rows:
        place = Place(row.table.sheet.name, row.number, file=file.name)
        yield from stray_text.text_in_other_columns(row, None, place, file.scale, matcher.bands)
        # A row that is not new for any of the possible measures is not held.
        new = [answer for sent in match.candidates for answer in row_answers(row, sent, file, place)]
        content = _content(row, file.scale) if new or not match.candidates else ""
        if content and row.number not in remarks:
            likely = tuple(_candidate(sent) for sent in match.candidates if sent.answerable)
            yield Held(match.reason, place, content, candidates=likely or _ANY)
        is_claimed = row.number not in remarks and bool(content or match.candidates)
        yield from stray_text.text_in_unmatched_row(row, place, matcher, is_claimed)


def _remark_rows(
    rows: Sequence[ReturnedRow], measures: Collection[int], scale: Scale
) -> tuple[Collection[int], bool]:
    """Return the numbers of rows of no measure with only words, and whether other such rows have displaced answers.

    People insert rows between measures to write more. Such a row has nothing that was sent, whereas a row of which only
    some columns were shifted would still have the rest of a measure. Elsewhere, a single such row is a remark.
    """
    last = max(measures, default=0)
    words = {row.number for row in rows if _says_only_words(row, scale)}
    inserted = {
        row.number
        for row in rows
        if row.number in words
        and row.number < last
        and (row.number + 1 in measures or row.number - 1 in measures)
        and not any(row.text(column.key) for column in HEADED if column is not COMMENT)
    }
    astray = _has_answers_astray([row for row in rows if row.number not in inserted], scale)
    return (inserted if astray else words), astray


def _says_only_words(row: ReturnedRow, scale: Scale) -> bool:
    written = row.text(COMMENT.key)
    others = any(row.text(column.key) for column in ANSWERABLE if column is not COMMENT)
    return (
        bool(written)
        and not (others or row.ids() or row_ticks(row))
        and isinstance(parse_status(written, scale), Unclear)
    )


def _why_uncertain(row: MatchedRow, displaced: bool, origins: Mapping[int, Sequence[SentRow]]) -> Phrase:
    """Return why it is not certain that the answers in a row belong to its measure."""
    if not origins:
        return DISPLACED if displaced else NO_IDS
    found = origins.get(row.number, ())
    number = found[0].number if len(found) == 1 else ""
    return MOVED_FROM.with_values(number=number) if number else MOVED


def _has_answers_astray(rows: Sequence[ReturnedRow], scale: Scale) -> bool:
    """Return whether there are answers in rows of no measure (a band, a blank row), so that others moved with them.

    A single row there with only words was written as a remark.
    """
    answered = [row for row in rows if not row.ids() and any(row.text(column.key) for column in ANSWERABLE)]
    return len(answered) > 1 or any(
        isinstance(row.cell(Field.EXPECTED.value).value, date)
        or isinstance(row.cell(Field.PROGRESS.value).value, (int, float))
        or isinstance(parse_status(row.text(STATUS.key) or "?", scale), str)
        for row in answered
    )


def _agreed(
    dispatch: Dispatch, by_measure: Mapping[str, Sequence[Sequence[MatchedRow]]], scale: Scale
) -> tuple[list[Answer], list[Held]]:
    """Return the answers that count, and those that are held: contradictions and measures of other actors."""
    answers: list[Answer] = []
    held: list[Held] = []
    for sent in dispatch.rows:
        agreed = _agreed_answers(by_measure[sent.measure])
        rows = [row for rows in by_measure[sent.measure] for row in rows if row.answers]
        if agreed is None:
            held += [_held(row, CONTRADICTION, scale) for row in rows]
        elif sent.answerable:
            answers += agreed
        else:
            held += [_held(row, ONLY_INVOLVED, scale) for row in rows]
    return answers, held


def _restored(by_measure: Mapping[str, Sequence[Sequence[MatchedRow]]]) -> Iterator[Answer]:
    """Yield the cells that repeat what was sent, for measures in a single row."""
    for sheets in by_measure.values():
        rows = [row for rows in sheets for row in rows]
        if len(rows) == 1 and rows[0].sent.answerable and not rows[0].as_sent.looks:
            yield from restored_cells(rows[0].returned, rows[0].sent, rows[0].answers, KEYS)


def _agreed_answers(sheets: Sequence[Sequence[MatchedRow]]) -> list[Answer] | None:
    """Return the answers to one measure; None if its rows contradict one another.

    All its rows on one sheet must have the same answers. Across sheets (a copy, a second attempt) one may have more
    answers than another, but not different ones.
    """
    if sum(map(len, sheets)) == 1:
        return [answer for rows in sheets for row in rows for answer in row.answers]
    answers: dict[Field, Answer] = {}
    for rows in sheets:
        # Copied rows, including IDs, that say nothing new contradict none.
        informative = [row for row in rows if row.answers or len(set(row.returned.ids().values())) != 1]
        if any(row.values != informative[0].values for row in informative):
            return None
        for row in rows:
            for answer in row.answers:
                if answers.setdefault(answer.field, answer).value != answer.value:
                    return None
    return list(answers.values())


def _at_most(held: Sequence[Held], most: int, file: str) -> Iterator[Held]:
    """Yield no more than a person can go through, and the rest as one, so that one file does not bury the others."""
    yield from held[:most]
    if rest := held[most:]:
        # The beginning of each, where its answers are; a long one must not hide the others.
        content = excerpt("; ".join(shortened(one.written) for one in rest[:_MOST_HELD]), _LONGEST_ROW)
        yield Held(MORE.with_values(count=len(rest)), Place(file=file), content)


def _content(row: ReturnedRow, scale: Scale) -> str:
    """Return what somebody wrote, ticked or painted in a row; "" if there is nothing to lose."""
    cells = [(row.table.headings.get(column.key, ""), row.cell(column.key)) for column in ANSWERABLE]
    parts = [_with_heading(heading, squeeze(cell.text)) for heading, cell in cells if not cell.is_blank]
    parts += [tick.written for tick in row_ticks(row)]
    colour = row.cell(STATUS.key).colour
    if colour and status_of_paint(colour, scale) is not None:
        parts.append(colour)
    if not row.text(ID.key):
        parts = [part for part in (*parts, excerpt(row.text(MEASURE.key), _LONGEST_MEASURE)) if part]
    return "; ".join(parts)


def _held(row: MatchedRow, reason: Phrase, scale: Scale, others: Sequence[SentRow] = ()) -> Held:
    """Hold the row until a person places it; `others`: measures that it more likely belongs to."""
    answers = "; ".join(
        _with_heading(answer.place.column, _as_written(answer, row.returned, scale)) for answer in row.answers
    )
    candidates = tuple(_candidate(sent) for sent in (*others[:_MOST_CANDIDATES], row.sent) if sent.answerable)
    return Held(reason, row.place, answers, row.sent.measure, candidates)


def _candidate(sent: SentRow) -> Candidate:
    return Candidate(sent.measure, sent.number)


def _other_candidates(dispatch: Dispatch, answered: Collection[str]) -> list[Candidate]:
    """Return the actor's own measures to offer where a row may belong to one, those without a row first."""
    owned = sorted((row for row in dispatch.rows if row.answerable), key=lambda row: row.measure in answered)
    return list(map(_candidate, owned[:_MOST_CANDIDATES]))


def _with_others(held: Held, others: Sequence[Candidate]) -> Held:
    """Return what is held with `others` added to its candidates."""
    all_ = dict.fromkeys([*held.candidates, *others])
    return replace(held, candidates=tuple(one for one in all_ if one not in _ANY)[:_MOST_CANDIDATES])


def _as_written(answer: Answer, row: ReturnedRow, scale: Scale) -> str:
    """Return the answer as it was written; for a status also what was painted or ticked."""
    if isinstance(answer.value, Unclear):
        return answer.value.written
    is_status = answer.field is Field.STATUS
    return squeeze(status_as_written(row, scale) if is_status else row.text(answer.field.value))


def _with_heading(heading: str, written: str) -> str:
    return f"{shortened(heading)}: {excerpt(written, _LONGEST_ANSWER)}"

"""Hold what people wrote outside the cells for answers, so that it is not lost."""

import re
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import replace
from functools import cache
from itertools import islice

from regionplan_xl.errors import Place
from regionplan_xl.excel.actor import layout
from regionplan_xl.excel.actor.previous_answer import language_of, previous_answer
from regionplan_xl.excel.common.actor_marks import CODE
from regionplan_xl.excel.common.columns import ANSWERABLE, REMARK
from regionplan_xl.excel.parsing.excerpt import excerpt
from regionplan_xl.excel.parsing.grid import Grid, GridRow, GridSheet
from regionplan_xl.excel.returned.measure_table import LOOKS_LIKE_ID, MeasureTable, ReturnedRow
from regionplan_xl.excel.returned.proposals import ProposalTable, find_proposal_table
from regionplan_xl.excel.returned.row_matching import MatchedRow, RowMatcher
from regionplan_xl.locale import catalog, every_wording
from regionplan_xl.plan.merging.exchange import Held, SentRow
from regionplan_xl.plan.status import LANGUAGES, Scale
from regionplan_xl.text import bare, fold, phrase, squeeze

NAMES_A_MEASURE = phrase(
    "This names measure {number}, but the sheet lacks the headings that tell which cells are answers."
)
OUTSIDE_ANSWERS = phrase("This was written outside the cells for answers, so it is not read as an answer.")
UNKNOWN_COLUMN = phrase("The column «{column}» is unknown, and one of the columns for answers is missing.")
NO_HEADING = phrase("This was written in a column without a heading, so it is not read as an answer.")
NOT_FOR_ANSWERS = phrase(
    "This was written in «{column}», which is not a column for answers, so it is not read as an answer."
)

_LEAST_WORDS = 3  # fewer in a column without a heading are somebody's own note
_OWN_TEXTS, _OWN_TEXTS_WITHIN = 4, 60  # so many of the program's texts in so many rows: the program's sheet
_MOST = 200  # places that are held one by one
_STEP = re.compile(r"^\d\. ")
_PLACEHOLDER = re.compile(r"\{[^}]*\}")
_LEAST_PATTERN = 12  # letters of its own by which a message with placeholders is recognised


def text_in_other_columns(
    row: ReturnedRow, sent: SentRow | None, place: Place, scale: Scale
) -> Iterator[Held]:
    """Yield what a row of `sent` says in columns that are not for answers, if it may be an answer."""
    table = row.table
    headings = {**table.unknown, table.columns.get(REMARK.key, 0): ""}
    written = {column: cell for column in headings if (cell := row.cells.get(column)) and not cell.is_blank}
    if not written:
        return
    answers_missing = any(column.key not in table.columns for column in ANSWERABLE)
    locked, answer_names = _locked_texts(sent), tuple(name for one in ANSWERABLE for name in one.names())
    for column, cell in written.items():
        if fold(cell.text) in locked:
            continue
        heading, reason = headings[column], None
        if column not in table.unknown:
            heading, reason = REMARK.key, NOT_FOR_ANSWERS.with_values(column=table.headings[REMARK.key])
        elif answers_missing:
            reason = UNKNOWN_COLUMN.with_values(column=heading) if heading else NO_HEADING
        elif heading and bare(heading).startswith(answer_names):  # «Kommentar 2», a second «Status»
            if fold(cell.text) not in {fold(row.text(column.key)) for column in ANSWERABLE}:
                reason = NOT_FOR_ANSWERS.with_values(column=heading)
        elif not heading and (len(cell.text.split()) >= _LEAST_WORDS or bare(cell.text) in _labels(scale)):
            reason = NO_HEADING
        if reason is not None:
            yield Held(reason, replace(place, column=heading), excerpt(squeeze(cell.text)))


def text_over_previous_answer(
    table: MeasureTable, rows: Sequence[MatchedRow], file: str, scale: Scale
) -> Iterator[Held]:
    """Yield what was written over the previous answers."""
    heading = table.headings.get(layout.PREVIOUS.key, "")
    translate = language_of(heading)
    if translate is None:
        return
    sent = {fold(previous_answer(row.sent, translate, scale)) for row in rows}
    written = [(row, text) for row in rows if (text := row.returned.text(layout.PREVIOUS.key))]
    new = [(row, text) for row, text in written if fold(text) not in sent]
    # If most of them differ, it is the program's wording that has changed since.
    if len(new) * 2 <= len(written):
        for row, text in new:
            place = Place(table.sheet.name, row.number, column=heading, file=file)
            yield Held(NOT_FOR_ANSWERS.with_values(column=heading), place, excerpt(text))


def text_on_other_sheets(
    grid: Grid, measure_sheets: Collection[str], matcher: RowMatcher, file: str, scale: Scale
) -> Iterator[Held]:
    """Yield what is new on the program's own other sheets, and what names a measure on people's own sheets."""
    for sheet in grid.sheets:
        if sheet.name in measure_sheets or not sheet.visible:
            continue
        proposals = find_proposal_table(sheet)
        if proposals is not None or _is_from_program(sheet):
            yield from _new_text(sheet, proposals, file, scale)
        else:
            yield from _naming_measures(sheet.name, sheet.rows, matcher, file)


def text_above_header(table: MeasureTable, matcher: RowMatcher, file: str) -> Iterator[Held]:
    """Yield what names a measure above the header row of the measures."""
    above = {number: cells for number, cells in table.sheet.rows.items() if number < table.header}
    yield from _naming_measures(table.sheet.name, above, matcher, file)


def _naming_measures(
    sheet: str, rows: Mapping[int, GridRow], matcher: RowMatcher, file: str
) -> Iterator[Held]:
    """Each row that names a measure, with the rows up to the next one, if they say more than its locked texts."""
    named: list[tuple[int, SentRow, list[str]]] = []
    for number in sorted(rows):
        texts = [squeeze(cell.text) for cell in rows[number].values() if not cell.is_blank]
        sent = next((sent for text in texts if (sent := matcher.named_in(text)) is not None), None)
        if sent is not None:
            named.append((number, sent, texts))
        elif named:
            named[-1][2].extend(texts)
    new = [one for one in named if not _locked_texts(one[1]).issuperset(map(fold, one[2]))]
    for number, sent, texts in new[:_MOST]:
        reason = NAMES_A_MEASURE.with_values(number=sent.number)
        yield Held(reason, Place(sheet, number, file=file), excerpt("; ".join(texts)))
    if len(new) > _MOST:
        rest = "; ".join(text for _, _, texts in new[_MOST : 2 * _MOST] for text in texts)
        yield Held(OUTSIDE_ANSWERS, Place(sheet, new[_MOST][0], file=file), excerpt(rest))


def _new_text(sheet: GridSheet, proposals: ProposalTable | None, file: str, scale: Scale) -> Iterator[Held]:
    """What is on a sheet from the program, but was not written by it and is no proposal."""
    new: list[str] = []
    first = 0
    for number, cells in sorted(sheet.rows.items()):
        for column, cell in sorted(cells.items()):
            if proposals is not None:
                is_known = number == proposals.header or (
                    number > proposals.header and column in proposals.columns.values()
                )
            else:
                is_label = column == layout.GUIDE_LABEL and bare(cell.text) in _labels(scale)
                is_known = is_label or _is_guide_fact(number, column)
            if not (cell.is_blank or is_known or _is_program_text(cell.text)):
                new.append(squeeze(cell.text))
                first = first or number
        if len(new) >= _MOST:
            break
    if new:
        yield Held(OUTSIDE_ANSWERS, Place(sheet.name, first, file=file), excerpt("; ".join(new)))


def _is_from_program(sheet: GridSheet) -> bool:
    """Tell whether it is Rettleiing or Framlegg, even if renamed; not Tiltak without its headings."""
    top = [cells for number, cells in sheet.rows.items() if number <= _OWN_TEXTS_WITHIN]
    texts = [cell.text for cells in top for cell in cells.values() if isinstance(cell.value, str)]
    if any(LOOKS_LIKE_ID.fullmatch(text) for text in texts):
        return False
    return sum(1 for _ in islice(filter(_is_program_text, texts), _OWN_TEXTS)) == _OWN_TEXTS


def _is_guide_fact(row: int, column: int) -> bool:
    """Tell whether a cell of Rettleiing has a fact about this actor and round."""
    return (row <= layout.GUIDE_SUBTITLE and column == layout.GUIDE_LABEL) or (
        row <= layout.GUIDE_CODE and column == layout.GUIDE_TEXT
    )


def _is_program_text(text: str) -> bool:
    """Tell whether the program says this in any language, also as several messages in one cell."""
    exact, patterns = _program_texts()
    return all(
        fold(part) in exact or any(_fits(part, pattern) for pattern in patterns)
        for part in (_STEP.sub("", part) for part in squeeze(text).split(" · "))
    )


def _fits(text: str, pattern: Sequence[str]) -> bool:
    """Tell whether `text` is the pieces of `pattern` in order with something between each two.

    In one pass: text from outside must not make it slow, as it could a regular expression.
    """
    first, *between, last = pattern
    if not (text.startswith(first) and text.endswith(last)):
        return False
    at = len(first)
    for piece in between:
        at = text.find(piece, at + 1)
        if at < 0:
            return False
        at += len(piece)
    return at < len(text) - len(last)


@cache
def _program_texts() -> tuple[frozenset[str], tuple[Sequence[str], ...]]:
    """Every text of workbooks in every language: folded, or as the pieces between the placeholders."""
    every = {text for language in LANGUAGES for text in catalog(language).in_workbooks}
    exact = frozenset(fold(text) for text in every if "{" not in text)
    patterns = [_PLACEHOLDER.split(squeeze(text)) for text in every if "{" in text]
    long = [pattern for pattern in patterns if sum(map(len, pattern)) >= _LEAST_PATTERN]
    return exact, (*long, *([f"{word}: ", ""] for word in every_wording(CODE)))


def _locked_texts(sent: SentRow | None) -> frozenset[str]:
    if sent is None:
        return frozenset()
    locked = ("measure", "number", "text", "timeframe", "responsible", "involved", "reported_by")
    return frozenset(fold(getattr(sent, name)) for name in locked)


@cache
def _labels(scale: Scale) -> frozenset[str]:
    """The statuses' labels as `text.bare` returns them: some programs write the symbol before them too."""
    return frozenset(bare(label) for status in scale.statuses for label in status.labels.values())

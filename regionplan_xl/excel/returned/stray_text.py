"""What people wrote elsewhere than in the cells for answers, so that it is not lost: held, and shown."""

import re
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import replace
from functools import cache
from itertools import islice

from regionplan_xl.errors import Place
from regionplan_xl.excel.actor import layout
from regionplan_xl.excel.actor.previous_answer import language_of, previous_answer
from regionplan_xl.excel.common import actor_marks
from regionplan_xl.excel.common.columns import ANSWERABLE, REMARK
from regionplan_xl.excel.parsing.grid import Grid, GridRow, GridSheet
from regionplan_xl.excel.parsing.report_cells import shown
from regionplan_xl.excel.returned.measure_table import LOOKS_LIKE_ID, Table, TableRow
from regionplan_xl.excel.returned.proposals import Room, find_room
from regionplan_xl.excel.returned.row_matching import Matcher
from regionplan_xl.locale import catalog, every_wording
from regionplan_xl.plan.merging.exchange import Held, SentRow
from regionplan_xl.plan.status import LANGUAGES, Scale
from regionplan_xl.text import bare, fold, phrase, squeeze

ELSEWHERE = phrase(
    "This names measure {number}, but the sheet has not the headings that tell what is an answer."
)
OUTSIDE = phrase("This was written outside the cells for answers, so it is not read as an answer.")
STRANGE = phrase("The column «{column}» is not known, and one of those for the answers is missing.")
HEADLESS = phrase("This was written in a column without a heading, so it is not read as an answer.")
TWIN = phrase("This was written in another column than ours, «{column}», so it is not read as an answer.")

_A_SENTENCE = 3  # words; fewer under no heading are somebody's own note
_OURS_FROM, _OURS_WITHIN = 4, 60  # so many wordings of ours in so many rows make a sheet ours
_MOST = 200  # places that are told of one by one
_STEP = re.compile(r"^\d\. ")
_PUT_IN = re.compile(r"\{[^}]*\}")
_PATTERN_LETTERS = 12  # a wording with room for names is known again by so many letters of its own


def in_other_columns(row: TableRow, sent: SentRow | None, place: Place, scale: Scale) -> Iterator[Held]:
    """What one row says under headings that are not ours, where it may be an answer."""
    table = row.table
    columns = {**table.strange, table.columns.get(REMARK.key, 0): ""}
    written = {column: cell for column in columns if (cell := row.cells.get(column)) and not cell.is_blank}
    if not written:
        return
    missing = any(column.key not in table.columns for column in ANSWERABLE)
    known = _locked_texts(sent)
    for column, cell in written.items():
        if fold(cell.text) in known:
            continue
        heading = columns[column]
        text = shown(squeeze(cell.text))
        if column not in table.strange:
            yield Held(
                TWIN.with_values(column=table.headings[REMARK.key]), replace(place, column=REMARK.key), text
            )
        elif missing:
            reason = STRANGE.with_values(column=heading) if heading else HEADLESS
            yield Held(reason, replace(place, column=heading), text)
        elif heading and _like_an_answer(heading):
            if fold(cell.text) not in {fold(row.text(column.key)) for column in ANSWERABLE}:
                yield Held(TWIN.with_values(column=heading), replace(place, column=heading), text)
        elif not heading and _says_something(cell.text, scale):
            yield Held(HEADLESS, place, text)


def over_the_previous(
    table: Table, placed: Sequence[tuple[TableRow, SentRow]], file: str, scale: Scale
) -> Iterator[Held]:
    """What was written over what had been reported last."""
    heading = table.headings.get(layout.PREVIOUS.key, "")
    said = language_of(heading)
    if said is None:
        return
    sent = {fold(previous_answer(row, said, scale)) for _, row in placed}
    written = [(row, text) for row, _ in placed if (text := row.text(layout.PREVIOUS.key))]
    new = [(row, text) for row, text in written if fold(text) not in sent]
    # Where most of them differ, it is our own wording that has changed since.
    if len(new) * 2 <= len(written):
        for row, text in new:
            place = Place(table.sheet.name, row.number, column=heading, file=file)
            yield Held(TWIN.with_values(column=heading), place, shown(text))


def elsewhere(
    grid: Grid, taken: Collection[str], matcher: Matcher, file: str, scale: Scale
) -> Iterator[Held]:
    """What stands on other sheets than those `taken`: on our own ones whatever is new, else what names a measure."""
    for sheet in grid.sheets:
        if sheet.name in taken or not sheet.visible:
            continue
        room = find_room(sheet)
        if room is not None or _is_ours(sheet):
            yield from _new_on(sheet, room, file, scale)
        else:
            yield from _naming(sheet.name, sheet.rows, matcher, file)


def naming_above(table: Table, matcher: Matcher, file: str) -> Iterator[Held]:
    """What names a measure above the headings of the measures."""
    above = {number: cells for number, cells in table.sheet.rows.items() if number < table.header}
    yield from _naming(table.sheet.name, above, matcher, file)


def _naming(sheet: str, rows: Mapping[int, GridRow], matcher: Matcher, file: str) -> Iterator[Held]:
    """Each row that names a measure, with the rows below it until the next one, where they say more than its name."""
    named: list[tuple[int, SentRow, list[str]]] = []
    for number in sorted(rows):
        texts = [squeeze(cell.text) for cell in rows[number].values() if not cell.is_blank]
        sent = next((sent for text in texts if (sent := matcher.named(text)) is not None), None)
        if sent is not None:
            named.append((number, sent, texts))
        elif named:
            named[-1][2].extend(texts)
    told = [one for one in named if not _locked_texts(one[1]).issuperset(map(fold, one[2]))]
    for number, sent, texts in told[:_MOST]:
        reason = ELSEWHERE.with_values(number=sent.number)
        yield Held(reason, Place(sheet, number, file=file), shown("; ".join(texts)))
    if len(told) > _MOST:
        rest = "; ".join(text for _, _, texts in told[_MOST : 2 * _MOST] for text in texts)
        yield Held(OUTSIDE, Place(sheet, told[_MOST][0], file=file), shown(rest))


def _new_on(sheet: GridSheet, room: Room | None, file: str, scale: Scale) -> Iterator[Held]:
    """What stands on a sheet of ours that we did not write there, and that is no proposal."""
    new: list[str] = []
    first = 0
    labels = _labels(scale)
    in_room = set(room.columns.values()) if room else set()
    for number, cells in sorted(sheet.rows.items()):
        for column, cell in sorted(cells.items()):
            read = room is not None and number >= room.header and (number == room.header or column in in_room)
            fact = room is None and _is_a_fact(number, column)
            label = room is None and column == layout.GUIDE_LABEL and bare(cell.text) in labels
            if not (cell.is_blank or read or fact or label or _is_wording(cell.text)):
                new.append(squeeze(cell.text))
                first = first or number
        if len(new) >= _MOST:
            break
    if new:
        yield Held(OUTSIDE, Place(sheet.name, first, file=file), shown("; ".join(new)))


def _is_ours(sheet: GridSheet) -> bool:
    """True for Rettleiing and Framlegg, whatever they are called by now; not for Tiltak without its headings."""
    top = [cells for number, cells in sheet.rows.items() if number <= _OURS_WITHIN]
    texts = [cell.text for cells in top for cell in cells.values() if isinstance(cell.value, str)]
    if any(LOOKS_LIKE_ID.fullmatch(text) for text in texts):
        return False
    return sum(1 for _ in islice(filter(_is_wording, texts), _OURS_FROM)) == _OURS_FROM


def _is_a_fact(row: int, column: int) -> bool:
    """True where Rettleiing tells what holds for this actor and round."""
    return (row <= layout.GUIDE_SUBTITLE and column == layout.GUIDE_LABEL) or (
        row <= layout.GUIDE_CODE and column == layout.GUIDE_TEXT
    )


def _is_wording(text: str) -> bool:
    """True for what the program says in any language, also where several things stand in one cell."""
    exact, patterns = _wordings()
    return all(
        fold(part) in exact or any(_fits(part, pattern) for pattern in patterns)
        for part in (_STEP.sub("", part) for part in squeeze(text).split(" · "))
    )


def _fits(text: str, pattern: Sequence[str]) -> bool:
    """True where `text` is the pieces of `pattern` in their order with something between each two.

    In one pass: what outsiders write must not make it slow, as it could a regular expression.
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
def _wordings() -> tuple[frozenset[str], tuple[Sequence[str], ...]]:
    """All that the program says in any language: as compared, and in pieces where something is put in between."""
    every = {said for language in LANGUAGES for pair in catalog(language).messages.items() for said in pair}
    exact = frozenset(fold(said) for said in every if "{" not in said)
    pieces = [_PUT_IN.split(squeeze(said)) for said in every if "{" in said]
    known = [pattern for pattern in pieces if sum(map(len, pattern)) >= _PATTERN_LETTERS]
    return exact, (*known, *([f"{word}: ", ""] for word in every_wording(actor_marks.CODE)))


def _locked_texts(sent: SentRow | None) -> frozenset[str]:
    if sent is None:
        return frozenset()
    texts = (
        sent.measure,
        sent.number,
        sent.text,
        sent.timeframe,
        sent.responsible,
        sent.involved,
        sent.reported_by,
    )
    return frozenset(map(fold, texts))


def _like_an_answer(heading: str) -> bool:
    """True for «Kommentar 2» or a second «Status»."""
    return any(bare(heading).startswith(name) for column in ANSWERABLE for name in column.names())


def _says_something(text: str, scale: Scale) -> bool:
    return len(text.split()) >= _A_SENTENCE or bare(text) in _labels(scale)


@cache
def _labels(scale: Scale) -> frozenset[str]:
    """The statuses' names as `text.bare` has them: some programs write the sign before them too."""
    return frozenset(bare(label) for status in scale.statuses for label in status.labels.values())

"""Find what people wrote on sheets other than that of the measures, and in notes, drawings, links and properties."""

import re
from collections.abc import Callable, Collection, Iterator, Mapping
from datetime import date
from functools import cache
from itertools import islice

from regionplan_xl.errors import Place
from regionplan_xl.excel.actor import layout
from regionplan_xl.excel.common import actor_marks, columns
from regionplan_xl.excel.parsing.dates import parse_written_day, with_month_as_day
from regionplan_xl.excel.parsing.grid import Grid, GridCell, GridSheet, GridText
from regionplan_xl.excel.parsing.other_texts import is_printed
from regionplan_xl.excel.returned.measure_table import LOOKS_LIKE_ID
from regionplan_xl.excel.returned.program_texts import is_count, is_own_title, is_program_text, labels
from regionplan_xl.excel.returned.proposals import ProposalTable, find_proposal_table
from regionplan_xl.excel.returned.row_matching import RowMatcher
from regionplan_xl.excel.returned.stray_text import (
    NAMES_A_MEASURE,
    NAMES_ON_HIDDEN,
    OWN_SHEET,
    Stray,
    new_text,
)
from regionplan_xl.locale import every_wording
from regionplan_xl.plan.codes import read_dispatch_code
from regionplan_xl.plan.merging.sent_and_returned import Dispatch, Held, SentRow
from regionplan_xl.plan.status import Scale
from regionplan_xl.text import Phrase, bare, normalise, phrase, squeeze

OUTSIDE = phrase("Outside the cells for answers")
SHEET_NAME = phrase("Name of a sheet")
NOTE, NOTE_BY = phrase("Note on a cell"), phrase("Note on a cell, by {author}")
_PROPERTY = phrase("Property of the file")
_KINDS: Mapping[str, Phrase] = {
    "note": NOTE,
    "shape": phrase("Text box or shape"),
    "picture": phrase("Picture"),
    "chart": phrase("Title in a chart"),
    "link": phrase("Address of a link"),
    "header": phrase("Header or footer"),
    "title": _PROPERTY,
    "property": _PROPERTY,
    "control": phrase("Button or form control"),
    "object": phrase("Embedded file"),
    "unread": phrase("Cannot be read here; look into the file"),
}
_OWN_TEXTS, _OWN_TEXTS_WITHIN = (
    4,
    60,
)  # a sheet with this many texts of the program in this many rows is the program's
_USUAL_NAME = re.compile(r"(?:sheet|ark|tabell|table|blad|side)[ _]*\d*(?:[ _]*\(?\d+\)?)*", re.IGNORECASE)
# What programs call a sheet in languages of Europe and Asia: «Tabelle1», «Лист1».
_USUAL_SHEET = re.compile(
    rf"{_USUAL_NAME.pattern}|worksheet|regneark|data|export|(?:tabelle|feuil|hoja|foglio|planilha|folha|taulukko|arkusz|"
    r"list|hárok|munka|sayfa|leht|lapa|lapas|foaie|φύλλο|лист|аркуш|工作表|シート|시트)?[ _]*\d+(?:[ _]*\(\d+\))?",
    re.IGNORECASE,
)
_USUAL_TITLE = re.compile(
    rf"{_USUAL_NAME.pattern}|untitled(?: spreadsheet| workbook| document)?"
    r"|(?:microsoft )?(?:excel|regneark|workbook|arbeidsbok|book)[ _]*\d*",
    re.IGNORECASE,
)
_DEADLINE = re.compile(r"\d{1,2}\.? \w+ \d{4}|\d{4}-\d\d-\d\d|\d{1,2}[./]\d{1,2}[./]\d{2,4}|\d{5}")
_SHEET_AND_TABLE = re.compile(r"\s[-–]\s")
_FROM_NUMBERS = "this document was exported from numbers."
_ON_SUMMARY = frozenset(
    {"numbers sheet name", "numbers table name", "excel worksheet name", "export summary"}
)
_COPY = re.compile(r"[ _]*\(?\d+\)?$")
IsOurs = Callable[[str], bool]
_OUR_NAMES = (columns.GUIDE, columns.MEASURES, columns.PROPOSALS)


def text_on_other_sheets(
    grid: Grid,
    measure_sheets: Collection[str],
    matcher: RowMatcher,
    file: str,
    scale: Scale,
    facts: Collection[str],
) -> Iterator[Held | Stray]:
    """Yield the new texts on every sheet without our headings of measures."""
    for sheet in grid.sheets:
        if sheet.name in measure_sheets:
            continue
        proposals = find_proposal_table(sheet)
        if proposals is not None or _is_from_program(sheet, matcher.is_ours):
            yield from _new_on_our_sheet(sheet, proposals, matcher, file, scale, facts)
        else:
            reason = NAMES_A_MEASURE if sheet.visible else NAMES_ON_HIDDEN
            is_known = _known_on_summary(grid, sheet) or is_program_text
            yield from new_text(sheet.name, sheet.rows, matcher, file, scale, OWN_SHEET, is_known, reason)


def texts_outside_cells(
    grid: Grid, rows: Mapping[tuple[str, int], SentRow], matcher: RowMatcher, file: str
) -> Iterator[Stray]:
    """Yield notes, drawings, links, headers, properties and sheet names; `rows`: (sheet, row) -> sent row."""
    dispatch = matcher.dispatch
    answered = {name for name, _ in rows}
    for sheet in grid.sheets:
        # The only sheet of a .csv has the name of its file.
        if (
            _says_something(sheet.name.strip())
            and not matcher.is_ours(sheet.name)
            and not file.startswith(sheet.name)
            and (not sheet.rows or sheet.name in answered or _is_from_program(sheet, matcher.is_ours))
        ):
            yield Stray(SHEET_NAME, sheet.name, Place(sheet.name, file=file))
        for text in sheet.texts:
            place = Place(sheet.name, text.row or None, str(text.column) if text.column else "", file)
            if not _is_ours(text, dispatch):
                yield Stray(_kind(text), text.text, place, rows.get((sheet.name, text.row)))
    for text in grid.texts:
        if not (_is_ours(text, dispatch) or _is_usual_title(text, (file.rpartition(".")[0], dispatch.actor))):
            yield Stray(_kind(text), text.text, Place(file=file))


def _kind(text: GridText) -> Phrase:
    if text.kind == "note" and text.author:
        return NOTE_BY.with_values(author=text.author)
    return _KINDS.get(text.kind, OUTSIDE)


def _is_ours(text: GridText, dispatch: Dispatch) -> bool:
    """Return whether it is the title or the footer that the workbook was sent with, or the note on a marked cell."""
    if text.kind == "note":
        return actor_marks.is_mark_note(text.text)
    if text.kind == "title":
        return is_own_title(text.text, dispatch)
    if text.kind != "header":
        return False
    said = text.text.replace(dispatch.code, " ")
    for word in every_wording(actor_marks.CODE):
        said = said.replace(f"{word}:", " ")
    return is_printed(said)


def _is_usual_title(text: GridText, files: Collection[str]) -> bool:
    """Return whether it is a title that programs give a file by themselves: a file's name, «Ark1»."""
    names = {bare(_COPY.sub("", name)) for name in files}
    said = bare(_COPY.sub("", text.text))
    return text.kind == "title" and (said in names or _USUAL_TITLE.fullmatch(text.text) is not None)


def _says_something(name: str) -> bool:
    """Return whether a sheet's name was chosen by a person to say something.

    Numbers names a sheet «Tiltak - Table 1», after its own sheet and the table on it.
    """
    return bool(name) and not all(map(_is_usual_name, _SHEET_AND_TABLE.split(name)))


def _is_usual_name(name: str) -> bool:
    ours = _our_names()
    return (
        normalise(name) in ours
        or normalise(_COPY.sub("", name)) in ours
        or _USUAL_SHEET.fullmatch(name) is not None
    )


def _known_on_summary(grid: Grid, sheet: GridSheet) -> IsOurs | None:
    """Return a function that knows the texts on the sheet that Numbers adds to an export; None for another sheet."""
    texts = {normalise(cell.text) for row in sheet.rows.values() for cell in row.values()}
    if not any(text.startswith(_FROM_NUMBERS) for text in texts):
        return None
    names = {part for one in grid.sheets for part in (one.name, *_SHEET_AND_TABLE.split(one.name))}
    known = {*_ON_SUMMARY, *map(normalise, names)}
    return lambda text: (
        is_program_text(text) or normalise(text).startswith(_FROM_NUMBERS) or normalise(text) in known
    )


@cache
def _our_names() -> frozenset[str]:
    return frozenset(normalise(word) for one in _OUR_NAMES for word in every_wording(one))


def _new_on_our_sheet(
    sheet: GridSheet,
    proposals: ProposalTable | None,
    matcher: RowMatcher,
    file: str,
    scale: Scale,
    facts: Collection[str],
) -> Iterator[Stray]:
    """Yield the texts on Rettleiing or Framlegg that are neither the program's nor a proposal."""
    statuses, dispatch = labels(scale), matcher.dispatch
    for number, cells in sorted(sheet.rows.items()):
        for column, cell in sorted(cells.items()):
            if cell.is_blank:
                continue
            if proposals is not None:
                is_known = number >= proposals.header and column in proposals.columns.values()
            else:
                is_label = column == layout.GUIDE_LABEL and bare(cell.text) in statuses
                is_known = is_label or _is_guide_fact(number, column, cell, dispatch, facts)
            is_status = column != layout.GUIDE_LABEL and bare(cell.text) in statuses
            if not is_known and (is_status or not matcher.is_ours(cell.text)):
                yield Stray(OUTSIDE, cell.text, Place(sheet.name, number, str(column), file))


def _is_from_program(sheet: GridSheet, is_ours: IsOurs) -> bool:
    """Return whether it is Rettleiing or Framlegg, even if renamed; not Tiltak without its headings."""
    top = [cells for number, cells in sheet.rows.items() if number <= _OWN_TEXTS_WITHIN]
    texts = [cell.text for cells in top for cell in cells.values() if isinstance(cell.value, str)]
    if any(LOOKS_LIKE_ID.fullmatch(text) for text in texts):
        return False
    return sum(1 for _ in islice(filter(is_ours, texts), _OWN_TEXTS)) == _OWN_TEXTS


def _is_guide_fact(row: int, column: int, cell: GridCell, dispatch: Dispatch, facts: Collection[str]) -> bool:
    """Return whether a cell of Rettleiing states a fact about this actor and round.

    `facts`: the plan's name and the current sender, folded; they count if the texts that were sent are not on record.
    """
    text = cell.text
    if column == layout.GUIDE_TEXT and row == layout.GUIDE_CODE:
        return dispatch.code in (squeeze(text).upper(), read_dispatch_code(text))
    if column == layout.GUIDE_TEXT and row == layout.GUIDE_DEADLINE:
        if not dispatch.texts:
            return _DEADLINE.fullmatch(squeeze(text)) is not None
        # A program may have converted it to a date, and have swapped its day and month.
        sent = {day for text in dispatch.texts if (day := parse_written_day(normalise(text)))}
        days = sent | {day for one in sent if (day := with_month_as_day(one))}
        return (cell.value.isoformat()[:10] if isinstance(cell.value, date) else "") in {
            day.isoformat() for day in days
        }
    if dispatch.texts:
        return False
    if (row, column) in (
        (layout.GUIDE_TITLE, layout.GUIDE_LABEL),
        (layout.GUIDE_SENDER, layout.GUIDE_TEXT),
    ):
        # The sender may have changed since.
        return not facts or normalise(text) in facts or (row == layout.GUIDE_SENDER and "@" in text)
    return column == layout.GUIDE_TEXT and row == layout.GUIDE_COUNT and is_count(text, dispatch)

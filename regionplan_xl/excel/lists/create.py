"""The sheets that are plain lists, each an Excel table: actors, indicators, conflicts, log, doubts."""

from collections.abc import Sequence
from datetime import date
from typing import Any

from regionplan_xl.errors import Place, Problem
from regionplan_xl.excel.common import columns as layout
from regionplan_xl.excel.common.cells import write_text, write_text_or_number
from regionplan_xl.excel.common.columns import Column
from regionplan_xl.excel.common.row_height import height
from regionplan_xl.excel.common.sheet_builder import FIRST_ROW, HEADER_ROW, MasterBuilder, room_below
from regionplan_xl.plan.status import LANGUAGES
from regionplan_xl.text import Phrase, phrase


def write_actors(builder: MasterBuilder) -> None:
    """Aktørar: the register, one body a row."""
    translate = builder.translate
    hint = phrase(
        "Everybody whom the plan names. Several names or members in one cell: put a comma between them."
    )
    rows = [
        (
            actor.name,
            actor.short,
            ", ".join(actor.aliases),
            translate(layout.GROUP_WORDS[actor.kind]),
            ", ".join(actor.members),
            actor.email,
            actor.language,
            translate(layout.YES if actor.reports else layout.NO),
        )
        for actor in builder.plan.actors
    ]
    columns = layout.ACTOR_COLUMNS
    sheet = _table(builder, layout.ACTORS, hint, columns, rows, "Actors")
    end = room_below(FIRST_ROW + len(rows))
    choices = {
        "kind": [translate(word) for word in layout.GROUP_WORDS.values()],
        "language": list(LANGUAGES),
        "reports": [translate(layout.YES), translate(layout.NO)],
    }
    for index, column in enumerate(columns):
        if column.key in choices:
            builder.answers.choice(
                sheet, FIRST_ROW, end, index, choices[column.key], translate(column.heading)
            )


def write_indicators(builder: MasterBuilder, today: date) -> None:
    """Indikatorar: result goals, with a column per year (this year's, where none is measured yet)."""
    indicators = builder.plan.indicators
    years = sorted({year for indicator in indicators for year, _ in indicator.values}) or [today.year]
    columns = (*layout.INDICATOR_COLUMNS, *(Column(str(year), Phrase(str(year)), 10) for year in years))
    rows = [
        (
            i.name,
            i.area,
            i.baseline,
            i.target,
            i.unit,
            i.year,
            *(dict(i.values).get(year, "") for year in years),
        )
        for i in indicators
    ]
    hint = phrase("Result goals. For a new year, write the year as the heading of the next column.")
    _table(builder, layout.INDICATORS, hint, columns, rows, "Indicators", measured=range(2, len(columns)))


def write_conflicts(builder: MasterBuilder) -> None:
    """Konfliktar, empty: what waits for a person is appended by merges."""
    translate = builder.translate
    hint = phrase(
        "What waits for you. Choose a decision (or write your own value); the next merge carries it out."
    )
    sheet = _table(builder, layout.CONFLICTS, hint, layout.CONFLICT_COLUMNS, [], "Conflicts")
    decision = layout.CONFLICT_COLUMNS.index(layout.DECISION)
    words = [translate(layout.KEEP_MASTER), translate(layout.TAKE_ANSWER)]
    builder.answers.choice(
        sheet, FIRST_ROW, room_below(0), decision, words, translate(layout.DECISION.heading)
    )


def write_proposals(builder: MasterBuilder) -> None:
    """Framlegg, empty: what actors propose is appended by merges."""
    translate = builder.translate
    hint = phrase(
        "What actors propose. Choose a decision; for a new measure also write the number of its goal (1.1). "
        "The next merge carries it out."
    )
    columns = layout.PROPOSAL_COLUMNS
    sheet = _table(builder, layout.PROPOSALS, hint, columns, [], "Proposals")
    words = [translate(layout.ACCEPT), translate(layout.DECLINE)]
    decision = columns.index(layout.DECISION)
    builder.answers.choice(
        sheet, FIRST_ROW, room_below(0), decision, words, translate(layout.DECISION.heading)
    )


def write_log(builder: MasterBuilder) -> None:
    """Endringslogg, empty: merges append to it and never rewrite it."""
    hint = phrase("Every change that a merge has made, the newest at the bottom. Not to be edited.")
    _table(builder, layout.LOG, hint, layout.LOG_COLUMNS, [], "ChangeLog")


def write_checklist(builder: MasterBuilder, doubts: Sequence[Problem]) -> None:
    """Sjekkliste: everything about an imported plan that a person should look at."""
    translate = builder.translate
    hint = phrase(
        "What was not certain when the plan was read. Mark what you have checked; delete the sheet when done."
    )
    # What has no place was only left out; nobody needs to mark it as checked.
    rows = [
        (_place(builder, d.place), translate(d.what), translate(d.fix), "" if d.place != Place() else "–")
        for d in doubts
    ]
    sheet = _table(builder, layout.CHECKLIST, hint, layout.CHECKLIST_COLUMNS, rows, "ToCheck")
    done = len(layout.CHECKLIST_COLUMNS) - 1
    title = translate(layout.CHECKLIST_COLUMNS[done].heading)
    builder.answers.choice(sheet, FIRST_ROW, room_below(len(rows)), done, [translate(layout.YES)], title)


def _place(builder: MasterBuilder, place: Place) -> str:
    row = builder.translate(phrase("row {row}", row=place.row)) if place.row else ""
    return ", ".join(part for part in (place.file, place.sheet, row, place.column) if part)


def _table(
    builder: MasterBuilder,
    name: Phrase,
    hint: Phrase,
    columns: Sequence[Column],
    rows: Sequence[tuple[str, ...]],
    table: str,
    measured: range = range(0),
) -> Any:
    translate, formats = builder.translate, builder.formats
    sheet = builder.sheet(translate(name), title=translate(name), hint=translate(hint))
    styles = {c.key: "number" for c in columns if c.key in ("number", "id", "when", "under")}
    builder.columns(sheet, columns, styles)
    sheet.set_row(HEADER_ROW, 34)
    last = FIRST_ROW + max(len(rows), 1) - 1
    sheet.add_table(
        HEADER_ROW, 0, last, len(columns) - 1,
        {
            "name": table,
            "style": None,
            "columns": [{"header": translate(c.heading), "header_format": formats["header"]} for c in columns],
        },
    )  # fmt: skip
    for row in range(FIRST_ROW, last + 1):
        texts = rows[row - FIRST_ROW] if rows else ("",) * len(columns)
        fitted = height(
            (text, column.width) for column, text in zip(columns, texts, strict=True) if column.width
        )
        sheet.set_row(row, fitted)
        for index, (column, text) in enumerate(zip(columns, texts, strict=True)):
            write = write_text_or_number if index in measured else write_text
            write(sheet, row, index, text, formats[styles.get(column.key, "text")])
    builder.numbers_are_text(sheet, len(columns) - 1)
    sheet.freeze_panes(FIRST_ROW, 1)
    sheet.repeat_rows(HEADER_ROW)
    builder.rule_rows(sheet, len(columns) - 1)
    return sheet

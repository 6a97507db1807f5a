"""Aktørar, the register of actors: create and read."""

import re
from collections.abc import Mapping

from regionplan_xl.errors import Problem
from regionplan_xl.excel.common.columns import ACTOR_COLUMNS, ACTORS, GROUP_WORDS, NO, YES
from regionplan_xl.excel.common.master_model import RegisterPlace
from regionplan_xl.excel.common.sheet_builder import FIRST_ROW, MasterBuilder, last_prepared_row
from regionplan_xl.excel.lists import list_sheet
from regionplan_xl.excel.lists.last_said import rows_as_said
from regionplan_xl.excel.parsing.headed_sheet import HeadedRow, HeadedSheet
from regionplan_xl.excel.parsing.master_report_cells import ReportReader
from regionplan_xl.locale import every_wording
from regionplan_xl.plan.model import Actor, ActorKind
from regionplan_xl.plan.status import LANGUAGE_WORDS, LANGUAGES
from regionplan_xl.text import bare, phrase, squeeze

_SEPARATORS = re.compile(r"[,;\n]")
_ALL_KINDS: tuple[ActorKind, ...] = ("organ", "group", "role", "open")
_KINDS: Mapping[str, ActorKind] = {
    bare(word): kind for kind in _ALL_KINDS for word in (kind, *every_wording(GROUP_WORDS[kind]))
}
_YES_WORDS = {bare(word) for word in (*every_wording(YES), "x", "1", "true", "sant", "j", "y")}
_NO_WORDS = {bare(word) for word in (*every_wording(NO), "0", "false", "usant", "n")}


def write_actors(builder: MasterBuilder) -> None:
    """Write the register, one actor per row."""
    translate = builder.translate
    hint = phrase(
        "Everybody whom the plan names. Several names or members in one cell: put a comma between them."
    )
    rows = [
        (
            actor.name,
            actor.short,
            ", ".join(actor.aliases),
            translate(GROUP_WORDS[actor.kind]),
            ", ".join(actor.members),
            actor.email,
            actor.language,
            translate(YES if actor.reports else NO),
        )
        for actor in builder.plan.actors
    ]
    sheet = list_sheet.write_list_sheet(builder, ACTORS, hint, ACTOR_COLUMNS, rows, "Actors", printed="email")
    last = last_prepared_row(FIRST_ROW + len(rows))
    choices = {
        "kind": [translate(word) for word in GROUP_WORDS.values()],
        "language": list(LANGUAGES),
        "reports": [translate(YES), translate(NO)],
    }
    for index, column in enumerate(ACTOR_COLUMNS):
        if column.key in choices:
            words = choices[column.key]
            builder.answers.choice(sheet, FIRST_ROW, last, index, words, column.heading)


def read_actors(
    sheet: HeadedSheet, values: ReportReader, problems: list[Problem]
) -> tuple[tuple[Actor, ...], RegisterPlace]:
    """Return the register and its place; add problems to `problems`."""
    actors: list[Actor] = []
    numbers: dict[str, tuple[int, ...]] = {}
    rows = rows_as_said(sheet, sheet.columns, values, values.last.get("actors", ()))
    for row in rows:
        name = row.line("name")
        if not name:
            what = phrase("The actor has no name, so it is left out.")
            problems.append(row.problem("name", what, phrase("Write the name, or delete the row.")))
            continue
        numbers[name] = (*numbers.get(name, ()), row.number)
        actors.append(
            Actor(
                name=name,
                short=row.line("short"),
                aliases=_names(row.text("aliases")),
                kind=_kind(row, problems),
                members=_names(row.text("members")),
                email=row.line("email"),
                language=_language(row, problems),
                reports=_reports(row, problems),
            )
        )
    place = RegisterPlace(
        sheet.name, sheet.header, list_sheet.last_row(sheet, rows), sheet.columns, numbers, sheet.headings
    )
    return tuple(actors), place


def _names(text: str) -> tuple[str, ...]:
    return tuple(dict.fromkeys(name for name in map(squeeze, _SEPARATORS.split(text)) if name))


def _kind(row: HeadedRow, problems: list[Problem]) -> ActorKind:
    word = row.line("kind")
    if not word:
        return "group" if row.line("members") else "organ"
    kind = _KINDS.get(bare(word))
    if kind is None:
        what = phrase("«{shown}» is not a kind of actor.", shown=word)
        problems.append(row.problem("kind", what, list_sheet.CHOOSE_FROM_LIST))
        return "organ"
    return kind


def _language(row: HeadedRow, problems: list[Problem]) -> str:
    """Return the language of the actor's workbook; "" for the plan's own."""
    word = row.line("language")
    language = LANGUAGE_WORDS.get(bare(word), "")
    if bare(word) and not language:
        what = phrase("{given} is not a language that workbooks can be in.", given=f"«{word}»")
        fix = phrase("Write nn, nb or en; until then the actor's workbook is in the plan's language.")
        problems.append(row.problem("language", what, fix))
    return language


def _reports(row: HeadedRow, problems: list[Problem]) -> bool:
    word = bare(row.cell("reports").text)
    if word in _NO_WORDS:
        return False
    if word and word not in _YES_WORDS:
        what = phrase("«{shown}» is neither yes nor no.", shown=row.line("reports"))
        problems.append(row.problem("reports", what, list_sheet.CHOOSE_FROM_LIST))
    return True

"""What a command returns: data for programs, lines and tables for people."""

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from regionplan_xl.errors import Doubt, Problem
from regionplan_xl.plan.model import Plan
from regionplan_xl.text import Phrase, Translate, counted, phrase, sentences, squeeze

_QUOTED = 60  # characters of what a document says


@dataclass(frozen=True)
class TextTable:
    """A table for a person to read."""

    headings: Sequence[Phrase | str]
    rows: Sequence[Sequence[Phrase | str]]
    title: Phrase | str = ""


Line = Phrase | str | TextTable


@dataclass(frozen=True)
class Result:
    """What a command did: `data` for programs (JSON), `lines` for people.

    `waits` is True if something now waits for a person (exit status 1).
    """

    data: Mapping[str, Any]
    lines: Sequence[Line] = ()
    waits: bool = False


def problem_data(problem: Problem, translate: Translate) -> dict[str, Any]:
    """Return a problem as JSON: sheet, row, column, file, what, fix; of a document also page, said, understood."""
    of_document = {}
    if isinstance(problem, Doubt):
        of_document = {
            "page": problem.place.page,
            "table": problem.place.table,
            "said": problem.said,
            "understood": translate(problem.understood),
        }
    return {
        **of_document,
        "sheet": problem.place.sheet,
        "row": problem.place.row,
        "column": problem.place.heading(translate),
        "file": problem.place.file,
        "what": translate(problem.what),
        "fix": translate(problem.fix),
    }


def problem_table(problems: Iterable[Problem], translate: Translate, title: Phrase | str = "") -> TextTable:
    """Return problems as a table: where, what, fix."""
    return TextTable(
        (phrase("Where"), phrase("What"), phrase("What to do")),
        [
            (problem.place.words(translate), _what(problem, translate), translate(problem.fix))
            for problem in problems
        ],
        title,
    )


def _what(problem: Problem, translate: Translate) -> str:
    """Return what is wrong, after the beginning of what a document says there."""
    said = squeeze(problem.said) if isinstance(problem, Doubt) else ""
    if len(said) > _QUOTED:
        said = f"{said[:_QUOTED]}…"
    return f"«{said}»: {translate(problem.what)}" if said else translate(problem.what)


def doubt_lines(doubts: Collection[Problem], translate: Translate) -> tuple[Line, ...]:
    """Return what was not certain when a plan was read: how much, and a table of it."""
    what = counted(
        "{count} thing to check by eye; it is on the last sheet of the workbook too:",
        "{count} things to check by eye; they are on the last sheet of the workbook too:",
        count=len(doubts),
    )
    return what, problem_table(doubts, translate)


def plan_size(plan: Plan) -> dict[str, int]:
    """Return how much a plan holds, as JSON."""
    return {"areas": len(plan.areas), "goals": len(plan.goals), "measures": len(plan.measures)}


def plan_size_words(plan: Plan) -> Phrase:
    """Return how much a plan holds, in words."""
    return phrase(
        "{areas}, {goals}, {measures}.",
        areas=counted("{count} focus area", "{count} focus areas", count=len(plan.areas)),
        goals=counted("{count} goal", "{count} goals", count=len(plan.goals)),
        measures=counted("{count} measure", "{count} measures", count=len(plan.measures)),
    )


def in_inbox_line(count: int) -> Iterator[Phrase]:
    """Return how many files in the inbox are not collected yet, if there are any."""
    if count:
        yield counted(
            "{count} file is in the inbox, not collected yet.",
            "{count} files are in the inbox, not collected yet.",
            count=count,
        )


def left_lines(left: Iterable[Problem]) -> Iterator[Phrase]:
    """Return the files that had to be left where they came, and why."""
    for problem in left:
        why = sentences(problem.what, problem.fix)
        yield phrase("  {file}: left in the inbox; {why}", file=problem.place.file, why=why)


def unknown_code_lines(count: int) -> Iterator[Phrase]:
    """Return how many returns have codes that were never sent out, so that guessing is noticed."""
    if count:
        yield counted(
            "{count} return has a code that was never sent out. If there are many, somebody may be guessing codes.",
            "{count} returns have codes that were never sent out. If there are many, somebody may be guessing codes.",
            count=count,
        )


def waiting_lines(questions: int, proposals: int, remarks: int, sheet_name: Translate) -> Iterator[Phrase]:
    """Return what waits for the secretariat in the master, a line per sheet; `sheet_name` as the master has it."""
    for count, sheet in (
        (questions, phrase("Conflicts")),
        (proposals, phrase("Proposals")),
        (remarks, phrase("Remarks")),
    ):
        if count:
            yield counted(
                "{count} row waits for you on the sheet «{sheet}» of the master.",
                "{count} rows wait for you on the sheet «{sheet}» of the master.",
                count=count,
                sheet=sheet_name(sheet),
            )

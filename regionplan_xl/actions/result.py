"""The result of a command: data for programs, lines and tables for people."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from regionplan_xl.errors import Doubt, Problem
from regionplan_xl.excel.common.columns import ACTORS, CHECKLIST
from regionplan_xl.ledger.entries import MessageRecord
from regionplan_xl.plan.indicator_state import STATE_WORDS, newest
from regionplan_xl.plan.model import Indicator, Measure, Plan
from regionplan_xl.text import (
    Phrase,
    Translate,
    called,
    counted,
    phrase,
    sentences,
    shell_word,
    shortened,
    squeeze,
)

if TYPE_CHECKING:
    from regionplan_xl.mailing.bounced import BouncedWorkbook


@dataclass(frozen=True)
class TextTable:
    """A table for people: a row of cells per item, rendered when it is shown.

    `rest` is where people find all rows if a long list is shortened; "" means nowhere else, so that all are shown. The
    same holds for `LineList` and `NameList`.
    """

    headings: Sequence[Phrase | str]
    items: Sequence[Any]
    title: Phrase | str = ""
    row: Callable[[Any], Sequence[Phrase | str]] = tuple
    rest: Phrase | str = ""


@dataclass(frozen=True)
class LineList:
    """A line per item, rendered when it is shown."""

    items: Sequence[Any]
    line: Callable[[Any], Phrase | str]
    rest: Phrase | str = ""


@dataclass(frozen=True)
class NameList:
    """A sentence with any number of names in it."""

    names: Sequence[str]
    sentence: Callable[[str], Phrase]
    rest: Phrase | str = ""


Line = Phrase | str | TextTable | LineList | NameList


@dataclass(frozen=True)
class Result:
    """What a command did: `data` for programs (JSON), `lines` for people.

    `waits` is True if something now waits for a person (exit status 1).
    """

    data: Mapping[str, Any]
    lines: Sequence[Line] = ()
    waits: bool = False


def problem_data(problem: Problem, translate: Translate) -> dict[str, Any]:
    """Return a problem as JSON-compatible data: sheet, row, column, file, what, fix.

    A doubt about a document also has page, table, said and understood.
    """
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


def problem_table(
    problems: Sequence[Problem], translate: Translate, title: Phrase | str = "", rest: Phrase | str = ""
) -> TextTable:
    """Return problems as a table: where, what, fix."""

    def row(problem: Problem) -> tuple[str, str, str]:
        return problem.place.words(translate), _what(problem, translate), translate(problem.fix)

    return TextTable((phrase("Where"), phrase("What"), phrase("What to do")), problems, title, row, rest)


def _what(problem: Problem, translate: Translate) -> str:
    """Return what is wrong; for a doubt, preceded by the beginning of the document's text."""
    said = squeeze(problem.said) if isinstance(problem, Doubt) else ""
    return f"«{shortened(said)}»: {translate(problem.what)}" if said else translate(problem.what)


def doubt_lines(doubts: Sequence[Problem], translate: Translate) -> tuple[Line, ...]:
    """Return the doubts about an imported plan: their number, and a table."""
    what = counted(
        "{count} thing to check by eye; it is on the last sheet of the workbook too:",
        "{count} things to check by eye; they are on the last sheet of the workbook too:",
        count=len(doubts),
    )
    return what, problem_table(doubts, translate, rest=CHECKLIST)


def in_json(command: str) -> str:
    """Return the text that names a read-only command with --json as the place of a whole list."""
    return f"«regionplan --json {command}»"


def plan_size(plan: Plan) -> dict[str, int]:
    """Return the numbers of areas, goals and measures, as JSON-compatible data."""
    return {"areas": len(plan.areas), "goals": len(plan.goals), "measures": len(plan.measures)}


def plan_size_words(plan: Plan) -> Phrase:
    """Return a phrase with the numbers of areas, goals and measures."""
    return phrase(
        "{areas}, {goals}, {measures}.",
        areas=counted("{count} focus area", "{count} focus areas", count=len(plan.areas)),
        goals=counted("{count} goal", "{count} goals", count=len(plan.goals)),
        measures=counted("{count} measure", "{count} measures", count=len(plan.measures)),
    )


def indicator_data(indicator: Indicator) -> dict[str, Any]:
    """Return a result goal as JSON-compatible data: newest value, state, and all values by year."""
    found = newest(indicator)
    return {
        "id": indicator.id, "name": indicator.name, "area": indicator.area, "responsible": indicator.responsible,
        "baseline": indicator.baseline, "target": indicator.target, "unit": indicator.unit, "year": indicator.year,
        "newest": found.value or None, "newest_year": found.year, "state": found.state,
        "values": {str(year): value for year, value in indicator.values},
        "comments": {str(year): text for year, text in indicator.comments},
    }  # fmt: skip


def indicator_lines(plan: Plan) -> Iterator[Phrase]:
    """Yield a line with the number of result goals in each state, if the plan has any."""
    states = Counter(newest(one).state for one in plan.indicators)
    if states:
        yield counted(
            "{count} result goal: {reached} reached, {on_the_way} on the way, {not_reached} not reached, "
            "{not_known} not known.",
            "{count} result goals: {reached} reached, {on_the_way} on the way, {not_reached} not reached, "
            "{not_known} not known.",
            count=len(plan.indicators),
            **{state: states[state] for state in STATE_WORDS},
        )


def in_inbox_line(count: int) -> Iterator[Phrase]:
    """Yield a line with the number of files in the inbox that are not collected yet, if any."""
    if count:
        yield counted(
            "{count} file is in the inbox, not collected yet.",
            "{count} files are in the inbox, not collected yet.",
            count=count,
        )


def left_lines(left: Iterable[Problem]) -> LineList:
    """Return lines about the files left in the inbox, with reason and fix."""

    def line(problem: Problem) -> Phrase:
        why = sentences(problem.what, problem.fix)
        return phrase("  {file}: left in the inbox; {why}", file=problem.place.file, why=why)

    return LineList(tuple(left), line, in_json("status"))


def known_lines(known: Sequence[str], archive: str) -> LineList:
    """Return lines about the files that were received before; `archive` is where they are."""
    return LineList(known, lambda file: phrase("  {file}: received before, nothing new", file=file), archive)


def unknown_code_lines(count: int) -> Iterator[Phrase]:
    """Yield a line with the number of returns with codes that were never sent, so that guessing is noticed."""
    if count:
        yield counted(
            "{count} return has a code that was never sent out. If there are many, somebody may be guessing codes.",
            "{count} returns have codes that were never sent out. If there are many, somebody may be guessing codes.",
            count=count,
        )


def waiting_lines(questions: int, proposals: int, remarks: int, sheet_name: Translate) -> Iterator[Phrase]:
    """Yield a line per sheet of the master with rows that wait; `sheet_name` translates to the master's language."""
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


def bounced_data(bounced: Iterable[BouncedWorkbook]) -> list[dict[str, str]]:
    """Return the bounced e-mails and where they were sent instead, as JSON-compatible data."""
    return [{"actor": one.actor, "address": one.address, "to": one.next_address} for one in bounced]


def bounced_lines(bounced: Iterable[BouncedWorkbook]) -> Iterator[Phrase]:
    """Yield a line per workbook that bounced from one address and was sent to the next."""
    for one in (each for each in bounced if each.next_address):
        yield phrase(
            "The e-mail to {actor} came back from {address}; its workbook went to {to}.",
            actor=one.actor,
            address=one.address,
            to=one.next_address,
        )


def nobody_asked_line(measures: Sequence[Measure]) -> Iterator[Line]:
    """Yield the measures that nobody is asked about, if any."""
    if measures:
        yield NameList(
            [called(measure.number, measure.text) for measure in measures],
            lambda numbers: phrase(
                "Nobody is asked about {numbers}; see «regionplan check».", numbers=numbers
            ),
            rest="«regionplan check»",
        )


def unreachable_line(actors: Sequence[str], outbox: str) -> NameList:
    """Return a line that names actors all of whose addresses failed, and the folder of their e-mails."""
    return NameList(
        actors,
        lambda names: phrase(
            "E-mail to every address of {actors} came back or was refused; see {outbox}.",
            actors=names,
            outbox=outbox,
        ),
        rest="«regionplan status»",
    )


def message_data(message: MessageRecord) -> dict[str, Any]:
    """Return a message as JSON-compatible data: its actor, address, kind and state."""
    kept = {"actor": message.actor, "address": message.address, "kind": message.kind}
    return {**kept, "state": message.state, "reason": message.reason}


def message_lines(messages: Sequence[MessageRecord]) -> Iterator[Phrase]:
    """Yield lines about e-mails not sent yet, and about each that did not or may not have arrived, with its fix."""
    if waiting := sum(one.state == "recorded" for one in messages):
        yield counted(
            "{count} e-mail is not sent yet. Next: {command}",
            "{count} e-mails are not sent yet. Next: {command}",
            count=waiting,
            command="regionplan send",
        )
    for one in messages:
        again = f"regionplan send --again --actor {shell_word(one.actor)}"
        if one.state == "unsure":
            yield phrase(
                "It is not known whether the e-mail to {actor} ({address}) arrived. {why} Ask, or send it once more: "
                "{command}",
                actor=one.actor, address=one.address, why=one.reason, command=again,
            )  # fmt: skip
        elif one.state in ("failed", "bounced"):
            yield phrase(
                "The e-mail to {actor} ({address}) did not arrive. {why} See that the address on the sheet «{sheet}» "
                "is right, and send again.",
                actor=one.actor, address=one.address, why=one.reason, sheet=ACTORS,
            )  # fmt: skip

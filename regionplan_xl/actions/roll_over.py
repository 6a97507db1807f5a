"""`roll-over`: begin the plan's next year, and archive the former year's master."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

from regionplan_xl.actions.merge import merge_waiting
from regionplan_xl.actions.result import (
    Line,
    NameList,
    Result,
    TextTable,
    in_json,
    problem_data,
    problem_table,
)
from regionplan_xl.errors import InputError, Place, Problem
from regionplan_xl.excel.common.columns import CONFLICTS, OVERVIEW
from regionplan_xl.excel.common.master_model import Master
from regionplan_xl.excel.master.unparsed_cells import unparsed_reasons
from regionplan_xl.excel.master.value_location import value_place
from regionplan_xl.plan.merging.outcome import Change, MergeOutcome
from regionplan_xl.plan.merging.rules import Unwritable
from regionplan_xl.plan.model import Measure, Plan
from regionplan_xl.plan.next_year.roll_over import RolledOver, RollOver, roll_over
from regionplan_xl.project.answered.responses import round_name
from regionplan_xl.project.commit import WrittenMerge, commit, rehearse
from regionplan_xl.project.folder import Project
from regionplan_xl.project.former_masters import archived_master_path
from regionplan_xl.project.master_lock import refuse_if_in_use
from regionplan_xl.project.merge_decisions import decide_outcome
from regionplan_xl.project.recovery import refuse_restored_copy
from regionplan_xl.project.replace_master import write_what_fits
from regionplan_xl.project.session import open_session
from regionplan_xl.project.submissions import ReadReturns
from regionplan_xl.text import Phrase, called, counted, phrase

_YEARS_AHEAD = 10


@dataclass(frozen=True)
class YearBegun:
    """A roll-over as written or rehearsed: its outcome, and the path of the archived master."""

    asked: RollOver
    rolled: RolledOver
    written: WrittenMerge
    archived: str
    kept: tuple[Problem, ...]
    dry_run: bool


def roll_over_plan(project: Project, asked: RollOver, dry_run: bool) -> Result:
    """Archive the master and roll it over to the year that begins. `undo` restores the former one."""
    with open_session(project):
        refuse_if_in_use(project.master_path)
        _refuse_year(project, asked.year)
        refuse_what_waits(project)
        master = project.read_master()
        _refuse_far_year(asked.year, master.plan, project.today())
        refuse_restored_copy(project, master)
        if asked.renumber and not any(goal.number.strip() for goal in master.plan.goals):
            raise InputError(
                phrase("No goal has a number, so the measures can get none by --renumber."),
                phrase("Write the numbers of the goals in the master first, or leave out --renumber."),
            )
        if master.unidentified and not dry_run:
            merge_waiting(project, hashes=())  # gives new rows their IDs first
            master = project.read_master()
        begun = _begin_year(project, master, asked, dry_run)
    return _result(project, begun)


def _refuse_year(project: Project, year: int) -> None:
    begun = [one.year for one in project.ledger.roll_overs() if one.year]
    if begun and year <= begun[-1]:
        raise InputError(
            phrase("The plan is rolled over to {year} already.", year=begun[-1]),
            phrase("Name a later year; «regionplan undo» takes the last roll-over back."),
        )


def _refuse_far_year(year: int, plan: Plan, today: date) -> None:
    """Raise `InputError` for a year that is a typing error: neither the plan's timeframes nor the clock are near it."""
    days = [day for m in plan.measures for day in (m.timeframe.start, m.timeframe.end) if day is not None]
    years = [day.year for day in (*days, today)]
    first, last = min(years), max(years) + _YEARS_AHEAD
    if not first <= year <= last:
        raise InputError(
            phrase("{year} is far from the years of the plan.", year=str(year)),
            phrase("Name the year that begins, from {first} to {last}.", first=str(first), last=str(last)),
        )


def refuse_what_waits(project: Project) -> None:
    """Raise `InputError` if answers or questions about the year (or plan) that ends still wait."""
    waiting = len(project.ledger.returns("waiting")) + project.channel.count()
    if waiting:
        raise InputError(
            counted(
                "{count} answer waits to be merged.", "{count} answers wait to be merged.", count=waiting
            ),
            phrase("Run «regionplan merge» first: the year ends with all that has been answered."),
        )
    questions = len(project.ledger.open_questions())
    if questions:
        sheet = project.translate(CONFLICTS)
        raise InputError(
            counted(
                "{count} row waits for you on the sheet «{sheet}» of the master.",
                "{count} rows wait for you on the sheet «{sheet}» of the master.",
                count=questions,
                sheet=sheet,
            ),
            phrase("Choose a decision in each, and run «regionplan merge»; then roll over."),
            Place(sheet, file=project.display_path(project.master_path)),
        )


def _begin_year(project: Project, master: Master, asked: RollOver, dry_run: bool) -> YearBegun:
    archived, last_round = archived_master_path(project, asked.year - 1), round_name(project.ledger)
    begins = Change(
        kind="roll_over", field="year", before=str(asked.year - 1), after=str(asked.year), file=archived,
        round=last_round,
    )  # fmt: skip

    def decide(unwritable: Unwritable) -> tuple[MergeOutcome, RolledOver]:
        merged = decide_outcome(project, master, ReadReturns(), unwritable)
        rolled = roll_over(merged.plan, asked, last_round, unwritable)
        changes = (*merged.changes, begins, *rolled.changes)
        return replace(merged, plan=rolled.plan, changes=changes, dropped=rolled.dropped), rolled

    write = rehearse if dry_run else commit
    (_, rolled), written = write_what_fits(
        decide, lambda decided: write(project, master, decided[0]), unparsed_reasons(master)
    )
    kept = tuple(_kept_problem(change, master, project) for change in rolled.kept)
    return YearBegun(asked, rolled, written, archived, kept, dry_run)


def _kept_problem(change: Change, master: Master, project: Project) -> Problem:
    what = phrase("The cell cannot be emptied, so measure {number} keeps what it says.", number=change.number)
    return Problem(value_place(change, master, project.messages), what, phrase("Empty it by hand."))


def _result(project: Project, begun: YearBegun) -> Result:
    asked, rolled, translate = begun.asked, begun.rolled, project.messages
    data = {
        "year": asked.year,
        "horizon": [asked.year, asked.last_day.year],
        "dry_run": begun.dry_run,
        "archive": begun.archived,
        "merge": begun.written.number,
        "carried": _measures(rolled.carried),
        "started_again": _measures(rolled.restarted),
        "done": _measures(rolled.done),
        "dropped": bool(asked.drop_done),
        "renumbered": [
            {"id": c.measure, "text": c.text, "from": c.before, "to": c.after} for c in rolled.renumbered
        ],
        "unnumbered": _measures(rolled.unnumbered),
        "ended": _measures(rolled.ended),
        "later": _measures(rolled.later),
        "unclear": _measures(rolled.unclear),
        "left": [problem_data(one, translate) for one in (*begun.kept, *begun.written.notices)],
    }
    waits = bool(rolled.ended or rolled.unclear or rolled.unnumbered or begun.kept or begun.written.notices)
    return Result(data, _lines(project, begun), waits=waits)


def _measures(measures: Sequence[Measure]) -> list[dict[str, Any]]:
    return [
        {"id": m.id, "number": m.number, "text": m.text, "timeframe": m.timeframe.written} for m in measures
    ]


def _lines(project: Project, begun: YearBegun) -> list[Line]:
    asked, rolled = begun.asked, begun.rolled
    span = {"year": asked.year, "last": asked.last_day.year}
    lines: list[Line] = [
        phrase("Would roll the plan over to {year}; it looks ahead to {last}.", **span)
        if begun.dry_run
        else phrase("The plan is rolled over to {year}; it looks ahead to {last}.", **span),
        counted(
            "{count} measure that is not done goes on as it is.",
            "{count} measures that are not done go on as they are.",
            count=len(rolled.carried),
        ),
    ]
    if rolled.restarted:
        lines.append(
            NameList(
                [called(m.number, m.text) for m in rolled.restarted], _start_again, in_json("history NUMBER")
            )
        )
    lines += _done_lines(asked, rolled)
    if rolled.renumbered:
        lines.append(_renumbered_table(rolled))
    lines += _person_lines(asked, rolled)
    problems = (*begun.kept, *begun.written.notices)
    if problems:
        lines.append(
            problem_table(problems, project.messages, phrase("Left as it is, for a person to look at:"))
        )
    if not begun.dry_run:
        lines.append(phrase("The former master is archived as {file}.", file=begun.archived))
        lines.append(phrase("Next: {command}", command="regionplan send"))
        lines.append(phrase("«regionplan undo» puts the master back as it was."))
    return lines


def _start_again(numbers: str) -> Phrase:
    return phrase("Yearly measures start again, with nothing reported yet: {numbers}.", numbers=numbers)


def _done_lines(asked: RollOver, rolled: RolledOver) -> list[Line]:
    if not rolled.done:
        return []
    count = len(rolled.done)
    if asked.drop_done:
        dropped = counted(
            "{count} measure that is done has left the plan; the archived master has it.",
            "{count} measures that are done have left the plan; the archived master has them.",
            count=count,
        )
        return [dropped]
    return [
        counted(
            "{count} measure that is done stays in the plan; --drop-done takes it out.",
            "{count} measures that are done stay in the plan; --drop-done takes them out.",
            count=count,
        )
    ]


def _renumbered_table(rolled: RolledOver) -> TextTable:
    def row(change: Change) -> tuple[str, str, str]:
        return str(change.before or ""), str(change.after or ""), change.text

    headings = (phrase("From"), phrase("To"), phrase("Measure"))
    return TextTable(headings, rolled.renumbered, phrase("New numbers:"), row, in_json("history NUMBER"))


def _person_lines(asked: RollOver, rolled: RolledOver) -> list[Line]:
    """Return tables of measures whose timeframe or number only a person can change."""

    def row(measure: Measure) -> tuple[str, str, str]:
        return measure.number, measure.text, measure.timeframe.written

    headings = (phrase("No."), phrase("Measure"), phrase("Timeframe"))
    ended = phrase(
        "Should have been done before {year}; give them a new timeframe in the master, or leave them overdue:",
        year=asked.year,
    )
    unclear = phrase("Have a timeframe that is not understood; see whether they go on:")
    later = phrase(
        "Begin after {last}, the last year that the plan looks ahead to:", last=asked.last_day.year
    )
    unnumbered = phrase(
        "Keep their numbers, since their goals have none; number them by hand if they should be:"
    )
    titles = (
        (rolled.ended, ended),
        (rolled.unclear, unclear),
        (rolled.later, later),
        (rolled.unnumbered, unnumbered),
    )
    return [TextTable(headings, measures, title, row, OVERVIEW) for measures, title in titles if measures]

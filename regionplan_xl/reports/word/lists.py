"""The lists of the case: changed, undecided, overdue and unanswered measures, dependencies, development goals."""

from collections import Counter
from dataclasses import replace

from regionplan_xl.plan.dependencies import dependencies
from regionplan_xl.plan.development_goals import goal_name, goals_of
from regionplan_xl.plan.overdue import is_finished
from regionplan_xl.reports.figures import ChangesSince, MeasureLine, Replies
from regionplan_xl.reports.word.rows import WordCell, WordRow, plain_cell, text_row
from regionplan_xl.reports.word.writer import (
    DISPUTED,
    GOAL_BAND,
    HEADING_FILL,
    UNDECIDED,
    WAITING,
    Writer,
    measures_in_words,
    named,
)
from regionplan_xl.text import Phrase, phrase

_COUNT_MM = 17.5
_LINE_HEADINGS = (
    phrase("No."),
    phrase("Measure"),
    phrase("Timeframe"),
    phrase("Responsible"),
    phrase("Status"),
)


def show_area_counts(writer: Writer) -> None:
    """Write the counts of each focus area and of the whole plan."""
    writer.heading("Status in figures")
    figures = writer.figures
    statuses = writer.status_headings()
    total_heading = writer.centred(writer.translate("Total"), HEADING_FILL)
    headings: tuple[str | WordCell, ...] = ("Focus area", *statuses, total_heading)
    rows = [
        text_row(named(area.number, area.name), *writer.count_cells(area.counts)) for area in figures.areas
    ]
    total = writer.count_cells(figures.total, bold=True, fill=GOAL_BAND)
    least = (0.0, *[_COUNT_MM] * (len(headings) - 1))
    rows.append(text_row(plain_cell(writer.translate("Total"), bold=True, fill=GOAL_BAND), *total))
    writer.table(headings, rows, writer.translate("Status in figures"), grows=0, least=least)


def show_legend(writer: Writer) -> None:
    """Write the legend of colours and symbols."""
    writer.heading("What the colours mean")
    rows = [
        text_row(
            writer.status(one.key),
            writer.translate(phrase("The measure has the status «{status}».", status=writer.label(one.key))),
        )
        for one in writer.figures.scale.statuses
    ]
    white = writer.translate("No status has been reported for the measure.")
    # Keep the legend on one page.
    rows = [replace(row, with_next=True) for row in rows]
    rows.append(text_row(writer.status(None), white))
    writer.table((phrase("Mark"), phrase("Meaning")), rows, writer.translate("What the colours mean"))


def show_changes(writer: Writer, changes: ChangesSince) -> None:
    """Write the differences from the earlier report or day."""
    since = writer.contents.changed_since
    writer.heading(since)
    if (reservation := writer.contents.reservation) is not None:
        writer.text(reservation)
    if not changes.measures:
        writer.text("No measure has changed status since then.")
        return
    new, gone = (
        plain_cell(writer.translate("new measure")),
        plain_cell(writer.translate("no longer in the plan")),
    )
    rows = [
        text_row(
            change.number,
            change.text,
            new if change.kind == "new" else writer.status(change.before, change.before_unread),
            gone if change.kind == "gone" else writer.status(change.after, change.after_unread),
        )
        for change in changes.measures
    ]
    writer.table(("No.", "Measure", "From", "To"), writer.list_rows(rows), writer.translate(since))


def show_undecided(writer: Writer) -> None:
    """Write the measures with conflicting answers, then those that wait for another decision, if any."""
    for heading, lines in ((DISPUTED, writer.figures.disputed), (WAITING, writer.figures.waiting)):
        if lines:
            writer.heading(heading)
            rows = writer.list_rows([_line_row(writer, line) for line in lines])
            writer.table(_LINE_HEADINGS, rows, writer.translate(heading))


def show_overdue(writer: Writer) -> None:
    """Write the overdue measures: unanswered, undecided, and unfinished."""
    writer.heading("Past the timeframe")
    figures = writer.figures
    late, due = figures.overdue, figures.due
    if late:
        ended = phrase(
            "The timeframe has ended for {measures} not reported as done.",
            measures=measures_in_words(len(late)),
        )
        writer.text(ended)
        _show_late(writer, phrase("Not answered"), figures.overdue_unanswered)
        _show_late(writer, UNDECIDED, figures.overdue_undecided)
        _show_late(writer, phrase("Not finished"), figures.overdue_unfinished)
    else:
        writer.text("No measure with a known end is past its timeframe without being done.")
    if due:
        still = phrase(
            "For {measures} not reported as done, the timeframe ends later in {year}.",
            measures=measures_in_words(len(due)),
            year=figures.today.year,
        )
        writer.text(still, after_table=bool(late))


def _show_late(writer: Writer, heading: Phrase, lines: tuple[MeasureLine, ...]) -> None:
    if lines:
        writer.heading(heading, level=2)
        rows = writer.list_rows([_line_row(writer, line) for line in lines])
        writer.table(_LINE_HEADINGS, rows, writer.translate(heading))


def show_replies(writer: Writer, replies: Replies) -> None:
    """Write who has not answered."""
    writer.heading("Who has not answered")
    if replies.waiting:
        writer.paragraph(", ".join(replies.waiting) + ".")
    elif replies.answered:
        writer.text("All who were asked have answered.")
    else:
        writer.text("Nobody has been asked.")


def show_dependencies(writer: Writer) -> None:
    """Write which measures depend on others, and the status of those, if the plan says so."""
    found = dependencies(writer.contents.plan)
    if not found:
        return
    heading = phrase("Measures that depend on others")
    writer.heading(heading)
    rows = [
        text_row(
            f"{one.number} {one.text}",
            f"{other.number} {other.text}",
            writer.status(other.report.status, other.unread),
        )
        for one, other in found
    ]
    writer.table(
        ("Measure", phrase("Depends on"), phrase("Status of that")),
        writer.list_rows(rows),
        writer.translate(heading),
        grows=0,
        least=(0.0, 62.0),
    )


def show_development_goals(writer: Writer) -> None:
    """Write how many measures serve each UN goal and how many of them are done, if the plan names any."""
    plan, translate = writer.contents.plan, writer.translate
    served, done = Counter[int](), Counter[int]()
    for measure in plan.measures:
        goals = goals_of(measure) if measure.own else ()
        served.update(goals)
        if is_finished(measure.report.status, plan.scale):
            done.update(goals)
    if served:
        writer.heading(phrase("Measures for the UN's goals"))
    line = phrase("{number} {name}: {count} ({done} done)")
    for n in sorted(served):
        name = goal_name(n, translate.language)
        writer.paragraph(
            translate(line.with_values(number=n, name=name, count=served[n], done=done[n])), "List Bullet"
        )


def _line_row(writer: Writer, line: MeasureLine) -> WordRow:
    responsible = "\n".join(line.responsible)
    return text_row(
        line.number, line.text, line.timeframe, responsible, writer.status(line.status, line.unread)
    )

"""The sections of a case for one body: its own measures, those it shares and with whom, and those it is involved in."""

from regionplan_xl.plan.model import Measure, Share
from regionplan_xl.plan.rollup import has_answered
from regionplan_xl.reports.body_plan import SharedMeasure, plan_of_body
from regionplan_xl.reports.word.rows import WordRow, text_row
from regionplan_xl.reports.word.writer import Writer
from regionplan_xl.text import phrase


def show_body_parts(writer: Writer) -> None:
    """Write the measures of `contents.actor`, with the statuses that it reported itself."""
    body = plan_of_body(writer.contents.plan, writer.contents.actor)
    shared = {one.measure.id for one in body.shared}
    alone = [one for one in body.own.measures if one.id not in shared]
    if alone:
        heading = phrase("Responsible alone")
        writer.heading(heading)
        rows = [_measure_row(writer, one, one.involved) for one in alone]
        headings = ("No.", "Measure", "Timeframe", "Involved", "Status")
        writer.table(headings, rows, writer.translate(heading))
    if body.shared:
        heading = phrase("Responsible together with others")
        writer.heading(heading)
        columns = (
            "No.", "Measure", "Timeframe", phrase("With whom"), phrase("Own answer"), phrase("Together"),
        )  # fmt: skip
        rows = [_shared_row(writer, one) for one in body.shared]
        writer.table(columns, rows, writer.translate(heading), least=(0.0, 45.0, 0.0, 45.0))
    if body.involved:
        heading = phrase("Involved in")
        writer.heading(heading)
        rows = [_measure_row(writer, one, one.responsible) for one in body.involved]
        writer.table(
            ("No.", "Measure", "Timeframe", "Responsible", "Status"), rows, writer.translate(heading)
        )


def _measure_row(writer: Writer, measure: Measure, bodies: tuple[str, ...]) -> WordRow:
    return text_row(
        measure.number,
        measure.text,
        measure.timeframe.written,
        "\n".join(bodies),
        writer.status(measure.report.status, measure.unread),
    )


def _shared_row(writer: Writer, shared: SharedMeasure) -> WordRow:
    measure = shared.measure
    return text_row(
        measure.number,
        measure.text,
        measure.timeframe.written,
        _others(writer, shared.others),
        writer.status(shared.own.report.status),
        writer.status(measure.report.status, measure.unread),
    )


def _others(writer: Writer, others: tuple[Share, ...]) -> str:
    """Return which of the other bodies have answered, and which have not."""
    answered = ", ".join(one.member for one in others if has_answered(one))
    waiting = ", ".join(one.member for one in others if not has_answered(one))
    lines = (phrase("Answered: {names}", names=answered), phrase("Not answered: {names}", names=waiting))
    return "\n".join(
        writer.translate(line) for line, names in zip(lines, (answered, waiting), strict=True) if names
    )

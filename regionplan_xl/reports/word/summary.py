"""Page one of the case: what the chair reads in ten seconds."""

from collections.abc import Iterator, Sequence

from regionplan_xl.reports.figures import MeasureLine
from regionplan_xl.reports.word.rows import TextRun, WordCell, WordRow, plain_cell, text_row
from regionplan_xl.reports.word.writer import DISPUTED, HEADING_FILL, WAITING, Writer
from regionplan_xl.text import Phrase, called, phrase

_NAMED, _LONG_NAMED = 20, 5
"""The most items listed on page one, by number or short name, and by longer texts. Later lists have all of them."""
_LONG = 30


def show_summary(writer: Writer) -> None:
    """Write the counts of the whole plan, and a line for each thing that the council may ask about."""
    _show_counts(writer)
    writer.paragraph("", "Table Text")
    headings = (phrase("What"), phrase("How many"), phrase("Which"))
    rows = [text_row(plain_cell(writer.translate(what), bold=True), *rest) for what, *rest in _facts(writer)]
    writer.table(headings, rows, writer.translate("The plan at a glance"), grows=2, least=(58.0,))


def _show_counts(writer: Writer) -> None:
    counts = writer.figures.total
    statuses = [*writer.status_headings(), writer.centred(writer.translate("Total"), HEADING_FILL)]
    cells = [
        _figure(str(count), writer.percent(count, counts.total) if count else "")
        for _, count in writer.counted(counts)
    ]
    cells.append(_figure(str(counts.total), writer.translate("measures")))
    equal = [writer.width / len(cells)] * len(cells)
    describes = writer.translate("Status of all measures")
    writer.table(statuses, [WordRow(tuple(cells))], describes, least=equal)


def _figure(figure: str, below: str) -> WordCell:
    lines = ((TextRun(figure, large=True),), (TextRun(below, note=True, muted=True),))
    return WordCell(lines, align="center")


def _facts(writer: Writer) -> Iterator[tuple[Phrase, str, str]]:
    """Yield for each line what it is about, how many there are, and which."""
    figures, translate = writer.figures, writer.translate
    if figures.changes is not None:
        changed = [called(one.number, one.text) for one in figures.changes.measures]
        yield writer.contents.changed_since, str(len(changed)), _listed(writer, changed)
    if figures.disputed:
        yield DISPUTED, *_lines(writer, figures.disputed)
    yield WAITING, *_lines(writer, figures.waiting)
    yield phrase("Past the timeframe, not answered"), *_lines(writer, figures.overdue_unanswered)
    if figures.overdue_undecided:
        yield phrase("Past the timeframe, waits for a decision"), *_lines(writer, figures.overdue_undecided)
    yield phrase("Past the timeframe, not finished"), *_lines(writer, figures.overdue_unfinished)
    if figures.replies is not None:
        waiting, asked = figures.replies.waiting, len(figures.replies.answered) + len(figures.replies.waiting)
        count = translate(phrase("{count} of {all}", count=len(waiting), all=asked))
        yield phrase("Have not answered"), count, _listed(writer, waiting)
    if figures.indicators:
        reached = [one.name for one in figures.indicators if one.state == "reached"]
        count = translate(phrase("{count} of {all}", count=len(reached), all=len(figures.indicators)))
        yield phrase("Result goals reached"), count, _listed(writer, reached)


def _lines(writer: Writer, lines: Sequence[MeasureLine]) -> tuple[str, str]:
    return str(len(lines)), _listed(writer, [called(line.number, line.text) for line in lines])


def _listed(writer: Writer, names: Sequence[str]) -> str:
    most = _LONG_NAMED if any(len(name) > _LONG for name in names) else _NAMED
    if len(names) <= most:
        return ", ".join(names)
    more = phrase("… and {count} more", count=len(names) - most)
    return f"{', '.join(names[:most])} {writer.translate(more)}"

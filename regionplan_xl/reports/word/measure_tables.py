"""The measures of each focus area, as a table under its heading."""

from collections.abc import Iterator, Sequence

from regionplan_xl.plan.actors import Register
from regionplan_xl.plan.model import FocusArea, Goal, Measure, Share
from regionplan_xl.plan.overdue import is_finished
from regionplan_xl.plan.own_columns import SUB_AREA
from regionplan_xl.plan.rollup import answered_words, has_answered, roll_up
from regionplan_xl.reports.word.rows import TextRun, WordCell, WordRow, text_row
from regionplan_xl.reports.word.writer import GOAL_BAND, UNDECIDED, Writer, named
from regionplan_xl.text import phrase

_HEADINGS = ("Measure", "Timeframe", "Responsible", "Involved", "Status")
_LEAST_MM = (52.0,)
NO_MEASURES = phrase("The plan has no measures here.")


def show_measures(writer: Writer, heading: str = "All measures with status") -> None:
    """Write every focus area with its goals and measures."""
    writer.heading(heading)
    if writer.is_large:
        elsewhere = phrase(
            "The plan has {count} measures, which is more than Word handles in one document. All of them are in"
            " the master, on the web page and in the tables (--format csv); each body has a case of its own"
            " (--actor NAME).",
            count=writer.figures.total.total,
        )
        writer.text(elsewhere)
        return
    tables = _MeasureTables(writer)
    for area in writer.contents.plan.areas:
        name = named(area.number, area.name)
        writer.named_heading(name, level=2)
        if rows := list(tables.area_rows(area)):
            writer.table(_HEADINGS, rows, name, grows=0, least=_LEAST_MM)
        else:
            writer.text(NO_MEASURES)


class _MeasureTables:
    """Makes the rows of the tables."""

    def __init__(self, writer: Writer) -> None:
        self._writer = writer
        self._translate = writer.translate
        self._register = Register(writer.contents.plan.actors)
        self._undecided = frozenset(line.id for line in writer.figures.undecided)

    def area_rows(self, area: FocusArea) -> Iterator[WordRow]:
        """Yield a band per goal (and sub-area), and a row per measure."""
        sub_area = ""
        for goal in area.goals:
            own = next(filter(None, map(SUB_AREA.of, goal.measures)), "")
            if own and own != sub_area:
                cell = WordCell(((TextRun(own, bold=True),),), GOAL_BAND, span=len(_HEADINGS))
                yield WordRow((cell,), with_next=True)
            sub_area = own or sub_area
            if goal.number or goal.text:
                yield self._goal_row(goal)
            for measure in goal.measures:
                yield self._measure_row(measure)

    def _goal_row(self, goal: Goal) -> WordRow:
        number = self._translate(phrase("Goal {number}", number=goal.number)) if goal.number else ""
        cell = WordCell((_numbered(number, TextRun(goal.text, bold=True)),), GOAL_BAND, span=len(_HEADINGS))
        return WordRow((cell,), with_next=bool(goal.measures))

    def _measure_row(self, measure: Measure) -> WordRow:
        shares = self._register.shares_to_count(measure)
        lines = [_numbered(measure.number, TextRun(measure.text))]
        if any(has_answered(share) for share in shares):
            lines.append((TextRun(self._members_in_words(shares), note=True),))
        lines += [(TextRun(comment, italic=True, note=True),) for comment in self._comments(measure, shares)]
        return text_row(
            WordCell(tuple(lines)),
            measure.timeframe.written,
            "\n".join(measure.responsible),
            "\n".join(measure.involved),
            self._status_cell(measure, shares),
        )

    def _status_cell(self, measure: Measure, shares: Sequence[Share]) -> WordCell:
        report = measure.report
        notes = [self._translate(answered_words(shares))] if shares else []
        if not is_finished(report.status, self._writer.figures.scale):
            if report.progress is not None:
                notes.append(self._translate.percent(report.progress))
            if report.expected is not None:
                notes.append(f"{self._translate('Expected done')} {self._translate.day(report.expected)}")
        if measure.id in self._undecided:
            notes.append(self._translate(UNDECIDED))
        cell = self._writer.status(report.status, measure.unread)
        return WordCell((*cell.lines, *((TextRun(note, note=True),) for note in notes)), cell.fill)

    def _members_in_words(self, shares: Sequence[Share]) -> str:
        groups: dict[str, list[str]] = {
            self._writer.label(key): [] for key in (*self._writer.figures.scale.keys(), None)
        }
        for share in filter(has_answered, shares):
            groups.setdefault(self._writer.label(share.report.status), []).append(share.member)
        groups[self._translate("Not answered")] = [s.member for s in shares if not has_answered(s)]
        return ". ".join(f"{label}: {', '.join(names)}" for label, names in groups.items() if names) + "."

    def _comments(self, measure: Measure, shares: Sequence[Share]) -> Iterator[str]:
        for share in shares:
            if share.report.comment:
                yield f"{share.member}: {share.report.comment}"
        own = measure.report.comment
        # The roll-up comment repeats the members' comments, or refers to a sheet that is not in this document.
        if own and own != roll_up(shares, self._writer.contents.plan.scale, self._translate).comment:
            yield own


def _numbered(number: str, text: TextRun) -> tuple[TextRun, ...]:
    """Return a text with its number in bold before it, if it has one."""
    return (TextRun(f"{number} ", bold=True), text) if number else (text,)

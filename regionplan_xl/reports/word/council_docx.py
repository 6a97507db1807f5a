"""The council's case document (.docx): every measure with its status, figures first, and a proposal."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from docx.document import Document
from docx.enum.text import WD_TAB_LEADER
from docx.shared import Mm, Pt

from regionplan_xl.colour import WHITE
from regionplan_xl.locale import Catalog
from regionplan_xl.plan.actors import Register
from regionplan_xl.plan.counts import StatusCounts, undecided_words
from regionplan_xl.plan.model import FocusArea, Goal, Measure, Plan, Share
from regionplan_xl.plan.overdue import is_finished
from regionplan_xl.plan.own_columns import SUB_AREA
from regionplan_xl.plan.rollup import answered_words, has_answered, roll_up
from regionplan_xl.reports.contents import ReportContents
from regionplan_xl.reports.figures import Changes, Figures, MeasureLine, Replies
from regionplan_xl.reports.word.development_goals import development_goal_lines
from regionplan_xl.reports.word.document import (
    TEXT_WIDTH_MM,
    TextRun,
    WordCell,
    WordRow,
    add_page_numbers,
    add_table,
    legal,
    new_document,
    plain,
    rendered,
    text_row,
)
from regionplan_xl.reports.word.indicator_rows import indicator_rows
from regionplan_xl.text import Phrase, called, counted, phrase

NO_STATUS, UNREAD = phrase("No status"), phrase("Unread status")
UNDECIDED = phrase("Waits for a decision")
GOAL_BAND = "#E3E8EF"
HEADING_FILL = "#1F2A44"
# Measure, timeframe, responsible, involved, status.
MEASURE_WIDTHS = (68.0, 21.0, 30.5, 30.5, 26.0)
AREA_WIDTH, TOTAL_WIDTH = 52.0, 14.0


def council_case(contents: ReportContents) -> bytes:
    """Render the case, as the bytes of a .docx file. Nothing is printed but what `contents` holds."""
    plan, figures, translate, day = contents.plan, contents.figures, contents.translate, contents.day
    title, language, signed_by = contents.title, contents.language, contents.signatory
    document = new_document(title, language=language, day=day, author=signed_by.partition("\n")[0])
    add_page_numbers(document, title, translate("Page {page} of {pages}"))
    undecided = frozenset(line.id for line in figures.measures if line.undecided)
    case = _Case(document, plan, figures, translate, Register(plan.actors), undecided)
    case.add_paragraph(title, "Title")
    case.add_paragraph(", ".join(part for part in (contents.meeting, translate.day(day)) if part), "Subtitle")
    case.tell_background(contents.background)
    case.show_figures()
    if figures.changes is not None:
        case.show_changes(figures.changes)
    for line, style in development_goal_lines(plan, translate):
        case.add_paragraph(line, style)
    case.show_overdue()
    if figures.replies is not None:
        case.show_replies(figures.replies)
    case.show_indicators()
    case.show_measures()
    case.propose(contents.proposal)
    case.sign(", ".join(part for part in (contents.place, translate.day(day)) if part), signed_by)
    return rendered(document)


@dataclass(frozen=True)
class _Case:
    document: Document
    plan: Plan
    figures: Figures
    translate: Catalog
    register: Register
    undecided: frozenset[str]

    def tell_background(self, background: str) -> None:
        self._heading("Background")
        for paragraph in filter(None, map(str.strip, background.splitlines())):
            self.add_paragraph(paragraph)
        figures = self.figures
        facts = [
            phrase("This case shows the status of {plan} as of {day}.", plan=figures.plan, day=figures.today),
            phrase(
                "The plan has {areas}, {goals} and {measures}.",
                areas=counted("{count} focus area", "{count} focus areas", count=len(figures.areas)),
                goals=counted("{count} goal", "{count} goals", count=figures.goals),
                measures=_measures(figures.total.total),
            ),
        ]
        if figures.total.without == figures.total.total:
            facts.append(phrase("No measure has been given a status yet."))
        else:
            counts = self._counts_in_words(figures.total)
            facts.append(phrase("Status of the measures: {counts}.", counts=counts))
        if figures.replies is not None:
            answered = len(figures.replies.answered)
            asked = answered + len(figures.replies.waiting)
            facts.append(
                phrase("{answered} of {asked} bodies have answered.", answered=answered, asked=asked)
            )
        self.add_paragraph(" ".join([*map(self.translate, facts), *self._undecided_in_words()]))

    def _undecided_in_words(self) -> Iterator[str]:
        waiting = [called(line.number, line.text) for line in self.figures.measures if line.undecided]
        if waiting:
            yield f"{self.translate(undecided_words(len(waiting)))}: {', '.join(waiting)}."

    def show_figures(self) -> None:
        self._heading("Status in figures")
        statuses = self._status_headings()
        heading = WordRow(
            (
                plain(self.translate("Focus area"), bold=True, fill=HEADING_FILL),
                *statuses,
                self._centred(self.translate("Total"), HEADING_FILL),
            ),
            heading=True,
        )
        rows = [
            text_row(_named(area.number, area.name), *self._count_cells(area.counts))
            for area in self.figures.areas
        ]
        total = self._count_cells(self.figures.total, bold=True, fill=GOAL_BAND)
        rows.append(text_row(plain(self.translate("Total"), bold=True, fill=GOAL_BAND), *total))
        columns = len(statuses)
        count = min(25.0, (TEXT_WIDTH_MM - AREA_WIDTH - TOTAL_WIDTH) / columns)
        widths = (TEXT_WIDTH_MM - TOTAL_WIDTH - count * columns, *[count] * columns, TOTAL_WIDTH)
        self._add_table([heading, *rows], widths, "Status in figures")
        self._show_legend(statuses)

    def _show_legend(self, statuses: Sequence[WordCell]) -> None:
        self.add_paragraph(self.translate("What the colours mean"), "Heading 2")
        widths = [min(35.0, TEXT_WIDTH_MM / len(statuses))] * len(statuses)
        self._add_table([text_row(*statuses)], widths, "What the colours mean")
        self._add_text(
            "A white status cell means that no status has been reported for the measure.", after_table=True
        )

    def _status_headings(self) -> list[WordCell]:
        named = [(self._label(status.key), status.colour) for status in self.figures.scale.statuses]
        named += [(self.translate(one), WHITE) for one in self._not_counted()]
        return [self._centred(*one) for one in named]

    def show_changes(self, changes: Changes) -> None:
        since = phrase("Changed since {day}", day=changes.since)
        self._heading(since)
        if not changes.measures:
            self._add_text("No measure has changed status since then.")
            return
        new, gone = plain(self.translate("new measure")), plain(self.translate("no longer in the plan"))
        rows = [
            text_row(
                change.number,
                change.text,
                new if change.kind == "new" else self._status(change.before),
                gone if change.kind == "gone" else self._status(change.after),
            )
            for change in changes.measures
        ]
        self._table(("No.", "Measure", "From", "To"), rows, (16.0, 108.0, 26.0, 26.0), since)

    def show_overdue(self) -> None:
        self._heading("Past the timeframe")
        late, due = self.figures.overdue, self.figures.due
        if late:
            ended = phrase(
                "The timeframe has ended for {measures} not reported as done.", measures=_measures(len(late))
            )
            self._add_text(ended, with_next=True)
            rows = [self._line_row(line) for line in late]
            headings = ("No.", "Measure", "Timeframe", "Responsible", "Status")
            self._table(headings, rows, (16.0, 77.0, 21.0, 36.0, 26.0), "Past the timeframe")
        else:
            self._add_text("No measure with a known end is past its timeframe without being done.")
        if due:
            still = phrase(
                "For {measures} not reported as done, the timeframe ends later in {year}.",
                measures=_measures(len(due)),
                year=self.figures.today.year,
            )
            self._add_text(still, after_table=bool(late))

    def show_replies(self, replies: Replies) -> None:
        self._heading("Who has not answered")
        if replies.waiting:
            self.add_paragraph(", ".join(replies.waiting) + ".")
        elif replies.answered:
            self._add_text("All who were asked have answered.")
        else:
            self._add_text("Nobody has been asked.")

    def show_indicators(self) -> None:
        if not self.figures.indicators:
            return
        self._heading("Indicators")
        rows = indicator_rows(self.figures, self.translate)
        headings = ("Indicator", "Baseline", "Target", "Year", "Newest value", "Reached?")
        self._table(headings, rows, (60.0, 26.0, 28.0, 14.0, 26.0, 22.0), "Indicators")

    def show_measures(self) -> None:
        self._heading("All measures with status")
        for area in self.plan.areas:
            name = _named(area.number, area.name)
            self.add_paragraph(name, "Heading 2")
            headings = ("Measure", "Timeframe", "Responsible", "Involved", "Status")
            self._table(headings, list(self._area_rows(area)), MEASURE_WIDTHS, name)

    def propose(self, proposal: str) -> None:
        self._heading("Proposed decision")
        usual = self.translate(phrase("The status of {plan} is taken note of.", plan=self.figures.plan))
        for paragraph in filter(None, map(str.strip, (proposal or usual).splitlines())):
            self.add_paragraph(paragraph)

    def sign(self, where_and_when: str, signed_by: str) -> None:
        when = self.document.add_paragraph(legal(where_and_when))
        when.paragraph_format.space_before = Pt(24)
        when.paragraph_format.keep_with_next = True
        names = [line.strip() for line in signed_by.splitlines() if line.strip()]
        if not names:
            return
        line = self.document.add_paragraph("\t")
        line.paragraph_format.space_before = Pt(30)
        line.paragraph_format.space_after = Pt(0)
        line.paragraph_format.keep_with_next = True
        line.paragraph_format.tab_stops.add_tab_stop(Mm(70), leader=WD_TAB_LEADER.LINES)
        self.add_paragraph("\n".join(names))

    def _area_rows(self, area: FocusArea) -> Iterator[WordRow]:
        sub_area = ""
        for goal in area.goals:
            named = next(filter(None, map(SUB_AREA.of, goal.measures)), "")
            if named and named != sub_area:
                cell = WordCell(((TextRun(named, bold=True),),), GOAL_BAND, span=len(MEASURE_WIDTHS))
                yield WordRow((cell,), with_next=True)
            sub_area = named or sub_area
            yield self._goal_row(goal)
            for measure in goal.measures:
                yield self._measure_row(measure)

    def _goal_row(self, goal: Goal) -> WordRow:
        number = TextRun(self.translate(phrase("Goal {number}", number=goal.number)) + " ", bold=True)
        cell = WordCell(((number, TextRun(goal.text, bold=True)),), GOAL_BAND, span=len(MEASURE_WIDTHS))
        return WordRow((cell,), with_next=bool(goal.measures))

    def _measure_row(self, measure: Measure) -> WordRow:
        shares = [measure.share(name) for name in self.register.sharers(measure)]
        lines: list[tuple[TextRun, ...]] = [(TextRun(measure.number + " ", bold=True), TextRun(measure.text))]
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
        notes = [self.translate(answered_words(shares))] if shares else []
        if not is_finished(report.status, self.figures.scale):
            if report.progress is not None:
                notes.append(self.translate.percent(report.progress))
            if report.expected is not None:
                notes.append(f"{self.translate('Expected done')} {self.translate.day(report.expected)}")
        if measure.id in self.undecided:
            notes.append(self.translate(UNDECIDED))
        cell = self._status(report.status, measure.unread)
        return WordCell((*cell.lines, *((TextRun(note, note=True),) for note in notes)), cell.fill)

    def _members_in_words(self, shares: Sequence[Share]) -> str:
        groups: dict[str, list[str]] = {self._label(key): [] for key in (*self.figures.scale.keys(), None)}
        for share in filter(has_answered, shares):
            groups.setdefault(self._label(share.report.status), []).append(share.member)
        groups[self.translate("Not answered")] = [s.member for s in shares if not has_answered(s)]
        return ". ".join(f"{label}: {', '.join(names)}" for label, names in groups.items() if names) + "."

    def _comments(self, measure: Measure, shares: Sequence[Share]) -> Iterator[str]:
        for share in shares:
            if share.report.comment:
                yield f"{share.member}: {share.report.comment}"
        own = measure.report.comment
        # The roll-up repeats the members' comments, or points to a sheet that is not in this document.
        if own and own != roll_up(shares, self.plan.scale, self.translate).comment:
            yield own

    def _line_row(self, line: MeasureLine) -> WordRow:
        responsible = "\n".join(line.responsible)
        return text_row(
            line.number, line.text, line.timeframe, responsible, self._status(line.status, line.unread)
        )

    def _status(self, key: str | None, unread: str = "") -> WordCell:
        if unread:
            return plain(f"{self.translate(UNREAD)}: «{unread}»")
        if key is None:
            return WordCell(((TextRun(self.translate(NO_STATUS), muted=True),),))
        return plain(self._label(key), bold=True, fill=self._colour(key))

    def _label(self, key: str | None) -> str:
        if key is None:
            return self.translate(NO_STATUS)
        scale = self.figures.scale
        return scale[key].label(self.translate.language) if key in scale else key

    def _colour(self, key: str) -> str:
        return self.figures.scale[key].colour if key in self.figures.scale else WHITE

    def _count_cells(self, counts: StatusCounts, *, bold: bool = False, fill: str = "") -> Iterator[WordCell]:
        others = (counts.without, counts.unread)[: len(self._not_counted())]
        for count in (*counts.by_status.values(), *others):
            number = TextRun(str(count), bold=bold)
            share = TextRun(f"  {self._percent(count, counts.total)}", note=True, muted=True)
            yield WordCell(((number, share) if count else (number,),), fill, align="center")
        yield WordCell(((TextRun(str(counts.total), bold=True),),), fill, align="center")

    def _not_counted(self) -> tuple[Phrase, ...]:
        """Return the headings beside the statuses; unread measures have a column only if there are any."""
        return (NO_STATUS, UNREAD) if self.figures.total.unread else (NO_STATUS,)

    def _counts_in_words(self, counts: StatusCounts) -> str:
        named = [(self._label(key), count) for key, count in counts.by_status.items()]
        named += [(self.translate(NO_STATUS), counts.without), (self.translate(UNREAD), counts.unread)]
        return ", ".join(
            f"{label} {count} ({self._percent(count, counts.total)})" for label, count in named if count
        )

    def _percent(self, part: int, whole: int) -> str:
        # Whole per cent, but never 100 % while one is missing, nor 0 % while there is one.
        return self.translate.percent(1.0 if part == whole else min(0.99, max(0.01, part / whole)))

    def _centred(self, text: str, fill: str) -> WordCell:
        return WordCell(((TextRun(text, bold=True, note=True),),), fill, align="center")

    def _table(
        self,
        headings: Sequence[str],
        rows: Sequence[WordRow],
        widths: Sequence[float],
        describes: Phrase | str,
    ) -> None:
        cells = tuple(plain(self.translate(heading), bold=True, fill=HEADING_FILL) for heading in headings)
        self._add_table([WordRow(cells, heading=True), *rows], widths, describes)

    def _add_table(self, rows: Sequence[WordRow], widths: Sequence[float], describes: Phrase | str) -> None:
        add_table(self.document, rows, widths, describes=self.translate(describes))

    def _heading(self, words: Phrase | str) -> None:
        self.add_paragraph(self.translate(words), "Heading 1")

    def _add_text(self, words: Phrase | str, *, after_table: bool = False, with_next: bool = False) -> None:
        self.add_paragraph(self.translate(words), after_table=after_table, with_next=with_next)

    def add_paragraph(
        self, text: str, style: str = "Normal", *, after_table: bool = False, with_next: bool = False
    ) -> None:
        paragraph = self.document.add_paragraph(legal(text), style)
        if after_table:
            paragraph.paragraph_format.space_before = Pt(8)
        if with_next:
            paragraph.paragraph_format.keep_with_next = True


def _measures(count: int) -> Phrase:
    return counted("{count} measure", "{count} measures", count=count)


def _named(number: str, name: str) -> str:
    return f"{number} {name}".strip()

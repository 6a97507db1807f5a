"""Render the public web page (.html): figures, changes, trend, indicators, and every measure with its history."""

import base64
import hashlib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cache, cached_property
from importlib import resources
from io import BytesIO
from typing import TYPE_CHECKING, Any

from regionplan_xl.plan.counts import StatusCounts, shown_share, undecided_words
from regionplan_xl.plan.indicator_state import STATE_WORDS, is_change
from regionplan_xl.plan.model import FocusArea
from regionplan_xl.plan.overdue import done_key, is_overdue
from regionplan_xl.plan.targets import shown_number, with_unit
from regionplan_xl.reports.charts.pictures import area_name, point_name
from regionplan_xl.reports.charts.series import SeriesRow, plan_series
from regionplan_xl.reports.contents import ReportContents
from regionplan_xl.reports.figures import IndicatorLine, Replies
from regionplan_xl.reports.page.indicator_chart import indicator_chart
from regionplan_xl.reports.page.measures import MeasureView, ShownMeasure
from regionplan_xl.reports.page.statuses import StatusMark, StatusMarks
from regionplan_xl.reports.page.table_width import TableWidth, table_width
from regionplan_xl.reports.page.words import page_words
from regionplan_xl.text import counted, phrase, readable

if TYPE_CHECKING:
    from jinja2 import Template

_PIECES = 1_000  # template fragments per write


def council_page(contents: ReportContents) -> bytes:
    """Render the page as one self-contained HTML file in UTF-8. All text from outside is escaped."""
    script = _file("page.js")
    digest = base64.b64encode(hashlib.sha256(script.encode()).digest()).decode()
    view = _View(contents)
    stream = _template().stream(
        view=view, words=view.words, style=_file("page.css"), script=script, digest=digest
    )
    # For a large plan, the page as a single string would take several times the memory of its bytes.
    stream.enable_buffering(_PIECES)
    page = BytesIO()
    stream.dump(page, encoding="utf-8", errors="replace")
    return page.getvalue()


@dataclass(frozen=True)
class _CountRow:
    """A row of counts: its name, and the count of each status."""

    name: str
    counts: Sequence[tuple[StatusMark, int]]
    total: int
    done: str
    overdue: int
    bar: Any


@dataclass(frozen=True)
class _ShownGoal:
    name: str
    measures: Sequence[ShownMeasure]


@dataclass(frozen=True)
class _ShownArea:
    anchor: str
    name: str
    goals: Iterator[_ShownGoal]


class _View:
    """The values for the template, in the page's language."""

    def __init__(self, contents: ReportContents) -> None:
        self.language = contents.language
        self.figures = figures = contents.figures
        self._plan = contents.plan
        self._translate = translate = contents.translate
        self.words = page_words(translate)
        self.title = readable(contents.title)
        self.day = translate.day(figures.today)
        self.meeting = readable(contents.meeting)
        self._changed_since = contents.changed_since
        self.reservation = readable(translate(contents.reservation)) if contents.reservation else ""
        self.marks = StatusMarks.of(figures.scale, contents.known_scale, translate)
        self._points = contents.trend
        self._measures = MeasureView(
            contents.plan,
            translate,
            self.marks,
            contents.history,
            contents.known_scale,
            figures.today,
            frozenset(line.id for line in figures.measures if line.undecided),
        )
        self.bodies = tuple(self._measures.bodies.items())
        self.years = self._measures.years
        self.total = figures.total.total

    @property
    def lead(self) -> Iterator[str]:
        """Summarise the plan in a few sentences."""
        figures, say = self.figures, self._translate
        yield say(phrase("Status of the plan as of {day}.", day=figures.today))
        size = counted("{count} measure", "{count} measures", count=figures.total.total)
        shares = ", ".join(
            f"{count} {_within_sentence(mark.label)}" for mark, count in self.marks.counted(figures.total)
        )
        yield f"{say(size)}: {shares}."
        late = counted(
            "{count} measure is past its timeframe.",
            "{count} measures are past their timeframe.",
            count=len(figures.overdue),
        )
        yield say(late)
        if figures.total.undecided:
            yield say(undecided_words(figures.total.undecided)) + "."

    @property
    def replies(self) -> Replies | None:
        """Who has answered, and who has not."""
        found = self.figures.replies
        return found and Replies(*(tuple(map(readable, names)) for names in (found.answered, found.waiting)))

    @property
    def count_headings(self) -> Sequence[StatusMark]:
        """The statuses with a column in the table of counts."""
        return [mark for mark, _ in self.marks.counted(self.figures.total)]

    @property
    def counts_width(self) -> TableWidth:
        """The width of the table of counts."""
        return table_width([row.name for row in self.count_rows], self._column_headings)

    def trend_width(self, rows: Sequence[tuple[str, _CountRow]]) -> TableWidth:
        """Return the width of a table of counts over time."""
        names = [self.words["round"], *(row.name for _, row in rows)]
        return table_width(names, self._column_headings, days=[self.words["when"], *(day for day, _ in rows)])

    @property
    def _column_headings(self) -> Sequence[str]:
        others = (self.words[name] for name in ("total", "share_done", "overdue"))
        return [*(mark.label for mark in self.count_headings), *others]

    @property
    def count_rows(self) -> Iterator[_CountRow]:
        """A row per focus area, and one for the whole plan."""
        for area, found in zip(self.figures.areas, self._plan.areas, strict=True):
            overdue = sum(is_overdue(one, self._plan.scale, self.figures.today) for one in found.measures)
            yield self._count_row(_named(area.number, area.name), area.counts, overdue)
        yield self._count_row(self.words["whole_plan"], self.figures.total, len(self.figures.overdue))

    def _count_row(self, name: str, counts: StatusCounts, overdue: int) -> _CountRow:
        done = shown_share(counts.by_status[done_key(self.figures.scale)], counts.total)
        return _CountRow(
            readable(name),
            [(mark, dict(self.marks.counted(counts)).get(mark, 0)) for mark in self.count_headings],
            counts.total,
            "–" if done is None else self._translate.percent(done),
            overdue,
            self.marks.bar(counts),
        )

    @property
    def changes(self) -> Iterator[tuple[str, str, StatusMark | str, StatusMark | str]]:
        """Each changed measure: number, text, status before and after."""
        if self.figures.changes is None:
            return
        for one in self.figures.changes.measures:
            before: StatusMark | str = self.marks.of_measure(one.before, one.before_unread)
            after: StatusMark | str = self.marks.of_measure(one.after, one.after_unread)
            if one.kind == "new":
                before = self.words["new"]
            if one.kind == "gone":
                after = self.words["gone"]
            yield readable(one.number), readable(one.text), before, after

    @property
    def changed_since(self) -> str:
        """The heading above the changes; "" if there is nothing to compare with."""
        return "" if self.figures.changes is None else readable(self._translate(self._changed_since))

    @cached_property
    def trend(self) -> Sequence[tuple[str, Sequence[tuple[str, _CountRow]]]]:
        """The whole plan, then each focus area: its name, and (day, row of counts) per point."""
        series = plan_series(self._points, self.figures.scale)
        areas = series.areas if series else ()
        return [
            (readable(area_name(one, self._translate)), [self._trend_row(row) for row in one.rows])
            for one in areas
        ]

    def _trend_row(self, row: SeriesRow) -> tuple[str, _CountRow]:
        name = point_name(row, self._translate)
        return self._translate.day(row.day), self._count_row(name, row.counts.counts, row.counts.overdue)

    @property
    def indicators(self) -> Iterator[dict[str, Any]]:
        """Each indicator with its texts, its state and its chart."""
        for one in self.figures.indicators:
            yield {
                "name": readable(one.name),
                "area": readable(one.area),
                "baseline": self._baseline(one),
                "target": self._target(one),
                "values": [(year, self._value(one, value)) for year, value in one.values],
                "state": self._translate(STATE_WORDS[one.state]),
                "chart": indicator_chart(one),
            }

    def _baseline(self, indicator: IndicatorLine) -> str:
        # A change is counted from a year, which has no unit.
        if is_change(indicator):
            return readable(shown_number(indicator.baseline, self.language))
        return self._value(indicator, indicator.baseline)

    def _target(self, indicator: IndicatorLine) -> str:
        year = f"({indicator.year})" if indicator.year else ""
        return readable(" ".join(filter(None, (self._value(indicator, indicator.target), year))))

    def _value(self, indicator: IndicatorLine, written: str) -> str:
        return readable(with_unit(written, indicator.unit, self.language))

    @property
    def area_names(self) -> Sequence[str]:
        """The name of each focus area, for the filter."""
        return [_named(area.number, readable(area.name)) for area in self._plan.areas]

    @property
    def areas(self) -> Iterator[_ShownArea]:
        """Each focus area with its goals and measures."""
        for number, area in enumerate(self._plan.areas):
            yield _ShownArea(
                f"area-{number}", _named(area.number, readable(area.name)), self._goals(area, number)
            )

    def _goals(self, area: FocusArea, number: int) -> Iterator[_ShownGoal]:
        for at, goal in enumerate(area.goals):
            measures = [
                self._measures.shown(one, f"m-{number}-{at}-{n}") for n, one in enumerate(goal.measures)
            ]
            name = goal.number and f"{self.words['goal']} {goal.number}"
            yield _ShownGoal(_named(name, readable(goal.text)), measures)


def _within_sentence(label: str) -> str:
    """Return a label as it is written within a sentence: «overteken av NAV», but «IKT-sak»."""
    return label if label[1:2].isupper() else label[:1].lower() + label[1:]


def _named(number: str, name: str) -> str:
    return f"{number} {name}".strip()


def _file(name: str) -> str:
    return resources.files(__package__).joinpath(name).read_text("utf-8")


@cache
def _template() -> "Template":
    from jinja2 import Environment, PackageLoader, StrictUndefined

    environment = Environment(
        loader=PackageLoader("regionplan_xl.reports.page", ""),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    return environment.get_template("page.html.jinja")

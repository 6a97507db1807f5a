"""What a plan document says beyond the master's columns: own columns, or remarks where that is impossible."""

import re
from collections.abc import Callable, Sequence
from dataclasses import replace

from regionplan_xl.documents.draft import Draft, DraftArea, DraftMeasure
from regionplan_xl.documents.planning.remark_kinds import remark_kinds
from regionplan_xl.documents.planning.statuses import progress_of
from regionplan_xl.excel.common.columns import MEASURE_COLUMNS, find_columns
from regionplan_xl.plan.own_columns import PART_OF, PRIORITY, REMARK_KINDS, SUB_AREA
from regionplan_xl.text import normalise, squeeze

_LONGEST_HEADING = 120  # characters
_LONGEST_LABELLED = 60  # characters after a label («Kostnad: 200 000 kr») that fit in a column
_PART = re.compile(r"(?P<whole>.*\d)(?:[a-z]|\.\d+)", re.IGNORECASE)


def with_long_labels_as_remarks(draft: Draft) -> Draft:
    """Return the draft with long labelled texts turned into remarks, because no column is wide enough for them.

    Columns of the document's tables always stay columns.
    """
    columns = {normalise(column.heading) for column in draft.columns}
    long = {
        heading
        for measure in draft.measures
        for heading, value in measure.own
        if len(value.text) > _LONGEST_LABELLED and normalise(heading) not in columns
    }

    def changed(measure: DraftMeasure) -> DraftMeasure:
        told = (replace(v, text=f"{squeeze(h)}: {v.text}") for h, v in measure.own if h in long)
        own = tuple((h, v) for h, v in measure.own if h not in long)
        return replace(measure, remarks=(*measure.remarks, *told), own=own)

    return (
        replace(draft, areas=tuple(_with_measures(area, changed) for area in draft.areas)) if long else draft
    )


def _with_measures(area: DraftArea, change: Callable[[DraftMeasure], DraftMeasure]) -> DraftArea:
    goals = (replace(goal, measures=tuple(map(change, goal.measures))) for goal in area.goals)
    return replace(area, goals=tuple(goals))


def own_columns(measure: DraftMeasure, sub_area: str, part_of: str) -> tuple[tuple[str, str], ...]:
    """Return the own columns of a measure as (heading, text): first the known ones, then the document's.

    `part_of` is the number of the measure that contains this one, or "".
    """
    kinds = ", ".join(str(kind) for kind in remark_kinds(remark.text for remark in measure.remarks))
    known = (
        (SUB_AREA, sub_area),
        (PART_OF, part_of),
        (PRIORITY, measure.priority.text),
        (REMARK_KINDS, kinds),
    )
    found = {str(column.heading): [text.strip()] for column, text in known if text.strip()}
    for heading, value in measure.own:
        if _can_be_heading(heading):
            found.setdefault(squeeze(heading), []).append(value.text.strip())
    return tuple((heading, "\n".join(texts)) for heading, texts in found.items())


def remark_of(measure: DraftMeasure) -> str:
    """Return the remarks of a measure, one per line."""
    lines = (*(remark.text.strip() for remark in measure.remarks), *_columns_as_remarks(measure))
    return "\n".join(dict.fromkeys(line for line in lines if line))


def _columns_as_remarks(measure: DraftMeasure) -> tuple[str, ...]:
    """Return, a line each, columns that cannot become own columns: no heading, or one of the master's headings."""
    own = (
        (squeeze(heading), value.text.strip())
        for heading, value in measure.own
        if not _can_be_heading(heading)
    )
    said = [f"{heading}: {text}" if heading else text for heading, text in own]
    if measure.progress and progress_of(measure) is None:
        said.append(f"{squeeze(measure.progress.place.column)}: {measure.progress.text.strip()}".lstrip(": "))
    return tuple(said)


def wholes_of(measures: Sequence[DraftMeasure]) -> list[str]:
    """Return for each measure of a goal the number of the measure that contains it, or "".

    1.1.1a and 1.1.1.1 are parts of 1.1.1. A measure that begins with an asterisk is part of the last numbered one.
    """
    wholes: list[str] = []
    numbers: set[str] = set()
    last = ""
    for measure in measures:
        number = squeeze(measure.number.text).rstrip(".:) ")
        found = _PART.fullmatch(number)
        if found and found["whole"] in numbers:
            wholes.append(found["whole"])
        else:
            wholes.append(last if not number and measure.text.text.lstrip().startswith("*") else "")
            last = number or last
        numbers.add(number)
    return wholes


def _can_be_heading(heading: str) -> bool:
    """Return whether a master column can have this heading without being mistaken for one of ours."""
    text = squeeze(heading)
    return bool(text) and len(text) <= _LONGEST_HEADING and not find_columns({1: text}, MEASURE_COLUMNS)

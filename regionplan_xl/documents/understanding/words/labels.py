"""Labels in texts: «Ansvar: Næringsforum» on a separate line, or «… Ansvar: Hol. Frist: 2026.» within a sentence."""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from regionplan_xl.documents.understanding.words.cell_shapes import is_time
from regionplan_xl.documents.vocabulary.lookup import (
    Label,
    find_label,
    match_heading,
    speaks_of_measures,
    whom_or_when,
)
from regionplan_xl.text import squeeze

FIELDS = frozenset((
    "number", "text", "timeframe", "start", "end", "responsible", "involved", "status", "progress", "comment", "remark",
    "priority", "description", "goal", "area", "sub_area",
))  # fmt: skip
STRONG = frozenset(("timeframe", "start", "end", "responsible", "involved", "status"))
"""Fields that are typical of measures."""
_LABELLED = re.compile(r"^(?P<label>(?:[^:;.\n]|\.(?=\S)){2,40}?\.?)\s*:\s*(?P<value>\S.*)?$", re.DOTALL)
_WITHIN = re.compile(
    r"(?:^|[.;,|(\n\t\u2013\u2014\u2022]| {2})\s*(?P<label>[^\W\d](?:(?! {2})[^:;.,|()\n\t]){1,30}?)\s?:\s*"
)
# A label in one word or two with nothing but a space before it: «… Ansvar: Hol Frist: 2026».
_AFTER_SPACE = re.compile(r"(?<=\S )(?=(?P<label>[^\W\d_a-zæøåäöü][\w-]+(?: [\w-]+)?): )")
_VALUE = re.compile(r"[^:;,|()\n]+(?<!\s)")
# «Fiche action n° 1», «Actieblad 4: …».
_SHEET = re.compile(
    r"^(?P<words>(?:[^\W\d]+['\u2019\s-]+){0,3}[^\W\d]+)[\s-]*(?:n[°ºor]?\.?|#)?\s*"
    r"(?P<number>(?:[A-Z]{1,3}[-.]?)?\d{1,3}(?:\.\d{1,3})*)\s*(?:[:.\u2013\u2014-]\s*(?P<rest>\S.*)?)?$",
    re.DOTALL,
)
_AROUND = " \t\n.;,|(\u2013\u2014-"


@dataclass(frozen=True)
class Labelled:
    """The field that a label names (`means`), its value, and the label as written."""

    means: str
    value: str
    label: str


def labelled(line: str) -> Labelled | None:
    """Return the field, value and label of a line that begins with a measure's label; None for others."""
    found = _LABELLED.match(line.strip())
    if found is None:
        return None
    label = find_label(line)
    if label and label.means == "area" and label.number and match_heading(label.rest) is None:
        return None  # a heading, such as «Priority 2: Slower traffic»
    if label and label.means == "text":
        return Labelled("text", f"{label.number} {label.rest}".strip(), found["label"])
    value = (found["value"] or "").strip()
    if value and (means := whom_or_when(found["label"], is_time(value))):
        return Labelled(means, value, found["label"])
    match = match_heading(found["label"])
    if match is None or match.certainty < 0.75 or match.means[0] not in FIELDS:
        return None
    return Labelled(match.means[0], value, found["label"])


def title_of_measure(text: str) -> Label | None:
    """Return number and text of a measure's title: «Tiltak 3», «Fiche action n° 4: …»; None for others."""
    label = find_label(text)
    if label is not None:
        return label if label.means == "text" else None
    found = _SHEET.match(squeeze(text))
    if found is None or not speaks_of_measures(found["words"]):
        return None
    return Label("text", found["number"], found["rest"] or "")


def own_label(line: str) -> tuple[str, str] | None:
    """Return (label, value) of a line with any label; None if it has no label or no value."""
    found = _LABELLED.match(line.strip())
    return (found["label"], found["value"].strip()) if found and found["value"] else None


def with_labels_within(text: str) -> tuple[str, list[Labelled]]:
    """Return a text up to the first measure label in it, and the labelled fields."""
    marks = list(_marks(text))
    if not marks:
        return text, []
    ends = [*(one.start for one in marks[1:]), len(text)]
    fields = [
        Labelled(mark.means, text[mark.end : end].strip(_AROUND + ")"), mark.label)
        for mark, end in zip(marks, ends, strict=True)
    ]
    before = text[: marks[0].start].strip()
    return before.rstrip(_AROUND) or before, fields


@dataclass(frozen=True)
class _Mark:
    """A label within a text, where it is with what parts it from the text before, and where its value begins."""

    start: int
    end: int
    label: str
    means: str


def _marks(text: str) -> Iterator[_Mark]:
    end = 0
    for mark in sorted((*_marks_apart(text), *_marks_after_space(text)), key=lambda one: one.end):
        if mark.start >= end:
            yield mark
            end = mark.end


def _marks_apart(text: str) -> Iterator[_Mark]:
    for found in _WITHIN.finditer(text):
        value, label = _VALUE.match(text, found.end()), found["label"].strip()
        means = whom_or_when(label, is_time(value[0].strip())) if value else ""
        match = match_heading(label)
        if not means and match is not None and match.certainty == 1.0:
            means = match.means[0] if match.means[0] in FIELDS - {"text", "number"} else ""
        if means:
            yield _Mark(found.start(), found.end(), found["label"], means)


def _marks_after_space(text: str) -> Iterator[_Mark]:
    for found in _AFTER_SPACE.finditer(text):
        match = match_heading(found["label"])
        if match is not None and match.certainty == 1.0 and match.means[0] in STRONG:
            yield _Mark(found.start(), found.end("label") + 1, found["label"], match.means[0])

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
_WITHIN = re.compile(r"(?:^|[.;,|(\n\u2013\u2014\u2022])\s*(?P<label>[^\W\d][^:;.,|()\n]{1,30}?)\s?:\s*")
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
    fields = []
    for (mark, means), following in zip(
        marks, [*(one.start() for one, _ in marks[1:]), len(text)], strict=True
    ):
        fields.append(Labelled(means, text[mark.end() : following].strip(_AROUND + ")"), mark["label"]))
    before = text[: marks[0][0].start()].strip()
    return before.rstrip(_AROUND) or before, fields


def _marks(text: str) -> Iterator[tuple[re.Match[str], str]]:
    for mark in _WITHIN.finditer(text):
        value = _VALUE.match(text, mark.end())
        if value and (means := whom_or_when(mark["label"].strip(), is_time(value[0].strip()))):
            yield mark, means
            continue
        match = match_heading(mark["label"].strip())
        if match is not None and match.certainty == 1.0 and match.means[0] in FIELDS - {"text", "number"}:
            yield mark, match.means[0]

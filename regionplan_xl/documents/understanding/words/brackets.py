"""Whom and when in brackets after a text: «Byggje gangveg (Nordfylket, 2026)»."""

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace

from regionplan_xl.documents.draft import DraftMeasure, Value
from regionplan_xl.documents.understanding.words.cell_shapes import leading_time
from regionplan_xl.documents.understanding.words.labels import with_labels_within
from regionplan_xl.text import Phrase, phrase, squeeze

_BRACKETS = re.compile(r"\((?P<within>[^()]{2,100})\)\s*[.;]?$")
_PARTS = re.compile(r"\s*[,;]\s*")
_NAME_WORDS = 5
_LIKELY = 0.9
_IN_BRACKETS = phrase("Whom or when was in brackets after the text, which is kept as it is.")


@dataclass(frozen=True)
class _Said:
    """The content of brackets: names of bodies, and a time."""

    names: str
    time: str


def ends_in_brackets(text: str) -> bool:
    """Return whether a text ends with brackets."""
    return _BRACKETS.search(squeeze(text)) is not None


def ends_in_brackets_with_time(text: str) -> bool:
    """Return whether a text ends with a time in brackets, alone or with what may be names."""
    return _said(text) is not None


def with_whom_and_when(measures: Sequence[DraftMeasure]) -> list[DraftMeasure]:
    """Return measures with whom and when from the brackets after their texts, to ask about; the texts are kept.

    Labels make the meaning clear. Without labels a time may be the year of something else, so it is used only if most
    measures without any other time have one in brackets.
    """
    lacking = [one for one in measures if not one.timeframe]
    said = [one for one in lacking if ends_in_brackets_with_time(one.text.text)]
    are_usual = len(said) > 1 and 2 * len(said) > len(lacking)
    return [_filled(_with_labels(one), are_usual) for one in measures]


def _said(text: str) -> _Said | None:
    found = _BRACKETS.search(squeeze(text))
    parts = _PARTS.split(found["within"].strip()) if found else []
    times = [part for part in parts if _is_whole_time(part)]
    names = [part for part in parts if part not in times]
    if len(times) != 1 or parts[-1] != times[0] or not all(map(_may_be_name, names)):
        return None
    return _Said(", ".join(names), times[0])


def _is_whole_time(text: str) -> bool:
    found = leading_time(text)
    return found is not None and not found[1]


def _may_be_name(text: str) -> bool:
    return text[:1].isupper() and len(text.split()) <= _NAME_WORDS and not any(map(str.isdigit, text))


def _with_labels(measure: DraftMeasure) -> DraftMeasure:
    """Return the measure with fields from labels in its brackets: «(ansvar: HR; frist: juni 2026)»."""
    found = _BRACKETS.search(squeeze(measure.text.text))
    fields = with_labels_within(found["within"])[1] if found else []
    doubt: Phrase | None = _IN_BRACKETS
    for one in fields:
        if (
            one.means in ("timeframe", "responsible", "involved")
            and one.value
            and not getattr(measure, one.means)
        ):
            place = replace(measure.text.place, column=one.label)
            measure, doubt = _with(measure, one.means, Value(one.value, place, _LIKELY, doubt)), None
    return measure


def _filled(measure: DraftMeasure, are_usual: bool) -> DraftMeasure:
    said = _said(measure.text.text) if are_usual and not measure.timeframe else None
    if said is None:
        return measure
    measure = _with(measure, "timeframe", Value(said.time, measure.text.place, _LIKELY, _IN_BRACKETS))
    if said.names and not measure.responsible:
        # The question about the time covers it.
        measure = _with(measure, "responsible", Value(said.names, measure.text.place, _LIKELY))
    return measure


def _with(measure: DraftMeasure, field: str, value: Value) -> DraftMeasure:
    given: dict[str, Value] = {field: value}
    return replace(measure, **given)  # type: ignore[arg-type]

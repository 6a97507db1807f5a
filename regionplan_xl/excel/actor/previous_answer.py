"""Describe in words what an actor reported last."""

from textwrap import shorten

from regionplan_xl.excel.actor.layout import PREVIOUS
from regionplan_xl.locale import Catalog, catalog
from regionplan_xl.plan.merging.sent_and_returned import SentRow
from regionplan_xl.plan.status import LANGUAGES, Scale
from regionplan_xl.text import day_in_figures, phrase

_NOTHING_YET = phrase("Nothing reported yet")
_LONGEST_QUOTE = 160  # characters of a previous comment


def previous_answer(row: SentRow, translate: Catalog, scale: Scale) -> str:
    """Return «Påstarta, 40 %, venta ferdig 31.12.2026», with the comment on the next line."""
    base = row.base
    parts = [
        status_label(row, translate, scale),
        translate.percent(base.progress) if base.progress is not None else None,
        translate(phrase("expected done {day}", day=day_in_figures(base.expected)))
        if base.expected
        else None,
    ]
    first = ", ".join(part for part in parts if part)
    comment = _shortened(base.comment) if base.comment else ""
    return "\n".join(line for line in (first, comment and f"«{comment}»") if line) or (
        translate(_NOTHING_YET) if row.answerable else ""
    )


def _shortened(comment: str) -> str:
    """Return the comment on one line, shortened to whole words."""
    line = " ".join(comment.split())
    # `shorten` returns a line that fits unchanged too, but is slow.
    return line if len(line) <= _LONGEST_QUOTE else shorten(line, _LONGEST_QUOTE, placeholder=" …")


def catalog_of_heading(heading: str) -> Catalog | None:
    """Return the catalog of the language with this heading for the column; None if there is none."""
    return next((one for one in map(catalog, LANGUAGES) if one(PREVIOUS.heading) == heading), None)


def status_label(row: SentRow, translate: Catalog, scale: Scale) -> str | None:
    """Return the label of the status that was sent; its key if it has left the scale since; None without a status."""
    status = row.base.status
    return scale[status].label(translate.language) if status is not None and status in scale else status

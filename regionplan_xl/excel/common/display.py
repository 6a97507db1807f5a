"""Describe values of the plan in words, for sheets, logs and messages."""

from collections.abc import Mapping
from datetime import date

from regionplan_xl.colour import with_colours_in_words
from regionplan_xl.excel.common import columns
from regionplan_xl.locale import Catalog
from regionplan_xl.plan.ids import is_indicator
from regionplan_xl.plan.merging.outcome import Change
from regionplan_xl.plan.merging.sent_and_returned import Clear, Unclear
from regionplan_xl.plan.model import Field, Value
from regionplan_xl.plan.status import Scale
from regionplan_xl.plan.targets import shown_number
from regionplan_xl.text import Phrase, Translate, day_in_figures, phrase

EMPTIED = phrase("(empty)")
SECRETARIAT = phrase("The secretariat")
ON_CONFLICTS = phrase("{who}, on {sheet}", who=SECRETARIAT, sheet=columns.CONFLICTS)
ROLLED_UP = phrase("Rolled up")
ID_GIVEN = phrase("New row")
REWORDED = phrase("Label written")
ROLL_OVER = phrase("Roll-over to the next year")
_HEADINGS = {
    column.key: column.heading
    for column in (
        *columns.ANSWERABLE, columns.NUMBER, columns.MEASURE, columns.RESPONSIBLE, columns.TIMEFRAME,
        columns.INVOLVED, columns.REMARK, columns.VALUE,
    )
} | {
    "proposal": columns.PROPOSALS, "place": phrase("Place"), "actor": phrase("Actor"),
    "statuses": phrase("Statuses"), "row": phrase("Whole row"), "file": phrase("Whole file"),
    "year": phrase("Year"), "period": phrase("Starts again"), "former": phrase("Goes on from"),
    "plan": phrase("New plan"),
}  # fmt: skip
_CHANGED_BY: Mapping[str, Phrase] = {
    "undone": SECRETARIAT, "rollup": ROLLED_UP, "decision": ON_CONFLICTS, "hand": SECRETARIAT, "new": ID_GIVEN,
    "deleted": SECRETARIAT, "proposal": SECRETARIAT, "moved": SECRETARIAT, "renamed": SECRETARIAT,
    "reworded": REWORDED, "not_taken": ON_CONFLICTS, "by_setting": phrase("The setting merge.conflicts"),
    "statuses": phrase("Set in config.yaml"),
    "placement": ON_CONFLICTS,
    "roll_over": ROLL_OVER, "restarted": ROLL_OVER, "dropped": ROLL_OVER, "renumbered": ROLL_OVER,
    "carried_over": SECRETARIAT,
}  # fmt: skip


def field_heading(field: str, translate: Translate) -> str:
    """Return the heading of a field: «Status» for `status`, «Venta ferdig» for `expected`."""
    return translate(_HEADINGS[field]) if field in _HEADINGS else field


def indicator_heading(field: str, member: str, translate: Translate) -> str:
    """Return the heading for an indicator's field: «Verdi 2026», «Kommentar 2026», or that of its baseline."""
    if not member or member.isdigit():
        return f"{field_heading(field, translate)} {member}".strip()
    return next((translate(one.heading) for one in columns.INDICATOR_COLUMNS if one.key == member), member)


def changed_field(change: Change, translate: Translate) -> str:
    """Return what a change is about: the field, and the member or the answer that was not taken."""
    heading = field_heading(change.field, translate)
    if is_indicator(change.measure):
        heading = indicator_heading(change.field, change.member, translate)
    if change.kind in ("not_taken", "by_setting", "corrected"):
        member = "" if is_indicator(change.measure) else change.member
        about = phrase("answer from {actor}, not taken", actor=member or change.actor)
        if not (member or change.actor):
            about = phrase("not kept")
        return f"{heading} ({translate(about)})"
    if is_indicator(change.measure):
        return heading
    is_share = change.member and change.kind in ("hand", "decision", "restarted")
    return f"{heading} ({change.member})" if is_share else heading


def changed_by(change: Change) -> Phrase | str:
    """Return who changed a value: an actor, the secretariat, or the roll-up."""
    if change.kind == "placed":
        return phrase("{actor} ({who})", actor=change.actor, who=ON_CONFLICTS)
    return _CHANGED_BY.get(change.kind, change.actor)


def changed_in_round(change: Change, latest: str, translate: Translate) -> str:
    """Return who changed a value, with the round if it is an answer to an earlier round than `latest`."""
    by = translate(changed_by(change))
    is_late = change.round and change.round != latest
    return translate(phrase("{who} (round {round})", who=by, round=change.round)) if is_late else by


def value_words(field: str, value: object, scale: Scale, translate: Catalog) -> str:
    """Return a value in words: the label of a status, a share in per cent, a day as 31.12.2025.

    Without a field, the value is all that was read of a row.
    """
    if isinstance(value, Unclear):
        return with_colours_in_words(value.written, translate)
    if isinstance(value, Clear):
        return translate(EMPTIED)
    if isinstance(value, bool) or value is None:
        return ""
    if isinstance(value, date):
        return day_in_figures(value)
    if isinstance(value, (int, float)):
        return f"{translate.number(round(value * 100, 1))} %"
    text = str(value)
    if not field:
        return with_colours_in_words(text, translate)
    if field == Field.VALUE:
        return shown_number(text, translate.language)
    return scale[text].label(translate.language) if field == Field.STATUS and text in scale else text


def cell_content(name: Field, value: Value, scale: Scale, translate: Catalog) -> str | float | date | None:
    """Return a value as its cell holds it: for a status, the label in the plan's language."""
    return scale[str(value)].label(translate.language) if name is Field.STATUS and value in scale else value

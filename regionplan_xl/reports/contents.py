"""The contents of every report, whatever its format: the plan, its figures, and the secretariat's texts."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from functools import cached_property
from typing import ClassVar

from pydantic import ConfigDict

from regionplan_xl.files import fingerprint
from regionplan_xl.locale import Catalog, catalog
from regionplan_xl.plan.model import Plan
from regionplan_xl.plan.status import Scale, Status
from regionplan_xl.reports.figures import Figures
from regionplan_xl.reports.past import History, TrendPoint
from regionplan_xl.text import Phrase, phrase

LARGE_CASE = 5_000
"""The most measures that fit in one Word document. Word takes minutes to lay out larger tables."""
_RESERVATIONS: Mapping[str, Phrase] = {
    "last_merge": phrase(
        "It is compared with the plan as the last merge before {day} left it: what was written in it by hand after that"
        " merge counts as changed since."
    ),
    "unknown_body": phrase(
        "«{body}» is not known by that name in the report that it is compared with: its own answers to shared measures"
        " then are not known, and the status of all together is shown."
    ),
}


@dataclass(frozen=True)
class ReportContents:
    """The contents of a report for a meeting on `day`, in `language` (`nn`, `nb`, `en`).

    `background`, `proposal` and `signatory` may have several lines; empty ones are left out. `actor`: the body that the
    report is for; the figures then cover its measures only. `letterhead`: the bytes of the secretariat's own template,
    if any; `letterhead_name`: its name in messages. `history` is read only for formats that show it.
    """

    # pydantic stores bytes in JSON as base64.
    __pydantic_config__: ClassVar[ConfigDict] = ConfigDict(ser_json_bytes="base64", val_json_bytes="base64")

    plan: Plan
    figures: Figures
    language: str
    day: date
    history: History = field(default_factory=dict)
    trend: tuple[TrendPoint, ...] = ()
    meeting: str = ""
    case_number: str = ""
    background: str = ""
    proposal: str = ""
    place: str = ""
    signatory: str = ""
    actor: str = ""
    letterhead: bytes = b""
    letterhead_name: str = ""
    former_statuses: tuple[Status, ...] = ()

    @cached_property
    def known_scale(self) -> Scale:
        """The scale of the figures and after it the plan's former statuses, for what tells of the past."""
        scale = self.figures.scale
        return Scale((*scale.statuses, *(one for one in self.former_statuses if one.key not in scale)))

    @property
    def has_letterhead(self) -> bool:
        """Whether the case is written on the secretariat's own template, even if that is an empty file."""
        return bool(self.letterhead or self.letterhead_name)

    @property
    def translate(self) -> Catalog:
        """Translates to the language of the report."""
        return catalog(self.language)

    @property
    def changed_since(self) -> Phrase:
        """The heading of the section on changes."""
        changes = self.figures.changes
        if changes is None or not changes.meeting:
            return phrase("Changed since {day}", day=changes.since if changes else self.figures.today)
        return phrase("Changed since {meeting} {day}", meeting=changes.meeting, day=changes.since)

    @property
    def is_large(self) -> bool:
        """Whether the plan is too large for tables of all measures; documents then only begin the lists."""
        return self.figures.total.total > LARGE_CASE

    @property
    def reservation(self) -> Phrase | None:
        """What the comparison leaves out; None if it is complete."""
        changes = self.figures.changes
        if changes is None or not changes.reservation:
            return None
        return _RESERVATIONS[changes.reservation].with_values(day=changes.since, body=self.actor)

    @property
    def asked_about(self) -> frozenset[str]:
        """The IDs of the measures with an open question."""
        return frozenset(line.id for line in self.figures.undecided)

    @property
    def title(self) -> str:
        """The title, with the case number before it if there is one."""
        title = self.translate(phrase("{plan} – status", plan=self.plan.name))
        if self.actor:
            title = self.translate(phrase("{plan} – status for {body}", plan=self.plan.name, body=self.actor))
        if not self.case_number:
            return title
        return f"{self.translate(phrase('Case {number}', number=self.case_number))} {title}"

    @cached_property
    def made_of(self) -> str:
        """The fingerprint of everything except meeting and day, which alone do not make a new report."""
        says = replace(self.figures, today=date.min)
        words = (
            fingerprint(self.letterhead),
            self.language,
            self.actor,
            self.case_number,
            self.background,
            self.proposal,
            self.place,
            self.signatory,
        )
        changes = [one.at for changes in self.history.values() for one in changes]
        past = len(changes), max(changes, default=None)
        return fingerprint(repr((self.plan, says, words, self.trend[:-1], past)).encode("utf-8", "replace"))

"""`history`: every change of one measure."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from regionplan_xl.actions.jobs.report_past import scale_with_former
from regionplan_xl.actions.result import Line, Result, TextTable, in_json
from regionplan_xl.errors import InputError
from regionplan_xl.excel.common.display import changed_by, changed_field, changed_in_round, value_words
from regionplan_xl.ledger.entries import ChangeRecord
from regionplan_xl.locale import Catalog
from regionplan_xl.moments import local_minute
from regionplan_xl.plan.indicator_reports import with_indicator_measures
from regionplan_xl.plan.merging.sent_and_returned import Round
from regionplan_xl.plan.model import Measure
from regionplan_xl.plan.status import Scale
from regionplan_xl.project.folder import Project
from regionplan_xl.project.session import open_session
from regionplan_xl.similarity import nearest
from regionplan_xl.text import Phrase, normalise, phrase


@dataclass(frozen=True)
class _Known:
    """What the table needs: the rounds, oldest first, and the statuses, including those removed from config.yaml."""

    rounds: Sequence[Round]
    scale: Scale

    def latest_round(self, record: ChangeRecord) -> str:
        """Return the name of the latest round at the time of a change; "" before the first."""
        return next((one.name for one in reversed(self.rounds) if one.opened <= record.at), "")


def history(project: Project, number: str) -> Result:
    """List every change of each measure that has or had the number: when, who, from, to, which file."""
    wanted = number.strip().rstrip(".")
    with open_session(project):
        plan = with_indicator_measures(project.read_master().plan)
        measures = {m.id: m for m in plan.measures if m.id}
        named = {m.id: (m.number, m.text) for m in measures.values() if _is_called(m, wanted)}
        changes = [(m, list(project.ledger.history(m))) for m in named]
        others = [c for c in project.ledger.history_by_number(wanted) if c.change.measure not in named]
    for record in others:
        now = measures.get(record.change.measure, record.change)
        named.setdefault(record.change.measure, (now.number, now.text))
    changes += [(m, [c for c in others if c.change.measure == m]) for m in named if m not in dict(changes)]
    if not named:
        near = nearest(wanted, [m.number for m in measures.values()])
        raise InputError(
            phrase("There is no measure «{number}» in the plan.", number=number),
            phrase("Did you mean «{near}»?", near=near)
            if near
            else phrase("Numbers are in the first column of the area sheets.")
            if any(m.number for m in measures.values())
            else phrase("No measure has a number; write the first words of its text."),
        )
    with open_session(project):
        former = {m: _former(project, m) for m in named}
        changes = [(m, [*_changes_of(project, former[m]), *own]) for m, own in changes]
        known = _Known(project.ledger.rounds(), scale_with_former(project))
    return _result(project, wanted, named, changes, former, known)


def _former(project: Project, measure: str) -> dict[str, str]:
    """Return id -> number and text of each measure of former plans that `measure` continues, the oldest first."""
    found: dict[str, str] = {}
    todo = [measure]
    while todo:
        for (_, identity), words in project.ledger.carried_over(todo.pop()).items():
            if identity not in found and identity != measure:
                found[identity] = words
                todo.append(identity)
    return dict(reversed(found.items()))


def _changes_of(project: Project, measures: Iterable[str]) -> list[ChangeRecord]:
    return [record for measure in measures for record in project.ledger.history(measure)]


def _is_called(measure: Measure, wanted: str) -> bool:
    """Return whether `wanted` is the measure's number or ID, or, if it has no number, the start of its text."""
    if wanted in (measure.number.rstrip("."), measure.id):
        return True
    return (
        bool(normalise(wanted))
        and not measure.number
        and normalise(measure.text).startswith(normalise(wanted))
    )


def _result(
    project: Project,
    number: str,
    named: dict[str, tuple[str, str]],
    changes: list[tuple[str, list[ChangeRecord]]],
    former: Mapping[str, Mapping[str, str]],
    known: _Known,
) -> Result:
    data: dict[str, Any] = {"number": number, "measures": []}
    lines: list[Line] = []
    for measure, records in changes:
        shown, text = named[measure]
        data["measures"].append(
            {
                "id": measure,
                "number": shown,
                "text": text,
                "former": [{"id": one, "words": words} for one, words in former[measure].items()],
                "changes": [_data(record, project.messages) for record in records],
            }
        )
        lines.append(f"{shown} {text}".strip())
        lines += [phrase("  Goes on from «{former}».", former=words) for words in former[measure].values()]
        if records:
            lines.append(_table(project, records, known))
        else:
            lines.append(phrase("  No change is recorded."))
    return Result(data, tuple(lines))


def _data(record: ChangeRecord, translate: Catalog) -> dict[str, Any]:
    change = record.change
    return {
        "at": record.at, "actor": change.actor, "member": change.member, "field": change.field,
        "from": change.before, "to": change.after, "file": change.file, "round": change.round,
        "kind": change.kind, "who": translate(changed_by(change)), "merge": record.merge, "undone": record.undone,
    }  # fmt: skip


def _table(project: Project, records: list[ChangeRecord], known: _Known) -> TextTable:
    def value(record: ChangeRecord, side: str) -> str:
        if record.change.kind == "carried_over" and side == "before":
            return ""  # the former measure's ID, which says nothing to people
        return value_words(record.change.field, getattr(record.change, side), known.scale, project.messages)

    def row(record: ChangeRecord) -> tuple[Phrase | str, ...]:
        return (
            local_minute(record.at),
            changed_in_round(record.change, known.latest_round(record), project.messages)
            or record.change.kind,
            changed_field(record.change, project.messages),
            value(record, "before"),
            value(record, "after"),
            phrase("{file} (undone)", file=record.change.file) if record.undone else record.change.file,
        )

    headings = (phrase("When"), phrase("Who"), phrase("Field"), phrase("From"), phrase("To"), phrase("File"))
    return TextTable(headings, records, row=row, rest=in_json(f"history {records[0].change.number}"))

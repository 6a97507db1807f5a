"""What the secretariat changed by hand since the last merge, found by comparing with a snapshot."""

from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass

from regionplan_xl.plan.merging.outcome import Change
from regionplan_xl.plan.merging.rules import Rollups
from regionplan_xl.plan.model import NOTHING, Field, Measure, Plan, Report, Share


@dataclass(frozen=True, kw_only=True)
class MeasureSnapshot:
    """A measure as the last merge left it.

    `rollup` is what the merge itself rolled up for a shared measure; None if it rolled up nothing.
    `overruled` are the fields that are as the secretariat wrote them. `timeframe`, `involved` and `remark`
    are None if an earlier version did not store them.
    """

    id: str
    number: str
    text: str
    responsible: tuple[str, ...] = ()
    report: Report = NOTHING
    shares: tuple[Share, ...] = ()
    rollup: Report | None = None
    timeframe: str | None = None
    involved: tuple[str, ...] | None = None
    remark: str | None = None
    overruled: tuple[Field, ...] = ()


def take_snapshot(
    plan: Plan, rollups: Rollups, overruled: Collection[tuple[str, Field]] = frozenset()
) -> tuple[MeasureSnapshot, ...]:
    """Return every measure of `plan` as the ledger stores it."""
    return tuple(
        MeasureSnapshot(
            id=m.id,
            number=m.number,
            text=m.text,
            responsible=m.responsible,
            report=m.report,
            shares=m.shares,
            rollup=_rollup(m.id, rollups),
            timeframe=m.timeframe.written,
            involved=m.involved,
            remark=m.remark,
            overruled=tuple(name for name in Field if (m.id, name) in overruled),
        )
        for m in plan.measures
        if m.id
    )


def _rollup(measure: str, rollups: Rollups) -> Report | None:
    if not any((measure, name) in rollups for name in Field):
        return None
    report = Report()
    for name in Field:
        report = report.with_value(name, rollups.get((measure, name)))
    return report


def last_rollups(snapshot: Mapping[str, MeasureSnapshot]) -> Rollups:
    """Return the roll-up last written of each shared measure, for `Rules.rollups`."""
    return {
        (measure.id, name): measure.rollup.get(name)
        for measure in snapshot.values()
        if measure.rollup is not None
        for name in Field
    }


def overruled_fields(snapshot: Mapping[str, MeasureSnapshot]) -> frozenset[tuple[str, Field]]:
    """Return the fields of shared measures that were overruled after the last merge, for `Rules.overruled`."""
    return frozenset((measure.id, name) for measure in snapshot.values() for name in measure.overruled)


def hand_changes(plan: Plan, snapshot: Mapping[str, MeasureSnapshot]) -> tuple[Change, ...]:
    """Return every value, row and share that differs from what the last merge left; none before the first.

    Rows without an id are not among them: the merge that gives them one records that they are new.
    """
    if not snapshot:
        return ()
    now = {measure.id: measure for measure in plan.measures if measure.id}
    found: list[Change] = []
    for measure in now.values():
        was = snapshot.get(measure.id)
        if was is None:
            found.append(Change.of("new", measure, "text", None, measure.text))
        else:
            found += _edits(was, measure)
    found += [
        Change("deleted", was.id, was.number, was.text, "text", was.text, None)
        for was in snapshot.values()
        if was.id not in now
    ]
    return tuple(found)


def _edits(was: MeasureSnapshot, now: Measure) -> Iterator[Change]:
    for field, before, after in _texts(was, now):
        if before != after:
            yield Change.of("hand", now, field, before or None, after or None)
    # The measure's own report, then each member's share.
    reports_before = {"": was.report} | {share.member: share.report for share in was.shares}
    reports_now = {"": now.report} | {share.member: share.report for share in now.shares}
    for member in reports_before | reports_now:
        old, new = reports_before.get(member, NOTHING), reports_now.get(member, NOTHING)
        for name in Field:
            if old.get(name) != new.get(name):
                yield Change.of("hand", now, name.value, old.get(name), new.get(name), member)


def _texts(was: MeasureSnapshot, now: Measure) -> Iterator[tuple[str, str, str]]:
    yield "number", was.number, now.number
    yield "text", was.text, now.text
    yield "responsible", ", ".join(was.responsible), ", ".join(now.responsible)
    if was.timeframe is not None:
        yield "timeframe", was.timeframe, now.timeframe.written
    if was.involved is not None:
        yield "involved", ", ".join(was.involved), ", ".join(now.involved)
    if was.remark is not None:
        yield "remark", was.remark, now.remark

"""What the secretariat changed by hand since the last merge: the master now against what that merge left."""

from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass

from regionplan_xl.plan.merging.outcome import Change, ChangeKind
from regionplan_xl.plan.model import NOTHING, Field, Measure, Plan, Report, Share, Value

Shown = Mapping[tuple[str, Field], Value]


@dataclass(frozen=True, kw_only=True)
class Tracked:
    """A measure as the last merge left it, to tell what was changed by hand since.

    `rollup` is what the merge itself rolled up for a shared measure; None where it rolled up nothing.
    `overruled` are the fields of it that stand as the secretariat wrote them. `timeframe`, `involved` and
    `remark` are None where a former version did not keep them.
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


def tracked(
    plan: Plan, shown: Shown, overruled: Collection[tuple[str, Field]] = frozenset()
) -> tuple[Tracked, ...]:
    """Every measure of `plan` as the ledger keeps it; `shown` is the roll-up by measure and field."""
    return tuple(
        Tracked(
            id=m.id,
            number=m.number,
            text=m.text,
            responsible=m.responsible,
            report=m.report,
            shares=m.shares,
            rollup=_rollup(m.id, shown),
            timeframe=m.timeframe.written,
            involved=m.involved,
            remark=m.remark,
            overruled=tuple(name for name in Field if (m.id, name) in overruled),
        )
        for m in plan.measures
        if m.id
    )


def _rollup(measure: str, shown: Shown) -> Report | None:
    if not any((measure, name) in shown for name in Field):
        return None
    report = Report()
    for name in Field:
        report = report.with_value(name, shown.get((measure, name)))
    return report


def shown(snapshot: Mapping[str, Tracked]) -> dict[tuple[str, Field], Value]:
    """The roll-up last written, by measure and field: what `plan.fold.Rules.shown` asks for."""
    return {
        (measure.id, name): measure.rollup.get(name)
        for measure in snapshot.values()
        if measure.rollup is not None
        for name in Field
    }


def overruled(snapshot: Mapping[str, Tracked]) -> frozenset[tuple[str, Field]]:
    """The fields of shared measures that stood overruled after the last merge."""
    return frozenset((measure.id, name) for measure in snapshot.values() for name in measure.overruled)


def hand_changes(plan: Plan, snapshot: Mapping[str, Tracked]) -> tuple[Change, ...]:
    """Every value, row and share that differs from what the last merge left; nothing before the first one.

    Rows without an id are not among them: the merge that gives them one says that they are new.
    """
    if not snapshot:
        return ()
    now = {measure.id: measure for measure in plan.measures if measure.id}
    found: list[Change] = []
    for measure in now.values():
        was = snapshot.get(measure.id)
        if was is None:
            found.append(_change("new", measure, "text", None, measure.text))
        else:
            found += _edits(was, measure)
    found += [
        Change("deleted", was.id, was.number, was.text, "text", was.text, None)
        for was in snapshot.values()
        if was.id not in now
    ]
    return tuple(found)


def _edits(was: Tracked, now: Measure) -> Iterator[Change]:
    for field, before, after in _texts(was, now):
        if before != after:
            yield _change("hand", now, field, before or None, after or None)
    for name in Field:
        if was.report.get(name) != now.report.get(name):
            yield _change("hand", now, name.value, was.report.get(name), now.report.get(name))
    before_by = {share.member: share.report for share in was.shares}
    now_by = {share.member: share.report for share in now.shares}
    for member in dict.fromkeys((*before_by, *now_by)):
        old, new = before_by.get(member, NOTHING), now_by.get(member, NOTHING)
        for name in Field:
            if old.get(name) != new.get(name):
                yield _change("hand", now, name.value, old.get(name), new.get(name), member)


def _texts(was: Tracked, now: Measure) -> Iterator[tuple[str, str, str]]:
    yield "number", was.number, now.number
    yield "text", was.text, now.text
    yield "responsible", ", ".join(was.responsible), ", ".join(now.responsible)
    if was.timeframe is not None:
        yield "timeframe", was.timeframe, now.timeframe.written
    if was.involved is not None:
        yield "involved", ", ".join(was.involved), ", ".join(now.involved)
    if was.remark is not None:
        yield "remark", was.remark, now.remark


def _change(
    kind: ChangeKind, measure: Measure, field: str, before: Value, after: Value, member: str = ""
) -> Change:
    return Change(kind, measure.id, measure.number, measure.text, field, before, after, member)

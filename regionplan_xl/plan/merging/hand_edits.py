"""Find what the secretariat changed by hand since the last merge, by comparing the plan with a snapshot."""

import re
from collections import Counter, defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from types import MappingProxyType

from regionplan_xl.plan.actors import Register
from regionplan_xl.plan.indicator_reports import with_indicator_measures
from regionplan_xl.plan.merging.outcome import Change
from regionplan_xl.plan.merging.rules import Rollups
from regionplan_xl.plan.model import NOTHING, Field, FocusArea, Goal, Measure, Plan, Report, Share, Value
from regionplan_xl.plan.status import Scale
from regionplan_xl.text import normalise

_NO_VALUE = re.compile(r"=.*|#[A-Z0-9/_]+[!?]?", re.DOTALL)


@dataclass(frozen=True, slots=True, kw_only=True)
class MeasureSnapshot:
    """A measure as the last merge left it.

    `rollup`: the merge's own roll-up of a shared measure; None if it rolled up nothing. Any other field that is None
    was not stored by the version that took the snapshot.
    `overruled`: fields of a shared measure in which the secretariat overrules the roll-up.
    `unread`: a status word that is not understood; `report` then has the last status that was.
    `labels`: a row for each status that the measure and its shares have: key, label in the plan's language, then every
    other label, including earlier ones.
    `bodies`: a row for each actor that the measure names or that a group answers through: name, e-mail, short name, and
    the names in the rows above and below it in the register.
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
    goal: str | None = None  # Goal.id
    goal_name: str | None = None
    unread: str = ""
    area: str | None = None  # FocusArea.name
    bodies: tuple[tuple[str, ...], ...] | None = None
    labels: tuple[tuple[str, ...], ...] = ()

    def has_label(self, status: Value, word: str) -> bool:
        """Return whether `word` is or was a label of `status`, as far as this measure knows."""
        return any(key == status and normalise(word) in map(normalise, words) for key, *words in self.labels)


def as_last_merged(snapshot: Mapping[str, MeasureSnapshot]) -> Mapping[str, Measure]:
    """Return the measures as the last merge left them, by id: who is responsible, and what is reported."""
    return {
        was.id: Measure(
            was.id, was.number, was.text, responsible=was.responsible, report=was.report, shares=was.shares
        )
        for was in snapshot.values()
    }


def take_snapshot(
    plan: Plan,
    rollups: Rollups,
    overruled: Collection[tuple[str, Field]] = frozenset(),
    former: Mapping[str, MeasureSnapshot] = MappingProxyType({}),
) -> tuple[MeasureSnapshot, ...]:
    """Return a snapshot of every measure in `plan` for the ledger; `former` is the previous snapshot, by measure id.

    A measure with an unread status word keeps the status of the previous snapshot.
    """
    plan = with_indicator_measures(plan)
    listed, register = _listed(plan), Register(plan.actors)

    def taken(area: FocusArea, goal: Goal, m: Measure, was: MeasureSnapshot | None) -> MeasureSnapshot:
        report = _with_last_status(m, was) if was else m.report
        shares = _shares_with_removed_statuses(m, was, plan) if was else m.shares
        return MeasureSnapshot(
            id=m.id,
            number=m.number,
            text=m.text,
            responsible=m.responsible,
            report=report,
            shares=shares,
            rollup=_rollup(m.id, rollups),
            timeframe=m.timeframe.written,
            involved=m.involved,
            remark=m.remark,
            overruled=tuple(name for name in Field if (m.id, name) in overruled) if overruled else (),
            goal=goal.id,
            goal_name=_goal_name(goal),
            unread=m.unread,
            area=area.name,
            bodies=tuple(
                listed[name] for name in sorted(_names(m).union(register.owners(m))) if name in listed
            ),
            labels=tuple(_labels((report, *(share.report for share in shares)), was, plan)),
        )

    return tuple(taken(area, goal, m, former.get(m.id)) for area, goal, m in plan.placed() if m.id)


def _labels(reports: Iterable[Report], was: MeasureSnapshot | None, plan: Plan) -> Iterator[tuple[str, ...]]:
    """Yield the rows of `MeasureSnapshot.labels` for a measure's reports."""
    former = {key: words for key, *words in was.labels} if was else {}
    for key in dict.fromkeys(report.status for report in reports):
        if key is None:
            continue
        now = [plan.scale[key].label(plan.language)] if key in plan.scale else []
        others = plan.scale[key].labels.values() if key in plan.scale else ()
        yield key, *dict.fromkeys((*now, *others, *former.get(key, ())))


def _listed(plan: Plan) -> dict[str, tuple[str, ...]]:
    """Return actor name -> its row in `MeasureSnapshot.bodies`."""
    names = ["", *(actor.name for actor in plan.actors), ""]
    return {
        actor.name: (actor.name, actor.email, actor.short, names[at], names[at + 2])
        for at, actor in enumerate(plan.actors)
    }


def _goal_name(goal: Goal) -> str:
    return f"{goal.number} {goal.text}".strip()


def _with_last_status(measure: Measure, was: MeasureSnapshot) -> Report:
    return measure.report.with_value(Field.STATUS, was.report.status) if measure.unread else measure.report


def _shares_with_removed_statuses(measure: Measure, was: MeasureSnapshot, plan: Plan) -> tuple[Share, ...]:
    """Return the shares; keep a former status that was removed, so that its word is never read as another status."""
    removed = {
        share.member: share.report.status
        for share in was.shares
        if _is_removed(share.report.status, plan.scale)
    }
    kept = [
        Share(member, measure.share(member).report.with_value(Field.STATUS, status))
        for member, status in removed.items()
        if measure.share(member).report.status is None
    ]
    members = {share.member for share in kept}
    return (*(share for share in measure.shares if share.member not in members), *kept)


def _is_removed(status: object, scale: Scale) -> bool:
    """Return whether config.yaml no longer has a status."""
    return status is not None and status not in scale


def _rollup(measure: str, rollups: Rollups) -> Report | None:
    if not any((measure, name) in rollups for name in Field):
        return None
    report = Report()
    for name in Field:
        report = report.with_value(name, rollups.get((measure, name)))
    return report


def last_rollups(snapshot: Mapping[str, MeasureSnapshot]) -> Rollups:
    """Return the last roll-up of each shared measure, for `Rules.rollups`."""
    return {
        (measure.id, name): measure.rollup.get(name)
        for measure in snapshot.values()
        if measure.rollup is not None
        for name in Field
    }


def overruled_fields(snapshot: Mapping[str, MeasureSnapshot]) -> frozenset[tuple[str, Field]]:
    """Return the fields of shared measures that the secretariat overruled as of the snapshot, for `Rules.overruled`."""
    return frozenset((measure.id, name) for measure in snapshot.values() for name in measure.overruled)


def hand_changes(plan: Plan, snapshot: Mapping[str, MeasureSnapshot]) -> tuple[Change, ...]:
    """Return every value, row and share that differs from the snapshot; none if there is no snapshot.

    Rows without an id are skipped: the merge that gives them an id records them as new.
    """
    if not snapshot:
        return ()
    plan = with_indicator_measures(plan)
    placed = {measure.id: (area, goal, measure) for area, goal, measure in plan.placed() if measure.id}
    now = {identity: measure for identity, (_, _, measure) in placed.items()}
    known = {area.name for area in plan.areas}
    former = {was.area for was in snapshot.values()}
    renamed = _renamed_actors(plan, now, snapshot)
    found = [
        Change(kind="renamed", field="actor", before=before, after=after) for before, after in renamed.items()
    ]
    for area, goal, measure in placed.values():
        was = snapshot.get(measure.id)
        if was is None:
            found.append(Change.of("new", measure, "text", None, measure.text))
        else:
            was = with_new_names(was, renamed)
            # A new area name means a renamed area, unless the old name still exists or the new one did before.
            stays = was.area is None or not (was.area in known or area.name in former)
            if stays and was.area != area.name:
                was = replace(was, area=area.name)
            found += _edits(was, measure, area, goal, plan.scale)
    found += [
        Change(
            kind="deleted", measure=was.id, number=was.number, text=was.text, field="text", before=was.text
        )
        for was in snapshot.values()
        if was.id not in now
    ]
    return tuple(found)


def _renamed_actors(
    plan: Plan, now: Mapping[str, Measure], snapshot: Mapping[str, MeasureSnapshot]
) -> dict[str, str]:
    """Return former name -> new name of each renamed actor.

    An actor counts as renamed if its former name is gone from register and measures, the same new name replaces it
    everywhere, and `_is_same_body` holds. It also counts if the register lists the former name as another name of an
    actor that no measure named and none of its groups had before.
    """
    register = Register(plan.actors)
    names = {actor.name for actor in plan.actors}
    bodies = {body[0]: body for was in snapshot.values() for body in was.bodies or ()}
    before = {name for was in snapshot.values() for name in _names(was)}.union(bodies)
    listed = _listed(plan)
    gone = before - {name for measure in now.values() for name in _names(measure)}
    instead: dict[str, set[str]] = defaultdict(set)
    for identity, measure in now.items():
        was = snapshot.get(identity)
        for old, new in _pairs(was, measure) if was else ():
            if old != new:
                instead[old].add(new)
    found = {
        old: min(new)
        for old, new in instead.items()
        if old in gone and old not in names and len(new) == 1 and new <= names - before
        if _is_same_body(bodies.get(old), listed[min(new)], bodies)
    }
    found |= {
        old: actor.name
        for old in before - names
        if (actor := register.resolve(old)) is not None and actor.name not in before
    }
    # Two former names for one actor were two bodies, so neither was renamed.
    count = Counter(found.values())
    return {old: new for old, new in found.items() if count[new] == 1}


def _is_same_body(
    was: tuple[str, ...] | None, now: tuple[str, ...], bodies: Mapping[str, tuple[str, ...]]
) -> bool:
    """Return whether an actor is unambiguously the same one under another name.

    A different e-mail address excludes it. Otherwise the same address or short name proves it, and so does the same
    place in the register: the same actors in the rows above and below.
    """
    if was is None or now[0] in bodies:
        return False
    (_, email, short, *neighbours), (_, email_now, short_now, *neighbours_now) = was, now
    if email and email_now and email.casefold() != email_now.casefold():
        return False
    if (email and email.casefold() == email_now.casefold()) or (short and short == short_now):
        return True
    return neighbours == neighbours_now


def _names(of: Measure | MeasureSnapshot) -> set[str]:
    return {*of.responsible, *(of.involved or ()), *(share.member for share in of.shares)}


def _pairs(was: MeasureSnapshot, now: Measure) -> Iterator[tuple[str, str]]:
    for old, new in ((was.responsible, now.responsible), (was.involved or (), now.involved)):
        if len(old) == len(new):
            yield from zip(old, new, strict=True)


def with_new_names(was: MeasureSnapshot, renamed: Mapping[str, str]) -> MeasureSnapshot:
    """Return the snapshot with actors renamed; `renamed` maps former names to new ones."""
    if not renamed:
        return was

    def new_names(names: tuple[str, ...]) -> tuple[str, ...]:
        return tuple(renamed.get(name, name) for name in names)

    return replace(
        was,
        responsible=new_names(was.responsible),
        involved=None if was.involved is None else new_names(was.involved),
        shares=tuple(replace(share, member=renamed.get(share.member, share.member)) for share in was.shares),
    )


def _edits(was: MeasureSnapshot, now: Measure, area: FocusArea, goal: Goal, scale: Scale) -> Iterator[Change]:
    is_moved = _has_other_goal(was, goal) or was.area not in (None, area.name)
    if is_moved:
        yield _move(was, now, area, goal)
    for field, before, after in _texts(was, now):
        if before != after and not (is_moved and field == "number"):
            yield Change.of("hand", now, field, before or None, after or None)
    # The measure's own report, then each member's share.
    reports_before = {"": was.report} | {share.member: share.report for share in was.shares}
    reports_now = {"": now.report} | {share.member: share.report for share in now.shares}
    for member in reports_before | reports_now:
        old, new = reports_before.get(member, NOTHING), reports_now.get(member, NOTHING)
        if old != new or was.unread or now.unread:
            for name in Field:
                first, last = old.get(name), new.get(name)
                if name is Field.STATUS:
                    first, last = _statuses(was, now, first, last, member, scale)
                if first != last:
                    yield Change.of("hand", now, name.value, first, last, member)


def _has_other_goal(was: MeasureSnapshot, goal: Goal) -> bool:
    return bool(was.goal and goal.id and was.goal != goal.id)


def _move(was: MeasureSnapshot, now: Measure, area: FocusArea, goal: Goal) -> Change:
    """Return the move of a measure; if its whole goal was moved, with the names of the focus areas."""
    from_area, to_area = ("", "") if _has_other_goal(was, goal) else (f", {was.area}", f", {area.name}")
    before = f"{was.number} ({was.goal_name}{from_area})" if was.goal_name else was.number
    return Change.of("moved", now, "place", before, f"{now.number} ({_goal_name(goal)}{to_area})")


def _statuses(
    was: MeasureSnapshot, now: Measure, first: Value, last: Value, member: str, scale: Scale
) -> tuple[Value, Value]:
    """Return the statuses to compare of a measure or a member's share: equal if nobody changed them by hand."""
    if not member:
        return (
            (first, first) if _says_the_same(was, now, scale) else (_unread(was) or first, now.unread or last)
        )
    if _is_removed(first, scale) and (last is None or _has_new_key(was, first, last, scale)):
        return first, first
    return first, last


def _says_the_same(was: MeasureSnapshot, now: Measure, scale: Scale) -> bool:
    """Return whether nobody changed the status: the cell has no value, or only config.yaml changed its meaning."""
    if now.unread:
        return _unread(now) == "" or (not was.unread and _is_word_of_removed(was, now.unread, scale))
    if was.unread:
        return now.report.status is not None and now.report.status == scale.status_of_label(was.unread)
    return _has_new_key(was, was.report.status, now.report.status, scale)


def _is_word_of_removed(was: MeasureSnapshot, word: str, scale: Scale) -> bool:
    """Return whether an unread word is a label that the measure's status had at the last merge."""
    status = was.report.status
    if any(key == status for key, *_ in was.labels):
        return was.has_label(status, word)
    # Snapshots of earlier versions have no labels.
    return _is_removed(status, scale)


def _has_new_key(was: MeasureSnapshot, before: Value, now: Value, scale: Scale) -> bool:
    """Return whether `before` was removed from the scale and `now`, a status in it, has one of its labels."""
    if not _is_removed(before, scale) or not isinstance(now, str) or now not in scale:
        return False
    return any(was.has_label(before, label) for label in scale[now].labels.values())


def _unread(measure: MeasureSnapshot | Measure) -> str:
    """Return the unread status word; "" if the cell has an error or an uncomputed formula."""
    return "" if _NO_VALUE.fullmatch(measure.unread) else measure.unread


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

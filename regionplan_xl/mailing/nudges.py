"""Find the actors to ask between rounds about measures that nobody has reported on for months."""

from calendar import monthrange
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date

from regionplan_xl.ledger.entries import MessageRecord
from regionplan_xl.mailing.reminders import DueReminder, step_day
from regionplan_xl.mailing.sending import rows_of
from regionplan_xl.moments import local_moment
from regionplan_xl.plan.merging.rows_to_send import is_about_indicator, is_already_done
from regionplan_xl.plan.merging.sent_and_returned import SentRow
from regionplan_xl.plan.model import Plan
from regionplan_xl.project.answered.present_names import PresentNames
from regionplan_xl.project.folder import Project


@dataclass(frozen=True)
class Nudge:
    """An actor to ask, with all rows of its workbook and the `stale` ones, without a recent report.

    `since` is the day of the last message to the actor; it is asked only once after that.
    """

    actor: str
    rows: tuple[SentRow, ...]
    stale: tuple[SentRow, ...]
    since: date

    def key(self, round_: str) -> str:
        """Return the message's unique key, so that nobody gets it twice."""
        return f"nudge/{round_}/{self.since.isoformat()}/{self.actor}"


def find_nudges(
    project: Project, plan: Plan, names: PresentNames, reminder: DueReminder
) -> tuple[Nudge, ...]:
    """Return the actors to ask today; none while a round is open or has reminders left, or while answers wait.

    A measure is stale by its «Sist rapportert», or, if nobody has ever reported on it, if it was in the last round.
    Finished measures are never stale. Actors that got a message within the configured months are left out.
    """
    months, round_, today = project.config.round.nudge_months, reminder.round, project.today()
    days = [round_.deadline, *(step_day(round_, step) for step in project.config.round.reminders)]
    if months is None or today <= max(days) or reminder.to_remind or project.ledger.returns("waiting"):
        return ()
    if any(one.last_round == round_.name for one in project.ledger.roll_overs()):
        return ()  # after a roll-over, the first round of the new year asks
    last, asked = months_before(today, months), _asked(project, names, round_.name)
    written = _last_written(names.messages(project.ledger.messages()), round_.deadline)
    held = {names.of(one.actor, one.round) for one in project.ledger.returns("held")}
    found = []
    for actor, rows in rows_of(plan, round_).items():
        stale = tuple(row for row in rows if _is_stale(row, plan, last, asked.get(actor, frozenset())))
        since = written.get(actor, round_.deadline)
        if stale and since <= last and actor not in held:
            found.append(Nudge(actor, rows, stale, since))
    return tuple(found)


def months_before(day: date, months: int) -> date:
    """Return the day `months` earlier, or the last day of that month if it is too short."""
    year, month = divmod(day.year * 12 + day.month - 1 - months, 12)
    return date(year, month + 1, min(day.day, monthrange(year, month + 1)[1]))


def _is_stale(row: SentRow, plan: Plan, last: date, asked: frozenset[str]) -> bool:
    """Return whether nobody has reported on a measure after the day `last`."""
    if not row.answerable or is_about_indicator(row) or is_already_done(row, plan.scale):
        return False
    return row.measure in asked if row.reported_on is None else row.reported_on <= last


def _asked(project: Project, names: PresentNames, round_: str) -> Mapping[str, frozenset[str]]:
    """Return actor name -> ids of the measures that it was asked about in its last workbook of a round."""
    by_code = project.ledger.asked(round_)
    in_order = sorted(project.ledger.dispatches(round_), key=lambda one: one.sent)
    last = {names.of(one.actor, round_): one for one in in_order}
    return {
        actor: frozenset(measure for measure, _ in by_code.get(record.code, ()))
        for actor, record in last.items()
    }


def _last_written(messages: Iterable[MessageRecord], deadline: date) -> Mapping[str, date]:
    """Return actor name -> the day of the last message to it, but not before `deadline`."""
    found: dict[str, date] = {}
    for one in _arrived(messages):
        day = local_moment(one.changed).date()
        found[one.actor] = max(day, found.get(one.actor, deadline))
    return found


def _arrived(messages: Iterable[MessageRecord]) -> Iterator[MessageRecord]:
    return (one for one in messages if one.actor and one.state in ("sent", "drafted", "unsure"))

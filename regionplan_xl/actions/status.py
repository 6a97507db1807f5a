"""`status`: show the plan's counts per area, and who has answered."""

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date

from regionplan_xl.actions.jobs.failures import failing, failure_words
from regionplan_xl.actions.jobs.shown_jobs import HEADINGS, jobs_data, jobs_rows
from regionplan_xl.actions.result import (
    Line,
    NameList,
    Result,
    TextTable,
    bounced_data,
    bounced_lines,
    in_inbox_line,
    indicator_data,
    indicator_lines,
    left_lines,
    message_data,
    message_lines,
    problem_data,
    unknown_code_lines,
    waiting_lines,
)
from regionplan_xl.excel.common.columns import ACTORS, CONFLICTS, OVERVIEW
from regionplan_xl.ledger.dispatch_lookup import has_unknown_code
from regionplan_xl.ledger.entries import JobRecord, MessageRecord
from regionplan_xl.ledger.ledger import Ledger
from regionplan_xl.ledger.messages import unsettled
from regionplan_xl.mailing.bounced import bounced_workbooks
from regionplan_xl.mailing.receipts.dismissed import dismiss_or_list
from regionplan_xl.mailing.receipts.lines import receipts_of
from regionplan_xl.plan.counts import StatusCounts, count_measures, due_later, undecided_measures
from regionplan_xl.plan.merging.outcome import measures_asked_about
from regionplan_xl.plan.merging.sent_and_returned import Round
from regionplan_xl.plan.model import FocusArea, Measure, Plan
from regionplan_xl.plan.overdue import is_due_this_year, is_overdue
from regionplan_xl.project.answered.asked_bodies import AskedBody, asked_bodies
from regionplan_xl.project.answered.present_names import PresentNames
from regionplan_xl.project.folder import Project
from regionplan_xl.project.mail.senders import bounced_register_addresses
from regionplan_xl.project.session import open_session
from regionplan_xl.text import Phrase, called, counted, phrase


def change_list(
    project: Project, round_name: str | None, to_dismiss: Sequence[str], again: Sequence[str]
) -> Result:
    """Dismiss items by name and list others again, then show the rest like `status`."""
    with open_session(project):
        plan = project.read_master().plan
        # A round that is not there is an error before all else.
        _who_was_asked(project.ledger, PresentNames(project.ledger, plan), round_name)
        done = dismiss_or_list(project, plan, to_dismiss, again)
    shown = status(project, round_name)
    return Result(shown.data, (*done, *shown.lines), waits=shown.waits)


def status(project: Project, round_name: str | None) -> Result:
    """Count the plan's statuses and list who has answered in a round (default: the latest)."""
    with open_session(project):
        ledger, master = project.ledger, project.read_master()
        plan, names = master.plan, PresentNames(ledger, master.plan)
        round_, bodies = _who_was_asked(ledger, names, round_name)
        questions, proposals = ledger.open_questions(), len(ledger.proposals())
        remarks = sum(remark.key not in master.read_remarks for remark in ledger.remarks())
        messages = names.messages(ledger.messages(round_.name)) if round_ else ()
        receipts, open_messages = receipts_of(project, plan), _unsettled(messages, bodies)
        (states, unknown_codes), jobs = _states_of_returns(ledger), ledger.jobs()
        undelivered = bounced_register_addresses(ledger.received_mails(), plan.actors)

    left, in_inbox, today = list(project.channel.left()), project.channel.count(), project.today()
    asked_about = measures_asked_about(questions)
    undecided = undecided_measures(plan.measures, asked_about)
    counts = [(area, count_measures(area.measures, plan.scale, asked_about)) for area in plan.areas]
    total = count_measures(plan.measures, plan.scale, asked_about)

    data = {
        **_plan_data(plan, counts, total, undecided, today),
        **_round_data(round_, bodies, messages),
        "unsettled_messages": [message_data(one) for one in open_messages],
        **receipts.data(),
        "waiting_returns": states["waiting"],
        "inbox_files": in_inbox,
        "open_questions": len(questions),
        "held_files": states["held"],
        "unknown_codes": unknown_codes,
        "undelivered": undelivered,
        "open_proposals": proposals,
        "open_remarks": remarks,
        "left": [problem_data(problem, project.messages) for problem in left],
        "jobs": jobs_data(project.config.schedule.jobs(), jobs, project.now(), project.messages),
    }
    lines: list[Line] = [
        _table(plan, [(area.name, found) for area, found in counts], total, project.messages.language),
        *_plan_lines(plan, undecided, today),
        *indicator_lines(plan),
        *_round_lines(round_, bodies, messages, open_messages),
        *receipts.lines(),
        *_waiting_returns(states["waiting"], in_inbox),
        *unknown_code_lines(unknown_codes),
        *_undelivered_lines(undelivered),
        left_lines(left),
        *waiting_lines(len(questions), proposals, remarks, project.translate),
        *_service_lines(project, jobs),
    ]
    waits = questions or proposals or remarks or left or open_messages or receipts.tried
    return Result(data, tuple(lines), waits=bool(waits))


def _who_was_asked(
    ledger: Ledger, names: PresentNames, round_name: str | None
) -> tuple[Round | None, tuple[AskedBody, ...]]:
    """Return a round (default: the latest; None before the first), and whom it has asked."""
    round_ = ledger.latest_round() if round_name is None else ledger.round(round_name)
    if round_ is None:
        return None, ()
    return round_, asked_bodies(ledger, names, round_.name)


def _unsettled(messages: Sequence[MessageRecord], bodies: Iterable[AskedBody]) -> list[MessageRecord]:
    return unsettled(messages, frozenset(one.name for one in bodies if one.answered))


def _states_of_returns(ledger: Ledger) -> tuple[Counter[str], int]:
    """Return the number of returns in each state, and the number with codes that were never sent."""
    returns = ledger.states()
    return Counter(state for state, _ in returns), sum(has_unknown_code(reason) for _, reason in returns)


def _plan_data(
    plan: Plan,
    counts: Sequence[tuple[FocusArea, StatusCounts]],
    total: StatusCounts,
    undecided: Sequence[Measure],
    today: date,
) -> dict[str, object]:
    """Return the data about the plan itself, JSON-compatible."""
    return {
        "plan": plan.name,
        "areas": [_area_data(area, found, plan, today) for area, found in counts],
        "total": _data(total, plan, plan.measures, today),
        "indicators": list(map(indicator_data, plan.indicators)),
        "awaiting_decision": [{"number": m.number, "id": m.id, "text": m.text} for m in undecided],
    }


def _table(
    plan: Plan, counts: Sequence[tuple[Phrase | str, StatusCounts]], total: StatusCounts, language: str
) -> TextTable:
    """Return the table of counts per area, with a total."""
    labels = [status.label(language) for status in plan.scale.statuses]
    headings: list[Phrase | str] = [phrase("Focus area"), phrase("Measures"), *labels, phrase("No status")]
    if total.unread:
        headings.append(phrase("Unread status"))
    shown = len(headings)
    rows = [_row(name, found)[:shown] for name, found in [*counts, (phrase("Total"), total)]]
    return TextTable(headings, rows, plan.name)


def _plan_lines(plan: Plan, undecided: Sequence[Measure], today: date) -> Iterator[Line]:
    """Yield lines about measures that are overdue, due later this year, or wait for a decision."""
    overdue = sum(is_overdue(measure, plan.scale, today) for measure in plan.measures)
    due = sum(is_due_this_year(measure, plan.scale, today) for measure in plan.measures)
    if overdue:
        yield counted("{count} measure is overdue.", "{count} measures are overdue.", count=overdue)
    if due:
        yield due_later(due, today)
    yield from _undecided_lines(undecided)


def _undecided_lines(measures: Sequence[Measure]) -> Iterator[Line]:
    if measures:
        yield NameList(
            [called(measure.number, measure.text) for measure in measures],
            lambda numbers: counted(
                "{count} measure waits for a decision: {numbers}.",
                "{count} measures wait for a decision: {numbers}.",
                count=len(measures),
                numbers=numbers,
            ),
            rest=CONFLICTS,
        )


def _round_data(
    round_: Round | None, bodies: Sequence[AskedBody], messages: Sequence[MessageRecord]
) -> dict[str, object]:
    return {
        "round": round_.name if round_ else None,
        "deadline": round_.deadline if round_ else None,
        "asked": len(bodies),
        "answered": [one.name for one in bodies if one.answered],
        "not_answered": [one.name for one in bodies if not one.answered],
        "moved_on": bounced_data(bounced_workbooks(messages)),
    }


def _round_lines(
    round_: Round | None,
    bodies: Sequence[AskedBody],
    messages: Sequence[MessageRecord],
    open_messages: Sequence[MessageRecord],
) -> Iterator[Line]:
    if round_ is None:
        yield phrase("No round has been sent yet.")
        return
    missing = [one.name for one in bodies if not one.answered]
    yield phrase(
        "Round {round} (answers by {day}): {answered} of {asked} have answered.",
        round=round_.name, day=round_.deadline, answered=len(bodies) - len(missing), asked=len(bodies),
    )  # fmt: skip
    if missing:
        yield NameList(missing, lambda actors: phrase("Not yet: {actors}.", actors=actors), rest=OVERVIEW)
    yield from bounced_lines(bounced_workbooks(messages))
    yield from message_lines(open_messages)


def _waiting_returns(count: int, in_inbox: int) -> Iterator[Phrase]:
    if count:
        yield counted(
            "{count} return is received and not merged yet. Next: {command}",
            "{count} returns are received and not merged yet. Next: {command}",
            count=count,
            command="regionplan merge",
        )
    yield from in_inbox_line(in_inbox)


def _service_lines(project: Project, jobs: Mapping[str, JobRecord]) -> Iterator[Line]:
    rows = jobs_rows(project.config.schedule.jobs(), jobs, project.now())
    if rows:
        yield TextTable(HEADINGS, rows, phrase("The service («regionplan run»):"))
        yield from map(failure_words, failing(jobs.values()))


def _undelivered_lines(addresses: Sequence[str]) -> Iterator[Line]:
    if addresses:
        yield NameList(
            addresses,
            lambda shown: phrase("E-mail to {addresses} came back undelivered.", addresses=shown),
            rest=ACTORS,
        )


def _area_data(area: FocusArea, found: StatusCounts, plan: Plan, today: date) -> dict[str, object]:
    return {"name": area.name, "number": area.number, **_data(found, plan, area.measures, today)}


def _data(counts: StatusCounts, plan: Plan, measures: Sequence[Measure], today: date) -> dict[str, object]:
    return {
        "measures": counts.total,
        "statuses": counts.by_status,
        "no_status": counts.without,
        "unread": counts.unread,
        "overdue": sum(is_overdue(measure, plan.scale, today) for measure in measures),
        "due_this_year": sum(is_due_this_year(measure, plan.scale, today) for measure in measures),
        "awaiting_decision": counts.undecided,
    }


def _row(name: Phrase | str, counts: StatusCounts) -> tuple[Phrase | str, ...]:
    return (name, *map(str, (counts.total, *counts.by_status.values(), counts.without, counts.unread)))

"""Small plans for tests: a municipality group, two bodies, a few measures."""

from datetime import UTC, date, datetime

from regionplan_xl.plan.merging.rows_to_send import rows_by_actor
from regionplan_xl.plan.merging.sent_and_returned import Answer, Clear, Dispatch, Submission, Unclear
from regionplan_xl.plan.model import Actor, Field, FocusArea, Goal, Measure, Plan, Value

TODAY = date(2025, 3, 15)
NOON = datetime(2025, 3, 15, 12, tzinfo=UTC)
ACTORS = (
    Actor("Gol", aliases=("Gol kommune",)),
    Actor("Ål"),
    Actor("Hol"),
    Actor("Kommunane", aliases=("Kommune", "Kommunar"), kind="group", members=("Gol", "Ål", "Hol")),
    Actor("Regionrådet", aliases=("Regionråd", "RR")),
    Actor("Næringshagen"),
    Actor("Bedrifter", kind="open", reports=False),
)


def measure(id_: str, number: str, *responsible: str, text: str = "") -> Measure:
    """A measure that those bodies are responsible for."""
    return Measure(id_, number, text or f"Tiltak {number}", responsible=responsible)


def plan(*measures: Measure) -> Plan:
    """Return a plan with one goal and these measures."""
    goal = Goal("G-1", "1.1", "Eit mål", measures)
    return Plan("Plan", (FocusArea("1", "Næring", (goal,), "Næring"),), ACTORS)


def dispatch(of: Plan, actor: str, code: str = "", round_: str = "2025-1") -> Dispatch:
    """Return what `actor` is sent from that plan."""
    return Dispatch(code or f"CODE-{actor}", round_, actor, NOON, rows_by_actor(of)[actor])


def returned(
    sent: Dispatch, *answers: tuple[str, Field, Value | Clear | Unclear], source: str = ""
) -> Submission:
    """Return a submission in which these fields were filled in."""
    rows = {row.measure: row for row in sent.rows}
    return Submission(
        source=source or f"hash-{sent.code}",
        file=f"{sent.actor}{source}.xlsx",
        received=NOON,
        dispatch=sent,
        answers=tuple(
            Answer(id_, rows[id_].member, name, value, rows[id_].base.get(name))
            for id_, name, value in answers
        ),
    )

"""Actors' proposals (the sheet Framlegg), and the secretariat's decisions about them."""

from collections.abc import Callable, Container, Iterable, Sequence
from dataclasses import dataclass, replace

from regionplan_xl.errors import Place, Problem
from regionplan_xl.plan.actors import Register
from regionplan_xl.plan.ids import measure_id
from regionplan_xl.plan.merging.outcome import Change, ProposalDecision, SettledProposal
from regionplan_xl.plan.merging.sent_and_returned import Proposal, Submission
from regionplan_xl.plan.model import Goal, Measure, Plan
from regionplan_xl.text import Translate, bare, phrase, workbook_text

FROM = phrase("Proposed by {actor}.")
_NAME_A_GOAL = phrase("Write the number of a goal in the plan, for example 1.1, or its text.")
_ONE_ROW = phrase("Keep one of the rows.")
_WITHOUT_TEXT = Problem(
    Place(),
    phrase("The proposal does not say what the measure is."),
    phrase("Write the measure's text in the column «{column}».", column=workbook_text("Proposal")),
)


@dataclass(frozen=True)
class DecidedProposals:
    """The plan with the accepted proposals, the settled proposals, their changes, and decisions that failed."""

    plan: Plan
    settled: tuple[SettledProposal, ...] = ()
    changes: tuple[Change, ...] = ()
    problems: tuple[Problem, ...] = ()


def collect_proposals(submissions: Iterable[Submission]) -> tuple[Proposal, ...]:
    """Return the proposals in the submissions, equal rows once; the order of submissions does not matter."""
    found: dict[tuple[str, str, tuple[str, ...]], Proposal] = {}
    for one in sorted(submissions, key=lambda s: (s.received, s.source)):
        for cells in one.proposals:
            proposal = Proposal(
                one.dispatch.actor, one.dispatch.round, cells, one.received, one.source, one.file
            )
            found.setdefault((proposal.actor, proposal.round, cells), proposal)
    return tuple(found.values())


def decide_proposals(
    plan: Plan,
    waiting: Sequence[Proposal],
    decisions: Sequence[ProposalDecision],
    taken: Container[str] = frozenset(),
    translate: Translate = str,
) -> DecidedProposals:
    """Carry out the decisions: an accepted proposal becomes a new measure, the last one of the goal it names.

    `taken` are ids that a new measure may not get. A decision that cannot be carried out is a problem, and its
    proposal still waits.
    """
    by_key = {proposal.key: proposal for proposal in waiting}
    chosen: dict[str, set[tuple[str, str]]] = {}
    for decision in decisions:
        chosen.setdefault(decision.key, set()).add((decision.choice, decision.under))
    given = {measure.id for measure in plan.measures}
    settled: dict[str, SettledProposal] = {}
    changes: list[Change] = []
    problems: list[Problem] = []
    for decision in decisions:
        proposal = by_key.get(decision.key)
        if proposal is None or decision.key in settled:
            continue
        if len(chosen[decision.key]) > 1:
            what = phrase("The same proposal is decided upon in two ways.")
            problems.append(Problem(decision.place, what, _ONE_ROW))
        elif decision.choice == "decline":
            settled[decision.key] = SettledProposal(decision.key, "decline")
            text, said = proposal.title, proposal.whole
            declined = Change(kind="proposal", text=text, field="proposal", before=said, **_origin(proposal))
            changes.append(declined)
        else:
            text = decision.text or proposal.cell(0)
            found = _goal_and_number(plan, decision.under) if text.strip() else _WITHOUT_TEXT
            if isinstance(found, Problem):
                problems.append(replace(found, place=decision.place))
                continue
            goal, number = found
            identity = measure_id(f"{number}\n{text}\n{proposal.key}", given, taken)
            given.add(identity)
            remark = translate(FROM.with_values(actor=proposal.actor))
            measure = Measure(identity, number, text, responsible=(_owner(proposal, plan),), remark=remark)
            plan = plan.map_goals(_adding(measure, goal))
            settled[decision.key] = SettledProposal(decision.key, "accept", measure.id, goal.id)
            said, origin = proposal.whole, _origin(proposal)
            changes.append(Change.of("proposal", measure, "proposal", said, text, **origin))
    return DecidedProposals(plan, tuple(settled.values()), tuple(changes), tuple(problems))


def _owner(proposal: Proposal, plan: Plan) -> str:
    """Return the body that proposed it; the register may have renamed it since."""
    body = Register(plan.actors).resolve(proposal.actor)
    return body.name if body else proposal.actor


def _goal_and_number(plan: Plan, written: str) -> tuple[Goal, str] | Problem:
    """Return the goal that `written` names, and the new measure's number: the one written, or the next free one."""
    wanted = _number(written)
    if not wanted:
        what = phrase("It is not said which goal the proposal goes under.")
        return Problem(Place(), what, _NAME_A_GOAL)
    goals = [goal for goal in plan.goals if _number(goal.number) == wanted]
    own = ""
    if not goals:
        parent = wanted.rpartition(".")[0]
        goals = [goal for goal in plan.goals if parent and _number(goal.number) == parent]
        own = wanted
    if not goals:
        goals, own = [goal for goal in plan.goals if bare(goal.text) == bare(written)], ""
        if len(goals) > 1:
            what = phrase("Several goals are called «{text}».", text=goals[0].text)
            return Problem(Place(), what, phrase("Give each goal its own number."))
    if len(goals) > 1:
        what = phrase("Several goals have the number {number}.", number=goals[0].number)
        return Problem(Place(), what, phrase("Give each goal its own number."))
    if not goals or not goals[0].id:
        what = phrase("There is no goal «{written}» in the plan.", written=written)
        return Problem(Place(), what, _NAME_A_GOAL)
    used = {_number(measure.number) for measure in plan.measures}
    if own and own in used:
        what = phrase("The number {number} is in use already.", number=own)
        return Problem(Place(), what, phrase("Write another number, or that of the goal alone."))
    return goals[0], own or _next(goals[0], used)


def _next(goal: Goal, used: Container[str]) -> str:
    stem = _number(goal.number)
    if not stem:
        return ""
    lasts = [_number(m.number).rpartition(".") for m in goal.measures]
    count = max((int(last) for head, _, last in lasts if head == stem and last.isdecimal()), default=0) + 1
    while f"{stem}.{count}" in used:
        count += 1
    return f"{stem}.{count}"


def _number(written: str) -> str:
    return written.strip().strip(".").strip()


def _adding(measure: Measure, to: Goal) -> Callable[[Goal], Goal]:
    return lambda goal: replace(goal, measures=(*goal.measures, measure)) if goal.id == to.id else goal


def _origin(proposal: Proposal) -> dict[str, str]:
    return {"actor": proposal.actor, "file": proposal.file, "round": proposal.round}

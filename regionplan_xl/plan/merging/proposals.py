"""Actors' proposals (the sheet Framlegg), and the secretariat's decisions about them."""

from collections import defaultdict
from collections.abc import Container, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cached_property

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
    goals, register = _Goals(plan), Register(plan.actors)
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
            found = goals.find(decision.under) if text.strip() else _WITHOUT_TEXT
            if isinstance(found, Problem):
                problems.append(replace(found, place=decision.place))
                continue
            goal, number = found
            identity = measure_id(f"{number}\n{text}\n{proposal.key}", given, taken)
            given.add(identity)
            remark = translate(FROM.with_values(actor=proposal.actor))
            owner = _owner(proposal, register)
            measure = Measure(identity, number, text, responsible=(owner,), remark=remark)
            goals.add(measure, goal)
            settled[decision.key] = SettledProposal(decision.key, "accept", measure.id, goal.id)
            said, origin = proposal.whole, _origin(proposal)
            changes.append(Change.of("proposal", measure, "proposal", said, text, **origin))
    return DecidedProposals(goals.plan_with_added(), tuple(settled.values()), tuple(changes), tuple(problems))


def _owner(proposal: Proposal, register: Register) -> str:
    """Return the body that proposed it; the register may have renamed it since."""
    body = register.resolve(proposal.actor)
    return body.name if body else proposal.actor


class _Goals:
    """The goals of a plan, indexed by number and text, with the measures that are added to them."""

    def __init__(self, plan: Plan) -> None:
        self._plan = plan
        self._used = {_number(measure.number) for measure in plan.measures}
        self._last: dict[str, int] = {}
        self._added: dict[str, list[Measure]] = defaultdict(list)

    def find(self, written: str) -> tuple[Goal, str] | Problem:
        """Return the goal that `written` names, and a new measure's number: the one written, or the next free one."""
        wanted = _number(written)
        if not wanted:
            what = phrase("It is not said which goal the proposal goes under.")
            return Problem(Place(), what, _NAME_A_GOAL)
        goals, own = self._by_number.get(wanted, ()), ""
        if not goals:
            goals, own = self._by_number.get(wanted.rpartition(".")[0], ()), wanted
        if not goals:
            goals, own = self._by_text.get(bare(written), ()), ""
            if len(goals) > 1:
                what = phrase("Several goals are called «{text}».", text=goals[0].text)
                return Problem(Place(), what, phrase("Give each goal its own number."))
        if len(goals) > 1:
            what = phrase("Several goals have the number {number}.", number=goals[0].number)
            return Problem(Place(), what, phrase("Give each goal its own number."))
        if not goals or not goals[0].id:
            what = phrase("There is no goal «{written}» in the plan.", written=written)
            return Problem(Place(), what, _NAME_A_GOAL)
        if own and own in self._used:
            what = phrase("The number {number} is in use already.", number=own)
            return Problem(Place(), what, phrase("Write another number, or that of the goal alone."))
        return goals[0], own or self._next(goals[0])

    def add(self, measure: Measure, goal: Goal) -> None:
        """Add a new measure as the last one of a goal."""
        self._added[goal.id].append(measure)
        self._used.add(_number(measure.number))
        self._last[goal.id] = max(self._last_number(goal), _last_under(goal, measure))

    def plan_with_added(self) -> Plan:
        """Return the plan with the added measures."""
        return self._plan.map_goals(
            lambda goal: (
                replace(goal, measures=(*goal.measures, *self._added[goal.id]))
                if goal.id in self._added
                else goal
            )
        )

    def _next(self, goal: Goal) -> str:
        stem = _number(goal.number)
        if not stem:
            return ""
        count = self._last_number(goal) + 1
        while f"{stem}.{count}" in self._used:
            count += 1
        return f"{stem}.{count}"

    def _last_number(self, goal: Goal) -> int:
        """Return the highest number of the goal's measures below its own: 4 for 1.1.4; 0 if there is none."""
        if goal.id not in self._last:
            self._last[goal.id] = max((_last_under(goal, measure) for measure in goal.measures), default=0)
        return self._last[goal.id]

    @cached_property
    def _by_number(self) -> Mapping[str, Sequence[Goal]]:
        found: dict[str, list[Goal]] = defaultdict(list)
        for goal in self._plan.goals:
            found[_number(goal.number)].append(goal)
        found.pop("", None)
        return dict(found)

    @cached_property
    def _by_text(self) -> Mapping[str, Sequence[Goal]]:
        found: dict[str, list[Goal]] = defaultdict(list)
        for goal in self._plan.goals:
            found[bare(goal.text)].append(goal)
        return dict(found)


def _last_under(goal: Goal, measure: Measure) -> int:
    head, _, last = _number(measure.number).rpartition(".")
    return int(last) if head == _number(goal.number) and last.isdecimal() else 0


def _number(written: str) -> str:
    return written.strip().strip(".").strip()


def _origin(proposal: Proposal) -> dict[str, str]:
    return {"actor": proposal.actor, "file": proposal.file, "round": proposal.round}

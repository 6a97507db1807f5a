"""Make the plan of a draft: its areas, goals and measures, its actors, and what a person should check."""

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from pathlib import PurePath

from regionplan_xl.documents.draft import Draft, DraftArea, DraftGoal, DraftMeasure, Value
from regionplan_xl.documents.imported_document import Imported, Line
from regionplan_xl.documents.own_names import doubts_about, one_name_each, printed_names
from regionplan_xl.documents.planning.statuses import Statuses
from regionplan_xl.documents.wording import Vocabulary, is_capitals, sentence_case
from regionplan_xl.errors import Place, Problem
from regionplan_xl.plan.actors import Piece, Register
from regionplan_xl.plan.checks import MEASURES, NUMBERING, check_plan
from regionplan_xl.plan.ids import goal_id, measure_id
from regionplan_xl.plan.model import NOTHING, Actor, FocusArea, Goal, Measure, Plan
from regionplan_xl.plan.status import STANDARD, Scale
from regionplan_xl.plan.timeframe import Timeframe
from regionplan_xl.text import Phrase, bare, phrase, squeeze

_LONGEST_NAME = 200  # characters, as in config.yaml
_COMPARE = phrase("Compare it with the document.")
_WRITE_IN_MASTER = phrase("If it belongs to the plan, write it where it belongs in the master.")
_QUESTION = re.compile(r"\?")


def plan_of_draft(
    draft: Draft,
    texts: Iterable[str],
    file: str,
    actors: tuple[Actor, ...] | None = None,
    scale: Scale = STANDARD,
) -> Imported:
    """Return the plan that a draft describes and everything that a person should check.

    `texts` are all texts of the document, in which the names of bodies are looked for. `actors` are known; all are
    new if it is None.
    """
    lines = [Line(number, line) for number, text in enumerate(texts, 1) for line in text.split("\n")]
    register = printed_names(lines) if actors is None else Register(actors)
    return _Making(draft, file, scale, register, Vocabulary(line.text for line in lines)).imported()


@dataclass
class _Making:
    draft: Draft
    file: str
    scale: Scale
    register: Register
    vocabulary: Vocabulary
    doubts: list[Problem] = field(default_factory=list)
    places: dict[str, Place] = field(default_factory=dict)

    def imported(self) -> Imported:
        self._learn_names()
        self.statuses = Statuses(self.draft, self.scale)
        areas = tuple(self._area(at, area) for at, area in enumerate(self.draft.areas, 1))
        plan = Plan(self._name(), areas, (), scale=self.scale)
        plan = replace(plan, actors=self._actors(plan))
        self._doubt_columns()
        self._doubt_names(plan)
        found = check_plan(plan, self.places, checks=(*NUMBERING, *MEASURES))
        self.doubts += [finding.problem for finding in found]
        for said in self.draft.doubts:
            self.doubts.append(Problem(self._at(said.place), said.why, said.understood))
        self._keep_left_out()
        return Imported(plan, tuple(self.doubts), (), self._legend())

    def _name(self) -> str:
        title = squeeze(self.draft.title.text)
        if bare(title) and len(title) <= _LONGEST_NAME:
            return sentence_case(title, self.vocabulary)
        return squeeze(PurePath(self.file).stem)[:_LONGEST_NAME] or "Plan"

    def _at(self, place: Place) -> Place:
        return replace(place, file=place.file or self.file)

    def _doubt(self, place: Place, what: Phrase, fix: Phrase) -> None:
        self.doubts.append(Problem(self._at(place), what, fix))

    # Areas, goals, measures

    def _area(self, at: int, area: DraftArea) -> FocusArea:
        name = squeeze(area.name.text) or (self._name() if len(self.draft.areas) == 1 else "")
        if is_capitals(name):
            name = sentence_case(name, self.vocabulary)
        number = area.number.text.rstrip(". ") or str(at)
        if not name:
            name = phrase("Area {number}", number=number).template.format(number=number)
            self._doubt(
                area.name.place,
                phrase("Area {number} has no heading that was understood.", number=number),
                phrase("Write the area's name in the master, and rename its sheet."),
            )
        return FocusArea(number, name, tuple(self._goal(goal) for goal in area.goals))

    def _goal(self, goal: DraftGoal) -> Goal:
        text = squeeze(goal.text.text) or squeeze(goal.sub_area.text)
        identity = goal_id(f"{goal.number.text} {text}", self.places)
        self.places[identity] = self._at(goal.text.place)
        measures = tuple(self._measure(measure) for measure in goal.measures)
        return Goal(identity, goal.number.text.rstrip(". "), text, measures)

    def _measure(self, draft: DraftMeasure) -> Measure:
        text, number = draft.text.text.strip(), _number(draft.number.text)
        identity = measure_id(f"{number} {text}", self.places)
        self.places[identity] = self._at(draft.text.place)
        status = self.statuses.find(draft)
        if status.doubt:
            what, fix = status.doubt
            self._doubt(draft.text.place, _about(number, text, what), fix)
        for value in (
            draft.text,
            draft.number,
            draft.timeframe,
            draft.responsible,
            draft.involved,
            draft.status,
        ):
            if value.doubt:
                self._doubt(value.place or draft.text.place, _about(number, text, value.doubt), _COMPARE)
        if draft.struck:
            self._doubt(
                draft.text.place,
                _about(number, text, phrase("It is struck through in the document.")),
                phrase("Delete it in the master if it is no longer part of the plan."),
            )
        report = NOTHING if status.key is None else replace(NOTHING, status=status.key)
        if draft.comment:
            report = replace(report, comment=draft.comment.text.strip())
        return Measure(
            identity,
            number,
            text,
            self._timeframe(draft, number, text),
            self._names(draft.responsible),
            self._names(draft.involved),
            report,
            remark=_remark(draft),
        )

    def _timeframe(self, draft: DraftMeasure, number: str, text: str) -> Timeframe:
        return Timeframe.parse(draft.timeframe.text)

    # Actors

    def _pieces(self, value: Value) -> tuple[Piece, ...]:
        return self.register.pieces(value.text)

    def _names(self, value: Value) -> tuple[str, ...]:
        if _QUESTION.search(value.text):
            what = phrase(
                "The document has a question mark after who it is: «{text}».", text=squeeze(value.text)
            )
            self._doubt(value.place, what, phrase("Settle who it is, and correct it in the master."))
        return tuple(
            dict.fromkeys(piece.name.strip(" ?") for piece in self._pieces(value) if piece.name.strip(" ?"))
        )

    def _learn_names(self) -> None:
        """Add every name that stands alone in a cell or between separators to the register."""
        alone: Counter[str] = Counter()
        for measure in self.draft.measures:
            for value in (measure.responsible, measure.involved):
                alone.update(piece.name.strip(" ?") for piece in self._pieces(value) if piece.actor is None)
        learnt = {bare(name): Actor(name) for name in reversed(alone) if bare(name)}
        register = replace(
            self.register,
            actors=(*self.register.actors, *reversed(learnt.values())),
            learnt=self.register.learnt | {actor.name for actor in learnt.values()},
        )
        self.register = one_name_each(register, alone)

    def _actors(self, plan: Plan) -> tuple[Actor, ...]:
        named: dict[str, Actor] = {}
        pending = [name for m in plan.measures for name in (*m.responsible, *m.involved)]
        for name in pending:
            actor = self.register.resolve(name) or Actor(name)
            if actor.name not in named:
                named[actor.name] = actor
                pending += actor.members
        return tuple(named.values())

    def _doubt_names(self, plan: Plan) -> None:
        first: dict[str, Measure] = {}
        for measure in plan.measures:
            for name in (*measure.responsible, *measure.involved):
                first.setdefault(name, measure)
        for at, actor in enumerate(plan.actors):
            if actor.name in first:
                number = first[actor.name].number or first[actor.name].text[:40]
                for what, fix in doubts_about(actor, number, plan.actors[:at], self.register):
                    self._doubt(self.places[first[actor.name].id], what, fix)

    # What is uncertain or left out

    def _doubt_columns(self) -> None:
        for column in self.draft.columns:
            if column.means and column.certainty < 0.9:
                what = phrase(
                    "The column «{heading}» was understood as {means}.",
                    heading=column.heading,
                    means=column.means,
                )
                self._doubt(
                    column.place, what, phrase("If it is something else, import again with --columns.")
                )

    def _keep_left_out(self) -> None:
        for value in self.draft.left_out:
            self._doubt(value.place, phrase("Left out: «{text}»", text=value.text), _WRITE_IN_MASTER)

    def _legend(self) -> tuple[tuple[str, str], ...]:
        return self.draft.legend


def _about(number: str, text: str, what: Phrase) -> Phrase:
    return phrase("{number} «{text}»: {what}", number=number, text=_short(text), what=what)


def _short(text: str) -> str:
    return squeeze(text)[:80]


def _number(written: str) -> str:
    return squeeze(written).rstrip(".:) ")


def _remark(draft: DraftMeasure) -> str:
    """Return the remarks of a measure, a line each; what is in columns of the document's own with its heading."""
    lines = [remark.text.strip() for remark in draft.remarks]
    if draft.priority:
        lines.append(draft.priority.text)
    lines += [f"{heading}: {value.text}" if heading else value.text for heading, value in draft.own]
    return "\n".join(dict.fromkeys(line for line in lines if line))


def texts_of(values: Sequence[object]) -> Iterator[str]:
    """Yield the texts among some values."""
    yield from (value for value in values if isinstance(value, str))

"""The status case: a plan printed as tables of numbered measures under numbered goals, as text."""

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace

from regionplan_xl.documents.imported_document import Imported, Line
from regionplan_xl.documents.legend import parse_legend
from regionplan_xl.documents.measure_row import MeasureRow, columns, names_of, split_row
from regionplan_xl.documents.outline import AreaLines, GoalLines, MeasureLines, Outline, parse_outline
from regionplan_xl.documents.own_names import NamesBefore, doubts_about, one_name_each, printed_names
from regionplan_xl.documents.wording import (
    NO_TITLE,
    WRITE_NAME,
    Vocabulary,
    is_capitals,
    join_lines,
    name_in_title,
    name_of_file,
    sentence_case,
)
from regionplan_xl.errors import Place, Problem
from regionplan_xl.plan.actors import Piece, Register
from regionplan_xl.plan.checks import MEASURES, NUMBERING, check_plan
from regionplan_xl.plan.ids import goal_id, measure_id
from regionplan_xl.plan.model import Actor, FocusArea, Goal, Measure, Plan
from regionplan_xl.plan.status import STANDARD
from regionplan_xl.plan.timeframe import Timeframe
from regionplan_xl.text import Phrase, bare, fold, phrase, squeeze

_LEARNING_ROUNDS = 3
_WRITE_IN_MASTER = phrase("If it belongs to the plan, write it where it belongs in the master.")


def parse_status_case(
    lines: Sequence[Line], actors: tuple[Actor, ...] | None = None, file: str = ""
) -> Imported | None:
    """Return the plan in the lines of a status case, or None if there are no numbered measures.

    The plan's actors are those of `actors` that it names, with their groups' members, and a new one for every
    other name. If `actors` is None, all of them are new: the document's own names.
    """
    known = printed_names(lines) if actors is None else Register(actors)
    outline = parse_outline(lines, known)
    if not any(goal.measures for area in outline.areas for goal in area.goals):
        return None
    return _Import(outline, known, file, _vocabulary(lines), actors is None).imported()


@dataclass
class _Import:
    outline: Outline
    register: Register
    file: str
    vocabulary: Vocabulary
    own_names: bool
    doubts: list[Problem] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)
    places: dict[str, Place] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self.shipped = self.register
        self.measures = [m for area in self.outline.areas for goal in area.goals for m in goal.measures]

    def imported(self) -> Imported:
        self._learn_names()
        if self.own_names:
            self.register = one_name_each(self.register, Counter(self._printed()))
        self.notes += self._paragraphs(self.outline.opening)
        areas = tuple(self._area(at, area) for at, area in enumerate(self.outline.areas))
        self.notes += self._paragraphs(self.outline.closing)
        self.notes += [squeeze(line.text) for line in self.outline.furniture]
        plan = Plan(self._name(), areas, self._actors(areas))
        found = check_plan(_as_if_answering(plan), self.places, checks=(*NUMBERING, *MEASURES))
        if self.own_names:
            self._doubt_own_names(plan)
        else:
            self._doubt_new_actors(plan)
        self.doubts += [replace(f.problem, place=replace(f.problem.place, column="")) for f in found]
        doubts = sorted(self.doubts, key=lambda doubt: doubt.place.row or 0)
        legend = parse_legend((line.text for line in self.outline.opening), STANDARD)
        return Imported(plan, tuple(doubts), tuple(self.notes), legend)

    def _name(self) -> str:
        """Return the document's title; if it has none that can be a name, that of the file, and ask."""
        line = next((line for line in self.outline.opening if not line.blank), Line(1, ""))
        if title := name_in_title(line.text, self.vocabulary):
            return title
        name = name_of_file(self.file)
        self._doubt(line.row, NO_TITLE.with_values(name=name), WRITE_NAME)
        return name

    # Areas, goals, measures

    def _area(self, at: int, area: AreaLines) -> FocusArea:
        first = next((goal.number for goal in area.goals if goal.number), "").partition(".")[0]
        number = area.number or first or str(at + 1)
        name = sentence_case(join_lines(area.heading, Vocabulary(())), self.vocabulary)
        row = area.row or next((goal.row for goal in area.goals if goal.row), 1)
        if not name:
            name = f"Mål {number}"
            what = phrase("Area {number} has no heading that was understood.", number=number)
            self._doubt(row, what, phrase("Write the area's name in the master, and rename its sheet."))
        if area.number and first and area.number != first:
            what = phrase(
                "Area {number} «{name}» has goals numbered {goal}.",
                number=number,
                name=name,
                goal=f"{first}.x",
            )
            self._doubt(row, what, phrase("Correct the area's number or the goals'."))
        if not area.goals:
            what = phrase("Area «{name}» has no goals.", name=name)
            self._doubt(row, what, phrase("Add its goals, or remove it."))
        self._not_understood(area.lines, phrase("after the heading «{name}»", name=name))
        return FocusArea(number, name, tuple(self._goal(goal) for goal in area.goals))

    def _goal(self, goal: GoalLines) -> Goal:
        text = self._joined(goal.lines)
        identity = goal_id(f"{goal.number} {text}", self.places)
        row = goal.row or next((measure.row for measure in goal.measures), 1)
        self.places[identity] = Place(file=self.file, row=row)
        return Goal(identity, goal.number, text, tuple(self._measure(measure) for measure in goal.measures))

    def _measure(self, measure: MeasureLines) -> Measure:
        row = self._row(measure)
        text = join_lines((*row.text, *(line.text for line in row.late_text)), self.vocabulary)
        identity = measure_id(f"{measure.number} {text}", self.places)
        self.places[identity] = Place(file=self.file, row=measure.row)
        responsible, involved, evident = columns(names_of(row.blocks, self.register))
        if measure.corrected:
            what = phrase(
                "The number «{printed}» was understood as {number}.",
                printed=measure.printed,
                number=measure.number,
            )
            self._doubt(measure.row, what, phrase("Correct it in the master if it should be another."))
        if not evident:
            self._doubt_columns(measure, row, responsible, involved)
        self._doubt_row(measure.number, row)
        if self._is_last(measure):
            self._keep_as_notes(row.rest)
        else:
            self._not_understood(row.rest, phrase("after measure {number}", number=measure.number))
        return Measure(
            identity,
            measure.number,
            text,
            Timeframe.parse(row.timeframe),
            tuple(dict.fromkeys(piece.name for piece in responsible)),
            tuple(dict.fromkeys(piece.name for piece in involved)),
        )

    def _doubt_row(self, number: str, row: MeasureRow) -> None:
        if row.guessed:
            what = phrase(
                "Measure {number} has no timeframe that was understood; its names seem to begin here.",
                number=number,
            )
            fix = phrase("Compare timeframe, responsible and involved with the document.")
            self._doubt(row.blocks[0][0].row, what, fix)
        if row.late_text:
            what = phrase(
                "After the timeframe, taken to belong to the text of measure {number}: «{text}»",
                number=number,
                text=squeeze(self._joined(row.late_text)),
            )
            self._doubt(row.late_text[0].row, what, phrase("Move it if it belongs elsewhere."))

    def _row(self, measure: MeasureLines) -> MeasureRow:
        return split_row(measure.lines, self.register, last=self._is_last(measure))

    def _is_last(self, measure: MeasureLines) -> bool:
        return measure is self.measures[-1]

    # Names

    def _learn_names(self) -> None:
        """Add to the register the names that it does not have and that are alone somewhere in the document.

        So «Fjordlaget Helseforum» on one line is two names if «Fjordlaget» has a line elsewhere.
        """
        for _ in range(_LEARNING_ROUNDS):
            alone = [piece for measure in self.measures for piece in self._alone(measure)]
            learnt = {bare(piece.name): Actor(piece.name) for piece in reversed(alone)}
            if not learnt:
                return
            self.register = replace(
                self.register,
                actors=(*self.register.actors, *reversed(learnt.values())),
                learnt=self.register.learnt | {actor.name for actor in learnt.values()},
            )

    def _printed(self) -> Iterable[str]:
        """Yield the name of everybody, each time that a measure names them."""
        for measure in self.measures:
            for block in names_of(self._row(measure).blocks, self.register):
                yield from (piece.name for piece in block)

    def _alone(self, measure: MeasureLines) -> Iterable[Piece]:
        """Yield the unknown names of a measure that are certainly whole: one word, or between separators."""
        blocks = names_of(self._row(measure).blocks, self.register)
        for block in blocks:
            for at, piece in enumerate(block):
                after = block[at + 1].gap if at + 1 < len(block) else "\n"
                bounded = piece.gap != " " and after != " " and (len(blocks) > 1 or piece.line > 0)
                if piece.actor is None and (" " not in piece.name or bounded):
                    yield piece

    def _actors(self, areas: tuple[FocusArea, ...]) -> tuple[Actor, ...]:
        """Return the actors that the plan names, and everybody in a group it names; new ones last."""
        named: dict[str, None] = {}
        for measure in (measure for area in areas for measure in area.measures):
            for name in (*measure.responsible, *measure.involved):
                self._name_with_members(name, named)
        if self.own_names:
            return tuple(self.register.resolve(name) or Actor(name) for name in named)
        known = [actor for actor in self.register.actors if actor.name in named]
        unknown = [Actor(name) for name in named if self.register.resolve(name) is None]
        return (*known, *unknown)

    def _name_with_members(self, name: str, named: dict[str, None]) -> None:
        actor = self.register.resolve(name)
        name = actor.name if actor is not None else name
        if name not in named:
            named[name] = None
            for member in actor.members if actor is not None else ():
                self._name_with_members(member, named)

    def _doubt_own_names(self, plan: Plan) -> None:
        before = NamesBefore()
        for actor in plan.actors:
            first = _first_with(actor.name, plan)
            if first is not None:
                row = self.places[first.id].row or 0
                for what, fix in doubts_about(actor, first.number, before, self.register):
                    self._doubt(row, what, fix)
            before.add(actor.name)

    def _doubt_new_actors(self, plan: Plan) -> None:
        groups = [actor for actor in plan.actors if actor.kind == "group" and self.shipped.members_of(actor)]
        for actor in plan.actors:
            if self.shipped.resolve(actor.name) is not None:
                continue
            first = _first_with(actor.name, plan)
            assert first is not None  # noqa: S101  (only a name that a measure has is new)
            suggestion = self.shipped.suggest(actor.name)
            if fold(actor.name).endswith(" kommune") and groups:
                fix = phrase(
                    "If it is a member of «{group}», add it there; else complete its row among the actors.",
                    group=groups[0].name,
                )
            elif suggestion is not None:
                fix = phrase(
                    "Did you mean «{suggestion}»? Else complete its row among the actors.",
                    suggestion=suggestion,
                )
            else:
                fix = phrase(
                    "Complete its row among the actors, or correct it if it is two names or another's."
                )
            what = phrase(
                "«{name}» (measure {number}) is not in the register and was added as a new actor.",
                name=actor.name,
                number=first.number,
            )
            self._doubt(self.places[first.id].row or 0, what, fix)

    def _doubt_columns(
        self, measure: MeasureLines, row: MeasureRow, responsible: Sequence[Piece], involved: Sequence[Piece]
    ) -> None:
        names = ", ".join(piece.name for piece in responsible)
        fix = phrase("Compare responsible and involved with the document.")
        if involved:
            what = phrase(
                "Measure {number}: the text does not show where responsible ends and involved begins;"
                " understood as responsible {responsible}, involved {involved}.",
                number=measure.number,
                responsible=names,
                involved=", ".join(piece.name for piece in involved),
            )
        else:
            what = phrase(
                "Measure {number}: all names are in one column; understood as responsible {responsible},"
                " and nobody involved.",
                number=measure.number,
                responsible=names,
            )
        self._doubt(row.blocks[0][0].row, what, fix)

    # What is not in the tables

    def _doubt(self, row: int, what: Phrase, fix: Phrase) -> None:
        self.doubts.append(Problem(Place(file=self.file, row=row), what, fix))

    def _not_understood(self, lines: Sequence[Line], where: Phrase) -> None:
        for paragraph in _by_blank(lines):
            text = self._joined(paragraph)
            what = phrase("This text was not understood; it is {where}: «{text}»", where=where, text=text)
            self._doubt(paragraph[0].row, what, _WRITE_IN_MASTER)

    def _keep_as_notes(self, lines: Sequence[Line]) -> None:
        if not lines:
            return
        self.notes += self._paragraphs(lines)
        what = phrase(
            "From here on the text is after the last measure; it was taken to be no part of the plan."
        )
        self._doubt(lines[0].row, what, _WRITE_IN_MASTER)

    def _paragraphs(self, lines: Sequence[Line]) -> list[str]:
        return list(map(self._joined, _by_blank(lines)))

    def _joined(self, lines: Sequence[Line]) -> str:
        return join_lines((line.text for line in lines), self.vocabulary)


def _as_if_answering(plan: Plan) -> Plan:
    """Return the plan with groups whose members are asked about anyway as bodies that answer themselves."""
    empty = {actor.name for actor in plan.actors if actor.kind == "group" and not actor.members}
    actors = (replace(actor, kind="organ") if actor.name in empty else actor for actor in plan.actors)
    return replace(plan, actors=tuple(actors))


def _first_with(name: str, plan: Plan) -> Measure | None:
    return next((m for m in plan.measures if name in (*m.responsible, *m.involved)), None)


def _by_blank(lines: Sequence[Line]) -> list[list[Line]]:
    """Return the paragraphs: separated by blank lines, or by rows that are not among `lines`."""
    found: list[list[Line]] = []
    before: int | None = None
    for line in lines:
        if not line.blank:
            if before is not None and line.row <= before + 1:
                found[-1].append(line)
            else:
                found.append([line])
            before = line.row
    return found


def _vocabulary(lines: Sequence[Line]) -> Vocabulary:
    # The title is often half in capitals: «Sak 16-25 REGIONPLAN - STATUS».
    printed = [line.text for line in lines if not line.blank]
    return Vocabulary(text for text in printed[1:] if not is_capitals(text))

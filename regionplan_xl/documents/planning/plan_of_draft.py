"""Make a plan from a draft: its areas, goals and measures, its actors, and what a person should check."""

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field, replace

from regionplan_xl.documents.blocks import COMPARE, Document, lines_of
from regionplan_xl.documents.draft import Draft, DraftArea, DraftGoal, DraftMeasure, Value
from regionplan_xl.documents.imported_document import Imported
from regionplan_xl.documents.planning.abbreviations import (
    explained_names,
    question_about_abbreviation,
    short_names,
    with_full_names,
)
from regionplan_xl.documents.planning.awaited_owners import awaited_owners
from regionplan_xl.documents.planning.doubts import DocumentOrder, fitting, left_out_doubts
from regionplan_xl.documents.planning.duplicates import alike_measures
from regionplan_xl.documents.planning.field_words import columns_in_words, field_words
from regionplan_xl.documents.planning.indicators import plan_indicators
from regionplan_xl.documents.planning.kept_words import missing_texts
from regionplan_xl.documents.planning.own_columns import (
    own_columns,
    remark_of,
    wholes_of,
    with_long_labels_as_remarks,
)
from regionplan_xl.documents.planning.own_names import (
    SETTLE_WHO,
    NamesBefore,
    doubts_about,
    doubts_about_new,
    is_left_open,
    is_nobody,
    named_actors,
    one_name_each,
    printed_names,
)
from regionplan_xl.documents.planning.plan_name import title_of
from regionplan_xl.documents.planning.several_names import asked_about_and, asked_about_joint
from regionplan_xl.documents.planning.statuses import Statuses, progress_of
from regionplan_xl.documents.understanding.words.joint_names import joint_names, names_with_regions
from regionplan_xl.documents.wording import (
    NO_TITLE,
    WRITE_NAME,
    Vocabulary,
    is_capitals,
    name_of_file,
    sentence_case,
    with_whole_words,
)
from regionplan_xl.errors import Doubt, Place
from regionplan_xl.plan.actors import NamePiece, Register
from regionplan_xl.plan.checks import MEASURES, NUMBERING, check_plan
from regionplan_xl.plan.ids import goal_id, measure_id
from regionplan_xl.plan.model import NOTHING, Actor, FocusArea, Goal, Measure, Plan, Report
from regionplan_xl.plan.status import STANDARD, Scale
from regionplan_xl.plan.timeframe import Timeframe
from regionplan_xl.text import LONGEST_TEXT, Phrase, bare, called, phrase, shortened, squeeze

_AMBIGUOUS = 2  # letters: so short an abbreviation may stand for anything
_MOST = LONGEST_TEXT // 2  # characters of a text in the master, halved because some count as two


def plan_of_draft(
    draft: Draft, document: Document, actors: tuple[Actor, ...] | None = None, scale: Scale = STANDARD
) -> Imported:
    """Return the plan that a draft describes, and everything that a person should check.

    Searches the document's texts for names of bodies. `actors` are known; None means that all are new.
    """
    lines = lines_of(document)
    register = printed_names(lines) if actors is None else Register(actors)
    known = None if actors is None else register
    return _Making(
        with_long_labels_as_remarks(draft), document, scale, register, _vocabulary(lines), lines, known
    ).imported()


def known_names(document: Document, actors: tuple[Actor, ...] | None = None) -> Iterator[str]:
    """Yield every name of the bodies known before the document is interpreted."""
    for actor in printed_names(lines_of(document)).actors if actors is None else actors:
        yield from filter(None, (actor.name, actor.short, *actor.aliases))


@dataclass
class _Making:
    draft: Draft
    document: Document
    scale: Scale
    register: Register
    vocabulary: Vocabulary
    lines: list[str]
    known: Register | None
    doubts: list[Doubt] = field(default_factory=list)
    places: dict[str, Place] = field(default_factory=dict)
    said: dict[str, str] = field(default_factory=dict)
    status_words: dict[str, str] = field(default_factory=dict)

    def imported(self) -> Imported:
        self.order = DocumentOrder(self.document)
        title = title_of(self.draft, self.document, self.vocabulary)
        self.plan_name = title or name_of_file(self.document.name)
        self._learn_names()
        self.statuses = Statuses(self.draft, self.scale)
        with_measures = [area for area in self.draft.areas if area.goals]
        areas = tuple(self._area(at, area) for at, area in enumerate(with_measures, 1))
        names = iter(areas)
        named = [(next(names).name if a.goals else self._cased(a.name), a) for a in self.draft.areas]
        found = plan_indicators([(name, one) for name, a in named for one in a.indicators], self._names)
        self.doubts += found.doubts
        if not title:
            what = NO_TITLE.with_values(name=self.plan_name)
            self._doubt(self.draft.title.place, what, WRITE_NAME, squeeze(self.draft.title.text))
        plan = Plan(self.plan_name, areas, (), found.indicators, scale=self.scale)
        plan = replace(plan, actors=named_actors(plan, self.register, self.known))
        self._doubt_columns()
        self._doubt_names(plan)
        self._doubt_measures(plan)
        for one in self.draft.doubts:
            self.doubts.append(
                Doubt(self._at(one.place), one.why, one.fix or COMPARE, one.said, one.understood)
            )
        for problem in self.document.unread:
            self.doubts.append(Doubt(self._at(problem.place), problem.what, problem.fix))
        summary = tuple(self._summary())
        explained = {bare(line) for doubt in summary for line in doubt.said.split("\n")}
        explained |= {bare(title)} if title else set()
        left_out = tuple(value for value in self.draft.left_out if bare(value.text) not in explained)
        self.doubts += left_out_doubts(left_out, self.order)
        told = [text for doubt in (*summary, *self.doubts) for text in (doubt.said, str(doubt.what))]
        told += (*self.draft.labels, *self.draft.ticks, *(one.progress.text for one in self.draft.measures))
        missing = missing_texts(self.document, plan, told)
        self.doubts += left_out_doubts(tuple(missing), self.order)
        ordered = sorted(self.doubts, key=lambda doubt: self.order.of(doubt.place))
        return Imported(
            plan,
            tuple(row for doubt in ordered for row in fitting(replace(doubt, place=self._at(doubt.place)))),
            legend=self.draft.legend,
            summary=summary,
            columns=self.draft.columns,
            statuses=tuple(self.status_words.items()),
        )

    def _summary(self) -> Iterator[Doubt]:
        """Yield how columns and status words were interpreted: for information, not to be marked."""
        columns = dict.fromkeys((one.heading, one.means) for one in self.draft.columns)
        if columns:
            said = "\n".join(squeeze(heading) for heading, _ in columns)
            in_words = columns_in_words(columns)
            what = phrase("How the columns of the document were understood.")
            yield Doubt(Place(), what, phrase("If it is wrong, import again with --columns."), said, in_words)
        if self.draft.legend:
            colours = "\n".join(f"{colour} = {squeeze(text)}" for colour, text in self.draft.legend)
            said = "\n".join(dict.fromkeys(squeeze(text) for _, text in self.draft.legend))
            yield Doubt(Place(), phrase("What the document says of its colours."), COMPARE, said, colours)
        words = [(word, self.scale[key].label("nn")) for word, key in self.status_words.items()]
        if words:
            said, understood = (
                "\n".join(word for word, _ in words),
                "\n".join(f"{w} = {k}" for w, k in words),
            )
            yield Doubt(
                Place(),
                phrase("How the document's words for a status were understood."),
                COMPARE,
                said,
                understood,
            )

    def _at(self, place: Place) -> Place:
        return replace(place, file=place.file or self.document.name)

    def _doubt(
        self, place: Place, what: Phrase, fix: Phrase, said: str = "", understood: Phrase | str = ""
    ) -> None:
        self.doubts.append(Doubt(self._at(place), what, fix, said, understood))

    # Areas, goals, measures

    def _area(self, at: int, area: DraftArea) -> FocusArea:
        name = self._cased(area.name) or (self.plan_name if len(self.draft.areas) == 1 else "")
        number = _number(area.number.text) or str(at)
        if not name:
            name = number
            self._doubt(
                area.name.place,
                phrase("Area {number} has no heading that was understood.", number=number),
                phrase("Write the area's name in the master, and rename its sheet."),
            )
        return FocusArea(number, name, tuple(self._goal(goal) for goal in area.goals))

    def _cased(self, name: Value) -> str:
        """Return the name of an area, in sentence case if it is in capitals."""
        text = squeeze(name.text)
        return sentence_case(text, self.vocabulary) if is_capitals(text) else text

    def _goal(self, goal: DraftGoal) -> Goal:
        text = squeeze(with_whole_words(goal.text.text, self.vocabulary)) or squeeze(goal.sub_area.text)
        identity = goal_id(f"{goal.number.text} {text}", self.places)
        self.places[identity] = self._at(goal.text.place)
        sub_area = squeeze(goal.sub_area.text) if squeeze(goal.text.text) else ""
        measures = tuple(
            self._measure(measure, sub_area, whole)
            for measure, whole in zip(goal.measures, wholes_of(goal.measures), strict=True)
        )
        return Goal(identity, _number(goal.number.text), text, measures)

    def _measure(self, draft: DraftMeasure, sub_area: str, part_of: str) -> Measure:
        text = _within_a_cell(with_whole_words(draft.text.text.strip(), self.vocabulary))
        number = _number(draft.number.text)
        identity = measure_id(f"{number} {text}", self.places)
        self.places[identity] = self._at(draft.text.place)
        self.said[identity] = f"{number} {text}".strip()
        self._doubt_values(draft, self.said[identity])
        report = self._report(draft, self.said[identity])
        return Measure(
            identity,
            number,
            text,
            timeframe=Timeframe.parse(draft.timeframe.text),
            responsible=self._names(draft.responsible),
            involved=self._names(draft.involved),
            report=report,
            remark=_within_a_cell(remark_of(draft)),
            own=tuple((h, _within_a_cell(text)) for h, text in own_columns(draft, sub_area, part_of)),
        )

    def _report(self, draft: DraftMeasure, said: str) -> Report:
        status = self.statuses.find(draft)
        if status.doubt:
            shown = " ".join(filter(None, (squeeze(draft.status.text), draft.status_colour.text)))
            self._doubt(draft.text.place, *status.doubt, said=f"{said} | {shown}")
        elif status.key and draft.status:
            self.status_words.setdefault(squeeze(draft.status.text), status.key)
        report = replace(NOTHING, status=status.key, progress=progress_of(draft))
        if draft.comment:
            report = replace(report, comment=_within_a_cell(draft.comment.text.strip()))
        return report

    def _doubt_values(self, draft: DraftMeasure, said: str) -> None:
        for value in (draft.text, draft.number, draft.timeframe, draft.responsible, draft.involved):
            if value.doubt:
                told = said if value.text in said else f"{said} | {value.text}"
                self._doubt(draft.text.place, value.doubt, COMPARE, told)
        if draft.struck:
            what = phrase("It is struck through in the document.")
            fix = phrase("Delete it in the master if it is no longer part of the plan.")
            self._doubt(draft.text.place, what, fix, said)

    # Actors

    def _pieces(self, value: Value) -> tuple[NamePiece, ...]:
        return self.register.pieces(value.text, wrapped=True)

    def _names(self, value: Value) -> tuple[str, ...]:
        if "?" in value.text:
            what = phrase("The document has a question mark after who it is.")
            self._doubt(value.place, what, SETTLE_WHO, value.text)
        names = [piece.name.strip(" ?") for piece in self._pieces(value)]
        if any(map(is_left_open, (value.text, *names))):
            what = phrase("The document leaves open who it is: «{written}».", written=squeeze(value.text))
            self._doubt(value.place, what, SETTLE_WHO)
        bodies = [] if is_nobody(value.text) else names
        return tuple(dict.fromkeys(name for name in bodies if name and not is_nobody(name)))

    def _learn_names(self) -> None:
        """Add every name that stands alone in a cell or between separators to the register.

        A name may continue on the next line; single-line cells, which come first, show whether that is another name.
        """
        alone: Counter[str] = Counter()
        values = [v for m in self.draft.measures for v in (m.responsible, m.involved) if v]
        values += [goal.responsible for goal in self.draft.indicators if goal.responsible]
        known = self._known_names()
        self._learn_joint_names(values, known)
        register = self.register
        for several in (False, True):
            for value in (one for one in values if ("\n" in one.text.strip()) == several):
                alone.update(piece.name.strip(" ?") for piece in self._pieces(value) if piece.actor is None)
            learnt = {bare(name): Actor(name) for name in reversed(alone) if bare(name)}
            self.register = replace(
                register,
                actors=(*register.actors, *reversed(learnt.values())),
                learnt=register.learnt | {actor.name for actor in learnt.values()},
            )
        for place, what, fix, name in asked_about_and(values, known, self.register):
            self._doubt(place, what, fix, said=name)
        self._tie_short_names(one_name_each(self.register, alone), " ".join(self.lines))

    def _known_names(self) -> set[str]:
        return {bare(name) for one in self.register.actors for name in (one.name, one.short, *one.aliases)}

    def _learn_joint_names(self, values: list[Value], known: set[str]) -> None:
        """Add names that contain «og» to the register, so that they are not split; each is asked about."""
        cells = [value.text for value in values]
        self.joint = joint_names(cells, known)
        whole = tuple(dict.fromkeys((*self.joint, *names_with_regions(cells))))
        actors = (*self.register.actors, *map(Actor, whole))
        self.register = replace(self.register, actors=actors, learnt=self.register.learnt | {*whole})

    def _tie_short_names(self, register: Register, text: str) -> None:
        """Make an abbreviation an alias of its full name where that is certain; otherwise ask what it stands for."""
        full_names = explained_names(self.document, register.actors)
        known = with_full_names(register.actors, full_names)
        actors = {actor.name: actor for actor in known}
        self.short_names = short_names(known, text, full_names)
        for one in self.short_names:
            if len(one.may_be) == 1 and (one.said or len(one.short) > 2):
                full = actors[one.may_be[0]]
                actors[full.name] = (
                    replace(full, aliases=(*full.aliases, one.short))
                    if full.short
                    else replace(full, short=one.short)
                )
                del actors[one.short]
        self.register = replace(register, actors=tuple(actors.values()))

    def _doubt_names(self, plan: Plan) -> None:
        first: dict[str, Measure] = {}
        for measure in plan.measures:
            for name in (*measure.responsible, *measure.involved):
                first.setdefault(name, measure)
        short = {one.short: one for one in self.short_names}
        before = NamesBefore()
        for actor in plan.actors:
            if actor.name in first:
                place = self.places[first[actor.name].id]
                number = first[actor.name].number or shortened(first[actor.name].text)
                if actor.name in short and (short[actor.name].may_be or len(actor.name) == _AMBIGUOUS):
                    self._doubt(place, *question_about_abbreviation(short[actor.name]), said=actor.name)
                if actor.name in self.joint and not actor.short:
                    self._doubt(place, *asked_about_joint(actor.name), said=actor.name)
                for what, fix in (
                    doubts_about(actor, number, before, self.register)
                    if self.known is None
                    else doubts_about_new(actor, number, self.known)
                ):
                    self._doubt(place, what, fix, actor.name)
            before.add(actor.name)
        for one in self.short_names:
            if one.short not in first and one.may_be:
                owner = self.register.resolve(one.may_be[0])
                if owner is not None and owner.name in first:
                    what = phrase("«{short}» was taken to be «{name}».", short=one.short, name=owner.name)
                    fix = phrase("If it is another body, give it a row of its own among the actors.")
                    self._doubt(self.places[first[owner.name].id], what, fix, one.short, owner.name)

    def _doubt_measures(self, plan: Plan) -> None:
        """Ask about measures that are incomplete, nearly equal, or whose owner is yet to be created."""
        for finding in check_plan(_as_if_answering(plan), self.places, checks=(*NUMBERING, *MEASURES)):
            problem, said = finding.problem, self.said.get(finding.measure_id, "")
            self.doubts.append(Doubt(problem.place, problem.what, problem.fix, said))
        for measure, other in alike_measures(plan.measures):
            what = phrase(
                "It is nearly the same as measure {number}.", number=called(other.number, other.text)
            )
            fix = phrase("Both are in the master; remove one if they are the same.")
            self._doubt(self.places[measure.id], what, fix, self.said[measure.id], self.said[other.id])
        for measure, other in awaited_owners(plan.measures):
            what = phrase(
                "Its owner seems to be what measure {number} is to create.",
                number=called(other.number, other.text),
            )
            fix = phrase("Write who answers for it until then.")
            self._doubt(
                self.places[measure.id], what, fix, self.said[measure.id], ", ".join(measure.responsible)
            )

    # What is uncertain or left out

    def _doubt_columns(self) -> None:
        for column in {(one.heading, one.means): one for one in reversed(self.draft.columns)}.values():
            if column.means and column.certainty < 0.9:
                what = phrase("What the column means is not certain.")
                fix = phrase("If it is something else, import again with --columns.")
                self._doubt(column.place, what, fix, column.heading, field_words(column.means))


def _vocabulary(lines: list[str]) -> Vocabulary:
    """Return the case of words in running text; skip lines in capitals, and the first line, which may be a title."""
    printed = [line for line in lines if line.strip()]
    return Vocabulary(text for text in printed[1:] if not is_capitals(text))


def _as_if_answering(plan: Plan) -> Plan:
    """Return the plan with memberless groups, which are asked about anyway, treated as single bodies."""
    empty = {actor.name for actor in plan.actors if actor.kind == "group" and not actor.members}
    actors = (replace(actor, kind="organ") if actor.name in empty else actor for actor in plan.actors)
    return replace(plan, actors=tuple(actors))


def _number(written: str) -> str:
    return squeeze(written).rstrip(".:) ")


def _within_a_cell(text: str) -> str:
    """Return as much of a text as the master can hold; `missing_texts` reports a text that was cut."""
    return text[:_MOST]

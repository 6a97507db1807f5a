"""Place a held row or file where the secretariat's decision on Konfliktar says that it belongs."""

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence, Set
from dataclasses import dataclass
from itertools import product
from typing import NamedTuple

from regionplan_xl.errors import Place
from regionplan_xl.plan.actors import Register
from regionplan_xl.plan.merging.outcome import Change, Question
from regionplan_xl.plan.merging.questions import as_value
from regionplan_xl.plan.merging.sent_and_returned import Candidate, Dispatch, SentRow, Submission
from regionplan_xl.plan.model import Measure
from regionplan_xl.text import Phrase, Translate, bare, comparison_key, normalise, phrase

BELONGS = phrase("belongs to {what}")
ONLY_INVOLVED = phrase("The actor is only involved in this measure, so its answer does not count.")
NO_MEASURE = phrase("The measure is no longer in the master, so nothing can be written about it.")
NO_GOAL = phrase("The result goal is no longer in the master, so nothing can be written about it.")
_NOT_OF_ACTOR = phrase(
    "«{what}» is none of the measures that {actor} was sent in the round {round}, so nothing is written."
)
_SEVERAL_MEASURES = phrase("«{what}» may be several of the measures that were sent.")
_NOBODY = phrase("Nothing was sent to «{what}», so the file cannot be an answer from there.")
_SEVERAL_BODIES = phrase("«{what}» may be several of those that something was sent to.")
_ANOTHER = phrase("Choose one of those in the row's list, or write the number of another measure.")
_WRITE_ID = phrase("Write the measure's ID.")
_ANOTHER_BODY = phrase("Choose one of those in the row's list, or write the name of a body and the round.")
_IN_ROUND = phrase("{who} (round {round})")
_ROUND_WORDS = {"", "runde", "runda", "runden", "round"}
_NUMBER_WORD = re.compile(r"(?:tiltak|measure|nr|no)\.?\s+")
_DAY = re.compile(r"(?:19|20)(\d\d)-(\d\d)-(\d\d)")


class WhyNot(NamedTuple):
    """Why a decision cannot be carried out, and the fix."""

    reason: Phrase
    fix: Phrase


@dataclass(frozen=True)
class Placement:
    """A held row or file, read again as an answer to the dispatch that the secretariat chose.

    `to` is the chosen target in words. `row` is the sent row if a single row is placed. `place` is the decision's cell.
    """

    question: Question
    to: Phrase
    submission: Submission
    row: SentRow | None = None
    place: Place = Place()


def belongs_labels(question: Question, measures: Mapping[str, Measure]) -> Iterator[Phrase]:
    """Yield the labels of the choices for a held row or file, the most likely first; deleted measures are skipped."""
    actors = [candidate.actor for candidate in question.candidates]
    for one in question.candidates:
        if not one.measure:
            yield belongs_to_actor(one.actor, one.round if actors.count(one.actor) > 1 else "")
        elif one.measure in measures:
            yield BELONGS.with_values(what=measures[one.measure].number or one.number or one.measure)


def belongs_to_actor(actor: str, round_: str) -> Phrase:
    """Return the phrase «belongs to Gol (round 2026-1)», without the round if it is ""."""
    return BELONGS.with_values(what=_IN_ROUND.with_values(who=actor, round=round_) if round_ else actor)


def is_file(question: Question) -> bool:
    """Return whether the question is about a whole file."""
    return question.field is None and not question.measure and not question.place.sheet


def find_sent_row(written: str, dispatch: Dispatch, measures: Mapping[str, Measure]) -> SentRow | WhyNot:
    """Return the row of `dispatch` that `written` names by number (as sent or present), ID or full text.

    Otherwise return why not: no such row, several rows, a measure that the actor is only involved in, or one that
    is no longer in the master.
    """
    number = _number(written)
    text = comparison_key(written)
    found = [
        row
        for row in dispatch.rows
        if number in (normalise(row.measure), *map(_number, _numbers(row, measures)))
        or text == comparison_key(row.text)
    ]
    if not found:
        values = {"what": written, "actor": dispatch.actor, "round": dispatch.round}
        return WhyNot(_NOT_OF_ACTOR.with_values(**values), _ANOTHER)
    if len(found) > 1:
        return WhyNot(_SEVERAL_MEASURES.with_values(what=written), _WRITE_ID)
    (row,) = found
    if not row.answerable:
        return WhyNot(ONLY_INVOLVED, _ANOTHER)
    return row if row.measure in measures else WhyNot(NO_MEASURE, _ANOTHER)


class SentTo:
    """Index of actors and rounds with a dispatch, searched by what people write; built once for all decisions."""

    def __init__(self, sent: Sequence[tuple[str, str]], register: Register) -> None:
        """Index the (actor, round) of every dispatch, the oldest first."""
        self._register = register
        self._rounds: dict[str, list[str]] = defaultdict(list)
        self._by_name: dict[str, set[str]] = defaultdict(set)
        self._by_known: dict[str, set[str]] = defaultdict(set)
        self._by_end: dict[str, list[str]] = defaultdict(list)
        for actor, round_ in sent:
            self._rounds[actor].append(round_)
        for actor in self._rounds:
            self._by_name[bare(actor)].add(actor)
            if known := register.resolve(actor):
                self._by_known[known.name].add(actor)
        for round_ in dict.fromkeys(round_ for _, round_ in sent):
            self._by_end[bare(round_)].append(round_)

    def find(self, written: str, candidates: Iterable[Candidate]) -> tuple[str, str] | WhyNot:
        """Return the (actor, round) that `written` names: «Gol», «Gol (round 2026-1)»; otherwise why not.

        Without a round in `written`, use the actor's last round among the `candidates`, or else its last round of all.
        """
        found, alone = set(self._named_with_round(written)), self._named(written)
        if not found and len(alone) == 1:
            (actor,) = alone
            offered = {one.round for one in candidates if one.actor == actor}
            rounds = self._rounds[actor]
            found = {(actor, ([one for one in rounds if one in offered] or rounds)[-1])}
        if len(found) > 1 or len({actor for actor, _ in found} | alone) > 1:
            return WhyNot(_SEVERAL_BODIES.with_values(what=written), _ANOTHER_BODY)
        return found.pop() if found else WhyNot(_NOBODY.with_values(what=written), _ANOTHER_BODY)

    def has_several_rounds(self, actor: str) -> bool:
        """Return whether the actor has dispatches in several rounds."""
        return len(self._rounds[actor]) > 1

    def _named(self, written: str) -> Set[str]:
        """Return the actors called `written`, by their name as sent or by any name in the register."""
        name, known = bare(written), self._register.resolve(written)
        if not name:
            return frozenset()
        return self._by_name.get(name, set()) | (self._by_known.get(known.name, set()) if known else set())

    def _named_with_round(self, written: str) -> Iterator[tuple[str, str]]:
        """Yield each (actor, round) that a text such as «Gol (round 2026-1)» or «gol 2026-1» may mean."""
        text = bare(written)
        for at in range(len(text)):
            for round_, word in product(self._by_end.get(text[at:], ()), _ROUND_WORDS):
                if text[:at].endswith(word):
                    actors = self._named(text[:at].removesuffix(word))
                    yield from ((actor, round_) for actor in actors if round_ in self._rounds[actor])


def _number(written: str) -> str:
    """Return a measure's number as compared; undo Excel's conversion of «5.2.1» to a date."""
    text = _NUMBER_WORD.sub("", normalise(written).strip(" .«»\"'"))
    day = _DAY.fullmatch(text)
    return ".".join(str(int(part)) for part in reversed(day.groups())) if day else text


def _numbers(row: SentRow, measures: Mapping[str, Measure]) -> Iterator[str]:
    now = measures.get(row.measure)
    yield from (number for number in (row.number, now.number if now else "") if number)


def placement_record(placed: Placement, translate: Translate) -> Change:
    """Return the record of a placement decision.

    `source` is left empty, since the ledger keeps one change per field and source, and the return may have others.
    """
    question, row, sent = placed.question, placed.row, placed.submission.dispatch
    return Change(
        kind="placement",
        measure=row.measure if row else "", number=row.number if row else "", text=row.text if row else question.file,
        field="row" if row else "file", before=as_value(question.answer), after=translate(placed.to),
        actor=sent.actor, file=question.file, round=sent.round,
    )  # fmt: skip

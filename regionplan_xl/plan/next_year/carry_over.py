"""Match the measures and indicators of a new plan with those of the former one: by text, owner and focus area."""

import math
import re
from collections import Counter, defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cached_property

from regionplan_xl.errors import Problem
from regionplan_xl.plan.actors import Register
from regionplan_xl.plan.ids import indicator_id, is_indicator, measure_id
from regionplan_xl.plan.indicator_reports import indicator_plan, with_indicator_measures
from regionplan_xl.plan.merging.outcome import CarryOverDecision, Change
from regionplan_xl.plan.model import Field, Indicator, Measure, Plan
from regionplan_xl.text import normalise, phrase

SURE = 0.7
"""The least certainty at which a pair counts as the same measure, if it is also clearly ahead and no name differs."""
_LEAST = 0.3  # pairs with less certainty are dropped
_LISTED, _LISTED_ALONE = 0.45, 0.4  # least certainty to list; the latter if neither measure has a better pair
_OF_EACH = 2  # at most so many former measures are listed for each new one
_MARGIN = 0.12  # a sure pair is this much better than any other pair of its two measures
_PARTS = 16  # look for similar texts by so many of a text's rarest parts
_FEW = 2  # a key word counts if at most so many measures (or goals) have it
_COMMON = 80  # a part in more texts than this is not searched for
_TEXT, _OWNER, _AREA = 0.8, 0.12, 0.08
_KEY_WORD, _OF_GOAL, _PHRASE = (
    0.22,
    0.04,
    0.1,
)  # certainty added by a shared key word, less if only the goal has it, more if it is several words
_WORD = re.compile(r"[^\W_]+")
_NAME = re.compile(r"(?<=[^.:!?«(\s] )[^\W\d_a-zæøå]\w+|\w*\d\w*")


@dataclass(frozen=True)
class Pair:
    """A measure of the new plan and a former measure that it may continue; `certainty` is 0.0-1.0."""

    new: Measure
    former: Measure
    certainty: float
    sure: bool = False


@dataclass(frozen=True)
class Proposed:
    """The pairs for a person to look at, and the number of less certain pairs left out."""

    pairs: tuple[Pair, ...] = ()
    left_out: int = 0


@dataclass(frozen=True)
class _Text:
    """A measure prepared for comparison, with its area, owners (folded names) and goal."""

    measure: Measure
    area: str
    owners: frozenset[str]
    goal: str

    @cached_property
    def parts(self) -> frozenset[str]:
        """Sequences of five letters of each word, so that inflected and compound words match in part."""
        return frozenset(part for word in _words(self.measure.text) for part in _parts(word))

    @cached_property
    def key_words(self) -> frozenset[str]:
        """The key words of the text (see `_key_words`)."""
        return _key_words(self.measure.text)

    @cached_property
    def names(self) -> frozenset[str]:
        """The names and numbers in the text, folded."""
        return frozenset(normalise(name) for name in _NAME.findall(self.measure.text))


def proposed_pairs(former: Plan, new: Plan) -> Proposed:
    """Return the pairs of measures, then of indicators (as measures), that a person should look at."""
    found = [
        pair
        for one, other in ((former, new), (indicator_plan(former), indicator_plan(new)))
        for pair in likely_pairs(one, other)
    ]
    best: dict[tuple[str, str], float] = {}
    for pair in found:
        for key in (("new", pair.new.id), ("former", pair.former.id)):
            best[key] = max(best.get(key, 0.0), pair.certainty)
    listed = tuple(
        pair
        for pair in found
        if pair.certainty >= _LISTED
        or pair.certainty >= max(_LISTED_ALONE, best["new", pair.new.id], best["former", pair.former.id])
    )
    return Proposed(listed, len(found) - len(listed))


def likely_pairs(former: Plan, new: Plan) -> tuple[Pair, ...]:
    """Return pairs of similar measures, sure ones first, then by certainty; at most two for each new measure.

    A pair whose texts have different names or numbers is never sure.
    """
    before, now = _texts(former), _texts(new)
    weights = _weights([*before, *now])
    scored = list(_scored(before, now, weights))
    best: dict[int, list[float]] = defaultdict(list)
    for certainty, at, former_at in scored:
        best[at].append(certainty)
        best[-1 - former_at].append(certainty)
    pairs: list[Pair] = []
    taken: Counter[int] = Counter()
    for certainty, at, former_at in sorted(scored, key=lambda one: (-one[0], one[1], one[2])):
        if certainty < _LEAST or taken[at] == _OF_EACH:
            continue
        taken[at] += 1
        alone = all(_is_ahead(certainty, best[key]) for key in (at, -1 - former_at))
        sure = certainty >= SURE and alone and not _differ_in_name(now[at], before[former_at])
        pairs.append(Pair(now[at].measure, before[former_at].measure, round(min(certainty, 1.0), 2), sure))
    return tuple(sorted(pairs, key=lambda pair: not pair.sure))


def with_own_ids(plan: Plan, known: Collection[str]) -> Plan:
    """Return the plan with new ids for its measures and indicators, none of them in `known`."""
    taken = set(known)

    def own(measure: Measure) -> Measure:
        identity = measure_id(f"{measure.number}\n{measure.text}", taken)
        taken.add(identity)
        return replace(measure, id=identity)

    def own_goal(indicator: Indicator) -> Indicator:
        identity = indicator_id(f"{indicator.area}\n{indicator.name}", taken)
        taken.add(identity)
        return replace(indicator, id=identity)

    return replace(plan.map_measures(own), indicators=tuple(map(own_goal, plan.indicators)))


def left_behind(former: Plan) -> tuple[Change, ...]:
    """Return the record of a former plan that a new one replaces: its measures, and its indicators with values."""
    gone: list[Change] = []
    for measure in with_indicator_measures(former).measures:
        gone.append(Change.of("dropped", measure, "text", measure.text, None))
        for share in measure.shares if is_indicator(measure.id) else ():
            gone += [
                Change.of("dropped", measure, name.value, share.report.get(name), None, share.member)
                for name in (Field.VALUE, Field.COMMENT)
                if share.report.get(name) is not None
            ]
    return tuple(gone)


def carry_out(
    plan: Plan, decisions: Iterable[CarryOverDecision], carried: Collection[tuple[str, str]]
) -> tuple[tuple[Change, ...], tuple[Problem, ...]]:
    """Return the changes that the decisions make, and a problem for each that cannot be carried out.

    `carried` are the recorded pairs (new id, former id). A measure or indicator may continue several former ones.
    """
    measures = {measure.id: measure for measure in with_indicator_measures(plan).measures}
    changes: dict[tuple[str, str], Change] = {}
    problems = []
    for one in decisions:
        measure = measures.get(one.new)
        if measure is None:
            what = phrase("The new measure of the row is no longer in the plan.")
            problems.append(Problem(one.place, what, phrase("Delete the row.")))
            continue
        accepted, pair = one.choice == "accept", (one.new, one.former)
        if accepted is not (pair in carried):
            words = one.words if accepted else None
            changes[pair] = Change.of("carried_over", measure, "former", one.former, words)
    return tuple(changes.values()), tuple(problems)


def _texts(plan: Plan) -> list[_Text]:
    register = Register(plan.actors)

    def owners(measure: Measure) -> frozenset[str]:
        found = (register.resolve(name) for name in measure.responsible)
        names = (name for one in found if one for name in (one.name, one.short, *one.aliases))
        return frozenset(normalise(name) for name in (*measure.responsible, *names) if name)

    return [
        _Text(measure, area.name, owners(measure), goal.text)
        for area, goal, measure in plan.placed()
        if measure.text.strip()
    ]


def _weights(texts: Sequence[_Text]) -> Mapping[str, float]:
    """Return the weight of each part of a word: the fewer texts have it, the greater (inverse document frequency)."""
    count = Counter(part for text in texts for part in text.parts)
    return {part: math.log((len(texts) + 1) / n) ** 2 for part, n in count.items()}


def _scored(
    before: Sequence[_Text], now: Sequence[_Text], weights: Mapping[str, float]
) -> Iterable[tuple[float, int, int]]:
    """Yield (certainty, index in `now`, index in `before`) of measures that share a rare part or key word."""
    by_part, by_word = _index(text.parts for text in before), _index(text.key_words for text in before)
    by_word_now = _index(text.key_words for text in now)
    goals = {text.goal: _key_words(text.goal) for text in now}
    by_word_of_goal = _index(goals.values())
    lengths = [_length(text.parts, weights) for text in before]
    areas = {
        (one, other): _alike(one, other)
        for one in {t.area for t in now}
        for other in {t.area for t in before}
    }
    owners: dict[tuple[frozenset[str], frozenset[str]], float] = {}
    for at, text in enumerate(now):
        found: set[int] = set()
        for part in sorted(text.parts, key=lambda part: (-weights[part], part))[:_PARTS]:
            if len(by_part.get(part, ())) <= _COMMON:
                found.update(by_part.get(part, ()))
        words: dict[int, float] = defaultdict(float)
        for ours, counted, less in (
            (text.key_words, by_word_now, 0.0),
            (goals[text.goal] - text.key_words, by_word_of_goal, _OF_GOAL),
        ):
            for word in ours:
                if len(counted[word]) <= _FEW and len(by_word.get(word, ())) <= _FEW:
                    weight = _KEY_WORD - less + (_PHRASE if " " in word else 0.0)
                    for former_at in by_word.get(word, ()):
                        words[former_at] = max(words[former_at], weight)
        length = _length(text.parts, weights)
        for former_at in found | words.keys():
            other = before[former_at]
            shared = sum(weights[part] for part in text.parts & other.parts)
            alike = shared / (length * lengths[former_at]) if shared else 0.0
            who = (text.owners, other.owners)
            if who not in owners:
                owners[who] = max((_alike(one, two) for one in who[0] for two in who[1]), default=0.0)
            certainty = _TEXT * alike + _OWNER * owners[who] + _AREA * areas[text.area, other.area]
            yield certainty + words.get(former_at, 0.0) * (1 - alike), at, former_at


def _index(keys: Iterable[frozenset[str]]) -> dict[str, list[int]]:
    index: dict[str, list[int]] = defaultdict(list)
    for at, one in enumerate(keys):
        for key in one:
            index[key].append(at)
    return dict(index)


def _length(parts: Iterable[str], weights: Mapping[str, float]) -> float:
    return math.sqrt(sum(weights[part] for part in parts)) or 1.0


def _alike(one: str, other: str) -> float:
    """Return the similarity of two names, 0.6-1.0; a lower similarity counts as 0."""
    from regionplan_xl.similarity import likeness

    found = likeness(normalise(one), normalise(other))
    return found if found >= 0.6 else 0.0


def _is_ahead(certainty: float, others: Sequence[float]) -> bool:
    """Return whether a pair is clearly the best one of a measure; `others` are the certainties of all its pairs."""
    return sum(other > certainty - _MARGIN for other in others) == 1


def _differ_in_name(one: _Text, other: _Text) -> bool:
    return bool(one.names - other.names) and bool(other.names - one.names)


def _key_words(text: str) -> frozenset[str]:
    """Return the long words and every three words in a row, cut to stems since words are inflected."""
    words = _words(text)
    stems = [word[:6] for word in words]
    threes = zip(stems, stems[1:], stems[2:], strict=False)
    return frozenset((*(word[:8] for word in words if len(word) >= 8), *map(" ".join, threes)))


def _words(text: str) -> list[str]:
    return _WORD.findall(normalise(text))


def _parts(word: str) -> list[str]:
    if len(word) < 3:
        return []
    word = f"_{word}"
    return [word[at : at + 5] for at in range(max(1, len(word) - 4))]

"""Identify which dispatch a return answers, by looking up its codes in the ledger."""

import re
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping
from functools import cached_property

from regionplan_xl.errors import Rejected
from regionplan_xl.ledger.entries import DispatchRecord
from regionplan_xl.ledger.ledger import Ledger
from regionplan_xl.plan.codes import read_dispatch_code
from regionplan_xl.plan.merging.sent_and_returned import Candidate, Clues, Dispatch
from regionplan_xl.text import Phrase, bare, comparison_key, normalise, phrase

NO_CODE = phrase("The workbook has none of the codes that were sent out, so it is not known who answers.")
UNKNOWN_CODE = phrase("The workbook has the code {codes}, which was never sent out.")
SEVERAL_CODES = phrase("The workbook has several codes ({codes}), so it is not known who answers.")
OTHER_NAME = phrase(
    "The code {codes} belongs to {actor}, but a sheet of the workbook has the name of {named}."
)
OTHER_ROWS = phrase(
    "The code {codes} belongs to {actor}, but many rows of the workbook were never sent there."
)
SOME_UNKNOWN = phrase(
    "The workbook has several codes ({codes}), and not all of them were sent out, so it is not known who answers."
)
# Anybody with an actor's code can answer in its name, so this text must not reveal a code that is not in the file.
LIKELY = phrase("{why} It looks like {actor}, round {round}.")

_MOST_CANDIDATES = 40  # more than a drop-down can offer
_LAST_ROUNDS = 2  # a file without codes and IDs is compared with the texts of these
_FOREIGN_ROWS, _FOREIGN_SHARE = 2, 0.1  # so many rows that the actor was not sent contradict the code


class DispatchLookup:
    """Finds dispatches by the clues in returned files. It caches what it reads, so use it for one command only.

    Each index is built once, when first needed, so that no file is compared with every dispatch.
    """

    def __init__(self, ledger: Ledger) -> None:
        self._ledger = ledger
        self._sent: dict[str, Dispatch | None] = {}
        self._of_round: dict[str, tuple[DispatchRecord, ...]] = {}
        self._by_title_in: dict[str, Mapping[str, set[str]]] = {}

    def dispatch(self, code: str) -> Dispatch | None:
        """Return the dispatch with `code`, like `Ledger.dispatch_by_code`."""
        known = read_dispatch_code(code)
        if known is None:
            return None
        if known not in self._sent:
            self._sent[known] = found = self._ledger.dispatch_by_code(known)
            if found is not None:
                self._read_ahead(found.round)
        return self._sent[known]

    def identify(self, file: str, clues: Clues) -> Dispatch:
        """Return the dispatch with the code in the file named `file`.

        Raise `Rejected` if there is none or several, or if something else in the file contradicts the code. The reason
        names a likely dispatch, if any; that is only a hint for people, and nothing is written because of it.
        """
        found = {d.code: d for d in map(self.dispatch, clues.codes) if d is not None}
        unknown = {code for code in clues.codes if read_dispatch_code(code)} - set(found)
        if len(found) > 1 or (found and unknown):
            known = [f"{d.code} ({d.actor}, {d.round})" for d in found.values()]
            reason = SOME_UNKNOWN if unknown else SEVERAL_CODES
            raise Rejected(reason.with_values(codes="; ".join(sorted([*known, *unknown]))))
        if not found:
            codes = ", ".join(sorted(clues.codes))
            reason = UNKNOWN_CODE.with_values(codes=codes) if clues.codes else NO_CODE
            raise Rejected(self._with_likely(reason, file, clues))
        (dispatch,) = found.values()
        contradiction = self._contradiction(dispatch, clues)
        if contradiction is not None:
            raise Rejected(contradiction)
        return dispatch

    def candidates(self, file: str, clues: Clues) -> tuple[Candidate, ...]:
        """Return the likely actors of a file with each of their rounds; if there are none, all of the last round."""
        return _candidates(record for _, record in self._ranked(file, clues)) or self._of_last_round

    def likeliest(self, file: str, clues: Clues, actor: str, round_: str) -> Dispatch | None:
        """Return the likeliest of the dispatches to `actor` in `round_`; None if there is none."""
        points = self._points(file, clues)
        of_actor = [record for record in self._by_actor.get(actor, ()) if record.round == round_]
        ranked = sorted(of_actor, key=lambda record: (-points(record), -record.serial))
        return self.dispatch(ranked[0].code) if ranked else None

    @cached_property
    def actors_and_rounds(self) -> tuple[tuple[str, str], ...]:
        """The (actor, round) of every dispatch, the oldest round first."""
        return tuple(dict.fromkeys((record.actor, record.round) for record in self._by_code.values()))

    def _read_ahead(self, round_: str) -> None:
        """Read as many more dispatches of a round as were read before.

        This doubling takes few queries for a whole round, and only two for a single answer.
        """
        codes = [record.code for record in self._dispatches(round_)]
        unread = [code for code in codes if code not in self._sent]
        self._sent |= self._ledger.dispatches_by_code(unread[: len(codes) - len(unread)])

    def _contradiction(self, dispatch: Dispatch, clues: Clues) -> Phrase | None:
        """Return the reason if something in the workbook contradicts its code, or None."""
        if dispatch.round not in self._by_title_in:
            self._by_title_in[dispatch.round] = _by_title(self._dispatches(dispatch.round))
        others = _named(self._by_title_in[dispatch.round], clues) - {dispatch.actor}
        if others:
            named = ", ".join(sorted(others))
            return OTHER_NAME.with_values(codes=dispatch.code, actor=dispatch.actor, named=named)
        foreign = set(clues.ids) - {row.measure for row in dispatch.rows}
        if len(foreign) >= _FOREIGN_ROWS and len(foreign) >= _FOREIGN_SHARE * len(clues.ids):
            return OTHER_ROWS.with_values(codes=dispatch.code, actor=dispatch.actor)
        return None

    def _with_likely(self, reason: Phrase, file: str, clues: Clues) -> Phrase:
        """Add the likeliest actor and round to the reason, if one actor is clearly ahead."""
        ranked = self._ranked(file, clues)
        likely = [record for points, record in ranked if points == ranked[0][0]]
        if len({record.actor for record in likely}) != 1:
            return reason
        return LIKELY.with_values(why=reason, actor=likely[0].actor, round=likely[0].round)

    def _ranked(self, file: str, clues: Clues) -> list[tuple[int, DispatchRecord]]:
        """Return (points, dispatch) of every actor that a clue points to, the likeliest first, then the latest."""
        points = self._points(file, clues)
        actors = {self._by_code[code].actor for code in self._near_codes(clues) | self._alike(clues)}
        actors |= {self._by_code[code].actor for code in clues.codes if code in self._by_code}
        actors |= _named(self._by_title, clues) | {self._named_by_file(file)}
        found = [(points(record), record) for actor in actors for record in self._by_actor.get(actor, ())]
        return sorted(found, key=lambda one: (-one[0], self._age[one[1].round], *_last_first(one[1])))

    def _points(self, file: str, clues: Clues) -> Callable[[DispatchRecord], int]:
        """Return the function that scores a dispatch by the clues in a file."""
        near, alike = self._near_codes(clues), self._alike(clues)
        named, by_file = _named(self._by_title, clues), self._named_by_file(file)
        return lambda record: (
            5 * (record.code in clues.codes)
            + 4 * (record.code in near)
            + 2 * (record.actor in named)
            + 2 * (record.actor == by_file)
            + (record.code in alike)
        )

    def _near_codes(self, clues: Clues) -> frozenset[str]:
        """Return the sent codes that differ by one character from a code in the file."""
        written = [bare(code) for code in clues.codes]
        near = (other for code in written for other in _one_letter_off(code, self._letters))
        return frozenset(code for one in near for code in self._by_bare.get(one, ()))

    def _alike(self, clues: Clues) -> frozenset[str]:
        """Return the codes of the dispatches whose rows are most like the file's (Jaccard index of at least 0.5).

        Rows are compared by their IDs; if the file has neither codes nor IDs, by the texts of their measures.
        """
        if clues.ids:
            (by_row, sizes), rows = self._by_measure, clues.ids
        elif clues.texts:
            by_row, sizes = self._by_text
            rows = clues.texts & by_row.keys()
        else:
            return frozenset()
        common = Counter(code for row in rows for code in by_row.get(row, ()))
        shares = {code: count / (sizes[code] + len(rows) - count) for code, count in common.items()}
        best = max(shares.values(), default=0.0)
        return frozenset(code for code, share in shares.items() if share == best >= 0.5)

    def _named_by_file(self, file: str) -> str:
        """Return the actor named in the file's name («Gol (1).xlsx», «Kopi av Gol.xlsx»); "" if none or several."""
        words = _words(file.rpartition(".")[0] or file)
        parts = {
            words[at:end]
            for at in range(len(words))
            for end in range(at + 1, min(at + self._longest, len(words)) + 1)
        }
        found = [(len(bare(actor)), actor) for part in parts for actor in self._by_words.get(part, ())]
        named = [actor for length, actor in found if length == max(found)[0]]
        return named[0] if len(named) == 1 else ""

    def _dispatches(self, round_: str) -> tuple[DispatchRecord, ...]:
        if round_ not in self._of_round:
            self._of_round[round_] = self._ledger.dispatches(round_)
        return self._of_round[round_]

    @cached_property
    def _of_last_round(self) -> tuple[Candidate, ...]:
        """The actors of the last round, that of the latest dispatch first."""
        rounds = list(self._age)
        return _candidates(sorted(self._dispatches(rounds[-1]), key=_last_first)) if rounds else ()

    @cached_property
    def _age(self) -> dict[str, int]:
        """Round name -> its age (1: the last round), the oldest first."""
        rounds = self._ledger.rounds()
        return {round_.name: len(rounds) - number for number, round_ in enumerate(rounds)}

    @cached_property
    def _by_code(self) -> dict[str, DispatchRecord]:
        return {record.code: record for round_ in self._age for record in self._dispatches(round_)}

    @cached_property
    def _by_bare(self) -> dict[str, list[str]]:
        found: dict[str, list[str]] = defaultdict(list)
        for code in self._by_code:
            found[bare(code)].append(code)
        return dict(found)

    @cached_property
    def _letters(self) -> frozenset[str]:
        """The characters that occur in codes."""
        return frozenset("".join(self._by_bare))

    @cached_property
    def _by_actor(self) -> dict[str, list[DispatchRecord]]:
        found: dict[str, list[DispatchRecord]] = defaultdict(list)
        for record in self._by_code.values():
            found[record.actor].append(record)
        return dict(found)

    @cached_property
    def _by_title(self) -> Mapping[str, set[str]]:
        return _by_title(self._by_code.values())

    @cached_property
    def _by_words(self) -> dict[tuple[str, ...], list[str]]:
        """Words of a name -> the actors with this name."""
        found: dict[tuple[str, ...], list[str]] = defaultdict(list)
        for actor in self._by_actor:
            found[_words(actor)].append(actor)
        found.pop((), None)
        return dict(found)

    @cached_property
    def _longest(self) -> int:
        """The most words that an actor's name has."""
        return max(map(len, self._by_words), default=0)

    @cached_property
    def _by_measure(self) -> tuple[dict[str, list[str]], Counter[str]]:
        """Measure id -> codes of the dispatches with it; and code -> its number of measures."""
        found: dict[str, list[str]] = defaultdict(list)
        sizes: Counter[str] = Counter()
        for code, measure in self._ledger.sent_measures():
            found[measure].append(code)
            sizes[code] += 1
        return found, sizes

    @cached_property
    def _by_text(self) -> tuple[dict[str, list[str]], Counter[str]]:
        """Text of a measure -> codes of the last rounds' dispatches with it; and code -> its number of texts."""
        found: dict[str, list[str]] = defaultdict(list)
        sizes: Counter[str] = Counter()
        last = [record.code for name in list(self._age)[-_LAST_ROUNDS:] for record in self._dispatches(name)]
        for code, dispatch in self._ledger.dispatches_by_code(last).items():
            for text in {comparison_key(row.text) for row in dispatch.rows}:
                found[text].append(code)
                sizes[code] += 1
        return found, sizes


def has_unknown_code(reason: Phrase) -> bool:
    """Return whether a file is held because of a code that was never sent, as when somebody guesses codes."""
    said = [reason, *(value for _, value in reason.values if isinstance(value, Phrase))]
    return any(one.template in (UNKNOWN_CODE.template, SOME_UNKNOWN.template) for one in said)


def _by_title(records: Iterable[DispatchRecord]) -> Mapping[str, set[str]]:
    """Return folded name, as titles have it, -> the actors."""
    found: dict[str, set[str]] = defaultdict(set)
    for record in records:
        found[normalise(record.actor)].add(record.actor)
    return dict(found)


def _candidates(records: Iterable[DispatchRecord]) -> tuple[Candidate, ...]:
    found = dict.fromkeys(Candidate(actor=record.actor, round=record.round) for record in records)
    return tuple(found)[:_MOST_CANDIDATES]


def _named(by_title: Mapping[str, set[str]], clues: Clues) -> set[str]:
    return {actor for title in clues.titles for actor in by_title.get(title, ())}


def _last_first(record: DispatchRecord) -> tuple[object, ...]:
    return -record.serial, record.sent, record.actor


def _words(text: str) -> tuple[str, ...]:
    return tuple(re.findall(r"[^\W_]+", normalise(text)))


def _one_letter_off(code: str, letters: Iterable[str]) -> Iterator[str]:
    """Yield every text that differs from `code` in one character."""
    for at, letter in enumerate(code):
        yield from (code[:at] + other + code[at + 1 :] for other in letters if other != letter)

"""Identify which dispatch a return answers: its codes point into the ledger, which knows who was asked what."""

import re
from collections import Counter
from collections.abc import Iterable

from regionplan_xl.errors import Rejected
from regionplan_xl.ledger.entries import DispatchRecord
from regionplan_xl.ledger.ledger import Ledger
from regionplan_xl.plan.codes import read_dispatch_code
from regionplan_xl.plan.merging.sent_and_returned import Candidate, Clues, Dispatch
from regionplan_xl.text import Phrase, bare, fold, phrase

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
# Whoever has a body's code can answer in its name: a code is shown only if the file has it.
LIKELY = phrase("{why} It looks like {actor}, round {round}.")

_MOST_CANDIDATES = 40  # more than a drop-down can offer
_FOREIGN_ROWS, _FOREIGN_SHARE = 2, 0.1  # so many rows of somebody else's are more than a slip


def identify_dispatch(ledger: Ledger, file: str, clues: Clues) -> Dispatch:
    """Return the dispatch that the codes in the file named `file` point at.

    Raises `Rejected` if there is none or several, or something else in the file contradicts the code. The
    reason names the likely dispatch, if there is one; nothing is ever written on the strength of that.
    """
    found = {d.code: d for d in (ledger.dispatch_by_code(code) for code in clues.codes) if d is not None}
    unknown = {code for code in clues.codes if read_dispatch_code(code)} - set(found)
    if len(found) > 1 or (found and unknown):
        known = [f"{d.code} ({d.actor}, {d.round})" for d in found.values()]
        reason = SOME_UNKNOWN if unknown else SEVERAL_CODES
        raise Rejected(reason.with_values(codes="; ".join(sorted([*known, *unknown]))))
    if not found:
        reason = UNKNOWN_CODE.with_values(codes=", ".join(sorted(clues.codes))) if clues.codes else NO_CODE
        raise Rejected(_with_likely(reason, ledger, file, clues))
    (dispatch,) = found.values()
    contradiction = _contradiction(dispatch, ledger, clues)
    if contradiction is not None:
        raise Rejected(contradiction)
    return dispatch


def _contradiction(dispatch: Dispatch, ledger: Ledger, clues: Clues) -> Phrase | None:
    """Return what in the workbook contradicts its one code, or None."""
    names = {record.actor for record in ledger.dispatches(dispatch.round)}
    others = _named(names - {dispatch.actor}, clues)
    if others:
        named = ", ".join(sorted(others))
        return OTHER_NAME.with_values(codes=dispatch.code, actor=dispatch.actor, named=named)
    foreign = set(clues.ids) - {row.measure for row in dispatch.rows}
    if len(foreign) >= _FOREIGN_ROWS and len(foreign) >= _FOREIGN_SHARE * len(clues.ids):
        return OTHER_ROWS.with_values(codes=dispatch.code, actor=dispatch.actor)
    return None


def _with_likely(reason: Phrase, ledger: Ledger, file: str, clues: Clues) -> Phrase:
    """Return the reason, and the dispatch that the file looks like if one does more than the others."""
    ranked = rank_dispatches(ledger, file, clues)
    likely = [record for points, record in ranked if points == ranked[0][0] > 0]
    if len({record.actor for record in likely}) != 1:
        return reason
    record = likely[0]
    return LIKELY.with_values(why=reason, actor=record.actor, round=record.round)


def has_unknown_code(reason: Phrase) -> bool:
    """Return whether a file is held for a code that was never sent out, as when somebody guesses codes."""
    said = [reason, *(value for _, value in reason.values if isinstance(value, Phrase))]
    return any(one.template in (UNKNOWN_CODE.template, SOME_UNKNOWN.template) for one in said)


def rank_dispatches(ledger: Ledger, file: str, clues: Clues) -> list[tuple[int, DispatchRecord]]:
    """Return every dispatch with the points that speak for it, the likeliest first; of equals, the last sent."""
    rounds = ledger.rounds()
    records = {r.code: r for round_ in rounds for r in ledger.dispatches(round_.name)}
    age = {round_.name: len(rounds) - n for n, round_ in enumerate(rounds)}
    actors = {record.actor for record in records.values()}
    named, by_file = _named(actors, clues), _named_by_file(file, actors)
    alike = _alike(ledger, clues)
    points: Counter[str] = Counter()
    for code, record in records.items():
        points[code] += 5 * (code in clues.codes)
        points[code] += 4 * any(_differs_by_one_letter(code, written) for written in clues.codes)
        points[code] += 2 * (record.actor in named) + 2 * (record.actor == by_file)
        points[code] += code in alike
    ranked = [(points[code], record) for code, record in records.items()]
    return sorted(ranked, key=lambda one: (-one[0], age[one[1].round], -one[1].serial))


def candidates(ledger: Ledger, file: str, clues: Clues) -> tuple[Candidate, ...]:
    """Return what a file may belong to: the likely actors, in each of their rounds; without any, all of the last."""
    ranked = rank_dispatches(ledger, file, clues)
    latest = ledger.latest_round()
    likely = {record.actor for points, record in ranked if points}
    found = dict.fromkeys(
        Candidate(actor=record.actor, round=record.round)
        for _, record in ranked
        if (record.actor in likely if likely else latest is not None and record.round == latest.name)
    )
    return tuple(found)[:_MOST_CANDIDATES]


def _named(actors: Iterable[str], clues: Clues) -> frozenset[str]:
    return frozenset(actor for actor in actors if fold(actor) in clues.titles)


def _alike(ledger: Ledger, clues: Clues) -> frozenset[str]:
    """Return the dispatches that have most rows in common with the file, if that is half of both together."""
    shares: dict[str, float] = {}
    for code, common in ledger.count_sent(clues.ids).items():
        dispatch = ledger.dispatch_by_code(code)
        rows = {row.measure for row in dispatch.rows} if dispatch else set()
        shares[code] = common / len(rows | set(clues.ids))
    best = max(shares.values(), default=0.0)
    return frozenset(code for code, share in shares.items() if share == best >= 0.5)


def _named_by_file(file: str, actors: Iterable[str]) -> str | None:
    """Return the actor whose name is in the file's: «Gol (1).xlsx», «Kopi av Gol.xlsx», «Gol - svar.xlsx»."""
    words = re.findall(r"[^\W_]+", fold(file.rpartition(".")[0] or file))
    found = []
    for actor in actors:
        name = re.findall(r"[^\W_]+", fold(actor))
        if name and any(words[n : n + len(name)] == name for n in range(len(words))):
            found.append((len(bare(actor)), actor))
    longest = [actor for length, actor in found if length == max(found)[0]]
    return longest[0] if len(longest) == 1 else None


def _differs_by_one_letter(code: str, written: str) -> bool:
    one, other = bare(code), bare(written)
    return len(one) == len(other) and sum(a != b for a, b in zip(one, other, strict=True)) == 1

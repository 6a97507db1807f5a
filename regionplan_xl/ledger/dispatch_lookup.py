"""Whose a return is: what it bears points into the ledger, which alone says what anybody was asked."""

import re
from collections import Counter
from collections.abc import Callable, Collection, Iterable
from dataclasses import dataclass

from regionplan_xl.errors import Rejected
from regionplan_xl.ledger.entries import DispatchRecord
from regionplan_xl.ledger.ledger import Ledger
from regionplan_xl.plan.codes import read_dispatch_code
from regionplan_xl.plan.merging.exchange import Dispatch
from regionplan_xl.text import Phrase, bare, fold, phrase

NO_CODE = phrase(
    "The workbook bears none of the codes that were sent out, so nobody knows whose answers these are."
)
UNKNOWN_CODE = phrase("The workbook bears the code {codes}, which was never sent out.")
SEVERAL_CODES = phrase(
    "The workbook bears several codes ({codes}), so it is not known whose answers these are."
)
OTHER_NAME = phrase("The code {codes} is of {actor}, but a sheet of the workbook bears the name of {named}.")
OTHER_ROWS = phrase("The code {codes} is of {actor}, but many rows of the workbook were never sent there.")
LIKELY = phrase("{why} It looks like {actor}, round {round} (code {code}).")

_FOREIGN_ROWS, _FOREIGN_SHARE = 2, 0.1  # so many rows of somebody else's are more than a slip
_MOST_NAMES = 3


@dataclass(frozen=True)
class Clues:
    """What one returned file bears: its name, codes, IDs; `named`: those of some names that its titles bear."""

    file: str
    codes: Collection[str]
    ids: Collection[str]
    named: Callable[[Iterable[str]], frozenset[str]]


def whose(ledger: Ledger, clues: Clues) -> Dispatch:
    """The dispatch that the codes point at, where nothing else in the file contradicts them.

    Else `Rejected`; with the likely one named where there is one. A likely one is never written to.
    """
    found = {d.code: d for d in (ledger.dispatch_by_code(code) for code in clues.codes) if d is not None}
    strangers = {code for code in clues.codes if read_dispatch_code(code)} - set(found)
    if len(found) > 1 or (found and strangers):
        said = [f"{d.code} ({d.actor}, {d.round})" for d in found.values()]
        raise Rejected(SEVERAL_CODES.with_values(codes="; ".join(sorted([*said, *strangers]))))
    if not found:
        reason = UNKNOWN_CODE.with_values(codes=", ".join(sorted(clues.codes))) if clues.codes else NO_CODE
        raise Rejected(_with_likely(reason, ledger, clues))
    (dispatch,) = found.values()
    contradiction = _contradiction(dispatch, ledger, clues)
    if contradiction is not None:
        raise Rejected(contradiction)
    return dispatch


def _contradiction(dispatch: Dispatch, ledger: Ledger, clues: Clues) -> Phrase | None:
    """What in the workbook speaks against its one code."""
    names = {record.actor for record in ledger.dispatches(dispatch.round)}
    others = clues.named(names - {dispatch.actor})
    if others:
        named = ", ".join(sorted(others))
        return OTHER_NAME.with_values(codes=dispatch.code, actor=dispatch.actor, named=named)
    foreign = set(clues.ids) - {row.measure for row in dispatch.rows}
    if len(foreign) >= _FOREIGN_ROWS and len(foreign) >= _FOREIGN_SHARE * len(clues.ids):
        return OTHER_ROWS.with_values(codes=dispatch.code, actor=dispatch.actor)
    return None


def _with_likely(reason: Phrase, ledger: Ledger, clues: Clues) -> Phrase:
    """The reason, and which dispatch the file looks like where one does more than the others."""
    rounds = ledger.rounds()
    records = {r.code: r for round_ in rounds for r in ledger.dispatches(round_.name)}
    age = {round_.name: len(rounds) - n for n, round_ in enumerate(rounds)}
    actors = {record.actor for record in records.values()}
    named, by_file = clues.named(actors), _named_by_file(clues.file, actors)
    alike = _alike(ledger, clues)
    points: Counter[str] = Counter()
    for code, record in records.items():
        points[code] += 4 * any(_one_sign_off(code, written) for written in clues.codes)
        points[code] += 2 * (record.actor in named) + 2 * (record.actor == by_file)
        points[code] += code in alike
    best = max(points.values(), default=0)
    likely = [records[code] for code, count in points.items() if count == best > 0]
    # The same body in several rounds, or sent to twice: the last.
    likely = _latest(likely, age)
    if len(likely) != 1:
        return reason
    (record,) = likely
    return LIKELY.with_values(why=reason, actor=record.actor, round=record.round, code=record.code)


def _alike(ledger: Ledger, clues: Clues) -> frozenset[str]:
    """The dispatches whose rows are most nearly those in the file, if they have half of both in common."""
    shares: dict[str, float] = {}
    for code, common in ledger.count_sent(clues.ids).items():
        dispatch = ledger.dispatch_by_code(code)
        rows = {row.measure for row in dispatch.rows} if dispatch else set()
        shares[code] = common / len(rows | set(clues.ids))
    best = max(shares.values(), default=0.0)
    return frozenset(code for code, share in shares.items() if share == best >= 0.5)


def _latest(likely: list[DispatchRecord], age: dict[str, int]) -> list[DispatchRecord]:
    if len({record.actor for record in likely}) != 1:
        return likely
    return [min(likely, key=lambda record: (age[record.round], -record.serial))]


def _named_by_file(file: str, actors: Iterable[str]) -> str | None:
    """The actor whose name stands in the file's: «Gol (1).xlsx», «Kopi av Gol.xlsx», «Gol - svar.xlsx»."""
    words = re.findall(r"[^\W_]+", fold(file.rpartition(".")[0] or file))
    found = []
    for actor in actors:
        name = re.findall(r"[^\W_]+", fold(actor))
        if name and any(words[n : n + len(name)] == name for n in range(len(words))):
            found.append((len(bare(actor)), actor))
    longest = [actor for length, actor in found if length == max(found)[0]]
    return longest[0] if len(longest) == 1 else None


def _one_sign_off(code: str, written: str) -> bool:
    one, other = bare(code), bare(written)
    return len(one) == len(other) and sum(a != b for a, b in zip(one, other, strict=True)) == 1

"""Restore IDs that rows have lost or exchanged, by the rows' words."""

from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from regionplan_xl.errors import Place, Problem
from regionplan_xl.excel.common.master_model import Master, RowPlace
from regionplan_xl.excel.shares.read import match_shares, unmatched_rows
from regionplan_xl.plan.ids import is_indicator
from regionplan_xl.text import bare, counted, phrase

_LOST = {
    "measure": counted(
        "{count} measure has lost its ID; it is recognised by its text.",
        "{count} measures have lost their ID; they are recognised by their texts.",
        count=2,
    ),
    "indicator": counted(
        "{count} result goal has lost its ID; it is recognised by its name.",
        "{count} result goals have lost their ID; they are recognised by their names.",
        count=2,
    ),
}
_MOVED = {
    "measure": phrase(
        "The IDs of {count} measures are on other rows than before, as when rows are sorted without the "
        "hidden column ID; the measures are recognised by their texts."
    ),
    "indicator": phrase(
        "The IDs of {count} result goals are on other rows than before, as when rows are sorted without the "
        "hidden column ID; the result goals are recognised by their names."
    ),
}
_CHECK = {
    "measure": phrase("Check that every row still has its own status; the next merge corrects the IDs."),
    "indicator": phrase("Check that every row still has its own values; the next merge corrects the IDs."),
}
Words = tuple[str, str]
"""Number and text of a measure; for a result goal, which has no number, ("", name)."""


@dataclass(frozen=True)
class _Row:
    """The row of a measure or result goal (`kind`): its ID ("" if none), its place, and its words."""

    kind: str
    id: str
    place: RowPlace
    words: Words


def with_restored_ids(master: Master, known: Mapping[str, Words]) -> Master:
    """Return the master with IDs corrected by `known`, the words last seen with each ID.

    A row without an ID gets that of a missing measure with the same words. Rows that have exchanged IDs get theirs
    back. Every other row keeps its ID.
    """
    texts = [(one.id, one.text) for one in master.plan.measures]
    texts += [(one.id, one.name) for one in master.plan.indicators]
    if not known or all(identity in known and known[identity][1] == text for identity, text in texts):
        return master
    rows = [*_measure_rows(master), *_indicator_rows(master)]
    words = {identity: _compared(*words) for identity, words in known.items()}
    wanted: list[str] = []
    for kind in ("measure", "indicator"):
        of_kind = {one: said for one, said in words.items() if is_indicator(one) == (kind == "indicator")}
        wanted += _ids_of_rows([row for row in rows if row.kind == kind], of_kind)
    restored_ids = [(row, identity) for row, identity in zip(rows, wanted, strict=True) if row.id != identity]
    if not restored_ids:
        return master
    found = {row.place for row, _ in restored_ids}
    ids = iter(wanted)
    plan = master.plan.map_measures(lambda measure: replace(measure, id=next(ids)))
    restored = replace(
        master,
        plan=replace(plan, indicators=tuple(replace(one, id=next(ids)) for one in plan.indicators)),
        places={**master.places, **{identity: row.place for row, identity in restored_ids}},
        unidentified=tuple(new for new in master.unidentified if new.place not in found),
        restored_ids=tuple((row.place, identity) for row, identity in restored_ids),
        problems=(*master.problems, *_problems([row for row, _ in restored_ids])),
    )
    return _with_matched_shares(restored)


def _with_matched_shares(master: Master) -> Master:
    """Return the master with the rows of Delstatus matched again, by the IDs that its measures now have."""
    before = master.shares
    if before is None:
        return master
    plan, shares = match_shares(master.plan, before)
    former = unmatched_rows(before)
    problems = [problem for problem in master.problems if problem not in former]
    return replace(master, plan=plan, shares=shares, problems=(*problems, *unmatched_rows(shares)))


def _compared(number: str, text: str) -> Words:
    return bare(number), bare(text)


def _measure_rows(master: Master) -> Iterator[_Row]:
    new = iter([row.place for row in master.unidentified if row.kind == "measure"])
    for measure in master.plan.measures:
        place = master.places[measure.id] if measure.id else next(new)
        yield _Row("measure", measure.id, place, _compared(measure.number, measure.text))


def _indicator_rows(master: Master) -> Iterator[_Row]:
    new = iter([row.place for row in master.unidentified if row.kind == "indicator"])
    for indicator in master.plan.indicators:
        place = master.places[indicator.id] if indicator.id else next(new)
        yield _Row("indicator", indicator.id, place, _compared("", indicator.name))


def _ids_of_rows(rows: Sequence[_Row], known: Mapping[str, Words]) -> list[str]:
    """Return the ID of each row; "" for a new one."""
    unchanged = {row.id for row in rows if row.id in known and known[row.id][1] == row.words[1]}
    by_text: defaultdict[str, list[str]] = defaultdict(list)
    for identity, (_, text) in known.items():
        if text and identity not in unchanged:
            by_text[text].append(identity)
    claims: defaultdict[str, list[int]] = defaultdict(list)
    for at, row in enumerate(rows):
        if row.id not in unchanged and (identity := _id_by_words(row.words, by_text[row.words[1]], known)):
            claims[identity].append(at)
    given = {claimants[0]: identity for identity, claimants in claims.items() if len(claimants) == 1}
    holder = {row.id: at for at, row in enumerate(rows) if row.id}
    # Take an ID only from a row that gets its own back: a rewritten text is not evidence enough.
    while blocked := [at for at, identity in given.items() if holder.get(identity, at) not in given]:
        for at in blocked:
            del given[at]
    return [given.get(at, row.id) for at, row in enumerate(rows)]


def _id_by_words(words: Words, candidates: Sequence[str], known: Mapping[str, Words]) -> str:
    """Return the single ID last seen with these words, or ""."""
    if len(candidates) > 1:
        candidates = [identity for identity in candidates if known[identity] == words]
    return candidates[0] if len(candidates) == 1 else ""


def _problems(restored_ids: Sequence[_Row]) -> Iterator[Problem]:
    """Yield one problem per sheet and kind; `restored_ids` are the rows before the correction."""
    missing = Counter((row.place.sheet, row.kind) for row in restored_ids if not row.id)
    moved = Counter((row.place.sheet, row.kind) for row in restored_ids if row.id)
    for (sheet, kind), count in missing.items():
        fix = phrase("Nothing to do: the next merge writes the IDs again.")
        yield Problem(Place(sheet, column="ID"), _LOST[kind].with_values(count=count), fix)
    for (sheet, kind), count in moved.items():
        yield Problem(Place(sheet, column="ID"), _MOVED[kind].with_values(count=count), _CHECK[kind])

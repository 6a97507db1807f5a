"""Values of every kind that the ledger stores, whatever people wrote."""

from datetime import UTC, date, datetime
from types import NoneType
from typing import Any, Literal, get_args, get_origin, get_type_hints

from hypothesis import strategies as st

from regionplan_xl.errors import Place
from regionplan_xl.plan.merging.sent_and_returned import AnswerValue, Candidate, Clear, Unclear
from regionplan_xl.plan.model import Field, Report, Share, Value
from regionplan_xl.text import Phrase

texts = st.text(st.characters(categories=None))  # also lone surrogates and NUL
numbers = st.floats(allow_nan=False) | st.integers()
moments = st.datetimes(timezones=st.just(UTC))
parts = st.none() | texts | numbers | st.dates() | moments
phrases = st.recursive(
    st.builds(Phrase, texts),
    lambda inner: st.builds(Phrase, texts, st.lists(st.tuples(texts, parts | inner)).map(tuple)),
    max_leaves=4,
)
values = st.none() | texts | numbers | st.dates()
answers = values | st.builds(Clear) | st.builds(Unclear, texts, phrases)
places = st.builds(Place, texts, st.none() | st.integers(1), texts, texts)
reports = st.builds(Report, st.none() | texts, st.none() | numbers, st.none() | texts, st.none() | st.dates())

_OF_TYPE: dict[object, st.SearchStrategy[Any]] = {
    str: texts,
    bool: st.booleans(),
    int: st.integers(-(2**63), 2**63 - 1),
    date: st.dates(),
    datetime: moments,
    Field: st.sampled_from(Field),
    Phrase: phrases,
    Place: places,
    Report: reports,
    Candidate: st.builds(Candidate, texts, texts, texts, texts),
    Share: st.builds(Share, texts, reports),
    Value: values,
    AnswerValue: answers,
}


def of_type(hint: Any) -> st.SearchStrategy[Any]:
    """Return a strategy for values of a field's annotated type; raises for an unknown type."""
    if hint in _OF_TYPE:
        return _OF_TYPE[hint]
    inner = get_args(hint)
    if get_origin(hint) is Literal:
        return st.sampled_from(inner)
    if get_origin(hint) is tuple:
        return st.lists(of_type(inner[0]), max_size=3).map(tuple)
    assert len(inner) == 2, hint
    assert inner[1] is NoneType, hint
    return st.none() | of_type(inner[0])


def filled(kind: type[Any]) -> st.SearchStrategy[Any]:
    """Return a strategy for dataclasses of this kind with every field given."""
    return st.builds(kind, **{name: of_type(hint) for name, hint in get_type_hints(kind).items()})

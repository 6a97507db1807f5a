"""Convert an imported document to plain data for JSON, and back.

The data comes from the process that reads outside files, so it is checked against the types of the classes: a text must
be a text, a number a number, and a phrase one of the program's own.
"""

from collections.abc import Callable
from dataclasses import MISSING, Field, fields, is_dataclass
from datetime import date
from functools import cache
from types import NoneType, UnionType
from typing import Any, Literal, Union, get_args, get_origin, get_type_hints

from regionplan_xl.documents.imported_document import Imported
from regionplan_xl.errors import Doubt, Problem
from regionplan_xl.plan.merging.plain_data import from_plain, to_plain
from regionplan_xl.plan.status import Scale
from regionplan_xl.text import Phrase

PhraseFromPlain = Callable[[Any], Phrase]


def imported_to_plain(imported: Imported) -> object:
    """Return it as plain data for JSON, without the plan's scale and without default values."""
    return _to_plain(imported)


def imported_from_plain(plain: Any, scale: Scale, phrase_from_plain: PhraseFromPlain) -> Imported:
    """Return the import from plain data of `imported_to_plain`; raise `ValueError` for anything else."""
    try:
        made: Imported = _Builder(scale, phrase_from_plain).value(Imported, plain)
    except (TypeError, KeyError, AttributeError, RecursionError) as fault:
        raise ValueError("this is nothing imported") from fault
    return made


def _to_plain(value: object) -> object:
    if isinstance(value, (Phrase, date)):
        return to_plain(value)
    if isinstance(value, tuple):
        return [_to_plain(one) for one in value]
    if isinstance(value, Scale):
        return None
    if is_dataclass(value):
        values = {one.name: (getattr(value, one.name), one) for one in fields(value)}
        plain = {name: _to_plain(one) for name, (one, of) in values.items() if not _is_default(one, of)}
        return {"doubt": plain} if isinstance(value, Doubt) else plain
    return value


def _is_default(value: object, of: "Field[Any]") -> bool:
    return of.default is not MISSING and of.default == value and type(of.default) is type(value)


class _Builder:
    """Builds values of given types from plain data."""

    def __init__(self, scale: Scale, phrase_from_plain: PhraseFromPlain) -> None:
        self._scale = scale
        self._phrase = phrase_from_plain

    def value(self, kind: Any, plain: Any) -> Any:
        """Return a value of this type; raise `ValueError` if the data has another type."""
        origin = get_origin(kind)
        if kind in (str, int, bool, NoneType):
            return self._checked(kind, plain)
        if kind is float:
            return float(self._checked(float, plain) if type(plain) is not int else plain)
        if kind is Phrase:
            return self._phrase(plain) if plain["say"] else Phrase("")
        if kind is date:
            return self._checked(date, from_plain(plain))
        if kind is Scale:
            return self._scale
        if origin is tuple:
            return self._tuple(get_args(kind), plain)
        if origin is Literal:
            if plain not in get_args(kind):
                raise ValueError("another word was expected")
            return plain
        if origin in (Union, UnionType):
            return self._one_of(get_args(kind), plain)
        return self._instance(kind, plain)

    def _checked(self, kind: type[Any], plain: Any) -> Any:
        if type(plain) is not kind:
            raise ValueError(f"{kind.__name__} was expected")
        return plain

    def _tuple(self, kinds: tuple[Any, ...], plain: Any) -> tuple[Any, ...]:
        self._checked(list, plain)
        if kinds[-1] is Ellipsis:
            return tuple(self.value(kinds[0], one) for one in plain)
        return tuple(self.value(kind, one) for kind, one in zip(kinds, plain, strict=True))

    def _one_of(self, kinds: tuple[Any, ...], plain: Any) -> Any:
        for kind in kinds:
            try:
                return self.value(kind, plain)
            except (ValueError, TypeError, KeyError):
                continue
        raise ValueError("it is of none of the types that were expected")

    def _instance(self, kind: Any, plain: Any) -> Any:
        if kind is Problem and "doubt" in plain:
            kind, plain = Doubt, plain["doubt"]
        known = _types(kind)
        return kind(**{name: self.value(known[name], one) for name, one in plain.items()})


@cache
def _types(kind: Any) -> dict[str, Any]:
    if not is_dataclass(kind):
        raise ValueError(f"{kind} is not built")
    hints = get_type_hints(kind)
    return {one.name: hints[one.name] for one in fields(kind)}

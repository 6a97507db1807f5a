"""Word the faults that validation finds in config.yaml for planners."""

from collections.abc import Iterator, Mapping
from typing import Any, get_args

from pydantic import ValidationError
from pydantic.fields import FieldInfo

from regionplan_xl.config.group import Group, InvalidValue, quoted
from regionplan_xl.config.settings import Config
from regionplan_xl.config.source import At, Fault
from regionplan_xl.similarity import nearest
from regionplan_xl.text import Phrase, phrase, sentences

_KINDS: Mapping[type, Phrase] = {
    dict: phrase("a group of settings"),
    list: phrase("a list"),
    tuple: phrase("a list"),
}


def faults_of(error: ValidationError) -> list[Fault]:
    """Return the faults of a validation error, each once, with its key path."""
    return list(dict.fromkeys(fault for detail in error.errors() for fault in _worded(dict(detail))))


def _worded(detail: dict[str, Any]) -> Iterator[Fault]:
    at: At = tuple(part for part in detail["loc"] if part != "[key]")
    cause = detail.get("ctx", {}).get("error")
    if isinstance(cause, InvalidValue):
        yield from (Fault((*at, *fault.at), fault.what, fault.fix) for fault in cause.faults)
    elif detail["type"] == "extra_forbidden":
        yield _unknown_key(at)
    elif detail["type"] == "missing":
        _, field = _innermost(at)
        fix = phrase("Write «{key}:» and {value}.", key=at[-1], value=_described(field))
        yield Fault(at, phrase("this is missing."), fix)
    elif "[key]" in detail["loc"]:
        fix = phrase("Write one word of small letters a-z, digits and _, such as «dropped».")
        yield Fault(at, phrase("{given} cannot be the name of a status.", given=quoted(at[-1])), fix)
    elif detail["type"] in ("too_short", "too_long") and isinstance(detail["input"], list):
        yield from _wrong_length(at, detail["input"], detail["ctx"])
    else:
        yield _unexpected_value(at, detail["input"])


def _wrong_length(at: At, given: list[object], limits: dict[str, Any]) -> Iterator[Fault]:
    """A list that is empty or too long; one that is short for its faulty items has a fault for each of them."""
    _, field = _innermost(at)
    expected = phrase("Expected: {value}.", value=_described(field))
    if not given:
        yield Fault(at, phrase("the list is empty."), expected)
    elif most := limits.get("max_length"):
        what = phrase(
            "there are {count} in the list, and at most {most} can be.", count=len(given), most=most
        )
        yield Fault(at, what, expected)


def _unexpected_value(at: At, given: object) -> Fault:
    _, field = _innermost(at)
    expected = phrase("Expected: {value}.", value=_described(field))
    if not field.repr:
        return Fault(at, _cannot_be_used(phrase("this")), expected)
    if isinstance(given, str):
        choices = _choices(field.annotation)
        near = None if given in choices else nearest(given, choices)
        fix = sentences(phrase("Did you mean «{near}»?", near=near), expected) if near else expected
        return Fault(at, _cannot_be_used(quoted(given)), fix)
    if given is None:
        return Fault(at, phrase("nothing is written here."), expected)
    return Fault(at, _cannot_be_used(_KINDS.get(type(given), phrase("this"))), expected)


def _cannot_be_used(given: Phrase | str) -> Phrase:
    return phrase("{given} cannot be used here.", given=given)


def _described(field: FieldInfo) -> Phrase:
    """Return the description of a setting as a phrase; the catalogs translate it."""
    return Phrase(field.description or "")


def _unknown_key(at: At) -> Fault:
    key, (group, _) = str(at[-1]), _innermost(at[:-1])
    if why := group.misplaced.get(key.lower()):
        return Fault(at, why)
    what = phrase("there is no setting {given} here.", given=quoted(key))
    if near := nearest(key, group.model_fields):
        return Fault(at, what, phrase("Did you mean «{near}»?", near=near))
    for section, field in Config.model_fields.items():
        if key in getattr(_group(field.annotation), "model_fields", ()):
            return Fault(at, what, phrase("It belongs under «{group}:».", group=section))
    return Fault(at, what, phrase("These can be used here: {keys}.", keys=", ".join(group.model_fields)))


def _innermost(at: At) -> tuple[type[Group], FieldInfo]:
    """Return the innermost group of settings at or around `at`, and the innermost setting."""
    group: type[Group] = Config
    field: FieldInfo = FieldInfo(annotation=Config, description="settings such as plan and round")
    for part in at:
        if part in group.model_fields:
            field = group.model_fields[str(part)]
            group = _group(field.annotation) or group
    return group, field


def _group(annotation: Any) -> type[Group] | None:
    """Return the group of settings in an annotation, including inside `| None` and `dict[…]`."""
    if isinstance(annotation, type) and issubclass(annotation, Group):
        return annotation
    found = (_group(argument) for argument in get_args(annotation))
    return next((group for group in found if group), None)


def _choices(annotation: Any) -> tuple[str, ...]:
    """Return the words that an annotation allows, including inside a list."""
    found: list[str] = []
    for argument in get_args(annotation):
        found += [argument] if isinstance(argument, str) else _choices(argument)
    return tuple(found)

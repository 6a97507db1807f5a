"""What the settings' validation found, in the planner's words."""

from collections.abc import Iterator
from typing import Any, get_args

from pydantic import BaseModel, ValidationError
from pydantic.fields import FieldInfo

from regionplan_xl.config.group import InvalidValue, quoted
from regionplan_xl.config.settings import Config
from regionplan_xl.config.source import At, Fault
from regionplan_xl.text import nearest


def faults_of(error: ValidationError) -> Iterator[Fault]:
    """Each fault once, with its key path."""
    seen = set()
    for detail in error.errors():
        for fault in _worded(dict(detail)):
            if fault not in seen:
                seen.add(fault)
                yield fault


def _worded(detail: dict[str, Any]) -> Iterator[Fault]:
    at: At = tuple(part for part in detail["loc"] if part != "[key]")
    cause = detail.get("ctx", {}).get("error")
    if isinstance(cause, InvalidValue):
        yield from (Fault((*at, *fault.at), fault.what, fault.fix) for fault in cause.faults)
    elif detail["type"] == "extra_forbidden":
        yield _unknown_key(at)
    elif detail["type"] == "missing":
        yield Fault(at, "this is missing.", f"Write «{at[-1]}:» and {_field(at).description}.")
    elif "[key]" in detail["loc"]:
        fix = "Write one word of small letters a-z, digits and _, such as «dropped»."
        yield Fault(at, f"{quoted(at[-1])} cannot be the name of a status.", fix)
    else:
        yield _unexpected_value(at, detail["input"])


def _unexpected_value(at: At, given: object) -> Fault:
    field = _field(at)
    expected = f"Expected: {field.description}."
    if not field.repr:
        return Fault(at, "what stands here cannot be used.", expected)
    if isinstance(given, str):
        choices = _choices(field.annotation)
        near = None if given in choices else nearest(given, choices)
        fix = f"Did you mean «{near}»? {expected}" if near else expected
        return Fault(at, f"{quoted(given)} cannot stand here.", fix)
    kinds = {dict: "a group of settings", list: "a list", tuple: "a list", type(None): "nothing"}
    return Fault(at, f"{kinds.get(type(given), 'this')} cannot stand here.", expected)


def _unknown_key(at: At) -> Fault:
    key, known = str(at[-1]), _keys(at[:-1])
    what = f"there is no setting {quoted(key)} here."
    if key.startswith("pass") and "password_env" in known:
        fix = (
            "A password never stands in this file: keep it in an environment variable named in password_env."
        )
        return Fault(at, what, fix)
    if near := nearest(key, known):
        return Fault(at, what, f"Did you mean «{near}»?")
    if homes := [section for section in _keys(()) if key in _keys((section,))]:
        return Fault(at, what, f"It belongs under «{homes[0]}:».")
    return Fault(at, what, f"These may stand here: {', '.join(known)}.")


def _field(at: At) -> FieldInfo:
    """The setting at `at`, or the nearest one around it."""
    found: FieldInfo = FieldInfo(annotation=Config, description="settings such as plan and round")
    for field in _fields(at):
        found = field
    return found


def _keys(at: At) -> tuple[str, ...]:
    """The names that may stand in the group at `at`."""
    group: type[BaseModel] | None = Config
    fields = list(_fields(at))
    if at:
        group = _group(fields[-1].annotation) if fields else None
    return tuple(group.model_fields) if group else ()


def _fields(at: At) -> Iterator[FieldInfo]:
    """The settings on the way to `at`."""
    group: type[BaseModel] | None = Config
    for part in at:
        if group is not None and part in group.model_fields:
            field = group.model_fields[str(part)]
            yield field
            group = _group(field.annotation)


def _group(annotation: Any) -> type[BaseModel] | None:
    """The group of settings in an annotation, also inside `| None` and `dict[…]`."""
    if isinstance(annotation, type) and issubclass(annotation, BaseModel):
        return annotation
    found = (_group(argument) for argument in get_args(annotation))
    return next((group for group in found if group), None)


def _choices(annotation: Any) -> tuple[str, ...]:
    """The words that an annotation allows, also inside a list."""
    found: list[str] = []
    for argument in get_args(annotation):
        found += [argument] if isinstance(argument, str) else _choices(argument)
    return tuple(found)

"""Word usage errors of the command line in the program's own, translated messages."""

import re
from collections.abc import Collection

import click

from regionplan_xl.errors import InputError
from regionplan_xl.similarity import nearest
from regionplan_xl.text import Phrase, phrase, sentences

_NONE_NAMED = "Missing command."
_NO_VALUE = re.compile(r"requires (an argument|\d+ arguments)\.")
_NEEDLESS_VALUE = re.compile(r"does not take a value\.")
_NO_COMMAND = re.compile(r"No such command '(.*?)'\.")
_EXTRA = re.compile(r"Got unexpected extra arguments? \((.*)\)")


def usage_error(error: click.ClickException, commands: Collection[str]) -> InputError:
    """Return the error for wrong arguments; an unknown kind keeps the library's message."""
    return InputError(_what(error, commands), phrase("See «regionplan --help»."))


def _what(error: click.ClickException, commands: Collection[str]) -> Phrase | str:
    if isinstance(error, click.NoSuchOption):
        what = phrase("There is no option «{option}».", option=error.option_name)
        return sentences(what, _did_you_mean(next(iter(error.possibilities or ()), None)))
    if isinstance(error, click.BadOptionUsage) and _NO_VALUE.search(error.message):
        return phrase("{option} needs a value after it.", option=error.option_name)
    if isinstance(error, click.BadOptionUsage) and _NEEDLESS_VALUE.search(error.message):
        return phrase("{option} takes no value.", option=error.option_name)
    if isinstance(error, click.BadOptionUsage):
        return phrase("The option «{option}» is not used correctly.", option=error.option_name)
    if isinstance(error, click.BadParameter) and error.param is not None:
        return _bad_value(error, error.param)
    if command := _NO_COMMAND.match(error.message):
        what = phrase("There is no command «{command}».", command=command[1])
        return sentences(what, _did_you_mean(nearest(command[1], commands)))
    if error.message == _NONE_NAMED:
        return phrase("A command is missing.")
    if extra := _EXTRA.fullmatch(error.message):
        return phrase("«{extra}» is more than the command takes.", extra=extra[1])
    return error.format_message()


def _bad_value(error: click.BadParameter, parameter: click.Parameter) -> Phrase | str:
    kind = parameter.type
    name = "/".join(parameter.opts) if isinstance(parameter, click.Option) else parameter.human_readable_name
    if isinstance(error, click.MissingParameter):
        return phrase("{name} is missing.", name=name)
    if isinstance(kind, click.Choice):
        return phrase(
            "{name} must be one of {choices}.", name=name, choices=", ".join(map(str, kind.choices))
        )
    if isinstance(kind, click.IntRange) and kind.max is not None:
        what = phrase("{name} must be a whole number from {least} to {most}.")
        return what.with_values(name=name, least=kind.min, most=kind.max)
    if isinstance(kind, click.IntRange):
        return phrase("{name} must be a whole number from {least}.", name=name, least=kind.min)
    return error.format_message()


def _did_you_mean(near: str | None) -> Phrase | str:
    return phrase("Did you mean «{near}»?", near=near) if near else ""

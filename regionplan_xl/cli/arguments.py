"""Shared parts of the command line: global options, parameter types and common options."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from glob import has_magic
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar

import click

from regionplan_xl.cli.printing.language import MessageLanguage
from regionplan_xl.errors import InputError
from regionplan_xl.text import phrase

if TYPE_CHECKING:
    from collections.abc import Callable

    from regionplan_xl.config import Config
    from regionplan_xl.documents.planning.choices import Chosen
    from regionplan_xl.project.folder import Project

_Command = TypeVar("_Command", bound="Callable[..., Any]")


@dataclass(frozen=True)
class Settings:
    """The global options: the project folder, and how to print."""

    folder: Path
    as_json: bool
    verbose: bool
    language: MessageLanguage
    lock_seconds: float | None = None
    """How long to wait for a project in use (None: the default of a single command)."""

    @property
    def is_pattern(self) -> bool:
        """Whether `folder` is a pattern of many folders, such as `plans/*`."""
        return has_magic(str(self.folder)) and not self.folder.exists()

    def project(self, config: Config | None = None) -> Project:
        """Open the project with `config`, or else its config.yaml; raise `InputError` if it is not a project."""
        from regionplan_xl.cli.printing.progress import progress
        from regionplan_xl.project.folder import Project

        if self.is_pattern:
            raise InputError(
                phrase("A pattern of many folders, «{pattern}», goes with «run» only.", pattern=self.folder),
                phrase("Name one folder, such as --project plans/hallingdal."),
            )
        project = Project.open(self.folder, self.language.chosen, config)
        self.language.plan = project.language
        if self.lock_seconds is not None:
            project.lock_seconds = self.lock_seconds
        project.show_progress = progress
        return project


class Day(click.ParamType[date]):
    """A parameter for a day, as `2025-12-31` or `31.12.2025`."""

    name = "date"

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> date:
        if isinstance(value, date):
            return value
        from regionplan_xl.text import parse_day

        day = parse_day(str(value))
        if day is None:
            what = phrase("«{value}» is not a day.", value=value)
            raise InputError(what, phrase("Write it as 2025-12-31 or 31.12.2025."))
        return day


class Name(click.ParamType[str]):
    """A parameter for a visible text, such as a name. `may_be_empty`: an empty one means none."""

    name = "text"

    def __init__(self, *, may_be_empty: bool = False) -> None:
        self._may_be_empty = may_be_empty

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> str:
        text = str(value)
        if not text and self._may_be_empty:
            return text
        _refuse_blank(text, param, ctx)
        return text


class PathName(click.Path):
    """A parameter for the path of a file or folder, which must be named: an empty text would mean this folder."""

    def __init__(self) -> None:
        super().__init__(path_type=Path)

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> Any:
        _refuse_blank(str(value), param, ctx)
        return super().convert(value, param, ctx)


def _refuse_blank(text: str, param: click.Parameter | None, ctx: click.Context | None) -> None:
    from regionplan_xl.text import is_blank

    if not is_blank(text) or param is None or _is_default(param, ctx):
        return
    option = param.opts[0] if isinstance(param, click.Option) else param.human_readable_name
    what = phrase("{option} is followed by a text with nothing that can be seen.", option=option)
    raise InputError(what, phrase("Write the text, or leave {option} out.", option=option))


def _is_default(param: click.Parameter, ctx: click.Context | None) -> bool:
    from click.core import ParameterSource

    return ctx is not None and ctx.get_parameter_source(param.name or "") is ParameterSource.DEFAULT


def options_of_report(command: _Command) -> _Command:
    """Add the options that choose a report to a command."""
    for option in reversed((
        click.option("--format", "formats", metavar="LIST",
                     help="docx, pdf, html, json, csv, svg; several with commas (default: config.yaml)."),
        click.option("--meeting", metavar="TEXT", type=Name(may_be_empty=True), default="",
                     help="The meeting, as the case should name it."),
        click.option("--date", "day", type=Day(), help="The day of the case (default: today)."),
        click.option("--since", metavar="MEETING|DATE", type=Name(), default="",
                     help="What the case is compared with (default: the last frozen report)."),
        click.option("--actor", "body", metavar="NAME", type=Name(), default="",
                     help="The body that the case is for (default: the whole plan)."),
        click.option("--freeze", is_flag=True,
                     help="Keep the report to the meeting with all that it showed."),
        click.option("--unfreeze", metavar="MEETING", type=Name(),
                     help="Undo the freeze of the report to this meeting."),
        click.option("--reason", metavar="TEXT", type=Name(), default="", help="Why the freeze is undone."),
        click.option("--archive", metavar="DIR", type=PathName(),
                     help="Write a packet for the archive into DIR too."),
    )):  # fmt: skip
        command = option(command)
    return command


def choices_of_document(command: _Command) -> _Command:
    """Add the options that say how to read a plan document to a command."""
    for option in (
        click.option("--pages", metavar="PAGES", default="", help="Read only these pages of the document: 3-12."),
        click.option(
            "--sheet", "sheets", metavar="NAME", multiple=True, help="Read only this sheet; may be repeated."
        ),
        click.option(
            "--columns", metavar="COLUMNS", default="",
            help="What the document calls its columns: «Ansvar=Lead,Tid=Deadline».",
        ),
    ):  # fmt: skip
        command = option(command)
    return command


def chosen_of_document(columns: str, sheets: tuple[str, ...], pages: str) -> Chosen | None:
    """Return the choices about a document made by the options; None if there are none."""
    if not (columns or sheets or pages):
        return None
    from regionplan_xl.documents.planning.choices import parse_choices

    return parse_choices(columns, sheets, pages)

"""What the commands have in common: the options before the command, days, and the order in the help."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

if TYPE_CHECKING:
    from regionplan_xl.project.folder import Project


@dataclass(frozen=True)
class Settings:
    """The options before the command: the project folder, and how to print."""

    folder: Path
    as_json: bool
    verbose: bool

    def project(self) -> Project:
        """Open the project; raises `InputError` where the folder is none."""
        from regionplan_xl.project.folder import Project

        return Project.open(self.folder)


class Day(click.ParamType[date]):
    """A day as `2025-12-31` or `31.12.2025`."""

    name = "date"

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> date:
        if isinstance(value, date):
            return value
        from regionplan_xl.text import parse_day

        day = parse_day(str(value))
        if day is None:
            self.fail(f"«{value}» is not a day. Write it as 2025-12-31 or 31.12.2025.", param, ctx)
        return day


class InOrder(click.Group):
    """A group that lists its commands in the order in which a round uses them."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        return list(self.commands)

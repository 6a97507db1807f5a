"""Problems as values, with place and fix; and the exceptions that stop a command."""

from dataclasses import dataclass, field

from regionplan_xl.text import Phrase


@dataclass(frozen=True)
class Place:
    """Where something is: a sheet (or a file), a row (1-based) and a column as the reader knows it."""

    sheet: str = ""
    row: int | None = None
    column: str = ""
    file: str = ""

    def __str__(self) -> str:
        parts = [self.file, self.sheet, f"row {self.row}" if self.row else "", self.column]
        return ", ".join(p for p in parts if p)


@dataclass(frozen=True)
class Problem:
    """Something in somebody's workbook or document that a person should look at; never raised."""

    place: Place
    what: Phrase
    fix: Phrase = field(default_factory=lambda: Phrase(""))


class RegionplanError(Exception):
    """The command stops. Worded for people; `exit_status` is the documented one."""

    exit_status = 2

    def __init__(self, what: Phrase | str, fix: Phrase | str = "", place: Place | None = None) -> None:
        self.what = what
        self.fix = fix
        self.place = place
        super().__init__(str(self))

    def __str__(self) -> str:
        where = f"{self.place}: " if self.place and str(self.place) else ""
        fix = f" {self.fix}" if str(self.fix) else ""
        return f"{where}{self.what}{fix}"


class InputError(RegionplanError):
    """The usage, configuration or input is wrong; nothing was changed."""

    exit_status = 2


class NotNow(RegionplanError):  # noqa: N818  (not wrong, only too early)
    """It cannot be done now (locked, open, server away); nothing was changed, and it may be tried again."""

    exit_status = 3


class Rejected(Exception):  # noqa: N818  (about one file, not an error of the program)
    """One outside file cannot be read safely; `reason` is for a person, and the run goes on."""

    def __init__(self, reason: Phrase) -> None:
        self.reason = reason
        super().__init__(str(reason))

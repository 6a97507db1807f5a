"""The settings of a project: the type and default of each key in config.yaml.

A field's description completes the sentence «… cannot be used here; expected …», so it is in plain words.
A field with `repr=False` may contain a secret by mistake, so its value is never shown in a message.
"""

import re
from functools import cached_property
from pathlib import Path
from typing import Annotated, Literal

from pydantic import AfterValidator, BeforeValidator, Field, field_validator

from regionplan_xl.config.delivery import DeliverySettings
from regionplan_xl.config.engine import EngineSettings
from regionplan_xl.config.group import Group, InvalidValue, Line, quoted
from regionplan_xl.config.report import ReportSettings
from regionplan_xl.config.source import Fault
from regionplan_xl.config.statuses import Key, StatusSettings, scale_from
from regionplan_xl.config.timetable import FORMS, parse_timetable
from regionplan_xl.errors import InputError, Place
from regionplan_xl.plan.status import LANGUAGE_WORDS, STANDARD, Scale
from regionplan_xl.similarity import nearest
from regionplan_xl.text import Phrase, bare, phrase, squeeze

Locale = Literal["nn", "nb", "en"]

_EITHER = ("no", "norsk", "norwegian")
_A_CODE = 4  # letters; words this short are too similar to guess from

_SQLITE = re.compile(r"(sqlite(?:\+\w+)?):///([^?]+)(\?.*)?")


def _as_language(given: object) -> object:
    """Return the code of the language that a word such as «bokmål» means; raise `InvalidValue` if unknown."""
    if not isinstance(given, str) or bare(given) in LANGUAGE_WORDS:
        return LANGUAGE_WORDS[bare(given)] if isinstance(given, str) else given
    near = nearest(bare(given), (word for word in LANGUAGE_WORDS if len(word) > _A_CODE))
    near = None if bare(given) in _EITHER else near
    fix = (
        phrase("Did you mean «{near}»?", near=LANGUAGE_WORDS[near])
        if near
        else phrase("Write nn, nb or en («norsk» may be either of the first two).")
    )
    what = phrase("{given} is not a language that workbooks can be in.", given=quoted(given))
    raise InvalidValue(Fault((), what, fix))


class PlanSettings(Group):
    """`plan`: the name of the plan, its language, and the path of its master (relative to the project folder)."""

    name: Annotated[Line, Field(description="the name of the plan, on one line of at most 200 characters")]
    locale: Annotated[Locale, BeforeValidator(_as_language), Field(description="nn, nb or en")] = "nn"
    master: Annotated[Path, Field(description="the path of a workbook")] = Path("workbooks/master.xlsx")

    @field_validator("master")
    @classmethod
    def _is_a_workbook(cls, master: Path) -> Path:
        if master.suffix.lower() not in (".xlsx", ".xlsm"):
            what = phrase("{given} is not the name of an .xlsx or .xlsm file.", given=quoted(master))
            raise InvalidValue(
                Fault((), what, phrase("Save the master as an Excel workbook (.xlsx) and name that."))
            )
        return master


class RoundSettings(Group):
    """`round`: the days from sending to the deadline, the days of reminders, and nudges.

    `nudge_months`: between rounds, ask owners about measures that nobody has reported on for so many months.
    """

    deadline_days: Annotated[int, Field(ge=1, le=366, description="a whole number of days from 1 to 366")] = (
        21
    )
    reminders: Annotated[
        tuple[Annotated[int, Field(ge=-366, le=366, description="a whole number of days")], ...],
        Field(
            max_length=20,
            description="a list of days before the deadline (after it: negative), such as [7, 1, -3]",
        ),
    ] = (7, 1, -3)
    nudge_months: Annotated[
        int | None, Field(ge=1, le=60, description="a whole number of months from 1 to 60")
    ] = None


class MergeSettings(Group):
    """`merge`: who wins if both changed the same field, and how a group's answers are rolled up."""

    conflicts: Annotated[Literal["ask", "master", "newest"], Field(description="ask, master or newest")] = (
        "ask"
    )
    rollup: Annotated[Literal["cautious"], Field(description="cautious")] = "cautious"


class BackupSettings(Group):
    """`backups`: how long every backup of the master is kept, and which older ones are kept."""

    keep_days: Annotated[int, Field(ge=1, le=3660, description="a whole number of days from 1 to 3660")] = 30
    then: Annotated[Literal["monthly", "none", "all"], Field(description="monthly, none or all")] = "monthly"


def _is_a_time(text: str) -> str:
    try:
        parse_timetable(text)
    except ValueError as error:
        what = phrase("{key}: {why}.", key=quoted(text), why=error.args[0])
        raise InvalidValue(
            Fault((), what, phrase("Write for example {forms}.", forms=Phrase(FORMS)))
        ) from None
    return squeeze(text)


Times = Annotated[
    str, Field(max_length=100, description=f"a time such as {FORMS}"), AfterValidator(_is_a_time)
]


class ScheduleSettings(Group):
    """`schedule`: when each job of the service runs; a job left out of the section does not run."""

    collect: Times = "off"
    merge: Times = "off"
    remind: Times = "off"
    report: Times = "off"

    def jobs(self) -> dict[str, str]:
        """Return job name -> timetable text, in the order in which jobs that are due together run."""
        return {name: getattr(self, name) for name in type(self).model_fields}


STANDARD_SCHEDULE = ScheduleSettings(
    collect="every 10 minutes", merge="every 10 minutes", remind="daily at 08:00", report="daily at 06:00"
)


class Config(Group):
    """config.yaml: all settings of a project."""

    plan: Annotated[PlanSettings, Field(description="settings such as name and locale")]
    round: Annotated[RoundSettings, Field(description="settings such as deadline_days")] = RoundSettings()
    statuses: Annotated[
        dict[Key, StatusSettings] | None, Field(description="statuses, each with colour, label and also")
    ] = None
    merge: Annotated[MergeSettings, Field(description="settings such as conflicts")] = MergeSettings()
    backups: Annotated[BackupSettings, Field(description="settings such as keep_days")] = BackupSettings()
    delivery: Annotated[DeliverySettings, Field(description="settings such as channel")] = DeliverySettings()
    schedule: Annotated[
        ScheduleSettings, Field(description="a time for each job, such as «collect: every hour»")
    ] = STANDARD_SCHEDULE
    ledger: Annotated[
        str,
        Field(
            pattern=r"^[a-z0-9+_]+://",
            repr=False,
            description="the address of a database, such as sqlite:///workbooks/records/ledger.db",
        ),
    ] = "sqlite:///workbooks/records/ledger.db"
    engine: Annotated[EngineSettings, Field(description="settings such as kind and workers")] = (
        EngineSettings()
    )
    report: Annotated[ReportSettings, Field(description="settings such as formats")] = ReportSettings()

    @field_validator("statuses", mode="before")
    @classmethod
    def _standard_where_empty(cls, given: object) -> object:
        # «done:» without a value is the standard status.
        return {k: {} if v is None else v for k, v in given.items()} if isinstance(given, dict) else given

    @field_validator("statuses")
    @classmethod
    def _make_a_scale(cls, given: dict[str, StatusSettings] | None) -> dict[str, StatusSettings] | None:
        if given is not None:
            scale_from(given)
        return given

    @field_validator("ledger")
    @classmethod
    def _outlives_the_command(cls, ledger: str) -> str:
        found = _SQLITE.fullmatch(ledger)
        if ledger.startswith("sqlite") and (found is None or found[2] == ":memory:"):
            fix = phrase("Write for example sqlite:///workbooks/records/ledger.db.")
            raise InvalidValue(
                Fault((), phrase("this database would be forgotten, for it names no file."), fix)
            )
        return ledger

    @cached_property
    def scale(self) -> Scale:
        """The plan's statuses, least done first."""
        return STANDARD if self.statuses is None else scale_from(self.statuses)

    def ledger_file(self, project_dir: Path) -> Path | None:
        """Return the file of an SQLite ledger (a relative path is in `project_dir`); None for another database."""
        found = _SQLITE.fullmatch(self.ledger)
        return (project_dir / found[2]).absolute() if found else None

    def ledger_url(self, project_dir: Path) -> str:
        """Return the ledger's database URL, with the absolute path of an SQLite file."""
        found, path = _SQLITE.fullmatch(self.ledger), self.ledger_file(project_dir)
        if found is None or path is None:
            return self.ledger
        if "?" in str(path):
            # SQLAlchemy reads the text after the first «?» as options, and «?» cannot be escaped.
            what = phrase("the ledger cannot be in a folder with «?» in its name.")
            raise InputError(what, phrase("Rename the folder."), Place(file=str(path)))
        return f"{found[1]}:///{path.as_posix()}{found[3] or ''}"

"""The settings of a project: what each key of config.yaml may hold, and what it is when it is left out.

A field's description finishes the sentence «… cannot stand here; expected …», so it is in plain words.
A field with `repr=False` may hold a secret by mistake, and its value is never shown in a message.
"""

import re
from email.utils import parseaddr
from functools import cached_property
from pathlib import Path
from typing import Annotated, Literal

from pydantic import AfterValidator, Field, field_validator, model_validator

from regionplan_xl.config.group import Group, InvalidValue, Line, quoted
from regionplan_xl.config.source import Fault
from regionplan_xl.config.statuses import Key, StatusSettings, scale_from
from regionplan_xl.config.timetable import FORMS, parse_timetable
from regionplan_xl.errors import InputError, Place
from regionplan_xl.plan.status import STANDARD, Scale
from regionplan_xl.text import squeeze

Locale = Literal["nn", "nb", "en"]
Format = Literal["docx", "html", "pdf", "json"]

_SQLITE = re.compile(r"(sqlite(?:\+\w+)?):///([^?]+)(\?.*)?")


class PlanSettings(Group):
    """`plan`: which plan it is, its language, and where its master lies (relative to the project folder)."""

    name: Annotated[Line, Field(description="the name of the plan, on one line of at most 200 characters")]
    locale: Annotated[Locale, Field(description="nn, nb or en")] = "nn"
    master: Annotated[Path, Field(description="the path of a workbook")] = Path("workbooks/master.xlsx")

    @field_validator("master")
    @classmethod
    def _is_a_workbook(cls, master: Path) -> Path:
        if master.suffix.lower() not in (".xlsx", ".xlsm"):
            fix = "Save the master as an Excel workbook (.xlsx) and name that."
            raise InvalidValue(Fault((), f"{quoted(master)} is not the name of an .xlsx or .xlsm file.", fix))
        return master


class RoundSettings(Group):
    """`round`: days from sending to the deadline; reminders in days before it (negative: after)."""

    deadline_days: Annotated[int, Field(ge=1, le=366, description="a whole number of days from 1 to 366")] = (
        21
    )
    reminders: Annotated[
        tuple[Annotated[int, Field(ge=-366, le=366)], ...],
        Field(max_length=20, description="a list of whole numbers of days, such as [7, 1, -3]"),
    ] = (7, 1, -3)


class MergeSettings(Group):
    """`merge`: who wins where both changed the same field, and how a group's answers are summed up."""

    conflicts: Annotated[Literal["ask", "master", "newest"], Field(description="ask, master or newest")] = (
        "ask"
    )
    rollup: Annotated[Literal["cautious"], Field(description="cautious")] = "cautious"


class BackupSettings(Group):
    """`backups`: for how long every copy of the master is kept, and what is kept of those that are older."""

    keep_days: Annotated[int, Field(ge=1, le=3660, description="a whole number of days from 1 to 3660")] = 30
    then: Annotated[Literal["monthly", "none", "all"], Field(description="monthly, none or all")] = "monthly"


Host = Annotated[str, Field(pattern=r"^[A-Za-z0-9._:\[\]-]{1,253}$", description="the name of a mail server")]
Port = Annotated[int, Field(ge=1, le=65535, description="a number from 1 to 65535")]
Security = Annotated[Literal["starttls", "tls", "none"], Field(description="starttls, tls or none")]
User = Annotated[Line | None, Field(description="a user name")]
PasswordEnv = Annotated[
    str | None,
    Field(
        pattern=r"^[A-Za-z_][A-Za-z0-9_]*$",
        repr=False,
        description="the name of an environment variable (letters, digits and _), never the password itself",
    ),
]


class SmtpSettings(Group):
    """`delivery.smtp`: the server that sends."""

    host: Host
    port: Port = 587
    security: Security = "starttls"
    user: User = None
    password_env: PasswordEnv = None


class ImapSettings(Group):
    """`delivery.imap`: the mailbox that receives; `trust`: the server whose authentication results hold."""

    host: Host
    port: Port = 993
    security: Security = "tls"
    user: User = None
    password_env: PasswordEnv = None
    folder: Annotated[Line, Field(description="the name of a mail folder")] = "INBOX"
    trust: Annotated[Host | None, Field(description="the name of your own mail server")] = None


def _is_an_address(sender: str) -> str:
    address = parseaddr(sender)[1]
    if not re.fullmatch(r"[^@\s]+@[^@\s]+", address):
        fix = "Write it as «Regionrådet <plan@example.org>»."
        raise InvalidValue(Fault((), f"there is no e-mail address in {quoted(sender)}.", fix))
    return sender


class DeliverySettings(Group):
    """`delivery`: how workbooks go out and come back."""

    channel: Annotated[Literal["folder", "mail"], Field(description="folder or mail")] = "folder"
    sender: Annotated[
        Annotated[Line, AfterValidator(_is_an_address)] | None,
        Field(description="a name and an e-mail address, such as Regionrådet <plan@example.org>"),
    ] = None
    smtp: Annotated[SmtpSettings | None, Field(description="settings such as host and port")] = None
    imap: Annotated[ImapSettings | None, Field(description="settings such as host and port")] = None

    @model_validator(mode="after")
    def _mail_has_what_it_needs(self) -> "DeliverySettings":
        if self.channel == "mail":
            missing = [name for name in ("sender", "smtp") if getattr(self, name) is None]
            fix = "Add it, or write «channel: folder»."
            what = "is missing, and «channel: mail» needs it."
            if missing:
                raise InvalidValue(*(Fault((), f"«{name}» {what}", fix) for name in missing))
        return self


def _is_a_time(text: str) -> str:
    try:
        parse_timetable(text)
    except ValueError as error:
        raise InvalidValue(Fault((), f"{quoted(text)}: {error}.", f"Write for example {FORMS}.")) from None
    return squeeze(text)


Times = Annotated[
    str,
    Field(max_length=100, description=f"a time such as {FORMS}"),
    AfterValidator(_is_a_time),
]


class ScheduleSettings(Group):
    """`schedule`: when the service does what; a job left out of the section does not run."""

    collect: Times = "off"
    merge: Times = "off"
    remind: Times = "off"
    report: Times = "off"

    def jobs(self) -> dict[str, str]:
        """Job name -> its timetable text, in the order that jobs due at the same time run."""
        return {name: getattr(self, name) for name in type(self).model_fields}


STANDARD_SCHEDULE = ScheduleSettings(
    collect="every 10 minutes", merge="every 10 minutes", remind="daily at 08:00", report="daily at 06:00"
)


class EngineSettings(Group):
    """`engine`: how returned files are read; `workers` None means as many as the machine has cores.

    `inline` reads them in the command's own process, without limits: for looking for a fault in the reading.
    """

    kind: Annotated[
        Literal["inline", "processes", "dask"], Field(description="inline, processes or dask")
    ] = "processes"
    workers: Annotated[
        int | None, Field(ge=1, le=1024, description="auto, or a whole number from 1 to 1024")
    ] = None
    address: Annotated[
        str | None,
        Field(
            pattern=r"^(tcp|tls|ucx|wss?|inproc)://\S+$",
            description="an address such as tcp://scheduler:8786",
        ),
    ] = None

    @field_validator("workers", mode="before")
    @classmethod
    def _auto_is_none(cls, given: object) -> object:
        return None if isinstance(given, str) and given.strip().lower() == "auto" else given


class ReportSettings(Group):
    """`report`: the Word template of the council's case (relative to the project folder), and the formats."""

    template: Annotated[Path | None, Field(description="the path of a Word document, or nothing")] = None
    formats: Annotated[
        tuple[Format, ...],
        Field(min_length=1, description="a list of docx, html, pdf and json, such as [docx, html]"),
    ] = ("docx",)

    @field_validator("formats")
    @classmethod
    def _each_once(cls, formats: tuple[Format, ...]) -> tuple[Format, ...]:
        return tuple(dict.fromkeys(formats))

    @field_validator("template")
    @classmethod
    def _is_a_document(cls, template: Path | None) -> Path | None:
        if template is not None and template.suffix.lower() not in (".docx", ".dotx"):
            fix = "Name a Word document or template, or leave it empty."
            raise InvalidValue(
                Fault((), f"{quoted(template)} is not the name of a .docx or .dotx file.", fix)
            )
        return template


class Config(Group):
    """config.yaml: everything that a project can be told about itself."""

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
    report: Annotated[ReportSettings, Field(description="settings such as template and formats")] = (
        ReportSettings()
    )

    @field_validator("statuses", mode="before")
    @classmethod
    def _standard_where_empty(cls, given: object) -> object:
        # «done:» with nothing after it is the standard's done.
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
            fix = "Write for example sqlite:///workbooks/records/ledger.db."
            raise InvalidValue(Fault((), "this database would be forgotten, for it names no file.", fix))
        return ledger

    @cached_property
    def scale(self) -> Scale:
        """The plan's statuses, least done first."""
        return STANDARD if self.statuses is None else scale_from(self.statuses)

    def ledger_file(self, project_dir: Path) -> Path | None:
        """The file of an SQLite ledger (a relative path counts from `project_dir`); None for another database."""
        found = _SQLITE.fullmatch(self.ledger)
        return (project_dir / found[2]).absolute() if found else None

    def ledger_url(self, project_dir: Path) -> str:
        """The ledger's database URL, with the whole path of an SQLite file."""
        found, path = _SQLITE.fullmatch(self.ledger), self.ledger_file(project_dir)
        if found is None or path is None:
            return self.ledger
        if "?" in str(path):
            # SQLAlchemy reads what follows the first «?» as options, and there is no way to quote it.
            fix = "Rename the folder."
            raise InputError(
                "the ledger cannot lie in a folder with «?» in its name.", fix, Place(file=str(path))
            )
        return f"{found[1]}:///{path.as_posix()}{found[3] or ''}"

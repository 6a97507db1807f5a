"""The settings of a served plan: config.yaml is read again when edited; with a fault, the former settings stay."""

import logging
from collections.abc import Mapping
from datetime import UTC, datetime
from pathlib import Path

from regionplan_xl.cli.arguments import Settings
from regionplan_xl.cli.printing.errors import as_regionplan_error
from regionplan_xl.cli.printing.language import MessageLanguage
from regionplan_xl.config import Config, read_config
from regionplan_xl.errors import NotNow, RegionplanError
from regionplan_xl.ledger.entries import JobRecord
from regionplan_xl.locale import catalog
from regionplan_xl.project.folder import Project
from regionplan_xl.text import Phrase, squeeze

_LOG = logging.getLogger("regionplan_xl")
_CONFIG = "config.yaml"


class ServedSettings:
    """The last valid settings of a plan."""

    def __init__(self, settings: Settings) -> None:
        self._settings = settings
        self._path = settings.folder / _CONFIG
        self._good: Config | None = None
        self._seen: object = ()
        self._edited = False
        self._untold: RegionplanError | None = None

    @property
    def language(self) -> MessageLanguage:
        """The language of messages."""
        return self._settings.language

    def edited(self) -> bool:
        """Return whether the settings have changed since the last call; raise the error if there are no valid ones."""
        self._refresh()
        edited, self._edited = self._edited, False
        return edited

    @property
    def schedule(self) -> Mapping[str, str]:
        """The timetable of each job, by the last valid settings; empty before there are any."""
        return self._good.schedule.jobs() if self._good is not None else {}

    def project(self) -> Project:
        """Open the project with the last valid settings."""
        self._refresh()
        return self._settings.project(self._good)  # raises if no settings are valid yet

    def _refresh(self) -> None:
        """Read config.yaml if it is new or edited.

        A fault is reported once, and only if the file is unchanged at the next check: it may have been half-saved.
        """
        seen = _signature(self._path)
        if seen == self._seen:
            fault, self._untold = self._untold, None
            if fault is not None:
                self._tell(fault)
            return
        self._seen, self._untold = seen, None
        try:
            config = read_config(self._path)
        except Exception as error:
            known = as_regionplan_error(error)
            if known.exit_status == NotNow.exit_status:
                self._seen = ()  # temporarily unreadable, so read it again next time
            if self._good is None:
                raise known from error
            self._untold = known
            return
        self._edited = self._edited or config != self._good
        self._good = config

    def _tell(self, fault: RegionplanError) -> None:
        _LOG.error("The service goes on with the former settings: %s", squeeze(str(fault)))
        from regionplan_xl.actions.jobs.tell_secretariat import tell_secretariat

        try:
            project = self._settings.project(self._good)
            cause = Phrase("{words}", (("words", fault.words(catalog(project.language))),))
            now = datetime.now(UTC)
            job = JobRecord(name=_CONFIG, timetable="", since=now, failing_since=now, cause=cause)
            try:
                tell_secretariat(project, job, again=True)
            finally:
                project.close_ledger()
        except Exception as error:  # also if the whole folder is away, as when a network drive is
            _LOG.error(
                "The secretariat could not be told of it: %s", squeeze(str(as_regionplan_error(error)))
            )


def _signature(path: Path) -> object:
    """Return the file's time, size and inode, which show a change; None if it is missing."""
    try:
        found = path.stat()
    except OSError:
        return None
    return found.st_mtime_ns, found.st_size, found.st_ino

"""The settings of a plan that is served: config.yaml is read again when it is edited, unless it has a fault."""

import logging
from datetime import UTC, datetime
from pathlib import Path

from regionplan_xl.cli.arguments import Settings
from regionplan_xl.cli.errors import as_regionplan_error
from regionplan_xl.cli.language import MessageLanguage
from regionplan_xl.config import Config, read_config
from regionplan_xl.errors import NotNow, RegionplanError
from regionplan_xl.ledger.entries import JobRecord
from regionplan_xl.locale import catalog
from regionplan_xl.project.folder import Project
from regionplan_xl.text import Phrase, squeeze

_LOG = logging.getLogger("regionplan_xl")
_CONFIG = "config.yaml"


class ServedSettings:
    """The settings of a plan as they were when they were last good."""

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
        """Return whether there are other settings than at the last call; raises what is wrong if there are none."""
        self._refresh()
        edited, self._edited = self._edited, False
        return edited

    def project(self) -> Project:
        """Open the project with the settings that were last good."""
        self._refresh()
        return self._settings.project(self._good)  # without them, it says what is wrong

    def _refresh(self) -> None:
        """Read config.yaml if it is new or edited.

        A fault is told once, when the file is still so at the next look: it may be in the middle of being saved.
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
                self._seen = ()  # it cannot be read at this moment
            if self._good is None:
                raise known from error
            self._untold = known
            return
        self._edited = self._edited or config != self._good
        self._good = config

    def _tell(self, fault: RegionplanError) -> None:
        _LOG.error("The service goes on with the former settings: %s", squeeze(str(fault)))
        from regionplan_xl.actions.jobs.tell_secretariat import tell_secretariat

        now, project = datetime.now(UTC), self._settings.project(self._good)
        cause = Phrase("{words}", (("words", fault.words(catalog(project.language))),))
        job = JobRecord(name=_CONFIG, timetable="", since=now, failing_since=now, cause=cause)
        try:
            tell_secretariat(project, job, again=True)
        except Exception as error:
            _LOG.error(
                "The secretariat could not be told of it: %s", squeeze(str(as_regionplan_error(error)))
            )
        finally:
            project.close_ledger()


def _signature(path: Path) -> object:
    """Return what differs when the file is another one; None if it is not there."""
    try:
        found = path.stat()
    except OSError:
        return None
    return found.st_mtime_ns, found.st_size, found.st_ino

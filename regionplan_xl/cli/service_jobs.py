"""The jobs of `regionplan run`: each reopens the project to apply edited settings; the ledger keeps their state."""

import logging
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager

from regionplan_xl.actions.collect import collect
from regionplan_xl.actions.mail.remind import remind
from regionplan_xl.actions.mail.send_on import send_on
from regionplan_xl.actions.merge import merge
from regionplan_xl.actions.report import report_if_changed
from regionplan_xl.actions.result import Result, TextTable
from regionplan_xl.cli.printing.errors import as_regionplan_error, error_data
from regionplan_xl.cli.printing.language import MessageLanguage
from regionplan_xl.cli.printing.terminal import rendered_line
from regionplan_xl.cli.served_settings import ServedSettings
from regionplan_xl.errors import InUse
from regionplan_xl.files import make_folder
from regionplan_xl.ledger.entries import JobRecord
from regionplan_xl.project.folder import Project
from regionplan_xl.service.log_file import log_file
from regionplan_xl.text import phrase, squeeze

Action = Callable[[Project], Result]


def _collect(project: Project) -> Result:
    """Collect, then send bounced workbooks to the next address at once."""
    collected = collect(project)
    try:
        on = send_on(project)
    except Exception:
        _log("collect", collected)
        raise
    return Result(
        {**collected.data, **on.data}, (*collected.lines, *on.lines), waits=collected.waits or on.waits
    )


ACTIONS: Mapping[str, Action] = {
    "collect": _collect,
    "merge": lambda project: merge(project, (), False),
    "remind": remind,
    "report": report_if_changed,
}
_LOG_LANGUAGE = MessageLanguage("en")


class LedgerRecords:
    """Stores the records of a project's jobs in its ledger."""

    def __init__(self, settings: ServedSettings) -> None:
        self._settings = settings

    def read(self) -> Mapping[str, JobRecord]:
        """Return the record of each job, by name."""
        with self._open_project() as project:
            return project.ledger.jobs()

    def write(self, job: JobRecord) -> None:
        """Store a job's record; it replaces the former one."""
        with self._open_project() as project:
            project.ledger.record_job(job)

    def tell(self, job: JobRecord, again: bool) -> None:
        """Send the secretariat an e-mail about a failing job, unless it has been sent."""
        from regionplan_xl.actions.jobs.tell_secretariat import tell_secretariat

        with self._open_project() as project:
            tell_secretariat(project, job, again)

    @contextmanager
    def _open_project(self) -> Iterator[Project]:
        try:
            project = self._settings.project()
            try:
                yield project
            finally:
                project.close_ledger()
        except OSError as error:
            raise as_regionplan_error(error) from error


@contextmanager
def serving(project: Project) -> Iterator[None]:
    """Lock the project for this service and write its log there; raise `InUse` if another service has the lock."""
    from filelock import FileLock, Timeout

    make_folder(project.records)
    lock = FileLock(project.records / "service.lock", timeout=0)
    try:
        lock.acquire()
    except Timeout:
        raise InUse(
            phrase("«regionplan run» is already at work on this project."),
            phrase("Let that one go on, or stop it first. «regionplan status» says when each job ran."),
        ) from None
    try:
        with log_file(project.records):
            yield
    finally:
        lock.release()


def service_jobs(
    settings: ServedSettings, timetable: Mapping[str, str], done: dict[str, Result]
) -> dict[str, tuple[str, Callable[[], bool]]]:
    """Return name -> (timetable text, job). A job stores its result, or the error that stopped it, in `done`."""
    return {name: (timetable[name], _job(settings, name, action, done)) for name, action in ACTIONS.items()}


def failed(error: Exception, language: MessageLanguage) -> Result:
    """Return the error that stopped a job as its result."""
    return Result(error_data(as_regionplan_error(error), language))


def _job(settings: ServedSettings, name: str, action: Action, done: dict[str, Result]) -> Callable[[], bool]:
    def job() -> bool:
        try:
            project = settings.project()
            try:
                result = done[name] = action(project)
            finally:
                project.close_ledger()
        except Exception as error:
            done[name] = failed(error, settings.language)
            raise as_regionplan_error(error) from error
        _log(name, result)
        return result.waits

    return job


def _log(name: str, result: Result) -> None:
    texts = (
        text
        for line in result.lines
        if not isinstance(line, TextTable)
        for text in rendered_line(line, _LOG_LANGUAGE)
    )
    logging.getLogger("regionplan_xl").info("%s: %s", name, squeeze(" ".join(texts)))

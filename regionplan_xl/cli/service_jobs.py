"""The jobs of `regionplan run`: each opens the project again, so that edited settings count."""

import logging
from collections.abc import Callable, Mapping

from regionplan_xl.actions.collect import collect
from regionplan_xl.actions.merge import merge
from regionplan_xl.actions.report import report
from regionplan_xl.actions.result import Result, TextTable
from regionplan_xl.cli.arguments import Settings
from regionplan_xl.cli.errors import as_regionplan_error, error_data
from regionplan_xl.cli.language import MessageLanguage
from regionplan_xl.cli.terminal import progress, rendered_line
from regionplan_xl.project.folder import Project
from regionplan_xl.text import squeeze

Action = Callable[[Project], Result]

ACTIONS: Mapping[str, Action] = {
    "collect": collect,
    "merge": lambda project: merge(project, (), False, progress),
    "report": lambda project: report(project, None, "", None),
}
_LOG_LANGUAGE = MessageLanguage("en")


def service_jobs(
    settings: Settings, timetable: Mapping[str, str], done: dict[str, Result]
) -> dict[str, tuple[str, Callable[[], None]]]:
    """Return name -> (timetable text, job). A job puts its result, or the error that stopped it, in `done`."""
    return {name: (timetable[name], _job(settings, name, action, done)) for name, action in ACTIONS.items()}


def failed(error: Exception, language: MessageLanguage) -> Result:
    """Return the error that stopped a job as its result."""
    return Result(error_data(as_regionplan_error(error), language))


def _job(settings: Settings, name: str, action: Action, done: dict[str, Result]) -> Callable[[], None]:
    def job() -> None:
        try:
            project = settings.project()
            try:
                result = done[name] = action(project)
            finally:
                project.close_ledger()
        except Exception as error:
            done[name] = failed(error, settings.language)
            raise
        texts = (
            text
            for line in result.lines
            if not isinstance(line, TextTable)
            for text in rendered_line(line, _LOG_LANGUAGE)
        )
        logging.getLogger("regionplan_xl").info("%s", squeeze(" ".join(texts)))

    return job

"""`regionplan --project 'plans/*' run`: serve many project folders in turn, in one process with one log."""

import glob
import logging
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from typing import Any

from regionplan_xl.actions.result import Result, TextTable
from regionplan_xl.cli.arguments import Settings
from regionplan_xl.cli.printing.errors import as_regionplan_error
from regionplan_xl.cli.printing.language import MessageLanguage
from regionplan_xl.cli.served_settings import ServedSettings
from regionplan_xl.cli.service_jobs import LedgerRecords, failed, service_jobs, serving
from regionplan_xl.errors import WAITS, InputError, NotNow
from regionplan_xl.service.plan_jobs import PlanJobs, Stopping
from regionplan_xl.text import Phrase, phrase, squeeze

_LOG = logging.getLogger("regionplan_xl")
_FIND_AGAIN_AFTER = 60.0  # seconds between two searches for new project folders
_LOCK_SECONDS = 0.5  # how long to wait for a plan in use; short, so that the other plans do not wait


class ManyPlans:
    """The plans in folders that match a pattern; new ones are found while the service runs."""

    def __init__(self, settings: Settings) -> None:
        self._settings = settings
        self._pattern = str(settings.folder)
        self._found: dict[str, PlanTurn] = {}
        self._looked = 0.0
        self.passed_over: tuple[str, ...] = ()
        """The matching folders without config.yaml."""

    def __call__(self) -> Sequence["PlanTurn"]:
        """Return the plans, by name; raise `InputError` if the pattern matches none at the start."""
        if not self._looked or time.monotonic() - self._looked > _FIND_AGAIN_AFTER:
            self._look()
            self._looked = time.monotonic()
        return list(self._found.values())

    def _look(self) -> None:
        matches = glob.glob(self._pattern, recursive=True)  # noqa: PTH207  (`Path.glob` takes no absolute pattern)
        # A folder and a link to it are one plan, under the first name.
        folders = {Path(name).resolve(): Path(name) for name in sorted(matches, reverse=True)}
        names = sorted(folder.as_posix() for folder in folders.values() if folder.is_dir())
        plans = [name for name in names if (Path(name) / "config.yaml").is_file()]
        passed_over = tuple(name for name in names if name not in set(plans))
        if not plans and not self._looked:
            raise InputError(
                phrase("«{pattern}» matches no project folder.", pattern=self._pattern),
                phrase(
                    "Write it in quotation marks, such as --project 'plans/*'; each folder holds config.yaml."
                ),
            )
        for name in passed_over:
            if name not in self.passed_over:
                _LOG.info("%s: passed over, there is no config.yaml in it.", name)
        self.passed_over = passed_over
        self._found = {name: self._found.get(name) or PlanTurn(name, self._settings) for name in plans}

    def result(self) -> Result:
        """Return the result of one turn of each plan: a table, and data with an entry per plan."""
        plans = list(self._found.values())
        data = {"projects": {plan.name: plan.data() for plan in plans}, "passed_over": list(self.passed_over)}
        headings = (phrase("Project"), phrase("Received"), phrase("Merged"), phrase("Result"))
        # Plans that need a person come first.
        plans.sort(key=lambda plan: -plan.status)
        table = TextTable(headings, plans, row=PlanTurn.row, rest=phrase("the log"))
        passed_over = [
            phrase("{folder}: passed over, there is no config.yaml in it.", folder=name)
            for name in self.passed_over
        ]
        return Result(data, (table, *passed_over), waits=any(plan.status for plan in plans))


class PlanTurn:
    """One plan among many. An error in it is logged with its name and does not stop the others."""

    def __init__(self, name: str, settings: Settings) -> None:
        self.name = name
        self.status = 0
        language = MessageLanguage(settings.language.chosen)
        self._settings = replace(settings, folder=Path(name), language=language, lock_seconds=_LOCK_SECONDS)
        self._served = ServedSettings(self._settings)
        self._done: dict[str, Result] = {}
        self._jobs: PlanJobs | None = None
        self._fault = 0
        self._elsewhere = False

    def run_due(self, stopping: Stopping) -> None:
        """Run the jobs that are due; the log has their results."""
        with _named_in_log(self.name):
            self._read_settings()
            jobs = self._jobs
            if jobs is not None and jobs.is_due():
                self._serve(lambda: jobs.run_due(stopping))
            self._done.clear()

    def run_all(self, stopping: Stopping) -> int:
        """Run every job once; return the exit status (3: a job could not run now, 1: something waits for a person)."""
        with _named_in_log(self.name):
            self._read_settings()
            jobs = self._jobs
            status = self._fault if jobs is None else self._serve(lambda: jobs.run_all(stopping))
        waits = status or any(result.waits for result in self._done.values())
        self.status = status if status == NotNow.exit_status else WAITS if waits else 0
        return self.status

    def _serve(self, work: Callable[[], int]) -> int:
        """Run `work` while serving the plan, and return its exit status; 3 if another service serves the plan."""
        try:
            with serving(self._served.project()):
                self._elsewhere = False
                return work()
        except Exception as error:
            known = as_regionplan_error(error)
            self._done["service"] = failed(error, self._settings.language)
            if not self._elsewhere:
                _LOG.error("%s", squeeze(str(known)), exc_info=_LOG.isEnabledFor(logging.DEBUG))
            self._elsewhere = True
            return known.exit_status

    def _read_settings(self) -> None:
        """Make the jobs from config.yaml if it is new or edited; log a fault in it once."""
        try:
            if self._served.edited():
                jobs = service_jobs(self._served, self._served.schedule, self._done)
                self._jobs = PlanJobs(jobs, LedgerRecords(self._served), _LOG)
        except Exception as error:
            known = as_regionplan_error(error)
            self._done["settings"] = failed(error, self._settings.language)
            _LOG.error("%s", squeeze(str(known)), exc_info=_LOG.isEnabledFor(logging.DEBUG))
            self._fault = known.exit_status
        else:
            if self._jobs is not None:
                self._fault = 0
                self._done.pop("settings", None)

    def data(self) -> dict[str, Any]:
        """Return the results of the plan's turn by job, as JSON-compatible data."""
        return {"exit_status": self.status, **{name: result.data for name, result in self._done.items()}}

    def row(self) -> tuple[Phrase | str, ...]:
        """Return the plan's row in the summary."""
        errors = [str(result.data["error"]) for result in self._done.values() if "error" in result.data]
        words = (
            errors[0] if errors else phrase("Something waits for a person") if self.status else phrase("Done")
        )
        return self.name, self._count("collect", "received"), self._count("merge", "returns"), words

    def _count(self, job: str, key: str) -> str:
        result = self._done.get(job)
        return str(len(result.data[key])) if result is not None and key in result.data else ""


@contextmanager
def _named_in_log(name: str) -> Iterator[None]:
    """Prefix each log message with the plan's name."""

    def with_name(record: logging.LogRecord) -> bool:
        # Every handler gets the same record, so add the name only once.
        if not hasattr(record, "plan"):
            record.plan, record.msg, record.args = name, f"{name}: {record.getMessage()}", ()
        return True

    handlers = logging.getLogger().handlers
    for handler in handlers:
        handler.addFilter(with_name)
    try:
        yield
    finally:
        for handler in handlers:
            handler.removeFilter(with_name)

"""`regionplan run`: serve one plan, or many."""

import logging
import threading

from regionplan_xl.actions.result import Result
from regionplan_xl.cli.arguments import Settings
from regionplan_xl.cli.many_plans import ManyPlans
from regionplan_xl.cli.printing.terminal import show
from regionplan_xl.cli.served_settings import ServedSettings
from regionplan_xl.cli.service_jobs import LedgerRecords, service_jobs, serving
from regionplan_xl.service.serve import Jobs, serve, serve_many


def serve_plans(settings: Settings, once: bool) -> None:
    """Serve the plan, or each plan that a pattern matches; raise `SystemExit` with the exit status at the end."""

    if not settings.verbose:
        logging.getLogger("regionplan_xl").setLevel(logging.INFO)
    if settings.is_pattern:
        plans = ManyPlans(settings)
        exit_status = serve_many(plans, stop=threading.Event(), once=once)
        if once:
            show(plans.result(), settings.language, as_json=settings.as_json)
        raise SystemExit(exit_status)
    done: dict[str, Result] = {}
    served = ServedSettings(settings)
    served.edited()  # reads the settings the first time
    project = served.project()

    def jobs() -> Jobs:
        return service_jobs(served, served.schedule, done)

    with serving(project):
        exit_status = serve(
            jobs(), records=LedgerRecords(served), stop=threading.Event(), once=once,
            edited=lambda: jobs() if served.edited() else None,
        )  # fmt: skip
    if once and settings.as_json:
        data = {name: result.data for name, result in done.items()}
        show(Result(data), settings.language, as_json=True)
    raise SystemExit(exit_status)

"""The command line: arguments, messages, exit statuses. What a command does is in `actions/`."""

from __future__ import annotations

import logging
import sys
from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from regionplan_xl import __version__
from regionplan_xl.errors import InputError, RegionplanError

if TYPE_CHECKING:
    from regionplan_xl.actions import Result
    from regionplan_xl.project.folder import Project

WAITS = 1


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


class Settings:
    """What stands before the command: which project, and how to speak."""

    def __init__(self, folder: Path, as_json: bool, verbose: bool) -> None:
        self.folder = folder
        self.as_json = as_json
        self.verbose = verbose

    def project(self) -> Project:
        from regionplan_xl.project.folder import Project

        return Project.open(self.folder)


class InOrder(click.Group):
    """Commands are listed in the order in which a round uses them."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        return list(self.commands)


@click.group(cls=InOrder, context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100})
@click.option(
    "--project", "folder", metavar="DIR", default=".", type=click.Path(path_type=Path),
    help="The project folder, which holds config.yaml (default: the current folder).",
)  # fmt: skip
@click.option("--json", "as_json", is_flag=True, help="Print one JSON object on stdout; all else on stderr.")
@click.option("-v", "--verbose", is_flag=True, help="Translate more; show the traceback of an error.")
@click.version_option(__version__, prog_name="regionplan")
@click.pass_context
def regionplan(ctx: click.Context, folder: Path, as_json: bool, verbose: bool) -> None:
    """Follow up a regional plan in Excel.

    \b
    One round:   send  ->  people fill in  ->  collect  ->  merge  ->  report
    Try it:      regionplan demo
    """
    ctx.obj = Settings(folder, as_json, verbose)
    logging.basicConfig(
        level=logging.INFO if verbose else logging.WARNING,
        format="%(asctime)s %(levelname)s %(message)s",
        stream=sys.stderr,
    )


@regionplan.command()
@click.argument("folder", metavar="DIR", type=click.Path(path_type=Path))
@click.option("--from", "document", metavar="DOCUMENT", type=click.Path(path_type=Path),
              help="A plan document (.txt) to begin with; without it, the example plan.")  # fmt: skip
@click.option("--locale", type=click.Choice(["nn", "nb", "en"]), default="nn", show_default=True,
              help="The language of workbooks and reports.")  # fmt: skip
@click.pass_obj
def init(settings: Settings, folder: Path, document: Path | None, locale: str) -> None:
    """Make a new project folder DIR with config.yaml and a master workbook."""
    from regionplan_xl.actions.init import init as action

    _finish(settings, action(folder, document, locale))


@regionplan.command()
@click.argument("folder", metavar="[DIR]", required=False, type=click.Path(path_type=Path))
@click.pass_obj
def demo(settings: Settings, folder: Path | None) -> None:
    """Show a whole round on the example plan, in DIR (default: regionplan-demo)."""
    from regionplan_xl.actions.demo import demo as action

    _finish(settings, action(folder or Path("regionplan-demo"), _narrator(settings)))


@regionplan.command("import")
@click.argument("document", type=click.Path(path_type=Path))
@click.option("--out", metavar="FILE", type=click.Path(path_type=Path),
              help="Where the master is written (default: the document's name with .xlsx, here).")  # fmt: skip
@click.option("--locale", type=click.Choice(["nn", "nb", "en"]), default=None,
              help="The language of the workbook (default: the project's, else nn).")  # fmt: skip
@click.pass_obj
def import_(settings: Settings, document: Path, out: Path | None, locale: str | None) -> None:
    """Make a master workbook of a plan DOCUMENT, with a sheet of all that a person should check."""
    from regionplan_xl.actions.import_document import import_document as action

    _finish(settings, action(document, out, locale, settings.folder))


@regionplan.command()
@click.pass_obj
def check(settings: Settings) -> None:
    """List what is doubtful in config.yaml, the master and the actors."""
    from regionplan_xl.actions.check import check as action

    _finish(settings, action(settings.project()))


@regionplan.command()
@click.option(
    "--round", "round_name", metavar="NAME", help="The round (default: this year's next, e.g. 2025-1)."
)
@click.option("--deadline", type=Day(), help="The last day to answer (default: from config.yaml).")
@click.option("--actor", "actors", metavar="NAME", multiple=True, help="Only this actor; may be given again.")
@click.option("--channel", type=click.Choice(["folder"]), default=None,
              help="How the workbooks go out (default: from config.yaml).")  # fmt: skip
@click.option("--dry-run", is_flag=True, help="Tell what would be sent; write nothing.")
@click.pass_obj
def send(
    settings: Settings, round_name: str | None, deadline: date | None, actors: tuple[str, ...],
    channel: str | None, dry_run: bool,
) -> None:  # fmt: skip
    """Write a workbook for every body that is responsible for something."""
    from regionplan_xl.actions.send import send as action

    result = action(settings.project(), round_name, deadline, actors, channel, dry_run, _progress(settings))
    _finish(settings, result)


@regionplan.command()
@click.pass_obj
def collect(settings: Settings) -> None:
    """Take what lies in the inbox into safe keeping."""
    from regionplan_xl.actions.collect import collect as action

    _finish(settings, action(settings.project()))


@regionplan.command()
@click.argument("files", metavar="[FILE]...", nargs=-1, type=click.Path(path_type=Path))
@click.option("--dry-run", is_flag=True, help="Tell what would happen; write nothing.")
@click.pass_obj
def merge(settings: Settings, files: tuple[Path, ...], dry_run: bool) -> None:
    """Fold what came back into the master; what is unsure waits for a person in Konfliktar."""
    from regionplan_xl.actions.merge import merge as action

    _finish(settings, action(settings.project(), files, dry_run, _progress(settings)))


@regionplan.command()
@click.option("--round", "round_name", metavar="NAME", help="The round (default: the latest).")
@click.pass_obj
def status(settings: Settings, round_name: str | None) -> None:
    """Show the plan's counts per area, and who has answered."""
    from regionplan_xl.actions.status import status as action

    _finish(settings, action(settings.project(), round_name))


@regionplan.command()
@click.option(
    "--format", "formats", metavar="LIST", help="docx, json, or both with a comma (default: config.yaml)."
)
@click.option("--meeting", metavar="TEXT", default="", help="The meeting, as the case should name it.")
@click.option("--date", "day", type=Day(), help="The day of the case (default: today).")
@click.pass_obj
def report(settings: Settings, formats: str | None, meeting: str, day: date | None) -> None:
    """Write the council's case document."""
    from regionplan_xl.actions.report import report as action

    _finish(settings, action(settings.project(), formats, meeting, day))


@regionplan.command()
@click.argument("number")
@click.pass_obj
def history(settings: Settings, number: str) -> None:
    """Tell every change of the measure NUMBER: when, who, from, to, which file."""
    from regionplan_xl.actions.history import history as action

    _finish(settings, action(settings.project(), number))


@regionplan.command()
@click.option("--steps", type=click.IntRange(min=1), default=1, show_default=True, metavar="NUMBER",
              help="How many merges, the last one first.")  # fmt: skip
@click.pass_obj
def undo(settings: Settings, steps: int) -> None:
    """Put back the master as it was before the last merge; its answers wait again."""
    from regionplan_xl.actions.undo import undo as action

    _finish(settings, action(settings.project(), steps))


@regionplan.command()
@click.option("--once", is_flag=True, help="Do every job once, and stop.")
@click.pass_obj
def run(settings: Settings, once: bool) -> None:
    """Collect, merge and report on the timetable in config.yaml, until stopped."""
    import threading

    from regionplan_xl.service import serve

    if not settings.verbose:
        logging.getLogger("regionplan_xl").setLevel(logging.INFO)
    done: dict[str, Result] = {}
    timetable = settings.project().config.schedule.jobs()
    jobs = {
        name: (timetable[name], _job(settings, name, action, done))
        for name, action in _actions(settings).items()
    }
    exit_status = serve(jobs, stop=threading.Event(), once=once)
    if once and settings.as_json:
        from regionplan_xl.actions import Result
        from regionplan_xl.cli.terminal import show

        show(Result({name: result.data for name, result in done.items()}), as_json=True)
    raise SystemExit(exit_status or (WAITS if once and any(result.waits for result in done.values()) else 0))


def _actions(settings: Settings) -> dict[str, Callable[[Project], Result]]:
    """What the service can do."""
    from regionplan_xl.actions.collect import collect
    from regionplan_xl.actions.merge import merge
    from regionplan_xl.actions.report import report

    return {
        "collect": collect,
        "merge": lambda project: merge(project, (), False, _progress(settings)),
        "report": lambda project: report(project, None, "", None),
    }


def _job(
    settings: Settings, name: str, action: Callable[[Project], Result], done: dict[str, Result]
) -> Callable[[], None]:
    """A job that opens the project anew each time, so that settings edited meanwhile count, and logs what it did.

    What it did, or the error that stopped it, is in `done` under its name.
    """

    def job() -> None:
        from regionplan_xl.actions import Result
        from regionplan_xl.cli.terminal import error_data

        try:
            result = done[name] = action(settings.project())
        except Exception as error:
            done[name] = Result(error_data(_as_told(error)))
            raise
        logging.getLogger("regionplan_xl").info(
            " ".join(line for line in result.lines if isinstance(line, str))
        )

    return job


def _finish(settings: Settings, result: Result) -> None:
    """Print what a command did, and end with its exit status."""
    from regionplan_xl.cli.terminal import show

    show(result, as_json=settings.as_json)
    if result.waits:
        raise SystemExit(WAITS)


def _progress(settings: Settings) -> Callable[..., Any]:
    from regionplan_xl.cli.terminal import progress

    return progress


def _narrator(settings: Settings) -> Callable[[str], None]:
    return lambda text: click.echo(text, err=settings.as_json)


def main(arguments: list[str] | None = None) -> None:
    """Run the command line; the exit status is the documented one (DESIGN.md section 2)."""
    for stream in (sys.stdout, sys.stderr):
        # A Windows console that speaks cp1252 must not stop at «→».
        reconfigure = getattr(stream, "reconfigure", None)
        if reconfigure is not None:
            reconfigure(errors="replace")
    words = _flags_first(sys.argv[1:] if arguments is None else arguments)
    try:
        regionplan.main(words, prog_name="regionplan", standalone_mode=False)
    except click.exceptions.Abort:
        click.echo("Stopped.", err=True)
        raise SystemExit(130) from None
    except click.ClickException as error:
        _fail(words, InputError(error.format_message(), "See «regionplan --help»."))
    except KeyboardInterrupt:
        click.echo("Stopped.", err=True)
        raise SystemExit(130) from None
    except Exception as error:
        _fail(words, _as_told(error))


def _flags_first(words: list[str]) -> list[str]:
    """`regionplan check --json` is meant as `regionplan --json check`."""
    flags = [word for word in words if word in ("--json", "-v", "--verbose")]
    return flags + [word for word in words if word not in flags]


def _as_told(error: Exception) -> RegionplanError:
    """The error as people are told of it."""
    if isinstance(error, RegionplanError):
        return error
    return _from_system(error) if isinstance(error, (OSError, MemoryError)) else _unexpected(error)


def _from_system(error: OSError | MemoryError) -> RegionplanError:
    from regionplan_xl.errors import NotNow

    if isinstance(error, MemoryError):
        return NotNow("There is not enough memory.", "Close other programs and try again.")
    where = f"{error.filename}: " if error.filename else ""
    problem = NotNow(
        f"{where}{error.strerror or error}.", "Nothing was half-written; mend it and run the command again."
    )
    problem.__cause__ = error
    return problem


def _unexpected(error: Exception) -> RegionplanError:
    from regionplan_xl.errors import NotNow

    problem = NotNow(
        f"An error in regionplan itself: {type(error).__name__}: {error}.",
        "Nothing was half-written. Run it again with -v and send the developers what it prints.",
    )
    problem.__cause__ = error
    return problem


def _fail(words: list[str], error: RegionplanError) -> None:
    """Translate in one sentence what is wrong and what to do; the traceback only with -v."""
    if "-v" in words or "--verbose" in words:
        import traceback

        traceback.print_exception(error)
    if "--json" in words:
        from regionplan_xl.cli.terminal import show_error

        show_error(error)
    click.echo(f"regionplan: {error}", err=True)
    raise SystemExit(error.exit_status)

"""The commands and their options; each calls the action of the same name and prints its result."""

from __future__ import annotations

import logging
import sys
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from regionplan_xl import __version__
from regionplan_xl.cli.arguments import (
    Day,
    Name,
    PathName,
    Settings,
    choices_of_document,
    chosen_of_document,
    options_of_report,
)
from regionplan_xl.cli.printing.help import OPTIONS, HelpGroup
from regionplan_xl.cli.printing.language import OPTION, PROJECT, PROJECT_VARIABLE, MessageLanguage
from regionplan_xl.errors import WAITS, InputError
from regionplan_xl.plan.status import LANGUAGES
from regionplan_xl.text import phrase

if TYPE_CHECKING:
    from regionplan_xl.actions.result import Line, Result


@click.group(cls=HelpGroup, context_settings={"help_option_names": list(OPTIONS), "max_content_width": 100})
@click.option(
    PROJECT, "folder", metavar="DIR", default=".", type=PathName(),
    envvar=PROJECT_VARIABLE, show_envvar=True,
    help="The project folder, which holds config.yaml (default: the current folder). With run, a pattern: 'plans/*'.",
)  # fmt: skip
@click.option(
    "--json", "as_json", is_flag=True, help="Print one JSON object on stdout, everything else on stderr."
)
@click.option(
    OPTION, "lang", type=click.Choice(LANGUAGES, case_sensitive=False),
    help="The language of messages (default: the plan's; before it is known, the system's, else English).",
)  # fmt: skip
@click.option("-v", "--verbose", is_flag=True, help="Say more; show the traceback of an error.")
@click.version_option(__version__, prog_name="regionplan")
@click.pass_context
def regionplan(ctx: click.Context, folder: Path, as_json: bool, lang: str | None, verbose: bool) -> None:
    """Follow up a regional plan in Excel.

    \b
    One round:   send  ->  people fill in  ->  collect  ->  merge  ->  report
    Try it:      regionplan demo
    """
    language = ctx.obj or MessageLanguage()
    language.chosen = lang
    ctx.obj = Settings(folder, as_json, verbose, language)
    logging.basicConfig(
        level=logging.INFO if verbose else logging.WARNING,
        format="%(asctime)s %(levelname)s %(message)s",
        stream=sys.stderr,
    )


@regionplan.command()
@click.argument("folder", metavar="DIR", type=PathName())
@click.option("--from", "document", metavar="DOCUMENT", type=PathName(),
              help="A plan document to begin with (.docx, .pdf, .xlsx …); without it, the example plan.")  # fmt: skip
@choices_of_document
@click.option("--locale", type=click.Choice(LANGUAGES, case_sensitive=False), default="nn", show_default=True,
              help="The language of workbooks and reports.")  # fmt: skip
@click.option(
    "--sender", metavar="WHO",
    help="To whom actors send their answers: «Regionrådet <plan@example.org>» (asked for on a terminal).",
)  # fmt: skip
@click.pass_obj
def init(
    settings: Settings, folder: Path, document: Path | None, locale: str, sender: str | None,
    columns: str, sheets: tuple[str, ...], pages: str,
) -> None:  # fmt: skip
    """Make a project folder DIR with config.yaml and a master."""
    from regionplan_xl.actions.init import init as action
    from regionplan_xl.cli.printing.progress import progress

    settings.language.plan = locale
    if sender is None and not settings.as_json and sys.stdin.isatty():
        question = settings.language(
            phrase("Whom do the actors send their answers to? (Regionrådet <plan@example.org>; Enter: later)")
        )
        sender = click.prompt(question, default="", show_default=False, err=True)
    chosen = chosen_of_document(columns, sheets, pages)
    sender = (sender or "").strip()
    with progress(settings.language(phrase("Making the project")), (), None):
        result = action(folder, document, locale, settings.language, sender=sender, chosen=chosen)
    _finish(settings, result)


@regionplan.command()
@click.argument("folder", metavar="[DIR]", required=False, type=PathName())
@click.pass_obj
def demo(settings: Settings, folder: Path | None) -> None:
    """Show a whole round on the example plan. It is made in DIR (default: regionplan-demo)."""
    from regionplan_xl.actions.demo import LOCALE
    from regionplan_xl.actions.demo import demo as action
    from regionplan_xl.cli.printing.terminal import show_line

    settings.language.plan = LOCALE

    def tell(line: Line, indent: str = "") -> None:
        show_line(line, settings.language, indent=indent, err=settings.as_json)

    _finish(
        settings,
        action(folder or Path("regionplan-demo"), tell, settings.language.code),
    )


@regionplan.command("import")
@click.argument("document", type=PathName())
@click.option("--out", metavar="FILE", type=PathName(),
              help="Where the master is written (default: the document's name with .xlsx, here).")  # fmt: skip
@click.option("--locale", type=click.Choice(LANGUAGES, case_sensitive=False), default=None,
              help="The language of the workbook (default: the project's, else nn).")  # fmt: skip
@click.option("--carry-over", is_flag=True,
              help="Make it the project's next master; a sheet has what may go on from the former.")  # fmt: skip
@click.option("--dry-run", is_flag=True, help="Say what was understood of the document; write nothing.")
@choices_of_document
@click.pass_obj
def import_(
    settings: Settings, document: Path, out: Path | None, locale: str | None, carry_over: bool, dry_run: bool,
    columns: str, sheets: tuple[str, ...], pages: str,
) -> None:  # fmt: skip
    """Make a master workbook from a plan DOCUMENT. Its last sheet lists what a person should check.

    What --columns, --sheet and --pages say is remembered in a project for its next import.
    """
    from regionplan_xl.actions.import_document import import_document as action
    from regionplan_xl.actions.import_document import project_language
    from regionplan_xl.cli.printing.progress import progress

    settings.language.plan = language = locale or project_language(settings.folder)
    chosen = chosen_of_document(columns, sheets, pages)
    if carry_over:
        from regionplan_xl.actions.import_document import import_next_plan

        if out is not None or locale is not None:
            what = phrase("--out and --locale do not go with --carry-over.")
            raise InputError(
                what, phrase("The new plan is written as the project's master, in its language.")
            )
        _finish(settings, import_next_plan(settings.project(), document, chosen, dry_run))
        return
    with progress(settings.language(phrase("Reading the document")), (), None):
        result = action(document, out, language, settings.language, settings.folder, chosen, dry_run)
    _finish(settings, result)


@regionplan.command()
@click.option(
    "--mail", is_flag=True, help="Try the mail servers instead: sign in, and send a message to yourself."
)
@click.pass_obj
def check(settings: Settings, mail: bool) -> None:
    """List what is doubtful in the settings, master and actors. With -v also what protects this machine."""
    if mail:
        from regionplan_xl.actions.mail.check_mail import check_mail

        _finish(settings, check_mail(settings.project(), partial(click.echo, err=True)))
        return
    from regionplan_xl.actions.check import check as action

    _finish(settings, action(settings.project(), settings.verbose))


@regionplan.command()
@click.option(
    "--round", "round_name", metavar="NAME", type=Name(),
    help="The round; a new name opens the next (default: the last round).",
)  # fmt: skip
@click.option(
    "--new", is_flag=True, help="Open the next round; its name follows the last one's (2026-2 after 2026-1)."
)
@click.option("--deadline", type=Day(), help="The last day to answer (default: from config.yaml).")
@click.option(
    "--actor", "actors", metavar="NAME", type=Name(), multiple=True, help="Only this actor; may be repeated."
)
@click.option("--channel", type=click.Choice(["folder", "mail", "graph"]), default=None,
              help="How the workbooks go out (default: from config.yaml).")  # fmt: skip
@click.option("--again", is_flag=True, help="Send the e-mail once more to the actors named with --actor.")
@click.option(
    "--dry-run",
    is_flag=True,
    help="Say what would be sent; record nothing. E-mails to look at are written where the program sends them.",
)
@click.pass_obj
def send(settings: Settings, /, dry_run: bool, **wanted: Any) -> None:
    """Write a workbook for every responsible body. Each holds only the measures of that body."""
    from regionplan_xl.actions.send import send as action
    from regionplan_xl.mailing.sending import SendRequest

    _finish(settings, action(settings.project(), SendRequest(**wanted), dry_run))


@regionplan.command()
@click.pass_obj
def letters(settings: Settings) -> None:
    """Copy the built-in letters to the folder letters, to edit them. Those that are there stay as they are."""
    from regionplan_xl.actions.mail.letters import letters as action

    _finish(settings, action(settings.project()))


@regionplan.command()
@click.pass_obj
def collect(settings: Settings) -> None:
    """Archive the files in the inbox, and record them as received."""
    from regionplan_xl.actions.collect import collect as action

    _finish(settings, action(settings.project()))


@regionplan.command()
@click.argument("files", metavar="[FILE]...", nargs=-1, type=PathName())
@click.option("--dry-run", is_flag=True, help="Say what would happen; write nothing.")
@click.pass_obj
def merge(settings: Settings, files: tuple[Path, ...], dry_run: bool) -> None:
    """Merge the returned answers into the master. Unclear answers wait for a person on Konfliktar."""
    from regionplan_xl.cli.early_launcher import start_early_launcher

    start_early_launcher()  # before anything of the project is read
    from regionplan_xl.actions.merge import merge as action

    _finish(settings, action(settings.project(), files, dry_run))


@regionplan.command()
@click.option("--round", "round_name", metavar="NAME", type=Name(), help="The round (default: the latest).")
@click.option(
    "--dismiss",
    metavar="NAME",
    type=Name(),
    multiple=True,
    help="List no longer: an e-mail that was only tried out, or the receipts that did not reach this body.",
)
@click.option(
    "--list-again", metavar="NAME", type=Name(), multiple=True, help="List again what was dismissed."
)
@click.pass_obj
def status(
    settings: Settings, round_name: str | None, dismiss: tuple[str, ...], list_again: tuple[str, ...]
) -> None:
    """Show the plan's counts per area, and who has answered."""
    from regionplan_xl.actions.status import change_list
    from regionplan_xl.actions.status import status as action

    if dismiss or list_again:
        _finish(settings, change_list(settings.project(), round_name, dismiss, list_again))
        return
    _finish(settings, action(settings.project(), round_name))


@regionplan.command()
@click.option(
    "--dry-run",
    is_flag=True,
    help="Say who would be written to; record nothing. E-mails to look at are written where the program sends them.",
)
@click.pass_obj
def remind(settings: Settings, dry_run: bool) -> None:
    """Remind those who have not answered, on the days in config.yaml. Each is reminded once on each of them.

    Between rounds, those with measures that nobody has reported on for months are asked (round: nudge_months).
    """
    from regionplan_xl.actions.mail.remind import remind as action

    _finish(settings, action(settings.project(), dry_run))


@regionplan.command()
@options_of_report
@click.pass_obj
def report(settings: Settings, /, formats: str | None, unfreeze: str | None, **wanted: Any) -> None:
    """Write the council's case document. A frozen one is made again as it was."""
    from regionplan_xl.actions.report import ReportRequest, undo_freeze
    from regionplan_xl.actions.report import report as action

    request = ReportRequest(**wanted)
    if unfreeze is None:
        _finish(settings, action(settings.project(), formats, request))
    else:
        _finish(settings, undo_freeze(settings.project(), unfreeze, formats, request))


@regionplan.command()
@click.argument("number", type=Name())
@click.pass_obj
def history(settings: Settings, number: str) -> None:
    """List every change of the measure NUMBER. Each has its time, author, old and new value, and file."""
    from regionplan_xl.actions.history import history as action

    _finish(settings, action(settings.project(), number))


@regionplan.command()
@click.option("--steps", type=click.IntRange(min=1), default=1, show_default=True, metavar="NUMBER",
              help="How many merges, the last one first.")  # fmt: skip
@click.option(
    "--ledger",
    is_flag=True,
    help="Put back the newest copy of a ledger that is lost or damaged; undo no merge.",
)
@click.pass_obj
def undo(settings: Settings, steps: int, ledger: bool) -> None:
    """Undo the last merge. The master is restored, and the answers wait to be merged again."""
    from regionplan_xl.actions.undo import undo as action
    from regionplan_xl.actions.undo import undo_loss_of_ledger

    if ledger:
        _finish(settings, undo_loss_of_ledger(settings.project()))
        return

    _finish(settings, action(settings.project(), steps))


@regionplan.command("roll-over")
@click.option(
    "--year", type=click.IntRange(1900, 2999), required=True, metavar="YEAR", help="The year that begins."
)
@click.option("--drop-done/--keep-done", default=False,
              help="Take finished measures out of the plan, or keep them (the default).")  # fmt: skip
@click.option(
    "--renumber", is_flag=True, help="Number the measures of each goal in order; old numbers are remembered."
)
@click.option("--dry-run", is_flag=True, help="Say what would happen; write nothing.")
@click.pass_obj
def roll_over(settings: Settings, year: int, drop_done: bool, renumber: bool, dry_run: bool) -> None:
    """Begin the plan's next year. The master is archived; what is not done goes on, and yearly measures start again."""
    from regionplan_xl.actions.roll_over import roll_over_plan as action
    from regionplan_xl.plan.next_year.roll_over import RollOver

    _finish(settings, action(settings.project(), RollOver(year, drop_done, renumber), dry_run))


@regionplan.command()
@click.option("--once", is_flag=True, help="Do every job once, and stop.")
@click.option("--install", is_flag=True,
              help="Print the file by which this system starts the service by itself: a systemd unit, or a task for "
                   "the Windows Task Scheduler.")  # fmt: skip
@click.option("--write", is_flag=True, help="With --install: write that file where it belongs.")
@click.option("--as", "kind", type=click.Choice(["user", "machine", "windows"]), default=None,
              help="With --install: a systemd unit of this user or of the machine, or a task for Windows (default: as "
                   "this system has it; for root, of the machine).")  # fmt: skip
@click.pass_obj
def run(settings: Settings, once: bool, install: bool, write: bool, kind: str | None) -> None:
    """Collect, merge, remind and report by a timetable. It is in config.yaml; the service runs until it is stopped.

    With a pattern, such as --project 'plans/*', it serves every project folder that matches, in turn.
    """
    if install or write or kind is not None:
        from regionplan_xl.cli.install_service import install_service

        _finish(settings, install_service(settings, install=install, once=once, write=write, kind=kind))
        return
    from regionplan_xl.cli.run import serve_plans

    serve_plans(settings, once)


def _finish(settings: Settings, result: Result) -> None:
    """Print the result of a command; raise `SystemExit` if something waits for a person."""
    from regionplan_xl.cli.printing.terminal import show

    show(result, settings.language, as_json=settings.as_json)
    if result.waits:
        raise SystemExit(WAITS)

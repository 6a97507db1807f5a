"""The command line: arguments, messages and exit statuses. The commands themselves are in `actions/`."""

import atexit
import gc
import os
import signal
import sys
from typing import NoReturn

import click

from regionplan_xl.cli.commands import regionplan
from regionplan_xl.cli.file_names import start_again_in_utf8
from regionplan_xl.cli.printing.errors import as_regionplan_error, fail
from regionplan_xl.cli.printing.help import OPTIONS as HELP
from regionplan_xl.cli.printing.language import OPTION, MessageLanguage, language_of_project, named_language
from regionplan_xl.cli.printing.output import PLAINER, NotShown, tell
from regionplan_xl.cli.printing.usage import usage_error
from regionplan_xl.errors import WAITS, RegionplanError
from regionplan_xl.text import phrase

WRONG_USAGE = 2
STOPPED = 130
# Thresholds of the garbage collector, for its first pass and the later ones. Nearly everything is freed by reference
# count; with Python's defaults, 700 passes take a tenth of a short command. The first pass, over everything imported,
# takes longest.
_COLLECT_FIRST_AFTER, _COLLECT_AFTER = 200_000, 50_000


def main(arguments: list[str] | None = None) -> None:
    """Run one command; raise `SystemExit` with the documented exit status unless it is 0."""
    if arguments is None:
        start_again_in_utf8()
        # At exit, Python runs several garbage collections over everything imported, a sixth of a short command. Frozen
        # objects are skipped.
        atexit.register(gc.freeze)
        _learn_how_processes_end()
    _collect_seldom()
    # We use no pydantic plug-ins; to look for them, it would read the metadata of every installed package.
    os.environ.setdefault("PYDANTIC_DISABLE_PLUGINS", "__all__")
    for stream in (sys.stdout, sys.stderr):
        # A Windows console in cp1252 must not fail on «→», and shows the lines of tables as hyphens.
        reconfigure = getattr(stream, "reconfigure", None)
        if reconfigure is not None:
            reconfigure(errors=PLAINER)
    words = _global_options_first(sys.argv[1:] if arguments is None else arguments)
    language = MessageLanguage(named_language(words))
    if not language.chosen and (not words or any(word in HELP for word in words)):
        language.plan = language_of_project(words)
    try:
        if not words:
            regionplan.main(["--help"], prog_name="regionplan", standalone_mode=False, obj=language)
            raise SystemExit(WRONG_USAGE)
        regionplan.main(words, prog_name="regionplan", standalone_mode=False, obj=language)
    except (click.exceptions.Abort, KeyboardInterrupt):
        tell(language(phrase("Stopped.")))
        raise SystemExit(STOPPED) from None
    except NotShown as error:
        done = phrase("The command is done, but what it says could not be printed ({why}).", why=error.why)
        tell(f"regionplan: {language(done)}")
        raise SystemExit(WAITS) from None
    except click.ClickException as error:
        _fail(words, usage_error(error, regionplan.commands), language)
    except Exception as error:
        _fail(words, as_regionplan_error(error), language)


def _fail(words: list[str], error: RegionplanError, language: MessageLanguage) -> NoReturn:
    # If the arguments are wrong, the project has not been read yet.
    if language.plan is None:
        language.plan = language_of_project(words)
    fail(words, error, language)


def _learn_how_processes_end() -> None:
    """Restore the default handling of SIGCHLD; if the parent process ignores it, we cannot wait for our children."""
    if hasattr(signal, "SIGCHLD") and signal.getsignal(signal.SIGCHLD) == signal.SIG_IGN:
        signal.signal(signal.SIGCHLD, signal.SIG_DFL)


def _collect_seldom() -> None:
    gc.set_threshold(_COLLECT_FIRST_AFTER)
    gc.callbacks.append(_collect_more_often)


def _collect_more_often(_phase: str, _facts: dict[str, int]) -> None:
    gc.set_threshold(_COLLECT_AFTER)
    gc.callbacks.remove(_collect_more_often)


def _global_options_first(words: list[str]) -> list[str]:
    """Move `--json`, `-v` and `--lang` first, so that `regionplan check --json` works."""
    first: list[str] = []
    rest: list[str] = []
    for before, word in zip(["", *words], words, strict=False):
        is_global = word in ("--json", "-v", "--verbose", OPTION) or word.startswith(f"{OPTION}=")
        (first if is_global or before == OPTION else rest).append(word)
    return first + rest

"""The command line: arguments, messages, exit statuses. What a command does is in `actions/`."""

import atexit
import gc
import os
import signal
import sys
from typing import NoReturn

import click

from regionplan_xl.cli.commands import WAITS, regionplan
from regionplan_xl.cli.errors import as_regionplan_error, fail
from regionplan_xl.cli.file_names import start_again_in_utf8
from regionplan_xl.cli.language import OPTION, MessageLanguage, language_of_project, named_language
from regionplan_xl.cli.output import NotShown, tell
from regionplan_xl.cli.usage import usage_error
from regionplan_xl.errors import RegionplanError
from regionplan_xl.text import phrase

STOPPED = 130
# Objects before the first pass of the garbage collector, and between two later ones: nearly everything goes by
# reference count, the 700 passes of Python's default are a tenth of a short command, and the first pass, over all
# that was loaded, takes longest.
_COLLECT_FIRST_AFTER, _COLLECT_AFTER = 200_000, 50_000


def main(arguments: list[str] | None = None) -> None:
    """Run one command; raises `SystemExit` with the documented exit status unless it is 0."""
    if arguments is None:
        start_again_in_utf8()
        # At its end Python looks several times through all that was loaded for what it could free: a sixth of a short
        # command. What is frozen it does not look through.
        atexit.register(gc.freeze)
        _learn_how_processes_end()
    _collect_seldom()
    # We use no plug-ins of pydantic; to find out, it would read what every installed package says of itself.
    os.environ.setdefault("PYDANTIC_DISABLE_PLUGINS", "__all__")
    for stream in (sys.stdout, sys.stderr):
        # A Windows console in cp1252 must not stop at «→».
        reconfigure = getattr(stream, "reconfigure", None)
        if reconfigure is not None:
            reconfigure(errors="replace")
    words = _global_options_first(sys.argv[1:] if arguments is None else arguments)
    language = MessageLanguage(named_language(words))
    try:
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
    # Arguments are read before the project is.
    if language.plan is None:
        language.plan = language_of_project(words)
    fail(words, error, language)


def _learn_how_processes_end() -> None:
    """Undo what a parent may have set for its own: where SIGCHLD is ignored, no process of ours can be waited for."""
    if hasattr(signal, "SIGCHLD") and signal.getsignal(signal.SIGCHLD) == signal.SIG_IGN:
        signal.signal(signal.SIGCHLD, signal.SIG_DFL)


def _collect_seldom() -> None:
    gc.set_threshold(_COLLECT_FIRST_AFTER)
    gc.callbacks.append(_collect_more_often)


def _collect_more_often(_phase: str, _facts: dict[str, int]) -> None:
    gc.set_threshold(_COLLECT_AFTER)
    gc.callbacks.remove(_collect_more_often)


def _global_options_first(words: list[str]) -> list[str]:
    """Read `regionplan check --json` as `regionplan --json check`; so too `-v` and `--lang`."""
    first: list[str] = []
    rest: list[str] = []
    for before, word in zip(["", *words], words, strict=False):
        is_global = word in ("--json", "-v", "--verbose", OPTION) or word.startswith(f"{OPTION}=")
        (first if is_global or before == OPTION else rest).append(word)
    return first + rest

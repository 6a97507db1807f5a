"""Word exceptions for people, and exit with the status of each."""

import os
from contextlib import suppress
from pathlib import Path
from typing import Any, NoReturn

from regionplan_xl.cli.printing.language import MessageLanguage
from regionplan_xl.cli.printing.output import NotShown, tell
from regionplan_xl.errors import NotNow, Place, RegionplanError, system_reason
from regionplan_xl.files import intended_file
from regionplan_xl.text import Translate, phrase, printable

_ENGLISH = MessageLanguage("en")


def as_regionplan_error(error: Exception) -> RegionplanError:
    """Return the error itself if it is ours; otherwise one that words a system or unexpected error for people."""
    if isinstance(error, RegionplanError):
        return error
    worded = _from_system(error) if isinstance(error, (OSError, MemoryError)) else _unexpected(error)
    worded.__cause__ = error
    return worded


def _from_system(error: OSError | MemoryError) -> RegionplanError:
    if isinstance(error, MemoryError):
        return NotNow(phrase("There is not enough memory."), phrase("Close other programs and try again."))
    return NotNow(
        phrase("{why}.", why=system_reason(error)),
        phrase("Nothing was half-written; fix it and run the command again."),
        Place(file=str(intended_file(Path(os.fsdecode(error.filename))))) if error.filename else None,
    )


def _unexpected(error: Exception) -> RegionplanError:
    # Its message may contain SQL with the plan's texts, so only the traceback shows it.
    return NotNow(
        phrase("An error in regionplan itself: {error}.", error=type(error).__name__),
        phrase("Nothing was half-written. Run it again with -v and send the developers what it prints."),
    )


def error_data(error: RegionplanError, translate: Translate = str) -> dict[str, Any]:
    """Return an error as JSON-compatible data: the whole sentence, its parts, the place, and the exit status."""
    from regionplan_xl.actions.result import problem_data

    place = error.place
    return {
        "error": error.words(translate),
        "what": translate(error.what),
        "fix": translate(error.fix),
        "sheet": place.sheet if place else "",
        "row": place.row if place else None,
        "column": place.heading(translate) if place else "",
        "file": place.file if place else "",
        "problems": [problem_data(problem, translate) for problem in error.listed],
        "exit_status": error.exit_status,
    }


def fail(words: list[str], error: RegionplanError, language: MessageLanguage = _ENGLISH) -> NoReturn:
    """Print the error and its fix (with -v also the traceback), and exit with the error's status."""
    from regionplan_xl.actions.result import LineList
    from regionplan_xl.cli.printing.terminal import print_json, rendered_line

    if "-v" in words or "--verbose" in words:
        import traceback

        tell("".join(traceback.format_exception(error)))
    if "--json" in words:
        with suppress(NotShown):
            print_json(error_data(error, language), language)
    # Shorten the list, since a workbook may have problems in thousands of rows.
    lines = printable(error.words(language)).splitlines()
    tell(
        "regionplan: "
        + "\n".join(
            rendered_line(LineList(lines, str, rest=phrase("what the command prints with --json")), language)
        )
    )
    raise SystemExit(error.exit_status)

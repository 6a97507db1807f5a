"""The command line: arguments, messages, exit statuses. What a command does is in `actions/`."""

import sys

import click

from regionplan_xl.cli.commands import regionplan
from regionplan_xl.cli.errors import as_regionplan_error, fail
from regionplan_xl.errors import InputError

STOPPED = 130


def main(arguments: list[str] | None = None) -> None:
    """Run one command; raises `SystemExit` with the documented exit status unless it is 0."""
    for stream in (sys.stdout, sys.stderr):
        # A Windows console in cp1252 must not stop at «→».
        reconfigure = getattr(stream, "reconfigure", None)
        if reconfigure is not None:
            reconfigure(errors="replace")
    words = _flags_first(sys.argv[1:] if arguments is None else arguments)
    try:
        regionplan.main(words, prog_name="regionplan", standalone_mode=False)
    except (click.exceptions.Abort, KeyboardInterrupt):
        click.echo("Stopped.", err=True)
        raise SystemExit(STOPPED) from None
    except click.ClickException as error:
        fail(words, InputError(error.format_message(), "See «regionplan --help»."))
    except Exception as error:
        fail(words, as_regionplan_error(error))


def _flags_first(words: list[str]) -> list[str]:
    """Read `regionplan check --json` as `regionplan --json check`."""
    flags = [word for word in words if word in ("--json", "-v", "--verbose")]
    return flags + [word for word in words if word not in flags]

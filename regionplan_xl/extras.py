"""The commands that install this program's optional parts (its extras, in pyproject.toml)."""

import sys
import tomllib
from contextlib import suppress
from pathlib import Path

_UV_RECEIPT = "uv-receipt.toml"
"""The file in which `uv tool install` keeps what it installed, in the environment of the tool."""
_NAMES = ("regionplan_xl", "regionplan-xl")


def install_command(extra: str, environment: Path | None = None) -> str:
    """Return the command that adds an extra («charts») to this program, for the way in which it was installed.

    `environment`: the folder of the Python environment; None for the present one. An environment of `uv tool` has no
    pip, and is made again as a whole, with the extras that it has already.
    """
    with suppress(OSError, ValueError, KeyError, TypeError):
        receipt = (environment or Path(sys.prefix)) / _UV_RECEIPT
        for one in tomllib.loads(receipt.read_text("utf-8"))["tool"]["requirements"]:
            if one["name"] in _NAMES:
                extras = ",".join(sorted({*one.get("extras", ()), extra}))
                return f"uv tool install --reinstall '{one.get('directory', one['name'])}[{extras}]'"
    return f"pip install 'regionplan_xl[{extra}]'"

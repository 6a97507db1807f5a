"""Run commands on a pseudo-terminal, as a person does."""

import contextlib
import os
import subprocess
import sys
from pathlib import Path

import pytest


def on_a_terminal(typed: str, *words: str | Path) -> tuple[int, str]:
    """Run a command on a terminal with typed input; return its exit status and what the terminal shows."""
    pty = pytest.importorskip("pty", reason="no pseudo-terminals here")
    ours, theirs = pty.openpty()
    command = [sys.executable, "-m", "regionplan_xl", *map(str, words)]
    with subprocess.Popen(command, stdin=theirs, stdout=theirs, stderr=theirs) as process:
        os.close(theirs)
        os.write(ours, typed.encode())
        shown = b""
        # Linux ends a terminal that nobody has open any more with an error.
        with contextlib.suppress(OSError):
            while piece := os.read(ours, 4096):
                shown += piece
        status = process.wait()
    os.close(ours)
    return status, shown.decode()

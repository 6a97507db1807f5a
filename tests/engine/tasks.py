"""Work for workers that goes wrong in every way; workers import it by name."""

import json
import os
import signal
import time
from pathlib import Path

from regionplan_xl.engine.engine import Task


def reverse(data: bytes, request: bytes) -> bytes:
    """Write down who works, and take a while."""
    folder = Path(json.loads(request)["folder"])
    (folder / f"{os.getpid()}").touch()
    time.sleep(0.2)
    return data[::-1]


def die(_data: bytes, _request: bytes) -> bytes:
    """Bring the worker down."""
    os.kill(os.getpid(), signal.SIGKILL)
    raise AssertionError


def fail(_data: bytes, _request: bytes) -> bytes:
    """Raise what only this machine knows."""
    raise ValueError("not on this machine")


def reversing(folder: Path) -> Task[bytes, bytes]:
    """Reverse bytes; `folder` gets a file for each worker that begins."""
    return Task(
        here=lambda data: data[::-1],
        pack=lambda data: (data, json.dumps({"folder": str(folder)}).encode()),
        elsewhere=reverse,
        unpack=bytes,
    )


DYING = Task(here=lambda data: b"here " + data, pack=lambda data: (data, b""), elsewhere=die, unpack=bytes)
FAILING = Task(here=lambda data: b"here " + data, pack=lambda data: (data, b""), elsewhere=fail, unpack=bytes)

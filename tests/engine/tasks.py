"""Tasks for workers that fail in every way; workers import this module by name."""

import json
import os
import signal
import time
from pathlib import Path

from regionplan_xl.engine.engine import Task


def reverse(data: bytes, request: bytes) -> bytes:
    """Record the worker's process, wait a little, and reverse the bytes."""
    folder = Path(json.loads(request)["folder"])
    (folder / f"{os.getpid()}").touch()
    time.sleep(0.2)
    return data[::-1]


def die(_data: bytes, _request: bytes) -> bytes:
    """Kill the worker."""
    os.kill(os.getpid(), signal.SIGKILL)
    raise AssertionError


def fail(_data: bytes, _request: bytes) -> bytes:
    """Raise an error."""
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

"""The service as the tests run it."""

import time
from collections.abc import Callable

SCHEDULE = "\nschedule:\n  collect: every 1 second\n  merge: every 1 second\n"


def wait_for(what: Callable[[], bool], seconds: float = 30) -> None:
    until = time.monotonic() + seconds
    while not what():
        assert time.monotonic() < until, "it did not happen in time"
        time.sleep(0.2)

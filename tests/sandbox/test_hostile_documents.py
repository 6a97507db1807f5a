"""Plan documents made to do harm get a decision and a reason in little time and memory."""

import resource
import sys

import pytest

from regionplan_xl.errors import InputError, Rejected
from regionplan_xl.sandbox.plan_document import Importing, read_plan
from tests.sandbox.hostile_documents import HOSTILE

SECONDS = 20.0  # of processor time; on a machine that does nothing else, also by the clock
MEBIBYTES = 500


@pytest.mark.skipif(sys.platform == "win32", reason="the cost of children is only known on POSIX")
@pytest.mark.parametrize("name", HOSTILE)
def test_a_hostile_document_gets_a_reason_in_time_and_memory(name: str) -> None:
    data = HOSTILE[name]()
    before = resource.getrusage(resource.RUSAGE_CHILDREN)

    try:
        imported = read_plan(data, name, Importing())
    except (Rejected, InputError) as refused:
        assert str(refused)
    else:
        assert imported.plan.measures

    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    assert after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime < SECONDS
    # The highest of any child so far, in KiB on Linux and in bytes on macOS.
    assert after.ru_maxrss / (1024 if sys.platform == "linux" else 1024**2) < MEBIBYTES

"""A parser taken over by a file can do nothing to this machine, whoever started the program."""

import json
import os
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import Any

import pytest

from regionplan_xl.sandbox.confinement.job_object import ExtendedLimits, limits
from regionplan_xl.sandbox.confinement.system_calls import allow_only_reading
from regionplan_xl.sandbox.watch import Ended, Watch
from tests.paths import PROJECT
from tests.sandbox.parsers import write_parser
from tests.sandbox.take_over import PROBE

linux = pytest.mark.skipif(sys.platform != "linux", reason="Landlock and seccomp are Linux's")
NOBODY = 65534
TRIES = 32
# Those that may be done without the sandbox: they touch nothing but the test's own folder.
HARMLESS = (
    "read a file", "write a file", "open a socket", "start a process", "signal the parent", "hold memory as a file",
    "make a folder", "change a file's mode", "change the mode of an open file", "rename a file",
)  # fmt: skip


@cache
def _python(user: int | None) -> str:
    """Return a Python that the user can run, with all modules of this one."""
    ours, systems = sys.executable, f"/usr/bin/python{sys.version_info.major}.{sys.version_info.minor}"
    for program in (ours, systems):
        try:
            done = _run([program, "-c", "import regionplan_xl.sandbox.process, python_calamine"], user, "")
        except OSError:
            continue
        if done.returncode == 0:
            return program
    pytest.skip("no Python here may be run by nobody")


def _run(command: list[str], user: int | None, more: str) -> "subprocess.CompletedProcess[str]":
    path = os.pathsep.join(filter(None, [more, str(PROJECT), *sys.path]))
    environment = {**os.environ, "PYTHONPATH": path, "PYTHONDONTWRITEBYTECODE": "1"}
    return subprocess.run(
        command, capture_output=True, text=True, cwd="/", check=False, env=environment, user=user, group=user,
        extra_groups=None if user is None else [],
    )  # fmt: skip


@pytest.fixture
def folder() -> Iterator[Path]:
    """A folder with all permissions for everybody, so that only the sandbox protects it."""
    made = Path(tempfile.mkdtemp(prefix="regionplan-"))
    yield made
    shutil.rmtree(made)


def told_by(user: int | None, folder: Path, *words: str) -> Any:
    write_parser(folder, PROBE)
    (folder / "answers").write_bytes(b"svar")
    (folder / "given").write_bytes(b"svar")
    (folder / "empty").mkdir()
    for path in (folder, *folder.iterdir()):
        path.chmod(0o777)
        if user is not None:
            os.chown(path, user, user)
    done = _run([_python(user), "-m", "tests.sandbox.take_over", *words], user, str(folder))
    assert done.returncode == 0, done.stderr
    return json.loads(done.stdout)


@linux
@pytest.mark.parametrize(
    "start", [(), ("early",)], ids=["in a process of its own", "in a copy of the command"]
)
@pytest.mark.parametrize("user", [None, NOBODY], ids=["as whoever runs the tests", "as nobody"])
def test_a_parser_that_is_taken_over_can_do_nothing(
    user: int | None, start: tuple[str, ...], folder: Path
) -> None:
    if user is not None and os.geteuid() != 0:
        pytest.skip("only root may become nobody")
    told = told_by(user, folder, *start)
    if not (told["holds"]["landlock"] and told["holds"]["seccomp"]):
        pytest.skip("the kernel has no Landlock or seccomp")
    assert told["told"] == [f"{TRIES} tried, 0 done"]
    assert told["holds"]["rights"]
    assert (folder / "answers").read_bytes() == b"svar"
    known = {"sitecustomize.py", "answers", "given", "empty", "started 1", "__pycache__"}
    assert {path.name for path in folder.iterdir()} <= known | {f"started {n}" for n in range(9)}


@linux
def test_the_same_parser_could_do_such_things_without_the_sandbox(folder: Path) -> None:
    """The tries themselves work: what is refused in the child is refused by the sandbox."""
    write_parser(folder, PROBE)
    (folder / "answers").write_bytes(b"svar")
    (folder / "given").write_bytes(b"svar")
    (folder / "empty").mkdir()
    code = (
        "import sitecustomize, json\n"
        f"sitecustomize.TRIES = {{name: sitecustomize.TRIES[name] for name in {HARMLESS!r}}}\n"
        "print(json.dumps(sitecustomize.run(b'')))"
    )
    done = _run([sys.executable, "-c", code], None, str(folder))
    assert json.loads(done.stdout)[1:] == list(HARMLESS)


@linux
def test_a_call_of_another_machines_kind_is_unknown_and_nothing_is_promised(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr("platform.machine", lambda: "riscv64")
    assert not allow_only_reading()


def test_a_process_that_takes_too_much_memory_is_ended_from_outside() -> None:
    """As on macOS, where the system does not limit it."""
    code = "import time; kept = bytearray(90_000_000); time.sleep(60)"
    with subprocess.Popen([sys.executable, "-c", code]) as process:
        watch = Watch(process.pid, process.kill, most_memory=60_000_000)
        with watch.within(30):
            process.wait()
    assert watch.ended is Ended.TOO_MUCH_MEMORY


def test_a_process_that_computes_for_too_long_is_ended_from_outside() -> None:
    """As on Windows, where the system does not count."""
    with subprocess.Popen([sys.executable, "-c", "while True: pass"]) as process:
        watch = Watch(process.pid, process.kill)
        with watch.within(30, computing=0.5):
            process.wait()
    assert watch.ended is Ended.COMPUTED_TOO_LONG


def test_a_process_that_only_waits_is_not_said_to_have_computed() -> None:
    with subprocess.Popen([sys.executable, "-c", "import time; time.sleep(60)"]) as process:
        watch = Watch(process.pid, process.kill)
        with watch.within(0.5):
            process.wait()
    assert watch.ended is Ended.NO_ANSWER


def test_the_limits_of_a_job_are_laid_out_as_windows_reads_them() -> None:
    """On 64 bits; the sizes are those of winnt.h."""
    import ctypes

    assert ctypes.sizeof(ExtendedLimits) == 144
    assert ExtendedLimits.process_memory.offset == 112
    wanted = limits(200)
    assert wanted.basic.processes == 1
    assert wanted.process_memory == 200
    assert wanted.basic.flags == 0x8 | 0x100 | 0x400 | 0x2000

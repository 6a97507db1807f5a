"""Work in forks: the same result in the same order as without, and nothing is lost if a fork dies."""

import errno
import itertools
import os
import signal
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from regionplan_xl.engine.engine import LocalEngine, Task
from regionplan_xl.engine.forks import can_fork, in_forks

pytestmark = pytest.mark.skipif(not can_fork(), reason="This system has no forks that may be used.")

HERE = os.getpid()
MANY = tuple(range(200))


def begun(number: int) -> bytes:
    """Return the number and whether this process is a fork, 5000 times."""
    return f"{number} {os.getpid() != HERE} ".encode() * 5000


def made_in_a_fork(number: int) -> bytes:
    """Return bytes; as if in a fork that goes wrong, raise an error for 7 and kill the process for 30."""
    if number == 7:
        raise ValueError(number)
    if number == 30:
        os.kill(os.getpid(), signal.SIGKILL)
    return f"fork {number}".encode()


UNSURE: Task[int, str] = Task(
    here=lambda number: f"here {number}",
    pack=lambda number: (b"", b""),
    elsewhere=lambda _data, _request: b"",
    unpack=bytes.decode,
    in_a_fork=made_in_a_fork,
)


def test_what_forks_make_comes_in_the_order_in_which_it_was_given() -> None:
    made = list(in_forks(begun, MANY, 3))
    assert made == [f"{number} True ".encode() * 5000 for number in MANY]


def test_what_a_fork_cannot_make_or_takes_with_it_is_made_here() -> None:
    made = list(LocalEngine(forks=2).map(UNSURE, MANY))
    # With two forks, the first has the even numbers.
    lost = {7, *(number for number in MANY if number >= 30 and number % 2 == 0)}
    assert made == [f"{'here' if number in lost else 'fork'} {number}" for number in MANY]


def open_files() -> set[Path]:
    """Return the files that this process has open."""
    return set(Path("/proc/self/fd").iterdir())


@pytest.mark.parametrize("call", ["fork", "pipe"])
@pytest.mark.parametrize("refused", [{0}, {1}, {0, 1}])
def test_what_a_fork_would_make_that_the_system_refuses_is_made_here(
    call: str, refused: set[int], monkeypatch: pytest.MonkeyPatch
) -> None:
    calls, as_ever, before = itertools.count(), getattr(os, call), open_files()

    def refuse() -> object:
        if next(calls) in refused:
            raise OSError(errno.EAGAIN, "Resource temporarily unavailable")
        return as_ever()

    monkeypatch.setattr(os, call, refuse)
    made = list(LocalEngine(forks=2).map(UNSURE, range(200, 400)))
    assert made == [f"{'here' if number % 2 in refused else 'fork'} {number}" for number in range(200, 400)]
    assert open_files() == before


@pytest.mark.parametrize(("forks", "count"), [(1, 200), (2, 5)])
def test_few_things_or_an_engine_with_one_worker_need_no_fork(forks: int, count: int) -> None:
    assert list(LocalEngine(forks).map(UNSURE, range(count))) == [f"here {n}" for n in range(count)]


def forks_of(pid: int) -> Iterator[int]:
    yield from map(int, Path(f"/proc/{pid}/task/{pid}/children").read_text("ascii").split())


@pytest.mark.parametrize("asked", [0, 1, 50])
def test_no_fork_outlives_the_question(asked: int) -> None:
    others = set(forks_of(HERE))
    made = in_forks(begun, MANY, 2)
    own = set(forks_of(HERE)) - others
    for _ in range(asked):
        next(made)
    del made
    assert len(own) >= 2
    assert not own & set(forks_of(HERE))


def test_the_forks_of_a_command_that_is_killed_end_by_themselves() -> None:
    reading, writing = os.pipe()
    command = os.fork()
    if not command:
        made = in_forks(lambda number: bytes(100_000_000), MANY, 2)
        next(made)
        os.write(writing, " ".join(map(str, forks_of(os.getpid()))).encode())
        time.sleep(60)
        os._exit(0)
    forks = [int(pid) for pid in os.read(reading, 100).split()]
    os.kill(command, signal.SIGKILL)
    os.waitpid(command, 0)
    patience = time.monotonic() + 20
    while any(map(is_running, forks)) and time.monotonic() < patience:
        time.sleep(0.05)
    assert len(forks) == 2
    assert not any(map(is_running, forks))


def is_running(pid: int) -> bool:
    """Return whether a process is running and not a zombie."""
    try:
        return Path(f"/proc/{pid}/stat").read_text("ascii").rpartition(")")[2].split()[0] != "Z"
    except FileNotFoundError:
        return False

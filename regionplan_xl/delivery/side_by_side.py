"""Run tasks that wait for a disk or a network in a few threads."""

from collections import deque
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from typing import TypeVar

_AT_ONCE = 4
_AHEAD = 4 * _AT_ONCE  # tasks submitted ahead of the one whose result is awaited

Given = TypeVar("Given")
Done = TypeVar("Done")


def side_by_side(work: Callable[[Given], Done], given: Iterable[Given]) -> Iterator[Done]:
    """Yield `work(one)` for each item of `given`, in order; `given` itself is iterated in this thread.

    After a failure, start no more tasks, finish and yield those that were started, then raise the error.
    """
    begun: deque[Future[Done]] = deque()
    failure: Exception | None = None
    rest = iter(given)
    with ThreadPoolExecutor(_AT_ONCE) as pool:
        more = True
        while more or begun:
            try:
                while more and len(begun) < _AHEAD:
                    begun.append(pool.submit(work, next(rest)))
                done = begun.popleft().result()
            except StopIteration:
                more = False
            except Exception as error:
                failure, more = failure or error, False
            else:
                yield done
    if failure is not None:
        raise failure

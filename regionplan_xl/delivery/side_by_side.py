"""Do what waits for a disk or a network a few at a time."""

from collections import deque
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from typing import TypeVar

_AT_ONCE = 4
_AHEAD = 4 * _AT_ONCE  # what is made before it can be taken care of

Given = TypeVar("Given")
Done = TypeVar("Done")


def side_by_side(work: Callable[[Given], Done], given: Iterable[Given]) -> Iterator[Done]:
    """Yield what `work` makes of each thing given, in their order; `given` is read in this thread.

    When something fails, nothing more is begun; what was begun is finished and yielded, and then the error is raised.
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
